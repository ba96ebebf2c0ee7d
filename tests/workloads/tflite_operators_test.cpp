// SPDX-License-Identifier: Apache-2.0
// Every operator of a .tflite: codes, option fields, shapes. Field numbers and codes are those of
// the container's public schema, written here by hand as a file's author would.
#include "tests/support/tflite_operator_case.h"
#include "workloads/error.h"
#include "workloads/import/tflite.h"
#include "workloads/reference/executor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace tessera::workloads {
namespace {

using test::int32_constant;
using test::int8_tensor;
using test::int8_weights;
using test::one_operator;
using test::operator_spec;
using test::scalar;
using test::TfliteSpec;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

using Tensors = std::vector<test::TensorSpec>;

constexpr std::int8_t kValid = 1;
constexpr std::int8_t kRelu6 = 3;

struct Case {
  const char* name;  // of the operator, "_" and a variant if there are several
  test::OperatorSpec op;
  Tensors inputs;
  Tensors outputs;
  std::function<bool(const OperatorOptions&)> as_written = [](const auto&) { return true; };

  friend std::ostream& operator<<(std::ostream& stream, const Case& which) {
    return stream << which.name;
  }
};

template <class Options>
auto is(std::function<bool(const Options&)> check = [](const Options&) { return true; }) {
  return [check](const OperatorOptions& options) {
    return std::holds_alternative<Options>(options) && check(std::get<Options>(options));
  };
}

const test::FlatField kStride2x1[] = {scalar<std::int32_t>(1, 2), scalar<std::int32_t>(2, 1)};

Case window_case(const char* name, std::int32_t code, std::uint8_t type,
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
Case unary(const char* name, std::int32_t code, std::function<bool(const OperatorOptions&)> check,
           std::uint8_t type = 0, std::vector<test::FlatField> options = {}) {
  return {name,
          operator_spec(code, type, std::move(options)),
          {int8_tensor({2, 3})},
          {int8_tensor({2, 3})},
          std::move(check)};
}

/// Two operands that broadcast.
Case binary(const char* name, std::int32_t code, std::uint8_t type,
            std::function<bool(const OperatorOptions&)> check) {
  return {name,
          operator_spec(code, type, {scalar<std::int8_t>(0, kRelu6)}),
          {int8_tensor({2, 1, 3}), int8_tensor({4, 1})},
          {int8_tensor({2, 4, 3})},
          std::move(check)};
}

template <class Reduction>
Case reduction(const char* name, std::int32_t code) {
  return {name,
          operator_spec(code, 27, {scalar<std::uint8_t>(0, 1)}),
          {int8_tensor({2, 3, 4}), int32_constant({-1, 0})},
          {int8_tensor({1, 3, 1})},
          is<Reduction>([](const auto& op) { return op.keep_dimensions; })};
}

std::vector<Case> compute_cases() {
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

std::vector<Case> elementwise_cases() {
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

std::vector<Case> movement_cases() {
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

std::vector<Case> all_cases() {
  auto cases = compute_cases();
  for (const auto& more : {elementwise_cases(), movement_cases()}) {
    cases.insert(cases.end(), more.begin(), more.end());
  }
  return cases;
}

Graph load(const TfliteSpec& spec) { return import_tflite("made.tflite", test::make_tflite(spec)); }

std::string refusal(const TfliteSpec& spec) {
  try {
    static_cast<void>(load(spec));
  } catch (const Error& error) {
    return error.what();
  }
  ADD_FAILURE() << "not refused";
  return {};
}

class TfliteOperator : public testing::TestWithParam<Case> {
 protected:
  [[nodiscard]] TfliteSpec spec() const {
    return one_operator(GetParam().op, GetParam().inputs, GetParam().outputs);
  }
  [[nodiscard]] std::string operator_name_of_case() const {
    const std::string name = GetParam().name;
    const auto variant = name.find_last_of("abcdefghijklmnopqrstuvwxyz") == name.size() - 1;
    return variant ? name.substr(0, name.rfind('_')) : name;
  }
};

TEST_P(TfliteOperator, is_read_as_written) {
  const auto graph = load(spec());
  EXPECT_TRUE(GetParam().as_written(graph.operators.at(0).options));
  EXPECT_EQ(operator_name(graph.operators[0].options), operator_name_of_case());
  EXPECT_EQ(graph.operators[0].name, "y0");
}

TEST_P(TfliteOperator, wrong_output_shape_is_refused_with_number_name_and_both_shapes) {
  auto wrong = spec();
  wrong.tensors[static_cast<std::size_t>(wrong.outputs[0])].shape = {2, 2, 2, 2, 2, 2, 2};
  EXPECT_THAT(refusal(wrong),
              AllOf(StartsWith("made.tflite: operator 0 " + operator_name_of_case() + ": "),
                    HasSubstr("[2, 2, 2, 2, 2, 2, 2]")));
}

TEST_P(TfliteOperator, missing_operand_is_refused_with_number_and_name) {
  auto wrong = spec();
  wrong.operators[0].inputs.clear();
  EXPECT_THAT(refusal(wrong),
              AllOf(StartsWith("made.tflite: operator 0 " + operator_name_of_case() + ": "),
                    HasSubstr("0 inputs, allowed ")));
}

TEST_P(TfliteOperator, superfluous_output_is_refused) {
  auto wrong = spec();
  wrong.operators[0].outputs.push_back(static_cast<std::int32_t>(wrong.tensors.size()));
  wrong.tensors.push_back(int8_tensor({1}));
  EXPECT_THAT(refusal(wrong), HasSubstr(" outputs, allowed "));
}

INSTANTIATE_TEST_SUITE_P(Operators, TfliteOperator, testing::ValuesIn(all_cases()),
                         [](const auto& test) { return std::string(test.param.name); });

/// Damage to the file of one case.
struct Spoil {
  const char* name;
  const char* of;  // name of the case
  std::function<void(TfliteSpec&)> damage;
  const char* message;  // what follows "made.tflite: "

  friend std::ostream& operator<<(std::ostream& stream, const Spoil& spoil) {
    return stream << spoil.name;
  }
};

/// The numbers of a constant operand become these.
auto numbers(std::size_t operand, std::vector<std::int32_t> values) {
  return [=](TfliteSpec& spec) {
    auto shape = spec.tensors[operand].shape;
    if (values.size() * 4 != spec.tensors[operand].data.size()) {
      shape = {static_cast<std::int32_t>(values.size())};
    }
    spec.tensors[operand] = int32_constant(values, shape);
  };
}

auto shape(std::size_t operand, std::vector<std::int32_t> value) {
  return [=](TfliteSpec& spec) { spec.tensors[operand].shape = value; };
}

auto options(std::vector<test::FlatField> fields) {
  return [=](TfliteSpec& spec) { spec.operators[0].options = fields; };
}

/// An operand loses its contents and becomes an input of the network.
auto not_constant(std::size_t operand) {
  return [=](TfliteSpec& spec) {
    spec.tensors[operand].data.clear();
    spec.inputs.push_back(static_cast<std::int32_t>(operand));
  };
}

const Spoil kSpoils[] = {
    {"conv_dilation_reaches_too_far", "CONV_2D",
     options({scalar<std::int8_t>(0, 1), scalar<std::int32_t>(1, 1), scalar<std::int32_t>(2, 1),
              scalar<std::int32_t>(5, 3)}),
     "operator 0 CONV_2D: a 3x2 window does not fit in [1, 5, 6, 2]"},
    {"depthwise_multiplier", "DEPTHWISE_CONV_2D",
     options({scalar<std::int32_t>(1, 1), scalar<std::int32_t>(2, 1), scalar<std::int32_t>(3, 3)}),
     "operator 0 DEPTHWISE_CONV_2D: 2 input channels with depth multiplier 3, weights [1, 3, 2, "
     "4]"},
    {"transpose_conv_shape_of_three", "TRANSPOSE_CONV", numbers(0, {1, 5, 6}),
     "operator 0 TRANSPOSE_CONV: input 0 has 3 numbers, allowed 4"},
    {"transpose_conv_shape_too_large", "TRANSPOSE_CONV", numbers(0, {1, 5, 9, 3}),
     "operator 0 TRANSPOSE_CONV: a 3x2 window with strides 1x2 over [1, 5, 9, 3] does not give"},
    {"transpose_conv_channels", "TRANSPOSE_CONV", numbers(0, {1, 5, 6, 2}),
     "operator 0 TRANSPOSE_CONV: input [1, 3, 3, 2] and weights [3, 3, 2, 2] into [1, 5, 6, 2]"},
    {"transpose_conv_shape_unknown", "TRANSPOSE_CONV", not_constant(0),
     "operator 0 TRANSPOSE_CONV: tensor 0 is not constant, int32"},
    {"fully_connected_keeps_what_is_not_there", "FULLY_CONNECTED", shape(0, {2, 5, 3}),
     "operator 0 FULLY_CONNECTED: input [2, 5, 3] keeps its dimensions, weights [4, 5]"},
    {"matmul_inner", "BATCH_MATMUL", shape(1, {1, 6, 4}),
     "operator 0 BATCH_MATMUL: [2, 3, 4, 5] times [1, 6, 4] transposed"},
    {"matmul_batch", "BATCH_MATMUL", shape(1, {2, 6, 5}),
     "operator 0 BATCH_MATMUL: batches [2, 3] and [2] do not broadcast"},
    {"matmul_vector", "BATCH_MATMUL", shape(1, {5}),
     "operator 0 BATCH_MATMUL: [2, 3, 4, 5] times [5], allowed rank 2"},
    {"sum_axis", "SUM", numbers(1, {3, 0}), "operator 0 SUM: axis 3, allowed -3 to 2"},
    {"reduce_max_axes_unknown", "REDUCE_MAX", not_constant(1),
     "operator 0 REDUCE_MAX: tensor 1 is not constant"},
    {"mul_broadcast", "MUL", shape(1, {4, 2}),
     "operator 0 MUL: [2, 1, 3] and [4, 2] do not broadcast"},
    {"gelu_options_of_another", "GELU", [](auto& s) { s.operators[0].options_type = 75; },
     "Operator[0].builtin_options_type"},
    {"leaky_relu_alpha", "LEAKY_RELU", options({scalar(0, INFINITY)}), "BuiltinOptions.alpha"},
    {"split_parts", "SPLIT", options({scalar<std::int32_t>(0, 3)}),
     "operator 0 SPLIT: 4 along axis 2 in 3 parts"},
    {"split_parts_negative", "SPLIT", options({scalar<std::int32_t>(0, -2)}),
     "operator 0 SPLIT: 4 along axis 2 in -2 parts"},
    {"reshape_two_open", "RESHAPE_operand", numbers(1, {-1, -1}),
     "operator 0 RESHAPE: [2, 3, 4] into [-1, -1]"},
    {"reshape_rest", "RESHAPE_operand", numbers(1, {5, -1}),
     "operator 0 RESHAPE: [2, 3, 4] into [5, 4]"},
    {"reshape_huge", "RESHAPE_operand", numbers(1, {0x7FFFFFFF, 0x7FFFFFFF, 0x7FFFFFFF}),
     "operator 0 RESHAPE: [2, 3, 4] into"},
    {"squeeze_of_two", "SQUEEZE_some", shape(0, {1, 3, 2, 4}),
     "operator 0 SQUEEZE: dimension 2 of [1, 3, 2, 4], allowed 1"},
    {"expand_axis", "EXPAND_DIMS", numbers(1, {4}),
     "operator 0 EXPAND_DIMS: axis 4, allowed -4 to 3"},
    {"expand_two", "EXPAND_DIMS", numbers(1, {0, 1}),
     "operator 0 EXPAND_DIMS: input 1 has 2 numbers, allowed 1"},
    {"pad_negative", "PAD", numbers(1, {0, 0, -1, 2, 0, 3}),
     "operator 0 PAD: paddings -1 and 2 of dimension 1"},
    {"pad_huge", "PAD", numbers(1, {0, 0, 0x7FFFFFFF, 0x7FFFFFFF, 0, 3}),
     "operator 0 PAD: an output dimension of 4294967297"},
    {"pad_rank", "PAD", numbers(1, {0, 0, 1, 2}),
     "operator 0 PAD: input 1 has 4 numbers, allowed 6"},
    {"padv2_value", "PADV2",
     [](auto& s) {
       s.tensors[2] = int8_tensor({2}, {7, 7});
     },
     "operator 0 PADV2: value [2], allowed a scalar"},
    {"slice_behind", "SLICE", numbers(1, {1, 3, 2}),
     "operator 0 SLICE: 2 elements from 3 of a dimension of 3"},
    {"slice_size", "SLICE", numbers(2, {1, 2, -2}),
     "operator 0 SLICE: -2 elements from 2 of a dimension of 4"},
    {"strided_slice_stands", "STRIDED_SLICE", numbers(3, {0, 2, 1}),
     "operator 0 STRIDED_SLICE: a stride of 0"},
    {"strided_slice_index", "STRIDED_SLICE", numbers(1, {9, -3, 4}),
     "operator 0 STRIDED_SLICE: index 4 of a dimension of 4"},
    {"strided_slice_entries", "STRIDED_SLICE",
     [](auto& s) {
       for (const std::size_t i : {1U, 2U, 3U}) numbers(i, {0, 0, 0, 0})(s);
       s.operators[0].options.clear();
       numbers(3, {1, 1, 1, 1})(s);
     },
     "operator 0 STRIDED_SLICE: more entries than dimensions of [2, 3, 4]"},
    {"strided_slice_lengths", "STRIDED_SLICE", numbers(2, {1, 0}),
     "operator 0 STRIDED_SLICE: input 2 has 2 numbers, allowed 3"},
    {"strided_slice_two_ellipses", "STRIDED_SLICE_ellipsis", options({scalar<std::int32_t>(2, 3)}),
     "operator 0 STRIDED_SLICE: a second ellipsis"},
    {"strided_slice_nothing", "STRIDED_SLICE", numbers(2, {0, 0, 0}),
     "operator 0 STRIDED_SLICE: output 0 is"},
    {"pack_count", "PACK", options({scalar<std::int32_t>(0, 3)}),
     "operator 0 PACK: 2 inputs, options say 3"},
    {"pack_shapes", "PACK", shape(1, {2, 4, 3}),
     "operator 0 PACK: input 1 is [2, 4, 3], input 0 [2, 3, 4]"},
    {"unpack_count", "UNPACK", options({scalar<std::int32_t>(0, 2), scalar<std::int32_t>(1, 1)}),
     "operator 0 UNPACK: 3 along axis 1 in 2 parts"},
    {"transpose_twice", "TRANSPOSE", numbers(1, {2, 0, 2}),
     "operator 0 TRANSPOSE: [2, 0, 2] is not a permutation"},
    {"transpose_rank", "TRANSPOSE", numbers(1, {1, 0}),
     "operator 0 TRANSPOSE: input 1 has 2 numbers, allowed 3"},
    {"resize_to_nothing", "RESIZE_BILINEAR", numbers(1, {5, 0}),
     "operator 0 RESIZE_BILINEAR: size 5x0, allowed 1 and more"},
    {"resize_both_flags", "RESIZE_BILINEAR",
     options({scalar<std::uint8_t>(2, 1), scalar<std::uint8_t>(3, 1)}),
     "operator 0 RESIZE_BILINEAR: align_corners together with half_pixel_centers"},
    {"resize_no_image", "RESIZE_NEAREST_NEIGHBOR", shape(0, {2, 3, 4}),
     "operator 0 RESIZE_NEAREST_NEIGHBOR: input 0 is [2, 3, 4], allowed rank 4"},
};

class TfliteSpoil : public testing::TestWithParam<Spoil> {};

TEST_P(TfliteSpoil, is_refused_with_number_name_and_reason) {
  for (const auto& one : all_cases()) {
    if (std::string(one.name) == GetParam().of) {
      auto spec = one_operator(one.op, one.inputs, one.outputs);
      ASSERT_NO_THROW(static_cast<void>(load(spec)));
      GetParam().damage(spec);
      EXPECT_THAT(refusal(spec), AllOf(StartsWith("made.tflite: "), HasSubstr(GetParam().message)));
      return;
    }
  }
  FAIL() << "no case " << GetParam().of;
}

INSTANTIATE_TEST_SUITE_P(Operators, TfliteSpoil, testing::ValuesIn(kSpoils),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(TfliteOperators, numbers_may_be_of_64_bits_within_the_range_of_32) {
  auto spec = one_operator(operator_spec(39), {int8_tensor({2, 3}), int32_constant({1, 0})},
                           {int8_tensor({3, 2})});
  spec.tensors[1].type = 4;
  spec.tensors[1].data = test::to_bytes<std::int64_t>({1, 0});
  EXPECT_NO_THROW(static_cast<void>(load(spec)));
  spec.tensors[1].data = test::to_bytes<std::int64_t>({1, std::int64_t{1} << 32});
  EXPECT_THAT(refusal(spec), HasSubstr("operator 0 TRANSPOSE: tensor 1 holds 4294967296"));
}

// 16-bit activations with 64-bit biases are read; no kernel takes them, which the executor says.
TEST(TfliteOperators, wide_activations_import_and_are_refused_by_the_executor) {
  auto x = int8_tensor({1, 5});
  x.type = 7;
  x.zero_points = {0};
  auto y = x;
  y.shape = {1, 4};
  const test::TensorSpec bias = {"b",
                                 {4},
                                 4,
                                 {0.125F},
                                 {0},
                                 0,
                                 test::to_bytes<std::int64_t>({1, 2, std::int64_t{1} << 35, 4}),
                                 false};
  const auto graph = load(one_operator(operator_spec(9, 8), {x, int8_weights({4, 5}), bias}, {y}));
  EXPECT_EQ(graph.tensor(0).type, DataType::kInt16);
  EXPECT_EQ(graph.tensor(2).type, DataType::kInt64);
  EXPECT_EQ(graph.tensor(2).data->size(), 32U);
  Executor executor(graph);
  try {
    executor.run(std::vector<Bytes>{Bytes(10)});
    FAIL() << "not refused";
  } catch (const UnsupportedError& error) {
    EXPECT_THAT(error.what(), HasSubstr("operator 0 FULLY_CONNECTED: tensor \"x0\" is int16"));
  }
}

}  // namespace
}  // namespace tessera::workloads
