// SPDX-License-Identifier: Apache-2.0
// Weights from a generator. Their statistics are those of trained networks: every channel uses the
// whole range of int8, most weights are small, a few large (README.md).
#pragma once

#include "workloads/graph/tensor.h"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace tessera::workloads::zoo {

/// Weights of `shape` in -127..127, whose output channels lie along `channel_axis` (the first or
/// the last one); the largest magnitude of each channel is 127.
[[nodiscard]] std::vector<std::int8_t> generate_weights(std::uint64_t seed, std::string_view name,
                                                        const Shape& shape,
                                                        std::size_t channel_axis);

}  // namespace tessera::workloads::zoo
