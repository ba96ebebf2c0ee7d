// SPDX-License-Identifier: Apache-2.0
// ADD on codes, in XNNPACK's fixed-point form and in the Edge TPU's 16-bit product form.
#include "workloads/reference/kernels.h"
#include "workloads/reference/rational.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <utility>

namespace tessera::workloads {
namespace {

/// XNNPACK's qs8/qu8 vadd: both scales as multiples of a power of two, 21 bits for the larger one;
/// one shift with ties upwards (read in XNNPACK's xnn_init_qs8_add_minmax params).
class XnnpackAdd {
 public:
  XnnpackAdd(CodeQuantization a, CodeQuantization b, CodeQuantization y, ClampBounds bounds)
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
    b_multiplier_ = std::lrint(std::ldexp(b_ratio, shift_));
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

/// The Edge TPU's form: w1*a + w2*b + offset in int32, w1/w2 the best rational of the scales with
/// terms up to 32767 (facts: beagle_isa section 6, seen in ten layers of one network).
class GoogleAdd {
 public:
  GoogleAdd(CodeQuantization a, CodeQuantization b, CodeQuantization y, ClampBounds bounds)
      : ratio_(best_rational(a.scale, b.scale, 32767)), bounds_(bounds), y_zero_(y.zero_point) {
    offset_ = -(ratio_.numerator * a.zero_point + ratio_.denominator * b.zero_point);
    const float unit = a.scale / static_cast<float>(ratio_.numerator);
    const float inverse = 1.0F / y.scale;
    multiplier_ = unit * inverse;
  }

  [[nodiscard]] bool in_range() const { return ratio_.numerator > 0 && ratio_.denominator > 0; }

  [[nodiscard]] std::uint8_t operator()(std::uint8_t a, std::uint8_t b) const {
    const std::int32_t sum = ratio_.numerator * a + ratio_.denominator * b + offset_;
    return static_cast<std::uint8_t>(
        func::requantize_f32(sum, multiplier_, bounds_.low, bounds_.high, y_zero_));
  }

 private:
  Rational ratio_;
  ClampBounds bounds_;
  std::int32_t y_zero_;
  std::int32_t offset_ = 0;
  float multiplier_ = 0.0F;
};

/// Element numbers of both operands for each output element.
class Broadcast {
 public:
  Broadcast(const Shape& a, const Shape& b, Shape y) : shape_(std::move(y)) {
    fill(a, a_strides_);
    fill(b, b_strides_);
  }

  [[nodiscard]] std::pair<std::size_t, std::size_t> at(std::size_t element) const {
    std::size_t a = 0;
    std::size_t b = 0;
    for (std::size_t i = shape_.size(); i-- > 0;) {
      const auto size = static_cast<std::size_t>(shape_[i]);
      a += element % size * a_strides_[i];
      b += element % size * b_strides_[i];
      element /= size;
    }
    return {a, b};
  }

 private:
  void fill(const Shape& operand, std::vector<std::size_t>& strides) const {
    strides.assign(shape_.size(), 0);
    std::size_t stride = 1;
    for (std::size_t i = 0; i < operand.size(); ++i) {
      const auto size = static_cast<std::size_t>(operand[operand.size() - 1 - i]);
      strides[shape_.size() - 1 - i] = size == 1 ? 0 : stride;
      stride *= size;
    }
  }

  Shape shape_;
  std::vector<std::size_t> a_strides_;
  std::vector<std::size_t> b_strides_;
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

}  // namespace

void run_kernel(const Context& context, const Add& add) {
  context.require_one_type();
  const auto a = context.quantized_input(0);
  const auto b = context.quantized_input(1);
  const auto y = context.quantized_output();
  const auto bounds = context.bounds(add.activation);
  if (context.rule() == ConstantRule::kXnnpack) {
    add_with(context, a, b, XnnpackAdd(a.quantization, b.quantization, y, bounds));
  } else {
    add_with(context, a, b, GoogleAdd(a.quantization, b.quantization, y, bounds));
  }
}

}  // namespace tessera::workloads
