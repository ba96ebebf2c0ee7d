// SPDX-License-Identifier: Apache-2.0
// MUL and BATCH_MATMUL: products of two activations, each with its zero point.
#include "workloads/reference/broadcast.h"
#include "workloads/reference/dot.h"
#include "workloads/reference/kernels.h"
#include "workloads/reference/product_stage.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>
#include <vector>

namespace tessera::workloads {
namespace {

/// Rows of a matrix with the zero point subtracted, its columns if `transposed`.
std::vector<std::int16_t> rows_of(const QuantizedOperand& operand, std::size_t matrix,
                                  bool transposed) {
  const auto& shape = operand.shape;
  const auto rows = static_cast<std::size_t>(shape[shape.size() - 2]);
  const auto columns = static_cast<std::size_t>(shape.back());
  const auto codes = operand.codes.subspan(matrix * rows * columns, rows * columns);
  std::vector<std::int16_t> values(codes.size());
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < columns; ++column) {
      const auto value = codes[row * columns + column] - operand.quantization.zero_point;
      values[transposed ? column * rows + row : row * columns + column] =
          static_cast<std::int16_t>(value);
    }
  }
  return values;
}

Shape without_matrix(const Shape& shape) { return {shape.begin(), shape.end() - 2}; }

}  // namespace

OutputStage product_stage(const Context& context, Activation activation) {
  const CodeQuantization a = context.code_quantization(context.input(0));
  const CodeQuantization b = context.code_quantization(context.input(1));
  const std::array<float, 1> scale{b.scale};
  OutputStage stage = context.output_stage(a.scale, scale, activation);
  stage.fixed = {func::quantize_multiplier(double{a.scale} * double{b.scale} /
                                           double{context.quantized_output().scale})};
  return stage;
}

/// The product of the centered codes, requantized.
void run_kernel(const Context& context, const Mul& mul) {
  context.require_one_type();
  const auto a = context.quantized_input(0);
  const auto b = context.quantized_input(1);
  const OutputStage stage = product_stage(context, mul.activation);
  const Broadcast broadcast(a.shape, b.shape, context.output().shape);
  Bytes result(context.output().size_bytes());
  for (std::size_t i = 0; i < result.size(); ++i) {
    const auto [left, right] = broadcast.at(i);
    const std::int32_t product =
        (a.codes[left] - a.quantization.zero_point) * (b.codes[right] - b.quantization.zero_point);
    result[i] = stage(static_cast<std::uint32_t>(product), 0);
  }
  context.emit(std::move(result));
}

/// int32 sums of products of centered codes; the product of the scales is taken in float32, as for
/// a FULLY_CONNECTED without bias (read in TFLite's preparation of BATCH_MATMUL).
void run_kernel(const Context& context, const BatchMatmul& product) {
  context.require_one_type();
  const auto a = context.quantized_input(0);
  const auto b = context.quantized_input(1);
  const auto& shape = context.output().shape;
  const auto rows = static_cast<std::size_t>(shape[shape.size() - 2]);
  const auto columns = static_cast<std::size_t>(shape.back());
  const std::array<float, 1> scale{b.quantization.scale};
  const auto stage = context.output_stage(a.quantization.scale, scale, Activation::kNone);
  const Broadcast broadcast(without_matrix(a.shape), without_matrix(b.shape),
                            without_matrix(shape));
  Bytes result;
  result.reserve(context.output().size_bytes());
  std::vector<std::uint32_t> sums(columns);
  for (std::size_t batch = 0; result.size() < context.output().size_bytes(); ++batch) {
    const auto [a_matrix, b_matrix] = broadcast.at(batch);
    const auto left = rows_of(a, a_matrix, product.adjoint_a);
    const auto right = rows_of(b, b_matrix, !product.adjoint_b);
    const std::size_t length = left.size() / rows;
    for (std::size_t row = 0; row < rows; ++row) {
      std::ranges::fill(sums, 0U);
      add_all_dots(left.data() + row * length, right.data(), length, sums.data(), columns);
      for (const auto sum : sums) {
        result.push_back(stage(sum, 0));
      }
    }
  }
  context.emit(std::move(result));
}

}  // namespace tessera::workloads
