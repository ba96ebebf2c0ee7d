// SPDX-License-Identifier: Apache-2.0
// ADD and SUB as the chip's op unit does it; the compiler takes its constants from here.
#pragma once

#include "workloads/reference/context.h"
#include "workloads/reference/output_stage.h"
#include "workloads/reference/rational.h"

#include <cstdint>
#include <utility>

namespace tessera::workloads {

/// What the second operand is multiplied by.
enum class SecondSign : int { kPlus = 1, kMinus = -1 };

/// The op unit's form: w1*a + w2*b + offset in int32, w1/w2 the best rational of the scales with
/// terms up to 32767 (facts: beagle_isa section 6, seen in ten layers of one network).
class DeviceAdd final {
 public:
  DeviceAdd(CodeQuantization a, CodeQuantization b, CodeQuantization y, OutputStage stage,
            SecondSign sign = SecondSign::kPlus)
      : ratio_(best_rational(a.scale, b.scale, 32767)), stage_(std::move(stage)) {
    in_range_ = ratio_.numerator > 0 && ratio_.denominator > 0;
    ratio_.denominator *= static_cast<int>(sign);
    offset_ = -(ratio_.numerator * a.zero_point + ratio_.denominator * b.zero_point);
    const auto first = static_cast<float>(ratio_.numerator);
    const float unit = a.scale / first;  // one step of the sum
    const float inverse = 1.0F / y.scale;
    stage_.multipliers = {unit * inverse};
    stage_.fixed = {func::quantize_multiplier(double{a.scale} / (double{first} * double{y.scale}))};
  }

  /// False where the scales are too far apart for two weights of 15 bits.
  [[nodiscard]] bool in_range() const { return in_range_; }

  [[nodiscard]] std::uint8_t operator()(std::uint8_t a, std::uint8_t b) const {
    const std::int32_t sum = ratio_.numerator * a + ratio_.denominator * b + offset_;
    return stage_(static_cast<std::uint32_t>(sum), 0);
  }

  [[nodiscard]] std::int32_t first_weight() const { return ratio_.numerator; }
  [[nodiscard]] std::int32_t second_weight() const { return ratio_.denominator; }
  [[nodiscard]] std::int32_t offset() const { return offset_; }
  [[nodiscard]] const OutputStage& stage() const { return stage_; }

 private:
  Rational ratio_;
  OutputStage stage_;
  std::int32_t offset_ = 0;
  bool in_range_ = false;
};

}  // namespace tessera::workloads
