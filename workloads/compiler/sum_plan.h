// SPDX-License-Identifier: Apache-2.0
// How the outputs and sums of a layer with a matrix of weights are divided over cells and time.
#pragma once

#include "workloads/compiler/machine.h"
#include "workloads/reference/context.h"

#include <algorithm>
#include <cstdint>
#include <span>

namespace tessera::workloads {

/// Groups of outputs that the lanes of a tile take one after the other.
struct OutputGroups {
  OutputGroups(std::int64_t outputs, const Machine& machine) {
    const auto words = round_up<std::int64_t>(outputs, kWordBytes);
    count = divide_up<std::int64_t>(words, machine.lanes);
    // Even groups of whole wide units: what is not used is not sent over the ring.
    size = words;
    if (count > 1) {
      size = std::min<std::int64_t>(
          round_up<std::int64_t>(divide_up(words, count), machine.unit_outputs), machine.lanes);
      count = divide_up(words, size);
    }
    last = words - (count - 1) * size;
  }

  std::int64_t count;
  std::int64_t size;
  std::int64_t last;
};

/// How the sums of a convolution are made: outputs in groups, and channels in chunks so that a slot
/// holds the weights of one.
struct SumPlan {
  SumPlan(const Machine& machine, std::int64_t slot_rows, std::int64_t outputs, std::int64_t taps,
          std::int64_t channels)
      : groups(outputs, machine),
        step_units(divide_up<std::int64_t>(groups.size, machine.unit_outputs)),
        words(divide_up<std::int64_t>(channels, kWordBytes)) {
    const std::int64_t slot_units = slot_rows * kUnitsPerRow;
    const std::int64_t most = std::max<std::int64_t>(slot_units / (taps * step_units), 1);
    chunks = divide_up(words, most);
    chunk_words = divide_up(words, chunks);
    steps = taps * chunk_words;
  }

  /// Wide rows in which the sums of so many positions wait between chunks.
  [[nodiscard]] std::int64_t parked_rows(std::int64_t positions) const {
    return chunks > 1 ? divide_up<std::int64_t>(positions * step_units, kUnitsPerRow) : 0;
  }
  /// Step of a sum at which a tap meets a word of channels.
  [[nodiscard]] std::int64_t step(std::int64_t tap, std::int64_t word) const {
    return word / chunk_words * steps + tap * chunk_words + word % chunk_words;
  }

  OutputGroups groups;
  std::int64_t step_units;
  std::int64_t words;
  std::int64_t chunks = 1;
  std::int64_t chunk_words = 1;  // the last chunk may have fewer
  std::int64_t steps = 1;        // of a chunk
};

/// Weights as the file has them, [outputs][steps of channels], with their zero point.
struct WeightSource {
  std::span<const std::uint8_t> codes;
  std::uint8_t zero;
};

inline WeightSource weight_codes(const Context& context) {
  const Tensor& tensor = context.input(1);
  const auto zero = tensor.quantization->zero_points[0];
  return {context.codes(1),
          static_cast<std::uint8_t>(tensor.type == DataType::kInt8 ? zero + 128 : zero)};
}

}  // namespace tessera::workloads
