// SPDX-License-Identifier: Apache-2.0
// Files of one operator with one thing wrong: refused with number, name and reason.
#include "tests/workloads/tflite_cases.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace tessera::workloads {
namespace {

using test::int32_constant;
using test::int8_tensor;
using test::one_operator;
using test::scalar;
using test::TfliteSpec;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

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
  for (const auto& one : all_tflite_cases()) {
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

}  // namespace
}  // namespace tessera::workloads
