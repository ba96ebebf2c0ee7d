// SPDX-License-Identifier: Apache-2.0
// PAD, SLICE, STRIDED_SLICE, SPLIT and CONCATENATION as the machine sees them: part of the channels
// of one tensor to part of those of another, and windows of one position on the image.
#pragma once

#include "workloads/compiler/machine.h"
#include "workloads/graph/graph.h"
#include "workloads/graph/window.h"
#include "workloads/reference/context.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tessera::workloads {

/// One copy. Result position (y, x) is input position (y, x) of the axes' windows, which may lie
/// outside the image where a PAD is copied.
struct Move {
  std::size_t input = 0;   // operand
  std::size_t output = 0;  // result
  WindowAxis y;
  WindowAxis x;
  std::int64_t from_channel = 0;
  std::int64_t to_channel = 0;
  std::int64_t channels = 0;
  std::uint8_t padding = 0;  // code outside the image, where the axes reach there
};

struct Movement {
  std::vector<Move> moves;
  std::optional<std::string> problem;  // why the tiles do not take it
};

/// Of the operators above.
[[nodiscard]] Movement movement_of(const Context& at);

}  // namespace tessera::workloads
