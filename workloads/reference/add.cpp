// SPDX-License-Identifier: Apache-2.0
// ADD and SUB on codes, in XNNPACK's and TFLite's fixed-point forms and in the op unit's form of
// 16-bit products.
#include "workloads/reference/broadcast.h"
#include "workloads/reference/device_add.h"
#include "workloads/reference/kernels.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tessera::workloads {
namespace {

/// XNNPACK's qs8/qu8 vadd: both scales as multiples of a power of two, 21 bits for the larger one;
/// one shift with ties upwards (read in XNNPACK's xnn_init_qs8_add_minmax params).
class XnnpackAdd {
 public:
  XnnpackAdd(CodeQuantization a, CodeQuantization b, CodeQuantization y, ClampBounds bounds,
             SecondSign sign)
      : a_zero_(a.zero_point), b_zero_(b.zero_point), y_zero_(y.zero_point) {
    const float a_ratio = a.scale / y.scale;
    const float b_ratio = b.scale / y.scale;
    const float larger = std::max(a_ratio, b_ratio);
    if (!(larger > 0.0F) || !std::isfinite(larger)) {
      return;  // not in range
    }
    constexpr int kBits = 20;
    shift_ = kBits - std::ilogb(larger);
    a_multiplier_ = std::lrint(std::ldexp(a_ratio, shift_));
    b_multiplier_ = std::lrint(std::ldexp(b_ratio, shift_)) * static_cast<int>(sign);
    low_ = static_cast<std::int64_t>(bounds.low);
    high_ = static_cast<std::int64_t>(bounds.high);
  }

  /// XNNPACK itself takes ratios from 2^-10 to 2^8; beyond, the shift leaves its word.
  [[nodiscard]] bool in_range() const { return shift_ >= 12 && shift_ <= 31; }

  [[nodiscard]] std::uint8_t operator()(std::uint8_t a, std::uint8_t b) const {
    const std::int64_t sum = (a - a_zero_) * a_multiplier_ + (b - b_zero_) * b_multiplier_ +
                             (std::int64_t{1} << (shift_ - 1));
    return static_cast<std::uint8_t>(std::clamp(sum >> shift_, low_, high_) + y_zero_);
  }

 private:
  std::int64_t a_zero_, b_zero_, y_zero_;
  std::int64_t a_multiplier_ = 0;
  std::int64_t b_multiplier_ = 0;
  std::int64_t low_ = 0;
  std::int64_t high_ = 0;
  int shift_ = 0;
};

/// TFLite's fixed-point kernel: both operands times 2^20 towards twice the larger scale, then their
/// sum towards the output's (facts: numerics, operator table). All three steps round twice in mode
/// single as well: outputs of TensorFlow Lite Micro built for single rounding say so (MobileNetV2
/// in tests/reference/golden_test.cpp; with one rounding 5 of 1001 differ).
class TfliteAdd {
 public:
  TfliteAdd(CodeQuantization a, CodeQuantization b, CodeQuantization y, OutputStage stage,
            SecondSign sign)
      : a_zero_(a.zero_point),
        b_zero_(b.zero_point),
        sign_(static_cast<int>(sign)),
        stage_(std::move(stage)) {
    const double twice_larger = 2 * double{std::max(a.scale, b.scale)};
    a_multiplier_ = func::quantize_multiplier(double{a.scale} / twice_larger);
    b_multiplier_ = func::quantize_multiplier(double{b.scale} / twice_larger);
    const double unit = twice_larger / (double{1 << kLeftShift} * double{y.scale});
    stage_.fixed = {func::quantize_multiplier(unit)};
    stage_.mode = func::RequantMode::kDouble;
  }

  /// TFLite itself wants the output's multiplier below 1.
  [[nodiscard]] bool in_range() const { return stage_.fixed[0].exponent <= 0; }

  [[nodiscard]] std::uint8_t operator()(std::uint8_t a, std::uint8_t b) const {
    const std::int32_t sum =
        scaled(a - a_zero_, a_multiplier_) + sign_ * scaled(b - b_zero_, b_multiplier_);
    return stage_(static_cast<std::uint32_t>(sum), 0);
  }

 private:
  static constexpr int kLeftShift = 20;

  [[nodiscard]] std::int32_t scaled(std::int32_t value, func::FixedMultiplier multiplier) const {
    return func::multiply_double(value * (1 << kLeftShift), multiplier);
  }

  std::int32_t a_zero_, b_zero_, sign_;
  OutputStage stage_;
  func::FixedMultiplier a_multiplier_;
  func::FixedMultiplier b_multiplier_;
};

template <class Sum>
void add_with(const Context& context, const QuantizedOperand& a, const QuantizedOperand& b,
              const Sum& sum) {
  if (!sum.in_range()) {
    context.refuse("scales of the operands are too far apart");
  }
  const Broadcast broadcast(a.shape, b.shape, context.output().shape);
  Bytes result(context.output().size_bytes());
  for (std::size_t i = 0; i < result.size(); ++i) {
    const auto [left, right] = broadcast.at(i);
    result[i] = sum(a.codes[left], b.codes[right]);
  }
  context.emit(std::move(result));
}

void run_sum(const Context& context, Activation activation, SecondSign sign) {
  context.require_one_type();
  const auto a = context.quantized_input(0);
  const auto b = context.quantized_input(1);
  const auto y = context.quantized_output();
  const auto stage = context.output_stage(activation);
  if (context.rule() != ConstantRule::kXnnpack) {
    add_with(context, a, b, DeviceAdd(a.quantization, b.quantization, y, stage, sign));
  } else if (context.mode() != func::RequantMode::kF32) {
    add_with(context, a, b, TfliteAdd(a.quantization, b.quantization, y, stage, sign));
  } else {
    add_with(context, a, b, XnnpackAdd(a.quantization, b.quantization, y, stage.bounds, sign));
  }
}

}  // namespace

void run_kernel(const Context& context, const Add& add) {
  run_sum(context, add.activation, SecondSign::kPlus);
}

void run_kernel(const Context& context, const Sub& sub) {
  run_sum(context, sub.activation, SecondSign::kMinus);
}

}  // namespace tessera::workloads
