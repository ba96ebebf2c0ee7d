// SPDX-License-Identifier: Apache-2.0
// Every operator of a .tflite: codes, option fields, shapes.
#include "tests/workloads/tflite_cases.h"
#include "workloads/error.h"
#include "workloads/reference/executor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace tessera::workloads {
namespace {

using test::int32_constant;
using test::int8_tensor;
using test::int8_weights;
using test::one_operator;
using test::operator_spec;
using test::TfliteSpec;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::StartsWith;

class TfliteOperator : public testing::TestWithParam<TfliteCase> {
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

INSTANTIATE_TEST_SUITE_P(Operators, TfliteOperator, testing::ValuesIn(all_tflite_cases()),
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
