// SPDX-License-Identifier: Apache-2.0
// RESIZE_BILINEAR and RESIZE_NEAREST_NEIGHBOR on codes.
//
// Bilinear has two recipes that differ by 1 in some per cent of the outputs: XNNPACK's in mode f32
// (positions in float32, weights of 11 bits) and TFLite's integer kernel otherwise (positions and
// weights of 10 bits, rounded as the mode rounds).
#include "workloads/reference/kernels.h"
#include "workloads/reference/movement.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

namespace tessera::workloads {
namespace {

constexpr std::int32_t kSignedOffset = 128;

/// Between the elements `low` and `high`, `weight` of 2^bits away from the first.
struct Sample {
  std::int64_t low, high, weight;
};

struct Axis {
  std::int64_t input, output;
  bool align_corners, half_pixel_centers;

  [[nodiscard]] bool aligned() const { return align_corners && output > 1; }

  /// TFLite's integer kernel; its position may pass the last element by rounding.
  [[nodiscard]] Sample tflite(std::int64_t position) const {
    constexpr std::int64_t kOne = 1 << 10;
    const std::int64_t from = aligned() ? input - 1 : input;
    const std::int64_t to = aligned() ? output - 1 : output;
    const std::int64_t scale = (kOne * from + to / 2) / to;
    const std::int64_t shift = half_pixel_centers ? scale / 2 - kOne / 2 : 0;
    const std::int64_t at = position * scale + shift;
    const std::int64_t low = std::clamp<std::int64_t>(at / kOne, 0, input - 1);
    return {low, std::min((at + kOne - 1) / kOne, input - 1), at - kOne * low};
  }

  /// XNNPACK's q11 weights; float32 positions kept within the image.
  [[nodiscard]] Sample xnnpack(std::int64_t position) const {
    const std::int64_t less = aligned() ? 1 : 0;
    const float scale = static_cast<float>(input - less) / static_cast<float>(output - less);
    const float offset = half_pixel_centers ? 0.5F * scale - 0.5F : 0.0F;
    const auto last = static_cast<float>(input - 1);
    const float product = static_cast<float>(position) * scale;
    const float at = std::min(std::max(product + offset, 0.0F), last);
    const auto low = static_cast<std::int64_t>(at);
    const float part = at - static_cast<float>(low);
    return {low, std::min(low + 1, input - 1), std::lrint(part * 2048.0F)};
  }

  /// The nearest element, by TFLite's float32 rule.
  [[nodiscard]] std::int64_t nearest(std::int64_t position) const {
    const float scale = aligned() ? static_cast<float>(input - 1) / static_cast<float>(output - 1)
                                  : static_cast<float>(input) / static_cast<float>(output);
    const float offset = half_pixel_centers ? 0.5F : 0.0F;
    const float at = (static_cast<float>(position) + offset) * scale;
    const auto index = static_cast<std::int64_t>(align_corners ? std::round(at) : std::floor(at));
    return std::clamp<std::int64_t>(index, 0, input - 1);
  }
};

template <class Resize>
Axis axis(const Context& context, const Resize& resize, std::size_t dimension) {
  return {context.input(0).shape[dimension], context.output().shape[dimension],
          resize.align_corners, resize.half_pixel_centers};
}

/// What `place` says about every position of an axis.
template <class Place>
auto places(std::int64_t count, Place place) {
  std::vector<decltype(place(count))> result;
  for (std::int64_t i = 0; i < count; ++i) {
    result.push_back(place(i));
  }
  return result;
}

/// sum / 2^20 by TFLite's rounding of each mode.
std::int64_t rounded(func::RequantMode mode, std::int64_t sum) {
  constexpr int kBits = 20;
  constexpr std::int64_t kHalf = std::int64_t{1} << (kBits - 1);
  if (mode == func::RequantMode::kSingle) {
    return (sum + kHalf) >> kBits;
  }
  return (sum + (sum > 0 ? kHalf : -kHalf)) / (std::int64_t{1} << kBits);
}

/// Weighted sum of the four corners with weights of 2^bits, a first and c below it.
std::int64_t mix(std::int64_t a, std::int64_t b, std::int64_t c, std::int64_t d, const Sample& y,
                 const Sample& x, std::int64_t one) {
  return a * (one - y.weight) * (one - x.weight) + c * y.weight * (one - x.weight) +
         b * (one - y.weight) * x.weight + d * y.weight * x.weight;
}

}  // namespace

void run_kernel(const Context& context, const ResizeBilinear& resize) {
  require_alike(context, 0);
  const auto x = context.quantized_input(0);
  const bool is_f32 = context.mode() == func::RequantMode::kF32;
  const auto sample = [&](const Axis& along) {
    return places(along.output,
                  [&](std::int64_t i) { return is_f32 ? along.xnnpack(i) : along.tflite(i); });
  };
  const auto rows = sample(axis(context, resize, 1));
  const auto columns = sample(axis(context, resize, 2));
  const std::int64_t offset = context.input(0).type == DataType::kInt8 ? kSignedOffset : 0;
  const std::int64_t height = x.shape[1];
  const std::int64_t width = x.shape[2];
  const std::int64_t depth = x.shape[3];
  Bytes result;
  result.reserve(context.output().size_bytes());
  for (std::int64_t n = 0; n < x.shape[0]; ++n) {
    for (const auto& row : rows) {
      for (const auto& column : columns) {
        for (std::int64_t c = 0; c < depth; ++c) {
          const auto at = [&](std::int64_t iy, std::int64_t ix) -> std::int64_t {
            return x.codes[static_cast<std::size_t>(((n * height + iy) * width + ix) * depth + c)] -
                   offset;
          };
          const auto sum =
              mix(at(row.low, column.low), at(row.low, column.high), at(row.high, column.low),
                  at(row.high, column.high), row, column, is_f32 ? 2048 : 1024);
          const auto value = is_f32 ? (sum + (1 << 21)) >> 22 : rounded(context.mode(), sum);
          result.push_back(static_cast<std::uint8_t>(value + offset));
        }
      }
    }
  }
  context.emit(std::move(result));
}

void run_kernel(const Context& context, const ResizeNearestNeighbor& resize) {
  require_alike(context, 0);
  const auto& x = context.input(0);
  const auto along_y = axis(context, resize, 1);
  const auto along_x = axis(context, resize, 2);
  const auto rows = places(along_y.output, [&](std::int64_t i) { return along_y.nearest(i); });
  const auto columns = places(along_x.output, [&](std::int64_t i) { return along_x.nearest(i); });
  const auto pixel = static_cast<std::size_t>(x.shape[3]) * element_bytes(x.type);
  const auto codes = context.codes(0);
  Bytes result;
  result.reserve(context.output().size_bytes());
  for (std::int64_t n = 0; n < x.shape[0]; ++n) {
    for (const auto row : rows) {
      for (const auto column : columns) {
        const auto from = codes.subspan(
            static_cast<std::size_t>((n * x.shape[1] + row) * x.shape[2] + column) * pixel, pixel);
        result.insert(result.end(), from.begin(), from.end());
      }
    }
  }
  context.emit(std::move(result));
}

}  // namespace tessera::workloads
