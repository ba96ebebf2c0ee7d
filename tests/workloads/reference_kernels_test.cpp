// SPDX-License-Identifier: Apache-2.0
// Operators of the reference executor on hand-made networks; expected values calculated by hand.
#include "tests/support/tflite_builder.h"
#include "workloads/error.h"
#include "workloads/import/tflite.h"
#include "workloads/reference/executor.h"
#include "workloads/reference/rational.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace tessera::workloads {
namespace {

using test::FlatField;
using test::scalar;
using test::TensorSpec;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr std::int8_t kFloat = 0;
constexpr std::int8_t kInt32 = 2;
constexpr std::int8_t kUint8 = 3;
constexpr std::int8_t kInt8 = 9;

TensorSpec quantized(std::vector<std::int32_t> shape, std::int8_t type, float scale,
                     std::int64_t zero_point, Bytes data = {}) {
  return {"", std::move(shape), type, {scale}, {zero_point}, 0, std::move(data), false};
}

TensorSpec plain(std::vector<std::int32_t> shape, std::int8_t type, Bytes data = {}) {
  return {"", std::move(shape), type, {}, {}, 0, std::move(data), false};
}

TensorSpec constant_int32(const std::vector<std::int32_t>& values) {
  return plain({static_cast<std::int32_t>(values.size())}, kInt32, test::to_bytes(values));
}

/// A network of one operator. Tensors: first the operator's inputs, then its outputs.
class OneOperator {
 public:
  OneOperator(std::int32_t code, std::vector<TensorSpec> inputs, std::vector<TensorSpec> outputs,
              std::uint8_t options_type = 0, std::vector<FlatField> options = {}) {
    test::OperatorSpec op;
    op.code = code;
    op.options_type = options_type;
    op.options = std::move(options);
    for (auto* list : {&inputs, &outputs}) {
      for (auto& tensor : *list) {
        const auto index = static_cast<std::int32_t>(spec_.tensors.size());
        tensor.name = "t" + std::to_string(index);
        (list == &inputs ? op.inputs : op.outputs).push_back(index);
        if (list == &inputs && tensor.data.empty()) {
          spec_.inputs.push_back(index);
        }
        spec_.tensors.push_back(tensor);
      }
    }
    spec_.outputs = op.outputs;
    spec_.operators = {op};
  }

  /// Outputs one after the other.
  [[nodiscard]] Bytes run(ConstantRule rule, const std::vector<Bytes>& inputs) const {
    const auto graph = import_tflite("made.tflite", test::make_tflite(spec_));
    Executor executor(graph, {rule, false});
    executor.run(inputs);
    Bytes all;
    for (std::size_t i = 0; i < graph.outputs.size(); ++i) {
      const auto output = executor.output(i);
      all.insert(all.end(), output.begin(), output.end());
    }
    return all;
  }

  /// As signed numbers.
  [[nodiscard]] std::vector<int> run_int8(ConstantRule rule,
                                          const std::vector<Bytes>& inputs) const {
    std::vector<int> numbers;
    for (const auto byte : run(rule, inputs)) {
      numbers.push_back(static_cast<std::int8_t>(byte));
    }
    return numbers;
  }

 private:
  test::TfliteSpec spec_;
};

Bytes int8_bytes(const std::vector<int>& values) {
  Bytes bytes;
  for (const int value : values) {
    bytes.push_back(static_cast<std::uint8_t>(value));
  }
  return bytes;
}

constexpr auto kX = ConstantRule::kXnnpack;
constexpr auto kG = ConstantRule::kGoogle;

std::vector<FlatField> conv_options(std::int8_t padding, std::int32_t stride,
                                    std::int8_t activation = 0) {
  return {scalar(0, padding), scalar(1, stride), scalar(2, stride), scalar(3, activation)};
}

TEST(ReferenceConv, ties_round_to_even) {
  // 1x1 convolution with weight 1, multiplier 1 * 0.5 / 1: acc 1, 3, 5, 7 -> 0.5, 1.5, 2.5, 3.5
  const OneOperator conv(
      3, {quantized({1, 1, 4, 1}, kUint8, 1.0F, 0), quantized({1, 1, 1, 1}, kUint8, 0.5F, 0, {1})},
      {quantized({1, 1, 4, 1}, kUint8, 1.0F, 10)}, 1, conv_options(1, 1));
  EXPECT_THAT(conv.run(kX, {{1, 3, 5, 7}}), ElementsAre(10, 12, 12, 14));
  EXPECT_THAT(conv.run(kG, {{1, 3, 5, 7}}), ElementsAre(10, 12, 12, 14));
}

TEST(ReferenceConv, same_padding_adds_nothing_whatever_the_zero_points) {
  // 2x2 image 1..4 (zero point 100), 3x3 weights all 2 (zero point 1): sums of what is inside.
  const OneOperator conv(3,
                         {quantized({1, 2, 2, 1}, kUint8, 1.0F, 100),
                          quantized({1, 3, 3, 1}, kUint8, 1.0F, 1, Bytes(9, 2)),
                          plain({1}, kInt32, test::to_bytes(std::vector<std::int32_t>{5}))},
                         {quantized({1, 2, 2, 1}, kUint8, 1.0F, 0)}, 1, conv_options(0, 1));
  EXPECT_THAT(conv.run(kX, {{101, 102, 103, 104}}), ElementsAre(15, 15, 15, 15));
}

TEST(ReferenceConv, even_padding_puts_the_smaller_half_first) {
  // Width 4, filter 3, stride 2: total padding 1, none in front. Weights 1, 10, 100.
  const OneOperator conv(3,
                         {quantized({1, 1, 4, 1}, kUint8, 1.0F, 0),
                          quantized({1, 1, 3, 1}, kUint8, 1.0F, 0, {1, 10, 100})},
                         {quantized({1, 1, 2, 1}, kUint8, 2.0F, 0)}, 1, conv_options(0, 2));
  // (1 + 20 + 100) / 2 = 60.5 -> 60; (1 + 10*2 + padding) / 2 = 10.5 -> 10
  EXPECT_THAT(conv.run(kX, {{1, 2, 1, 2}}), ElementsAre(60, 10));
}

TEST(ReferenceConv, int8_weights_have_a_scale_per_channel) {
  auto weights = quantized({2, 1, 1, 2}, kInt8, 1.0F, 0, int8_bytes({3, -4, 5, 6}));
  weights.scales = {0.5F, 0.25F};
  weights.zero_points = {0, 0};
  const OneOperator conv(3, {quantized({1, 1, 1, 2}, kInt8, 1.0F, -10), weights},
                         {quantized({1, 1, 1, 2}, kInt8, 1.0F, -1)}, 1, conv_options(1, 1));
  // x - zero point = (10, 2): 30 - 8 = 22 * 0.5 = 11; 50 + 12 = 62 * 0.25 = 15.5 -> 16
  EXPECT_THAT(conv.run_int8(kX, {int8_bytes({0, -8})}), ElementsAre(10, 15));
  EXPECT_THAT(conv.run_int8(kG, {int8_bytes({0, -8})}), ElementsAre(10, 15));
}

TEST(ReferenceConv, activations_clamp_at_real_values) {
  const auto run = [](std::int8_t activation, ConstantRule rule) {
    const OneOperator conv(
        3, {quantized({1, 1, 3, 1}, kInt8, 1.0F, 0), quantized({1, 1, 1, 1}, kInt8, 1.0F, 0, {1})},
        {quantized({1, 1, 3, 1}, kInt8, 0.5F, -100)}, 1, conv_options(1, 1, activation));
    return conv.run_int8(rule, {int8_bytes({-20, 2, 120})});
  };
  for (const auto rule : {kX, kG}) {
    EXPECT_THAT(run(0, rule), ElementsAre(-128, -96, 127)) << rule_name(rule);
    EXPECT_THAT(run(1, rule), ElementsAre(-100, -96, 127)) << rule_name(rule);
    EXPECT_THAT(run(2, rule), ElementsAre(-102, -98, -98)) << rule_name(rule);
    EXPECT_THAT(run(3, rule), ElementsAre(-100, -96, -88)) << rule_name(rule);
  }
}

TEST(ReferenceConv, depth_multiplier_takes_each_input_channel_several_times) {
  const OneOperator conv(4,
                         {quantized({1, 1, 2, 2}, kUint8, 1.0F, 0),
                          quantized({1, 1, 2, 4}, kUint8, 1.0F, 0, {1, 2, 3, 4, 5, 6, 7, 8})},
                         {quantized({1, 1, 1, 4}, kUint8, 1.0F, 0)}, 2,
                         {scalar<std::int8_t>(0, 1), scalar<std::int32_t>(1, 1),
                          scalar<std::int32_t>(2, 1), scalar<std::int32_t>(3, 2)});
  // pixels (1, 2) and (3, 4): channels 0, 0, 1, 1
  EXPECT_THAT(conv.run(kX, {{1, 2, 3, 4}}), ElementsAre(16, 20, 34, 40));
}

TEST(ReferenceConv, accumulators_wrap_like_the_hardware) {
  const OneOperator conv(
      3,
      {quantized({1, 1, 1, 1}, kUint8, 1.0F, 0), quantized({1, 1, 1, 1}, kUint8, 1.0F, 0, {1}),
       constant_int32({0x7FFFFFFF})},
      {quantized({1, 1, 1, 1}, kUint8, 1.0F, 0)}, 1, conv_options(1, 1));
  EXPECT_THAT(conv.run(kX, {{0}}), ElementsAre(255));
  EXPECT_THAT(conv.run(kX, {{1}}), ElementsAre(0));
}

TEST(ReferenceFullyConnected, rows_are_multiplied_one_by_one) {
  const OneOperator layer(
      9,
      {quantized({2, 3}, kUint8, 1.0F, 1), quantized({2, 3}, kUint8, 1.0F, 0, {1, 1, 1, 1, 2, 3})},
      {quantized({2, 2}, kUint8, 1.0F, 0)}, 8);
  EXPECT_THAT(layer.run(kX, {{1, 2, 3, 4, 5, 6}}), ElementsAre(3, 8, 12, 26));
}

TEST(ReferencePool, rules_round_means_differently) {
  const auto run = [](ConstantRule rule, const std::vector<int>& values) {
    const OneOperator pool(
        1, {quantized({1, 1, 2, 1}, kInt8, 1.0F, 0)}, {quantized({1, 1, 1, 1}, kInt8, 1.0F, 0)}, 5,
        {scalar<std::int8_t>(0, 1), scalar<std::int32_t>(1, 1), scalar<std::int32_t>(2, 1),
         scalar<std::int32_t>(3, 2), scalar<std::int32_t>(4, 1)});
    return pool.run_int8(rule, {int8_bytes(values)});
  };
  // TFLite: ties away from zero. Device: codes (value + 128), ties to even.
  EXPECT_THAT(run(kX, {0, 1}), ElementsAre(1));
  EXPECT_THAT(run(kG, {0, 1}), ElementsAre(0));  // 128.5 -> 128
  EXPECT_THAT(run(kX, {-1, -2}), ElementsAre(-2));
  EXPECT_THAT(run(kG, {-1, -2}), ElementsAre(-2));  // 126.5 -> 126
  EXPECT_THAT(run(kX, {-2, -3}), ElementsAre(-3));
  EXPECT_THAT(run(kG, {-2, -3}), ElementsAre(-2));  // 125.5 -> 126
}

TEST(ReferencePool, padded_windows_count_only_what_is_inside) {
  const auto pool = [](std::int32_t code) {
    return OneOperator(
        code, {quantized({1, 3, 3, 1}, kUint8, 1.0F, 0)},
        {quantized({1, 3, 3, 1}, kUint8, 1.0F, 0)}, 5,
        {scalar<std::int8_t>(0, 0), scalar<std::int32_t>(1, 1), scalar<std::int32_t>(2, 1),
         scalar<std::int32_t>(3, 2), scalar<std::int32_t>(4, 2)});
  };
  const Bytes image = {1, 2, 3, 4, 5, 6, 7, 8, 9};
  EXPECT_THAT(pool(1).run(kX, {image}), ElementsAre(3, 4, 5, 6, 7, 8, 8, 9, 9));
  EXPECT_THAT(pool(17).run(kX, {image}), ElementsAre(5, 6, 6, 8, 9, 9, 8, 9, 9));
  EXPECT_THAT(pool(17).run(kG, {image}), ElementsAre(5, 6, 6, 8, 9, 9, 8, 9, 9));
  EXPECT_THROW(static_cast<void>(pool(1).run(kG, {image})), UnsupportedError);
}

TEST(ReferenceMean, reduces_the_named_axes) {
  const OneOperator mean(40, {quantized({1, 2, 2, 2}, kUint8, 1.0F, 4), constant_int32({1, -2})},
                         {quantized({1, 2}, kUint8, 2.0F, 0)}, 27);
  // channel 0: 5 7 9 11 -> mean 8 - 4 = 4 / 2 = 2; channel 1: 104 106 108 110 -> 103 / 2 = 51.5
  EXPECT_THAT(mean.run(kX, {{5, 104, 7, 106, 9, 108, 11, 110}}), ElementsAre(2, 52));
}

TEST(ReferenceAdd, both_rules_add_real_values) {
  for (const auto rule : {kX, kG}) {
    const OneOperator add(0,
                          {quantized({1, 4}, kUint8, 0.5F, 10), quantized({4}, kUint8, 0.25F, 0)},
                          {quantized({1, 4}, kUint8, 0.5F, 3)}, 11);
    // (a - 10) + b / 2 + 3, saturated
    EXPECT_THAT(add.run(rule, {{10, 20, 250, 0}, {0, 4, 100, 8}}), ElementsAre(3, 15, 255, 0))
        << rule_name(rule);
  }
}

TEST(ReferenceAdd, scalars_and_rows_are_broadcast) {
  const OneOperator add(0,
                        {quantized({2, 1, 2}, kUint8, 1.0F, 0), quantized({3, 1}, kUint8, 1.0F, 0)},
                        {quantized({2, 3, 2}, kUint8, 1.0F, 0)}, 11);
  EXPECT_THAT(add.run(kX, {{1, 2, 3, 4}, {10, 20, 30}}),
              ElementsAre(11, 12, 21, 22, 31, 32, 13, 14, 23, 24, 33, 34));
}

TEST(ReferenceAdd, weights_of_the_device_form_are_the_best_rational) {
  const auto check = [](double a, double b, int limit, int numerator, int denominator) {
    const auto ratio = best_rational(a, b, limit);
    EXPECT_EQ(ratio.numerator, numerator);
    EXPECT_EQ(ratio.denominator, denominator);
  };
  check(0.5, 0.25, 32767, 2, 1);
  check(1.0, 1.0, 32767, 1, 1);
  check(3.14159265358979, 1.0, 1000, 355, 113);  // known best approximations of pi
  check(3.14159265358979, 1.0, 300, 289, 92);    // (22k + 3) / (7k + 1) for k = 13; k = 14 is 311
  check(1.0, 3.14159265358979, 1000, 113, 355);
  check(1.0, 1e9, 32767, 0, 1);
}

TEST(ReferenceCopy, concatenation_interleaves_along_the_axis) {
  const OneOperator concat(
      2, {quantized({1, 2, 1}, kUint8, 1.0F, 0), quantized({1, 2, 2}, kUint8, 1.0F, 0)},
      {quantized({1, 2, 3}, kUint8, 1.0F, 0)}, 10, {scalar<std::int32_t>(0, -1)});
  EXPECT_THAT(concat.run(kG, {{1, 2}, {3, 4, 5, 6}}), ElementsAre(1, 3, 4, 2, 5, 6));
}

TEST(ReferenceCopy, concatenation_rescales_uint8_under_the_xnnpack_rule_only) {
  const OneOperator concat(2, {quantized({1}, kUint8, 1.0F, 0), quantized({1}, kUint8, 0.5F, 10)},
                           {quantized({2}, kUint8, 1.0F, 0)}, 10, {scalar<std::int32_t>(0, 0)});
  EXPECT_THAT(concat.run(kX, {{7}, {20}}), ElementsAre(7, 5));
  EXPECT_THROW(static_cast<void>(concat.run(kG, {{7}, {20}})), UnsupportedError);
}

TEST(ReferenceCopy, split_cuts_along_the_axis) {
  const OneOperator split(49, {constant_int32({1}), quantized({2, 4}, kInt8, 1.0F, 0)},
                          {quantized({2, 2}, kInt8, 1.0F, 0), quantized({2, 2}, kInt8, 1.0F, 0)},
                          35);
  EXPECT_THAT(split.run(kX, {{1, 2, 3, 4, 5, 6, 7, 8}}), ElementsAre(1, 2, 5, 6, 3, 4, 7, 8));
}

TEST(ReferenceSoftmax, codes_and_floats_give_probabilities) {
  const OneOperator codes(25, {quantized({2, 2}, kInt8, 0.5F, 3)},
                          {quantized({2, 2}, kInt8, 1.0F / 256, -128)}, 9, {scalar(0, 1.0F)});
  // equal: 0.5 each; 6 apart at scale 0.5: 1 / (1 + e^-3) = 0.9526 -> 243.9, 0.0474 -> 12.1
  EXPECT_THAT(codes.run_int8(kX, {int8_bytes({7, 7, 9, 3})}), ElementsAre(0, 0, 116, -116));

  const OneOperator floats(25, {plain({1, 2}, kFloat)}, {plain({1, 2}, kFloat)}, 9,
                           {scalar(0, 2.0F)});
  const auto bytes = floats.run(kX, {test::to_bytes(std::vector<float>{1000.0F, 998.5F})});
  std::vector<float> result(2);
  ASSERT_EQ(bytes.size(), 8U);
  std::memcpy(result.data(), bytes.data(), bytes.size());
  EXPECT_NEAR(result[0], 0.952574, 1e-6);
  EXPECT_NEAR(result[1], 0.047426, 1e-6);
}

TEST(ReferencePointwise, quantize_moves_the_zero_point_exactly) {
  const OneOperator to_signed(114, {quantized({3}, kUint8, 0.02F, 128)},
                              {quantized({3}, kInt8, 0.02F, 0)});
  EXPECT_THAT(to_signed.run_int8(kX, {{0, 128, 255}}), ElementsAre(-128, 0, 127));
  EXPECT_THAT(to_signed.run_int8(kG, {{0, 128, 255}}), ElementsAre(-128, 0, 127));
}

TEST(ReferencePointwise, quantize_of_floats_rounds_half_away_and_saturates) {
  const OneOperator quantize(114, {plain({5}, kFloat)}, {quantized({5}, kUint8, 1.0F, 10)});
  EXPECT_THAT(
      quantize.run(kX, {test::to_bytes(std::vector<float>{0.5F, 1.5F, -2.5F, 1e9F, -1e9F})}),
      ElementsAre(11, 12, 7, 255, 0));
}

TEST(ReferencePointwise, dequantize_and_logistic) {
  const OneOperator dequantize(6, {quantized({2}, kInt8, 0.5F, -3)}, {plain({2}, kFloat)});
  EXPECT_EQ(dequantize.run(kX, {int8_bytes({-3, 1})}),
            test::to_bytes(std::vector<float>{0.0F, 2.0F}));
  const OneOperator logistic(14, {quantized({3}, kInt8, 0.125F, 0)},
                             {quantized({3}, kInt8, 1.0F / 256, -128)});
  // sigma(-16) * 256 = 0.00003, sigma(0) = 128, sigma(2) * 256 = 225.5 (225.48)
  EXPECT_THAT(logistic.run_int8(kX, {int8_bytes({-128, 0, 16})}), ElementsAre(-128, 0, 97));
}

TEST(ReferenceArgMax, first_of_the_largest_along_the_axis) {
  const OneOperator rows(56, {quantized({2, 3}, kInt8, 1.0F, 0), constant_int32({-1})},
                         {plain({2}, kInt32)}, 40);
  EXPECT_EQ(rows.run(kX, {int8_bytes({-5, 3, 3, -1, -2, -3})}),
            test::to_bytes(std::vector<std::int32_t>{1, 0}));
  const OneOperator columns(56, {plain({2, 2}, kFloat), constant_int32({0})}, {plain({2}, 4)}, 40);
  EXPECT_EQ(columns.run(kX, {test::to_bytes(std::vector<float>{1.0F, 5.0F, 2.0F, 4.0F})}),
            test::to_bytes(std::vector<std::int64_t>{1, 0}));
}

TEST(ReferenceTypes, what_is_not_executed_is_refused_by_name) {
  const OneOperator conv(3,
                         {plain({1, 1, 1, 1}, kFloat),
                          plain({1, 1, 1, 1}, kFloat, test::to_bytes(std::vector<float>{1.0F}))},
                         {plain({1, 1, 1, 1}, kFloat)}, 1, conv_options(1, 1));
  try {
    static_cast<void>(conv.run(kX, {Bytes(4)}));
    FAIL() << "not refused";
  } catch (const UnsupportedError& error) {
    EXPECT_THAT(error.what(),
                HasSubstr("made.tflite: operator 0 CONV_2D: tensor \"t0\" is float32"));
  }
}

}  // namespace
}  // namespace tessera::workloads
