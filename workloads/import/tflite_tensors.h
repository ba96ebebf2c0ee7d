// SPDX-License-Identifier: Apache-2.0
// The tensors of a TFLite subgraph.
#pragma once

#include "workloads/flatbuffer/table.h"
#include "workloads/graph/tensor.h"

#include <vector>

namespace tessera::workloads {

/// Tensors in file order, constants with their contents (buffers shared by tensors are copied
/// once).
[[nodiscard]] std::vector<Tensor> read_tensors(const Table& model, const Table& subgraph);

}  // namespace tessera::workloads
