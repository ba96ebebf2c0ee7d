// SPDX-License-Identifier: Apache-2.0
// SOFTMAX in float32 and on codes, and ARG_MAX.
#include "workloads/graph/validate.h"
#include "workloads/reference/kernels.h"

#include <algorithm>
#include <array>
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

/// TFLite's recipe for 8-bit tensors: a table of exp, float32 sum, half rounded up.
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
  context.emit(code_softmax(context.quantized_input(0), context.quantized_output(), softmax.beta));
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
