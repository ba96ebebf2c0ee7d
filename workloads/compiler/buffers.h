// SPDX-License-Identifier: Apache-2.0
// A part's inputs and outputs as the program describes them to the host.
#pragma once

#include "workloads/compiler/machine.h"
#include "workloads/compiler/tile_tensor.h"
#include "workloads/graph/graph.h"
#include "workloads/program/device_tensor.h"

namespace tessera::workloads {

/// The host's buffer for an input: the tensor as it lies, filled up to whole units of 8 bytes.
[[nodiscard]] DeviceTensor device_input(const Graph& graph, TensorIndex index);

/// The host's buffer for an output: what the tiles send, one after the other, and for an image
/// which tile has which rows and columns.
[[nodiscard]] DeviceTensor device_output(const Graph& graph, const Machine& machine,
                                         TensorIndex index, const TileTensor& tensor);

}  // namespace tessera::workloads
