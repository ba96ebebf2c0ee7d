// SPDX-License-Identifier: Apache-2.0
// The reference executor on whole networks, against outputs kept from the Edge TPU's arithmetic and
// from XNNPACK; the constants against those in programs that Google compiled.
#include "tests/support/shared_models.h"
#include "workloads/error.h"
#include "workloads/file.h"
#include "workloads/import/edgetpu_package.h"
#include "workloads/import/tflite.h"
#include "workloads/input/bmp.h"
#include "workloads/input/lcg.h"
#include "workloads/reference/executor.h"
#include "workloads/reference/float_evaluator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <bit>
#include <cctype>
#include <cstdlib>
#include <ostream>
#include <set>
#include <string>
#include <tuple>
#include <vector>

namespace tessera::workloads {
namespace {

constexpr const char* kEmbedding = "mobilenet_v1_1.0_224_quant_embedding_extractor";
constexpr const char* kMobilenet = "mobilenet_v1_0.25_128_quant";

Graph load(const std::string& model) {
  return import_tflite(test::shared_model(model + ".tflite"));
}

/// Inputs of a network: "lcg", "cat" (scaled to the input's size), "nine" or a file of bytes.
std::vector<Bytes> make_inputs(const Graph& graph, const std::string& kind) {
  const auto& shape = graph.tensor(graph.inputs.at(0)).shape;
  if (kind == "cat") {
    const auto image = read_bmp(test::shared_model("inputs/resized_cat.bmp"));
    return {resized_nearest(image, shape.at(1), shape.at(2)).pixels};
  }
  if (kind == "nine") {
    return {read_bmp(test::shared_model("inputs/mnist_nine.bmp")).pixels};
  }
  if (kind != "lcg") {
    return {read_file(test::shared_model("inputs/" + kind))};
  }
  Lcg generator;
  std::vector<Bytes> inputs;
  for (const auto input : graph.inputs) {
    inputs.push_back(generator.bytes(graph.tensor(input).size_bytes()));
  }
  return inputs;
}

/// All outputs of a network, one after the other.
Bytes outputs_of(const Graph& graph, ConstantRule rule, const std::string& input) {
  Executor executor(graph, {rule, false});
  executor.run(make_inputs(graph, input));
  Bytes all;
  for (std::size_t i = 0; i < graph.outputs.size(); ++i) {
    const auto output = executor.output(i);
    all.insert(all.end(), output.begin(), output.end());
  }
  return all;
}

std::size_t distinct(const Bytes& bytes) { return std::set(bytes.begin(), bytes.end()).size(); }

TEST(ConstantRule, rules_differ_by_an_ulp) {
  // 41 * f32(1/41) is the float below 1.
  EXPECT_EQ(product_multiplier(ConstantRule::kXnnpack, 41.0F, 1.0F, 41.0F), 1.0F);
  EXPECT_EQ(product_multiplier(ConstantRule::kGoogle, 41.0F, 1.0F, 41.0F), 0.99999994F);
  EXPECT_EQ(clamp_bounds(ConstantRule::kXnnpack, Activation::kNone, 41.0F, 1).low, -1.0F);
  EXPECT_EQ(clamp_bounds(ConstantRule::kGoogle, Activation::kNone, 41.0F, 1).low, -0.99999994F);
}

// --- The Edge TPU's outputs, google rule

struct CoralCase {
  const char* name;
  const char* model;
  const char* input;

  friend std::ostream& operator<<(std::ostream& stream, const CoralCase& test) {
    return stream << test.name;
  }
};

class CoralOutputs : public testing::TestWithParam<CoralCase> {
 protected:
  /// The output; for a classifier the tensor before its softmax.
  static Bytes last_before_softmax(ConstantRule rule) {
    const auto graph = load(GetParam().model);
    Executor executor(graph, {rule, true});
    executor.run(make_inputs(graph, GetParam().input));
    const auto& last = graph.operators.back();
    return std::holds_alternative<Softmax>(last.options) ? executor.probe(last.input(0))
                                                         : executor.output();
  }

  static Bytes golden() {
    return read_file(test::shared_model(std::string("coral/") + GetParam().name + ".bin"));
  }
};

TEST_P(CoralOutputs, google_rule_gives_every_byte) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto expected = golden();
  ASSERT_GE(expected.size(), 1001U);
  ASSERT_GT(distinct(expected), 20U);
  EXPECT_EQ(last_before_softmax(ConstantRule::kGoogle), expected);
}

TEST_P(CoralOutputs, xnnpack_rule_differs) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto expected = golden();
  const auto result = last_before_softmax(ConstantRule::kXnnpack);
  ASSERT_EQ(result.size(), expected.size());
  int largest = 0;
  for (std::size_t i = 0; i < result.size(); ++i) {
    largest = std::max(largest, std::abs(result[i] - expected[i]));
  }
  EXPECT_GE(largest, 1);  // the golden bytes tell the rules apart
  EXPECT_LE(largest, 3);
}

constexpr CoralCase kCoralCases[] = {
    {"embedding_cat", kEmbedding, "cat"},
    {"embedding_lcg", kEmbedding, "lcg"},
    {"mobilenet_v1_0.25_128_cat", kMobilenet, "cat"},
    {"mobilenet_v1_0.25_128_lcg", kMobilenet, "lcg"},
};

std::string test_name(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) == 0; }, '_');
  return text;
}

INSTANTIATE_TEST_SUITE_P(Cases, CoralOutputs, testing::ValuesIn(kCoralCases),
                         [](const auto& test) { return test_name(test.param.name); });

// --- Constants in the programs themselves

/// Bits [at, at + count) of a bitstream's bytes, least significant first.
std::uint32_t field(const std::uint8_t* bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < count; ++i) {
    value |= static_cast<std::uint32_t>(bytes[(at + i) / 8] >> (at + i) % 8 & 1U) << i;
  }
  return value;
}

/// Words of an instruction by opcode (facts: beagle_isa section 2); 0 for an unknown one.
std::size_t instruction_words(std::uint32_t opcode) {
  switch (opcode) {
    case 0x01:
    case 0x02:
    case 0x03:
    case 0x05:
      return 17;
    case 0x10:
    case 0x11:
    case 0x12:
    case 0x26:
      return 4;
    case 0x13:
    case 0x14:
      return 7;
    case 0x15:
    case 0x16:
    case 0x17:
    case 0x18:
      return 6;
    case 0x19:
      return 13;
    case 0x24:
    case 0x25:
    case 0x27:
      return 2;
    case 0x1a:
    case 0x20:
    case 0x21:
    case 0x22:
    case 0x23:
    case 0x3e:
    case 0x3f:
      return 1;
    default:
      return 0;
  }
}

/// {multiplier, clamp max, clamp min as float bits, output zero point} of a tensor operation.
using Constants = std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>;

std::set<Constants> constants_in(const Bitstream& bitstream) {
  std::set<Constants> found;
  for (std::size_t at = 0; at < bitstream.bytes.size();) {
    const auto* bytes = bitstream.bytes.data() + at;
    const auto opcode = field(bytes, 6, 6);
    const auto length = 16 * instruction_words(opcode);
    if (length == 0 || at + length > bitstream.bytes.size()) {
      ADD_FAILURE() << "opcode " << opcode << " at byte " << at;
      break;
    }
    if (opcode == 0x01) {
      found.insert({field(bytes, 1949, 32), field(bytes, 1981, 32), field(bytes, 2013, 32),
                    field(bytes, 2077, 8)});
    }
    at += length;
  }
  return found;
}

Activation activation_of(const Operator& op) {
  if (const auto* conv = std::get_if<Conv2d>(&op.options)) {
    return conv->activation;
  }
  if (const auto* depthwise = std::get_if<DepthwiseConv2d>(&op.options)) {
    return depthwise->activation;
  }
  return std::get<FullyConnected>(op.options).activation;
}

TEST(ConstantRule, google_rule_gives_the_constants_in_the_compiled_programs) {
  TESSERA_NEEDS_SHARED_MODELS();
  int layers = 0;
  for (const std::string model : {kEmbedding, kMobilenet, "keras_lstm_mnist_ptq"}) {
    const auto graph = load(model);
    const auto program = import_edgetpu_package(test::shared_model(model + "_edgetpu.tflite"));
    const auto found = constants_in(program.parts.at(0).execution.bitstreams.at(0));
    for (std::size_t i = 0; i < graph.operators.size(); ++i) {
      const auto& op = graph.operators[i];
      if (op.inputs.size() != 3) {
        continue;  // not a convolution or fully connected
      }
      const auto& x = *graph.tensor(op.inputs[0]).quantization;
      const auto& w = *graph.tensor(op.inputs[1]).quantization;
      const auto& y = graph.tensor(op.outputs[0]);
      const auto zero = static_cast<std::int32_t>(y.quantization->zero_points[0]) +
                        (y.type == DataType::kInt8 ? 128 : 0);
      const float scale = y.quantization->scales[0];
      const auto bounds = clamp_bounds(ConstantRule::kGoogle, activation_of(op), scale, zero);
      const float multiplier =
          product_multiplier(ConstantRule::kGoogle, x.scales[0], w.scales[0], scale);
      EXPECT_TRUE(found.contains(
          {std::bit_cast<std::uint32_t>(multiplier), std::bit_cast<std::uint32_t>(bounds.high),
           std::bit_cast<std::uint32_t>(bounds.low), static_cast<std::uint32_t>(zero)}))
          << model << " " << graph.describe(i);
      ++layers;
    }
  }
  EXPECT_EQ(layers, 27 + 28 + 1);
}

// --- XNNPACK's outputs, xnnpack rule

struct GoldenCase {
  const char* model;
  const char* input;
  const char* golden;

  friend std::ostream& operator<<(std::ostream& stream, const GoldenCase& test) {
    return stream << test.golden;
  }
};

class XnnpackOutputs : public testing::TestWithParam<GoldenCase> {};

TEST_P(XnnpackOutputs, every_byte_is_equal) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto graph = load(GetParam().model);
  const auto expected =
      read_file(test::shared_model(std::string("golden/") + GetParam().golden + ".bin"));
  ASSERT_FALSE(expected.empty());
  EXPECT_EQ(outputs_of(graph, ConstantRule::kXnnpack, GetParam().input), expected);
}

constexpr GoldenCase kGoldenCases[] = {
    {"ad01_int8", "lcg", "ad01_int8.xnnpack_litertjs"},
    {"ad01_int8", "lcg", "ad01_int8.xnnpack_tfjs_tflite"},
    {"kws_ref_model", "lcg", "kws_ref_model.xnnpack_litertjs"},
    {"vww_96_int8", "lcg", "vww_96_int8.xnnpack_litertjs"},
    {"pretrainedResnet_quant", "lcg", "pretrainedResnet_quant.xnnpack_litertjs"},
    {"micro_speech_quantized", "lcg", "micro_speech_quantized.xnnpack_litertjs"},
    {"conv_fc_mnist_srq_a8w8", "lcg", "conv_fc_mnist_srq_a8w8.xnnpack_tfjs_tflite"},
    {"split_concat", "lcg", "split_concat.xnnpack_litertjs"},
    {"single_add_default_a8w8_recipe_quantized", "lcg",
     "single_add_default_a8w8_recipe_quantized.xnnpack_tfjs_tflite"},
    {kMobilenet, "lcg", "mobilenet_v1_0.25_128_quant.xnnpack_litertjs"},
    {kMobilenet, "cat", "REAL_cat128_mobilenet_v1_0.25.xnnpack_litertjs"},
    {"tf2_mobilenet_v2_1.0_224_ptq", "lcg", "tf2_mobilenet_v2_1.0_224_ptq.xnnpack_litertjs"},
    {"tf2_mobilenet_v2_1.0_224_ptq", "cat",
     "REAL_cat_tf2_mobilenet_v2_1.0_224_ptq.xnnpack_litertjs"},
    {"mobilenet_edgetpu_0.75_224_post_training_quant", "cat",
     "REAL_cat_mobilenet_edgetpu_0.75.xnnpack_litertjs"},
    {"mobilenet_edgetpu_0.75_224_post_training_quant", "lcg",
     "mobilenet_edgetpu_0.75_224_post_training_quant.xnnpack_litertjs"},
};

INSTANTIATE_TEST_SUITE_P(Cases, XnnpackOutputs, testing::ValuesIn(kGoldenCases),
                         [](const auto& test) { return test_name(test.param.golden); });

// --- What an executor keeps, and what it refuses

TEST(Executor, intermediate_tensors_are_kept_on_request_only) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto graph = load("kws_ref_model");
  const auto first = graph.operators.at(0).outputs.at(0);
  const auto inputs = make_inputs(graph, "lcg");
  Executor keeping(graph, {ConstantRule::kXnnpack, true});
  EXPECT_THROW(static_cast<void>(keeping.probe(first)), UsageError);  // not run yet
  keeping.run(inputs);
  EXPECT_EQ(keeping.probe(first).size(), graph.tensor(first).size_bytes());
  EXPECT_EQ(keeping.probe(graph.tensor(first).name), keeping.probe(first));
  EXPECT_THROW(static_cast<void>(keeping.probe("no such tensor")), UsageError);

  Executor dropping(graph);
  dropping.run(inputs);
  EXPECT_THROW(static_cast<void>(dropping.probe(first)), UsageError);
  EXPECT_EQ(dropping.output(), keeping.output());
  EXPECT_THROW(static_cast<void>(dropping.output(1)), UsageError);
}

TEST(Executor, wrong_inputs_are_usage_errors) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto graph = load("ad01_int8");
  Executor executor(graph);
  EXPECT_THROW(executor.run(std::vector<Bytes>{}), UsageError);
  EXPECT_THROW(executor.run(std::vector<Bytes>{Bytes(639)}), UsageError);
  EXPECT_NO_THROW(executor.run(std::vector<Bytes>{Bytes(640)}));
}

TEST(Executor, integer_lstm_and_compiled_operators_are_refused_by_name) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto lstm = load("keras_lstm_mnist_ptq");
  EXPECT_THROW(Executor(lstm, {.rule = ConstantRule::kGoogle}).run(make_inputs(lstm, "nine")),
               UnsupportedError);  // the device's functions are not known to the bit
  const auto compiled = load("testconv1-edgetpu");
  EXPECT_THROW(Executor(compiled).run(make_inputs(compiled, "lcg")), UnsupportedError);
}

TEST(Executor, google_rule_is_refused_in_the_fixed_point_modes) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto graph = load("ad01_int8");
  for (const auto mode : {func::RequantMode::kSingle, func::RequantMode::kDouble}) {
    EXPECT_THROW(Executor(graph, {.rule = ConstantRule::kGoogle, .mode = mode}), UsageError);
    EXPECT_NO_THROW(Executor(graph, {.rule = ConstantRule::kTessera, .mode = mode}));
  }
}

// --- Float32 evaluation of networks with an LSTM

/// Largest difference of the evaluation from outputs of TFLite Micro (integer LSTM).
int lstm_distance(const std::string& model, const std::string& input, const std::string& golden) {
  const auto graph = load(model);
  FloatEvaluator evaluator(graph);
  evaluator.run(make_inputs(graph, input));
  const auto result = to_stored(graph, graph.outputs[0], evaluator.output());
  const auto expected = read_file(test::shared_model("golden/" + golden + ".bin"));
  EXPECT_EQ(result.size(), expected.size());
  const bool is_signed = graph.tensor(graph.outputs[0]).type == DataType::kInt8;
  const int flip = is_signed ? 0x80 : 0;
  int largest = 0;
  for (std::size_t i = 0; i < std::min(result.size(), expected.size()); ++i) {
    largest = std::max(largest, std::abs((result[i] ^ flip) - (expected[i] ^ flip)));
  }
  return largest;
}

TEST(FloatEvaluator, digits_come_out_as_in_tflite_micro) {
  TESSERA_NEEDS_SHARED_MODELS();
  EXPECT_EQ(lstm_distance("keras_lstm_mnist_ptq", "nine",
                          "REAL_nine_keras_lstm_mnist_ptq.tflm_double_rounding"),
            0);
  EXPECT_EQ(
      lstm_distance("keras_lstm_mnist_ptq", "lcg", "keras_lstm_mnist_ptq.tflm_double_rounding"), 0);
}

TEST(FloatEvaluator, two_stacked_lstms_stay_within_three_steps) {
  TESSERA_NEEDS_SHARED_MODELS();
  EXPECT_LE(lstm_distance("dtln_noise_suppression", "dtln_feature_data.s8",
                          "REAL_dtln.tflm_double_rounding"),
            3);
  EXPECT_LE(
      lstm_distance("dtln_noise_suppression", "lcg", "dtln_noise_suppression.tflm_double_rounding"),
      3);
}

TEST(FloatEvaluator, other_operators_are_refused_by_name) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto graph = load("kws_ref_model");
  EXPECT_THROW(FloatEvaluator(graph).run(make_inputs(graph, "lcg")), UnsupportedError);
}

}  // namespace
}  // namespace tessera::workloads
