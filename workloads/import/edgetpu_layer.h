// SPDX-License-Identifier: Apache-2.0
// The Layer tables of a compiled executable: its input and output tensors.
#pragma once

#include "workloads/flatbuffer/table.h"
#include "workloads/program/program.h"

#include <vector>

namespace tessera::workloads {

[[nodiscard]] std::vector<DeviceTensor> read_input_layers(const Table& executable);
[[nodiscard]] std::vector<DeviceTensor> read_output_layers(const Table& executable);

}  // namespace tessera::workloads
