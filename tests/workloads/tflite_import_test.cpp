// SPDX-License-Identifier: Apache-2.0
// .tflite files into the graph IR: typed options, constants, quantization, and refusals.
#include "tests/support/shared_models.h"
#include "tests/support/tflite_builder.h"
#include "workloads/error.h"
#include "workloads/import/tflite.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <string>

namespace tessera::workloads {
namespace {

using test::make_tflite;
using test::scalar;
using test::TfliteSpec;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

/// CONV_2D: x [1,4,5,2] int8, weights [3,2,2,2] per channel, bias [3]; stride 2x1, RELU6.
TfliteSpec conv_spec() {
  TfliteSpec spec;
  spec.tensors = {
      {"x", {1, 4, 5, 2}, 9, {0.5F}, {-3}, 0, {}, false},
      {"w", {3, 2, 2, 2}, 9, {0.1F, 0.2F, 0.3F}, {0, 0, 0}, 0, test::FlatBytes(24, 7), false},
      {"b", {3}, 2, {0.05F, 0.1F, 0.15F}, {0, 0, 0}, 3, test::FlatBytes(12, 0), false},
      {"y", {1, 3, 2, 3}, 9, {0.25F}, {5}, 0, {}, false},
  };
  test::OperatorSpec op;
  op.code = 3;
  op.inputs = {0, 1, 2};
  op.outputs = {3};
  op.options_type = 1;
  op.options = {scalar<std::int8_t>(0, 1), scalar<std::int32_t>(1, 2), scalar<std::int32_t>(2, 1),
                scalar<std::int8_t>(3, 3)};
  spec.operators = {op};
  spec.inputs = {0};
  spec.outputs = {3};
  return spec;
}

Graph load(const TfliteSpec& spec) { return import_tflite("made.tflite", make_tflite(spec)); }

std::string refusal(const TfliteSpec& spec) {
  try {
    static_cast<void>(load(spec));
  } catch (const Error& error) {
    return error.what();
  }
  ADD_FAILURE() << "not refused";
  return {};
}

TEST(TfliteImport, convolution_is_read_completely) {
  const auto graph = load(conv_spec());
  ASSERT_EQ(graph.operators.size(), 1U);
  const auto& conv = std::get<Conv2d>(graph.operators[0].options);
  EXPECT_EQ(conv.window.padding, Padding::kValid);
  EXPECT_EQ(conv.window.stride_x, 2);
  EXPECT_EQ(conv.window.stride_y, 1);
  EXPECT_EQ(conv.window.dilation_x, 1);
  EXPECT_EQ(conv.activation, Activation::kRelu6);
  EXPECT_THAT(graph.operators[0].inputs, ElementsAre(0, 1, 2));
  EXPECT_THAT(graph.inputs, ElementsAre(0));
  EXPECT_THAT(graph.outputs, ElementsAre(3));
}

TEST(TfliteImport, tensors_are_read_completely) {
  const auto graph = load(conv_spec());
  const auto& x = graph.tensor(0);
  EXPECT_EQ(x.name, "x");
  EXPECT_EQ(x.type, DataType::kInt8);
  EXPECT_THAT(x.shape, ElementsAre(1, 4, 5, 2));
  EXPECT_THAT(x.quantization.value().zero_points, ElementsAre(-3));
  EXPECT_FALSE(x.is_constant());
  const auto& w = graph.tensor(1);
  EXPECT_THAT(w.quantization.value().scales, ElementsAre(0.1F, 0.2F, 0.3F));
  EXPECT_TRUE(w.quantization->per_channel());
  ASSERT_TRUE(w.is_constant());
  EXPECT_EQ(*w.data, Bytes(24, 7));
  // Old converters leave the axis of the weights in the bias, which has one axis only.
  EXPECT_EQ(graph.tensor(2).quantization.value().axis, 0);
}

struct Refusal {
  const char* name;
  std::function<void(TfliteSpec&)> spoil;
  const char* message;

  friend std::ostream& operator<<(std::ostream& stream, const Refusal& refusal) {
    return stream << refusal.name;
  }
};

class TfliteRefusal : public testing::TestWithParam<Refusal> {};

TEST_P(TfliteRefusal, names_file_part_and_what_is_allowed) {
  auto spec = conv_spec();
  ASSERT_NO_THROW(static_cast<void>(load(spec)));
  GetParam().spoil(spec);
  EXPECT_THAT(refusal(spec), AllOf(StartsWith("made.tflite: "), HasSubstr(GetParam().message)));
}

const Refusal kRefusals[] = {
    {"version", [](auto& s) { s.version = 2; }, "Model.version at byte"},
    {"identifier", [](auto& s) { s.identifier = "TFL2"; }, "allowed \"TFL3\""},
    {"operator_name", [](auto& s) { s.operators[0].code = 26; },
     "Operator[0].opcode_index: operator SPACE_TO_DEPTH (code 26) is not supported"},
    {"operator_number", [](auto& s) { s.operators[0].code = 9999; }, "(code 9999)"},
    {"options_type", [](auto& s) { s.operators[0].options_type = 2; }, "2, allowed 1 or 0"},
    {"options_absent", [](auto& s) { s.operators[0].options_type = 0; },
     "operator 0 CONV_2D: strides 0x0"},
    {"padding", [](auto& s) { s.operators[0].options[0] = scalar<std::int8_t>(0, 2); },
     "2, allowed 0 (SAME) and 1 (VALID)"},
    {"activation", [](auto& s) { s.operators[0].options[3] = scalar<std::int8_t>(3, 9); },
     "fused activation 9, allowed 0 to 4"},
    {"type", [](auto& s) { s.tensors[0].type = 8; }, "Tensor[0].type: type 8"},
    {"shape_negative", [](auto& s) { s.tensors[0].shape[1] = -4; }, "dimension -4"},
    {"shape_huge",
     [](auto& s) {
       s.tensors[0].shape = {1, 65536, 65536, 65536};
     },
     "more than 268435456 elements"},
    {"shape_rank", [](auto& s) { s.tensors[0].shape = {1, 1, 1, 1, 1, 1, 1, 1, 1}; },
     "9 elements, allowed at most 8"},
    {"scale", [](auto& s) { s.tensors[0].scales = {0.0F}; }, "scale 0, allowed finite"},
    {"scale_count", [](auto& s) { s.tensors[1].scales.pop_back(); }, "2 scales and 3 zero points"},
    {"scale_axis", [](auto& s) { s.tensors[1].axis = 1; }, "3 scales along axis 1"},
    {"zero_point", [](auto& s) { s.tensors[0].zero_points = {128}; },
     "zero point 128, allowed -128 to 127"},
    {"data_size", [](auto& s) { s.tensors[1].data.pop_back(); }, "23 bytes of data"},
    {"operand_index", [](auto& s) { s.operators[0].inputs[0] = 4; },
     "operator 0 CONV_2D: tensor index 4, allowed 0 to 3"},
    {"operand_negative", [](auto& s) { s.operators[0].outputs[0] = -1; }, "tensor index -1"},
    {"operand_absent", [](auto& s) { s.operators[0].inputs[0] = -1; },
     "input 0 is absent, but required"},
    {"operand_count", [](auto& s) { s.operators[0].inputs = {0}; },
     "operator 0 CONV_2D: 1 inputs, allowed 2 to 3"},
    {"not_computed", [](auto& s) { s.inputs.clear(); }, "input tensor 0 is not computed"},
    {"output_not_computed",
     [](auto& s) {
       s.tensors.push_back(s.tensors[3]);
       s.outputs = {4};
     },
     "graph outputs: tensor 4 is not computed"},
    {"written_twice", [](auto& s) { s.operators.push_back(s.operators[0]); },
     "operator 1 CONV_2D: output tensor 3 already has contents"},
    {"weights_variable",
     [](auto& s) {
       s.tensors[1].data.clear(), s.inputs = {0, 1};
     },
     "input 1 is not constant"},
    {"channels", [](auto& s) { s.tensors[0].shape[3] = 3; }, "3 input channels, weights"},
    {"bias", [](auto& s) { s.tensors[2] = {"b", {2}, 2, {}, {}, 0, test::FlatBytes(8), false}; },
     "bias [2], allowed a constant of 3"},
    {"output_shape", [](auto& s) { s.tensors[3].shape[1] = 4; },
     "output 0 is [1, 4, 2, 3], its inputs give [1, 3, 2, 3]"},
    {"window",
     [](auto& s) {
       s.tensors[0].shape = {1, 1, 5, 2};
     },
     "does not fit in [1, 1, 5, 2]"},
};

INSTANTIATE_TEST_SUITE_P(Values, TfliteRefusal, testing::ValuesIn(kRefusals),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(TfliteImport, code_is_the_larger_of_the_two_fields) {
  TESSERA_NEEDS_SHARED_MODELS();
  // Written by an old converter: the code stands in the old field only.
  const auto old_file = import_tflite(test::shared_model("split_concat.tflite"));
  EXPECT_EQ(operator_name(old_file.operators.at(1).options), "SPLIT");
  // QUANTIZE is 114: still in the old field's range, here in both.
  const auto new_file = import_tflite(test::shared_model("keras_lstm_mnist_ptq.tflite"));
  EXPECT_EQ(operator_name(new_file.operators.at(0).options), "QUANTIZE");
}

TEST(TfliteImport, lstm_options_operands_and_state_are_read) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto graph = import_tflite(test::shared_model("keras_lstm_mnist_ptq.tflite"));
  const auto& op = graph.operators.at(1);
  const auto& lstm = std::get<UnidirectionalSequenceLstm>(op.options);
  EXPECT_EQ(lstm.activation, Activation::kTanh);
  EXPECT_FALSE(lstm.time_major);
  EXPECT_EQ(op.inputs.size(), 24U);
  EXPECT_EQ(op.input(9), kNoTensor);
  EXPECT_EQ(op.intermediates.size(), 5U);
  EXPECT_TRUE(graph.tensor(op.input(18)).is_variable);
  EXPECT_EQ(graph.tensor(op.input(19)).type, DataType::kInt16);
}

TEST(TfliteImport, compiled_file_keeps_its_package) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto graph = import_tflite(test::shared_model("testconv1-edgetpu.tflite"));
  EXPECT_EQ(std::get<EdgetpuCustomOp>(graph.operators.at(0).options).package.size(), 36918U);
}

TEST(TfliteImport, missing_file_is_named) {
  try {
    static_cast<void>(import_tflite(std::string("no_such_file.tflite")));
    FAIL() << "not refused";
  } catch (const Error& error) {
    EXPECT_THAT(error.what(), StartsWith("no_such_file.tflite: "));
  }
}

}  // namespace
}  // namespace tessera::workloads
