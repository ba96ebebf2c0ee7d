// SPDX-License-Identifier: Apache-2.0
// Whole networks, compiled here: the zoo's, and the real ones of the shared folder in every mode.
#include "hw/spec/system_loader.h"
#include "tests/compiler/inference.h"
#include "tests/support/direct_host.h"
#include "tests/support/shared_models.h"
#include "workloads/file.h"
#include "workloads/import/edgetpu_package.h"
#include "workloads/import/tflite.h"
#include "workloads/zoo/zoo.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <tuple>

namespace tessera::test {
namespace {

using func::RequantMode;
using workloads::Bytes;

const char* mode_name(RequantMode mode) {
  return mode == RequantMode::kF32 ? "f32" : mode == RequantMode::kSingle ? "single" : "double";
}

void run_zoo_model(const std::string& name, RequantMode mode) {
  workloads::CompileOptions options;
  options.mode = mode;
  const workloads::Graph graph = workloads::build_zoo_model(name);
  const Inference result = infer(graph, "coral", options, generated_inputs(graph, 12345));
  expect_equal(result.outputs, result.expected);
}

TEST(CompiledZoo, mobilenet_v4_conv_small_equals_the_reference) {
  run_zoo_model("mobilenet_v4_conv_small", RequantMode::kF32);
}

class CompiledZooSlow : public testing::TestWithParam<std::tuple<const char*, RequantMode>> {};

TEST_P(CompiledZooSlow, equals_the_reference) {
  run_zoo_model(std::get<0>(GetParam()), std::get<1>(GetParam()));
}

INSTANTIATE_TEST_SUITE_P(
    Networks, CompiledZooSlow,
    testing::Combine(testing::Values("mobilenet_v1", "mobilenet_v2", "mobilenet_v3_small",
                                     "mobilenet_v3_large", "mobilenet_v4_conv_small",
                                     "mobilenet_v4_conv_medium", "mobilenet_v4_conv_large"),
                     testing::Values(RequantMode::kF32, RequantMode::kSingle,
                                     RequantMode::kDouble)),
    [](const auto& each) {
      return std::string(std::get<0>(each.param)) + "_" + mode_name(std::get<1>(each.param));
    });

constexpr const char* kSharedModels[] = {
    "ad01_int8",
    "conv_fc_mnist_srq_a8w8",
    "dtln_noise_suppression",
    "keras_lstm_mnist_ptq",
    "kws_ref_model",
    "micro_speech_quantized",
    "mobilenet_edgetpu_0.75_224_post_training_quant",
    "mobilenet_v1_0.25_128_quant",
    "mobilenet_v1_1.0_224_quant_embedding_extractor",
    "person_detect",
    "pretrainedResnet_quant",
    "single_add_default_a8w8_recipe_quantized",
    "single_mul_default_a8w8_recipe_quantized",
    "single_rsqrt_default_a8w8_recipe_quantized",
    "split_concat",
    "tf2_mobilenet_v2_1.0_224_ptq",
    "trained_lstm_int8",
    "vww_96_int8",
};

class CompiledSharedModels : public testing::TestWithParam<std::tuple<const char*, RequantMode>> {};

TEST_P(CompiledSharedModels, equal_the_reference) {
  const auto [name, mode] = GetParam();
  TESSERA_NEEDS_SHARED_MODELS();
  workloads::CompileOptions options;
  options.mode = mode;
  const workloads::Graph graph =
      workloads::import_tflite(shared_model(std::string(name) + ".tflite"));
  const Inference result = infer(graph, "coral", options, generated_inputs(graph, 12345));
  expect_equal(result.outputs, result.expected);
}

INSTANTIATE_TEST_SUITE_P(Files, CompiledSharedModels,
                         testing::Combine(testing::ValuesIn(kSharedModels),
                                          testing::Values(RequantMode::kF32, RequantMode::kSingle,
                                                          RequantMode::kDouble)));

/// Google's compiler and this one, on the same machine and with Google's constants.
TEST(CompiledTwin, embedding_extractor_gives_kept_bytes_in_no_more_cycles_than_googles_program) {
  TESSERA_NEEDS_SHARED_MODELS();
  const std::string name = "mobilenet_v1_1.0_224_quant_embedding_extractor";
  const workloads::Graph graph = workloads::import_tflite(shared_model(name + ".tflite"));
  const spec::SystemConfig system = spec::load_system("coral");
  workloads::CompileOptions options;
  options.rule = workloads::ConstantRule::kGoogle;
  const workloads::Program ours = workloads::compile(graph, system, options);
  const workloads::Program googles =
      workloads::import_edgetpu_package(shared_model(name + "_edgetpu.tflite"));

  DirectHost host("host", system);
  const sc_core::sc_time budget(1, sc_core::SC_SEC);
  const DirectResult theirs = host.run(googles, budget);
  const DirectResult mine = host.infer(ours, generated_inputs(graph, 12345), budget);
  ASSERT_EQ(theirs.end, DirectResult::End::kCompleted) << theirs.text;
  ASSERT_EQ(mine.end, DirectResult::End::kCompleted) << mine.text;
  EXPECT_EQ(mine.outputs.at(0), workloads::read_file(shared_model("coral/embedding_lcg.bin")));
  RecordProperty("cycles", std::to_string(mine.cycles));
  RecordProperty("google_cycles", std::to_string(theirs.cycles));
  EXPECT_LE(mine.cycles, theirs.cycles);
}

}  // namespace
}  // namespace tessera::test
