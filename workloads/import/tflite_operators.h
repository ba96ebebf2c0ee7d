// SPDX-License-Identifier: Apache-2.0
// The operators of a TFLite subgraph with their typed options.
#pragma once

#include "workloads/flatbuffer/table.h"
#include "workloads/graph/operator.h"

#include <cstdint>
#include <span>
#include <string>

namespace tessera::workloads {

struct OperatorCode {
  std::int32_t code;
  std::string custom;
};

/// One operator. An unsupported one is refused by name, with file and index. The bytes of an
/// edgetpu-custom-op are not read here.
[[nodiscard]] Operator read_operator(const Table& table, std::span<const OperatorCode> codes);

}  // namespace tessera::workloads
