// SPDX-License-Identifier: Apache-2.0
// The inner loop of the op unit: a straight run of steps in word mode.
#pragma once

#include <cstdint>

namespace tessera::hw {

/// `run` steps: activation words of 4 bytes and weight rows of outputs x 4 bytes, each at a fixed
/// distance in bytes from the one before. The caller has checked that all of it is readable.
struct DotRun {
  const std::uint8_t* activations;
  std::int64_t activation_stride;
  const std::uint8_t* weights;
  std::int64_t weight_stride;
  std::uint32_t run;
};

/// sums[o] += sum over steps and j of (x[j] - in_zero) * (w[o][j] - weight_zero), in wrapping
/// int32. Zero points are at most 16 bits wide.
void dot_words(const DotRun& dot, std::int32_t in_zero, std::int32_t weight_zero,
               std::uint32_t outputs, std::int32_t* sums);

/// The same with one weight zero point per output.
void dot_words_per_channel(const DotRun& dot, std::int32_t in_zero,
                           const std::int32_t* weight_zeros, std::uint32_t outputs,
                           std::int32_t* sums);

}  // namespace tessera::hw
