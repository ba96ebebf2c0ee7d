// SPDX-License-Identifier: Apache-2.0
#include "workloads/compiler/average.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace tessera::workloads {
namespace {

constexpr int kNudges = 64;  // units in the last place of the multiplier that are tried

/// TFLite's mean of values: ties away from zero.
std::int64_t rounded_mean(std::int64_t sum, std::int64_t count) {
  return sum >= 0 ? (sum + count / 2) / count : (sum - count / 2) / count;
}

/// The stage's result for every possible sum is the rounded mean.
bool rounds_right(const OutputStage& stage, std::int64_t count, std::int32_t zero) {
  const std::int32_t low = stage.code_bounds.low;
  const std::int32_t high = stage.code_bounds.high;
  for (std::int64_t sum = -zero * count; sum <= (255 - zero) * count; ++sum) {
    const std::int64_t wanted =
        std::clamp<std::int64_t>(rounded_mean(sum, count) + zero, low, high);
    if (stage(static_cast<std::uint32_t>(static_cast<std::int32_t>(sum)), 0) != wanted)
      return false;
  }
  return true;
}

}  // namespace

bool is_global(const Pool2d& pool, ImageShape image) {
  return pool.filter_y == image.height && pool.filter_x == image.width &&
         pool.window.padding == Padding::kValid;
}

AverageStage raw_code_average(const Context& at, std::int64_t count, Activation activation) {
  AverageStage result;
  OutputStage& stage = result.stage;
  stage.code_bounds = at.code_bounds(activation);
  stage.bounds = {static_cast<float>(stage.code_bounds.low),
                  static_cast<float>(stage.code_bounds.high)};
  stage.multipliers = {1.0F / static_cast<float>(count)};
  return result;
}

AverageStage average_stage(const Context& at, const Pool2d& pool) {
  const std::int64_t count = std::int64_t{pool.filter_y} * pool.filter_x;
  const Tensor& input = at.input(0);
  AverageStage result;
  if (at.rule() == ConstantRule::kGoogle) return raw_code_average(at, count, pool.activation);
  result.zero = input.type == DataType::kInt8 ? 128 : 0;
  const CodeBounds bounds = at.code_bounds(pool.activation);
  OutputStage& stage = result.stage;
  stage.mode = at.mode();
  stage.zero_point = result.zero;
  stage.code_bounds = bounds;
  stage.bounds = {static_cast<float>(bounds.low - result.zero),
                  static_cast<float>(bounds.high - result.zero)};
  // A multiplier a little above 1/count turns ties away from zero, as long as it does not carry any
  // other sum over an edge.
  float real = 1.0F / static_cast<float>(count);
  func::FixedMultiplier fixed = func::quantize_multiplier(1.0 / static_cast<double>(count));
  for (int nudge = 0; nudge < kNudges; ++nudge) {
    stage.multipliers = {real};
    stage.fixed = {fixed};
    if (rounds_right(stage, count, result.zero)) return result;
    real = std::nextafter(real, std::numeric_limits<float>::infinity());
    if (fixed.q < std::numeric_limits<std::int32_t>::max()) ++fixed.q;
  }
  at.refuse(
      fmt::format("no multiplier rounds all means of {} values as the reference does", count));
}

}  // namespace tessera::workloads
