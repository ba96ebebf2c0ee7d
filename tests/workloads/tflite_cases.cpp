// SPDX-License-Identifier: Apache-2.0
// Codes and field numbers are those of the container's public schema, written here by hand as a
// file's author would.
#include "tests/workloads/tflite_cases.h"

#include "workloads/error.h"
#include "workloads/import/tflite.h"

#include <gtest/gtest.h>

#include <cmath>

namespace tessera::workloads {
namespace {

using test::int32_constant;
using test::int8_tensor;
using test::int8_weights;
using test::operator_spec;
using test::scalar;

constexpr std::int8_t kValid = 1;
constexpr std::int8_t kRelu6 = 3;

template <class Options>
auto is(std::function<bool(const Options&)> check = [](const Options&) { return true; }) {
  return [check](const OperatorOptions& options) {
    return std::holds_alternative<Options>(options) && check(std::get<Options>(options));
  };
}

const test::FlatField kStride2x1[] = {scalar<std::int32_t>(1, 2), scalar<std::int32_t>(2, 1)};

TfliteCase window_case(const char* name, std::int32_t code, std::uint8_t type,
                       std::vector<test::FlatField> more, Tensors inputs, test::TensorSpec output,
                       std::function<bool(const OperatorOptions&)> check) {
  more.insert(more.begin(), scalar<std::int8_t>(0, kValid));
  more.insert(more.end(), std::begin(kStride2x1), std::end(kStride2x1));
  return {name, operator_spec(code, type, std::move(more)), std::move(inputs), {output}, check};
}

/// Stride 2 in x, 1 in y.
bool is_written_window(const Window& window) {
  return window.padding == Padding::kValid && window.stride_x == 2 && window.stride_y == 1;
}

/// A function of one element.
TfliteCase unary(const char* name, std::int32_t code,
                 std::function<bool(const OperatorOptions&)> check, std::uint8_t type = 0,
                 std::vector<test::FlatField> options = {}) {
  return {name,
          operator_spec(code, type, std::move(options)),
          {int8_tensor({2, 3})},
          {int8_tensor({2, 3})},
          std::move(check)};
}

/// Two operands that broadcast.
TfliteCase binary(const char* name, std::int32_t code, std::uint8_t type,
                  std::function<bool(const OperatorOptions&)> check) {
  return {name,
          operator_spec(code, type, {scalar<std::int8_t>(0, kRelu6)}),
          {int8_tensor({2, 1, 3}), int8_tensor({4, 1})},
          {int8_tensor({2, 4, 3})},
          std::move(check)};
}

template <class Reduction>
TfliteCase reduction(const char* name, std::int32_t code) {
  return {name,
          operator_spec(code, 27, {scalar<std::uint8_t>(0, 1)}),
          {int8_tensor({2, 3, 4}), int32_constant({-1, 0})},
          {int8_tensor({1, 3, 1})},
          is<Reduction>([](const auto& op) { return op.keep_dimensions; })};
}

std::vector<TfliteCase> compute_cases() {
  const auto conv_input = int8_tensor({1, 5, 6, 2});
  return {
      window_case(
          "CONV_2D", 3, 1,
          {scalar<std::int8_t>(3, kRelu6), scalar<std::int32_t>(4, 1), scalar<std::int32_t>(5, 2)},
          {conv_input, int8_weights({4, 3, 2, 2}), int32_constant({1, 2, 3, 4})},
          int8_tensor({1, 1, 3, 4}), is<Conv2d>([](const auto& op) {
            return is_written_window(op.window) && op.activation == Activation::kRelu6 &&
                   op.window.dilation_x == 1 && op.window.dilation_y == 2;
          })),
      window_case("DEPTHWISE_CONV_2D", 4, 2,
                  {scalar<std::int32_t>(3, 2), scalar<std::int8_t>(4, kRelu6)},
                  {conv_input, int8_weights({1, 3, 2, 4}), int32_constant({1, 2, 3, 4})},
                  int8_tensor({1, 3, 3, 4}), is<DepthwiseConv2d>([](const auto& op) {
                    return is_written_window(op.window) && op.depth_multiplier == 2 &&
                           op.activation == Activation::kRelu6;
                  })),
      window_case("TRANSPOSE_CONV", 67, 49, {scalar<std::int8_t>(3, kRelu6)},
                  {int32_constant({1, 5, 6, 3}), int8_weights({3, 3, 2, 2}),
                   int8_tensor({1, 3, 3, 2}), int32_constant({1, 2, 3})},
                  int8_tensor({1, 5, 6, 3}), is<TransposeConv>([](const auto& op) {
                    return is_written_window(op.window) && op.activation == Activation::kRelu6;
                  })),
      window_case("AVERAGE_POOL_2D", 1, 5, {scalar<std::int32_t>(3, 2), scalar<std::int32_t>(4, 3)},
                  {conv_input}, int8_tensor({1, 3, 3, 2}), is<Pool2d>([](const auto& op) {
                    return is_written_window(op.window) && op.kind == Pool2d::Kind::kAverage &&
                           op.filter_x == 2 && op.filter_y == 3;
                  })),
      window_case("MAX_POOL_2D", 17, 5, {scalar<std::int32_t>(3, 2), scalar<std::int32_t>(4, 3)},
                  {conv_input}, int8_tensor({1, 3, 3, 2}),
                  is<Pool2d>([](const auto& op) { return op.kind == Pool2d::Kind::kMax; })),
      {"FULLY_CONNECTED",
       operator_spec(9, 8, {scalar<std::int8_t>(0, 1), scalar<std::uint8_t>(2, 1)}),
       {int8_tensor({2, 3, 5}), int8_weights({4, 5}), int32_constant({1, 2, 3, 4})},
       {int8_tensor({2, 3, 4})},
       is<FullyConnected>([](const auto& op) {
         return op.keep_dimensions && op.activation == Activation::kRelu;
       })},
      {"BATCH_MATMUL",
       operator_spec(126, 101, {scalar<std::uint8_t>(1, 1)}),
       {int8_tensor({2, 3, 4, 5}), int8_tensor({1, 6, 5})},
       {int8_tensor({2, 3, 4, 6})},
       is<BatchMatmul>([](const auto& op) { return !op.adjoint_a && op.adjoint_b; })},
      reduction<Mean>("MEAN", 40),
      reduction<Sum>("SUM", 74),
      reduction<ReduceMax>("REDUCE_MAX", 82),
      {"ARG_MAX",
       operator_spec(56),
       {int8_tensor({2, 3}), int32_constant({-1})},
       {{"y", {2}, 2, {}, {}, 0, {}, false}},
       is<ArgMax>()},
  };
}

std::vector<TfliteCase> elementwise_cases() {
  const auto relu6 = [](const auto& op) { return op.activation == Activation::kRelu6; };
  return {
      binary("ADD", 0, 11, is<Add>(relu6)),
      binary("SUB", 41, 28, is<Sub>(relu6)),
      binary("MUL", 18, 21, is<Mul>(relu6)),
      unary("QUANTIZE", 114, is<Quantize>()),
      unary("DEQUANTIZE", 6, is<Dequantize>()),
      unary("SOFTMAX", 25, is<Softmax>([](const auto& op) { return op.beta == 0.5F; }), 9,
            {scalar(0, 0.5F)}),
      unary("LOGISTIC", 14, is<Logistic>()),
      unary("TANH", 28, is<Tanh>()),
      unary("HARD_SWISH", 117, is<HardSwish>()),
      unary("RSQRT", 76, is<Rsqrt>()),
      unary("GELU", 150, is<Gelu>([](const auto& op) { return op.approximate; }), 116,
            {scalar<std::uint8_t>(0, 1)}),
      unary("RELU", 19, is<Relu>([](const auto& op) { return op.kind == Relu::Kind::kRelu; })),
      unary("RELU_N1_TO_1", 20,
            is<Relu>([](const auto& op) { return op.kind == Relu::Kind::kReluN1To1; })),
      unary("RELU6", 21, is<Relu>([](const auto& op) { return op.kind == Relu::Kind::kRelu6; })),
      unary("LEAKY_RELU", 98, is<LeakyRelu>([](const auto& op) { return op.alpha == 0.25F; }), 75,
            {scalar(0, 0.25F)}),
  };
}

std::vector<TfliteCase> movement_cases() {
  const auto x = int8_tensor({2, 3, 4});
  return {
      {"CONCATENATION",
       operator_spec(2, 10, {scalar<std::int32_t>(0, -1)}),
       {x, int8_tensor({2, 3, 1})},
       {int8_tensor({2, 3, 5})},
       is<Concatenation>([](const auto& op) { return op.axis == -1; })},
      {"SPLIT",
       operator_spec(49, 35, {scalar<std::int32_t>(0, 2)}),
       {int32_constant({-1}), x},
       {int8_tensor({2, 3, 2}), int8_tensor({2, 3, 2})},
       is<Split>([](const auto& op) { return op.parts == 2; })},
      {"RESHAPE_operand",
       operator_spec(22),
       {x, int32_constant({4, -1})},
       {int8_tensor({4, 6})},
       is<Reshape>([](const auto& op) { return op.new_shape.empty(); })},
      {"RESHAPE_options",
       test::operator_with_vector(22, 17, {-1, 8}),
       {x},
       {int8_tensor({3, 8})},
       is<Reshape>([](const auto& op) {
         return op.new_shape == Shape{-1, 8};
       })},
      {"SQUEEZE_all",
       operator_spec(43),
       {int8_tensor({1, 3, 1, 4})},
       {int8_tensor({3, 4})},
       is<Squeeze>([](const auto& op) { return op.axes.empty(); })},
      {"SQUEEZE_some",
       test::operator_with_vector(43, 30, {-2}),
       {int8_tensor({1, 3, 1, 4})},
       {int8_tensor({1, 3, 4})},
       is<Squeeze>([](const auto& op) { return op.axes == Shape{-2}; })},
      {"EXPAND_DIMS",
       operator_spec(70),
       {x, int32_constant({-1}, {1})},
       {int8_tensor({2, 3, 4, 1})},
       is<ExpandDims>()},
      {"PAD",
       operator_spec(34),
       {x, int32_constant({0, 0, 1, 2, 0, 3}, {3, 2})},
       {int8_tensor({2, 6, 7})},
       is<Pad>([](const auto& op) { return !op.with_value; })},
      {"PADV2",
       operator_spec(60),
       {x, int32_constant({0, 0, 1, 2, 0, 3}, {3, 2}), int8_tensor({1}, {7})},
       {int8_tensor({2, 6, 7})},
       is<Pad>([](const auto& op) { return op.with_value; })},
      {"SLICE",
       operator_spec(65),
       {x, int32_constant({1, 0, 2}), int32_constant({1, 2, -1})},
       {int8_tensor({1, 2, 2})},
       is<Slice>()},
      {"STRIDED_SLICE",
       operator_spec(
           45, 32,
           {scalar<std::int32_t>(0, 1), scalar<std::int32_t>(1, 2), scalar<std::int32_t>(4, 4)}),
       {x, int32_constant({9, -3, -1}), int32_constant({1, 0, 9}), int32_constant({1, 2, 1})},
       {int8_tensor({1, 2})},
       is<StridedSlice>([](const auto& op) {
         return op.begin_mask == 1 && op.end_mask == 2 && op.shrink_axis_mask == 4 &&
                op.ellipsis_mask == 0 && op.new_axis_mask == 0 && !op.end_is_offset;
       })},
      {"STRIDED_SLICE_ellipsis",
       operator_spec(
           45, 32,
           {scalar<std::int32_t>(2, 1), scalar<std::int32_t>(3, 2), scalar<std::uint8_t>(5, 1)}),
       {x, int32_constant({0, 0, 1}), int32_constant({0, 0, 2}), int32_constant({1, 1, 1})},
       {int8_tensor({2, 3, 1, 2})},
       is<StridedSlice>([](const auto& op) {
         return op.ellipsis_mask == 1 && op.new_axis_mask == 2 && op.end_is_offset;
       })},
      {"PACK",
       operator_spec(83, 59, {scalar<std::int32_t>(0, 2), scalar<std::int32_t>(1, -1)}),
       {x, x},
       {int8_tensor({2, 3, 4, 2})},
       is<Pack>([](const auto& op) { return op.axis == -1; })},
      {"UNPACK",
       operator_spec(88, 64, {scalar<std::int32_t>(0, 3), scalar<std::int32_t>(1, 1)}),
       {x},
       {int8_tensor({2, 4}), int8_tensor({2, 4}), int8_tensor({2, 4})},
       is<Unpack>([](const auto& op) { return op.parts == 3 && op.axis == 1; })},
      {"TRANSPOSE",
       operator_spec(39),
       {x, int32_constant({2, 0, 1})},
       {int8_tensor({4, 2, 3})},
       is<Transpose>()},
      {"RESIZE_BILINEAR",
       operator_spec(23, 15, {scalar<std::uint8_t>(2, 1)}),
       {int8_tensor({1, 2, 3, 4}), int32_constant({5, 7})},
       {int8_tensor({1, 5, 7, 4})},
       is<ResizeBilinear>(
           [](const auto& op) { return op.align_corners && !op.half_pixel_centers; })},
      {"RESIZE_NEAREST_NEIGHBOR",
       operator_spec(97, 74, {scalar<std::uint8_t>(1, 1)}),
       {int8_tensor({1, 2, 3, 4}), int32_constant({5, 7})},
       {int8_tensor({1, 5, 7, 4})},
       is<ResizeNearestNeighbor>(
           [](const auto& op) { return !op.align_corners && op.half_pixel_centers; })},
  };
}

}  // namespace

std::vector<TfliteCase> all_tflite_cases() {
  auto cases = compute_cases();
  for (const auto& more : {elementwise_cases(), movement_cases()}) {
    cases.insert(cases.end(), more.begin(), more.end());
  }
  return cases;
}

Graph load(const test::TfliteSpec& spec) {
  return import_tflite("made.tflite", test::make_tflite(spec));
}

std::string refusal(const test::TfliteSpec& spec) {
  try {
    static_cast<void>(load(spec));
  } catch (const Error& error) {
    return error.what();
  }
  ADD_FAILURE() << "not refused";
  return {};
}

}  // namespace tessera::workloads
