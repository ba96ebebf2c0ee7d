// SPDX-License-Identifier: Apache-2.0
// SOFTMAX in float32 and on codes, and ARG_MAX.
#include "hw/func/fixed_functions.h"
#include "workloads/graph/validate.h"
#include "workloads/reference/kernels.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <utility>
#include <vector>

namespace tessera::workloads {
namespace {

std::size_t row_length(const Shape& shape) { return static_cast<std::size_t>(shape.back()); }

std::vector<float> float_softmax(std::vector<float> values, std::size_t length, float beta) {
  for (auto row = values.begin(); row != values.end(); row += static_cast<std::ptrdiff_t>(length)) {
    const auto end = row + static_cast<std::ptrdiff_t>(length);
    const float largest = *std::max_element(row, end);
    float sum = 0.0F;
    for (auto value = row; value != end; ++value) {
      *value = std::exp((*value - largest) * beta);
      sum += *value;
    }
    for (auto value = row; value != end; ++value) {
      *value /= sum;
    }
  }
  return values;
}

/// The recipe of TFLite's optimized kernel: a table of exp, float32 sum, half rounded up.
Bytes code_softmax(const QuantizedOperand& x, CodeQuantization to, float beta) {
  std::array<float, 256> exponentials{};  // of (code - largest code)
  for (std::size_t distance = 0; distance < exponentials.size(); ++distance) {
    exponentials[distance] = std::exp(-x.quantization.scale * beta * static_cast<float>(distance));
  }
  const std::size_t length = row_length(x.shape);
  Bytes result;
  result.reserve(x.codes.size());
  for (std::size_t begin = 0; begin < x.codes.size(); begin += length) {
    const auto row = x.codes.subspan(begin, length);
    const std::uint8_t largest = *std::ranges::max_element(row);
    float sum = 0.0F;
    for (const auto code : row) {
      sum += exponentials[static_cast<std::size_t>(largest - code)];
    }
    const float inverse = 1.0F / (sum * to.scale);
    for (const auto code : row) {
      const float scaled = exponentials[static_cast<std::size_t>(largest - code)] * inverse;
      const float bounded = scaled < 512.0F ? scaled : 512.0F;  // also if not a number
      const auto rounded = static_cast<std::int32_t>(std::floor(bounded + 0.5F));
      result.push_back(static_cast<std::uint8_t>(std::clamp(rounded + to.zero_point, 0, 255)));
    }
  }
  return result;
}

/// The only output scale and zero point that the fixed-point recipe has: of codes 0..255.
constexpr CodeQuantization kFixedOutput{1.0F / 256.0F, 0};

/// The recipe of TFLite's reference kernel: gemmlowp's exponential of the distance to the largest
/// code in 5 integer bits, a sum in 12 integer bits and its reciprocal by Newton's method.
class FixedSoftmax {
 public:
  FixedSoftmax(func::RequantMode mode, float scale, float beta) {
    const bool single = mode == func::RequantMode::kSingle;
    const double largest = single ? 1073741823.0 : 2147483647.0;
    const double step = double{beta} * double{scale} * double{1 << (31 - kArgumentBits)};
    const auto multiplier = func::quantize_multiplier(std::min(step, largest));
    const double range =
        std::floor(std::ldexp((1 << kArgumentBits) - 1, 31 - kArgumentBits - multiplier.exponent));
    for (std::size_t distance = 0; distance < exponentials_.size(); ++distance) {
      if (static_cast<double>(distance) <= range) {
        const auto argument =
            multiply_fixed(mode, -static_cast<std::int32_t>(distance), multiplier);
        exponentials_[distance] = func::exp_q31(argument, kArgumentBits);
      }
    }
  }

  void append(std::span<const std::uint8_t> row, Bytes& result) const {
    const std::uint8_t largest = *std::ranges::max_element(row);
    std::int64_t sum = 0;
    for (const auto code : row) {
      sum += func::rounding_divide(exponential(code, largest), kSumBits);
    }
    // Rows of more than 2^12 entries can leave the original's register; here the sum saturates.
    const auto bounded = static_cast<std::uint32_t>(std::min<std::int64_t>(sum, INT32_MAX));
    const int zeros = std::countl_zero(bounded);
    const auto fraction = static_cast<std::int32_t>((bounded << zeros) - (1U << 31U));
    const auto reciprocal = func::reciprocal_of_one_plus_q31(fraction);
    const int shift = kSumBits - zeros + 31 - 8;
    for (const auto code : row) {
      const auto product = func::multiply_q31(reciprocal, exponential(code, largest));
      const auto rounded = func::rounding_divide(product, shift);
      result.push_back(static_cast<std::uint8_t>(std::clamp<std::int64_t>(rounded, 0, 255)));
    }
  }

 private:
  static constexpr int kArgumentBits = 5;
  static constexpr int kSumBits = 12;

  [[nodiscard]] std::int32_t exponential(std::uint8_t code, std::uint8_t largest) const {
    return exponentials_[static_cast<std::size_t>(largest - code)];
  }

  std::array<std::int32_t, 256> exponentials_{};  // 0 beyond the range of the argument
};

Bytes fixed_softmax(func::RequantMode mode, const QuantizedOperand& x, float beta) {
  const FixedSoftmax softmax(mode, x.quantization.scale, beta);
  const std::size_t length = row_length(x.shape);
  Bytes result;
  result.reserve(x.codes.size());
  for (std::size_t begin = 0; begin < x.codes.size(); begin += length) {
    softmax.append(x.codes.subspan(begin, length), result);
  }
  return result;
}

/// Index of the largest of `count` elements `stride` apart; the first of equals.
template <class T>
std::int64_t largest_index(const T* first, std::size_t count, std::size_t stride) {
  std::size_t best = 0;
  for (std::size_t i = 1; i < count; ++i) {
    if (first[i * stride] > first[best * stride]) {
      best = i;
    }
  }
  return static_cast<std::int64_t>(best);
}

template <class T>
std::vector<std::int64_t> arg_max(std::span<const T> values, const Shape& shape, std::size_t axis) {
  const auto count = static_cast<std::size_t>(shape[axis]);
  std::size_t inner = 1;
  for (std::size_t i = axis + 1; i < shape.size(); ++i) {
    inner *= static_cast<std::size_t>(shape[i]);
  }
  std::vector<std::int64_t> indices;
  for (std::size_t outer = 0; outer < values.size(); outer += count * inner) {
    for (std::size_t i = 0; i < inner; ++i) {
      indices.push_back(largest_index(values.data() + outer + i, count, inner));
    }
  }
  return indices;
}

template <class T>
Bytes integer_bytes(const std::vector<std::int64_t>& values) {
  Bytes bytes(values.size() * sizeof(T));
  for (std::size_t i = 0; i < values.size(); ++i) {
    const T value = static_cast<T>(values[i]);
    std::memcpy(bytes.data() + i * sizeof(T), &value, sizeof(T));
  }
  return bytes;
}

}  // namespace

void run_kernel(const Context& context, const Softmax& softmax) {
  if (context.input(0).type == DataType::kFloat32) {
    context.emit_floats(
        float_softmax(context.floats(0), row_length(context.input(0).shape), softmax.beta));
    return;
  }
  context.require_one_type();
  const auto x = context.quantized_input(0);
  const auto to = context.quantized_output();
  if (context.mode() == func::RequantMode::kF32) {
    context.emit(code_softmax(x, to, softmax.beta));
    return;
  }
  if (to != kFixedOutput) {
    context.refuse("output scale and zero point other than 1/256 and the lowest value");
  }
  context.emit(fixed_softmax(context.mode(), x, softmax.beta));
}

void run_kernel(const Context& context, const ArgMax&) {
  const auto& x = context.input(0);
  const auto axes = constant_int32(context.graph(), context.index(), context.op().inputs[1]);
  const auto axis = normalized_axis(context.graph(), context.index(), axes.at(0), x.shape.size());
  std::vector<std::int64_t> indices;
  if (x.type == DataType::kFloat32) {
    indices = arg_max<float>(context.floats(0), x.shape, axis);
  } else if (x.type == DataType::kInt8 || x.type == DataType::kUint8) {
    indices = arg_max<std::uint8_t>(context.codes(0), x.shape, axis);
  } else {
    context.refuse("input is neither float32 nor 8-bit");
  }
  if (context.output().type == DataType::kInt32) {
    context.emit(integer_bytes<std::int32_t>(indices));
  } else if (context.output().type == DataType::kInt64) {
    context.emit(integer_bytes<std::int64_t>(indices));
  } else {
    context.refuse("output is neither int32 nor int64");
  }
}

}  // namespace tessera::workloads
