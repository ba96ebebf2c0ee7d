// SPDX-License-Identifier: Apache-2.0
// TRANSPOSE_CONV on codes: every input position adds its window to the int32 output image, which is
// requantized as a CONV_2D's is.
#include "workloads/graph/window.h"
#include "workloads/reference/dot.h"
#include "workloads/reference/kernels.h"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace tessera::workloads {
namespace {

/// OHWI to HWOI, so that one tap's weights are rows of input channels.
std::vector<std::int16_t> by_tap(const Weights& weights) {
  const auto channels = static_cast<std::size_t>(weights.shape[0]);
  const auto depth = static_cast<std::size_t>(weights.shape[3]);
  const auto taps =
      static_cast<std::size_t>(weights.shape[1]) * static_cast<std::size_t>(weights.shape[2]);
  std::vector<std::int16_t> values(weights.values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    const std::size_t channel = i / (taps * depth);
    const std::size_t tap = i / depth % taps;
    values[(tap * channels + channel) * depth + i % depth] = weights.values[i];
  }
  return values;
}

}  // namespace

void run_kernel(const Context& context, const TransposeConv& conv) {
  constexpr std::size_t kX = 2;
  const auto x = context.quantized_input(kX);
  const auto w = context.weights(1, 0, kX);
  const auto& shape = context.output().shape;
  const auto channels = static_cast<std::size_t>(w.shape[0]);
  const auto depth = static_cast<std::size_t>(w.shape[3]);
  const auto bias = context.bias(3, channels);
  const auto stage = context.output_stage(x.quantization.scale, w.scales, conv.activation);
  const auto taps = by_tap(w);
  // The convolution from the output to x.
  const auto y_axis = axis_y(conv.window, shape[1], w.shape[1]);
  const auto x_axis = axis_x(conv.window, shape[2], w.shape[2]);

  std::vector<std::uint32_t> sums;
  while (sums.size() < context.output().size_bytes()) {
    sums.insert(sums.end(), bias.begin(), bias.end());
  }
  std::vector<std::int16_t> pixel(depth);
  const std::size_t pixels = x.codes.size() / depth;
  for (std::size_t i = 0; i < pixels; ++i) {
    for (std::size_t c = 0; c < depth; ++c) {
      pixel[c] = static_cast<std::int16_t>(x.codes[i * depth + c] - x.quantization.zero_point);
    }
    const auto position = static_cast<std::int64_t>(i);
    const std::int64_t column = position % x.shape[2];
    const std::int64_t row = position / x.shape[2] % x.shape[1];
    const std::int64_t n = position / x.shape[2] / x.shape[1];
    for (std::int64_t tap = 0; tap < y_axis.filter * x_axis.filter; ++tap) {
      const std::int64_t oy = row * y_axis.stride - y_axis.pad_before() + tap / x_axis.filter;
      const std::int64_t ox = column * x_axis.stride - x_axis.pad_before() + tap % x_axis.filter;
      if (oy < 0 || oy >= shape[1] || ox < 0 || ox >= shape[2]) {
        continue;
      }
      const auto out = static_cast<std::size_t>((n * shape[1] + oy) * shape[2] + ox);
      add_all_dots(pixel.data(), taps.data() + static_cast<std::size_t>(tap) * channels * depth,
                   depth, sums.data() + out * channels, channels);
    }
  }
  Bytes result(sums.size());
  for (std::size_t i = 0; i < sums.size(); ++i) {
    result[i] = stage(sums[i], i % channels);
  }
  context.emit(std::move(result));
}

}  // namespace tessera::workloads
