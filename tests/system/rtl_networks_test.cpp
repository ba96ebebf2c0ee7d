// SPDX-License-Identifier: Apache-2.0
// Whole networks with every op unit in RTL: the bytes of the reference and the cycles, layer by
// layer, of the tlm engine; those compiled here in lock step, so also command by command.
#include "rtl/cosim/wave_file.h"
#include "tests/support/program_run.h"
#include "tests/support/shared_models.h"

#include <gtest/gtest.h>

#include <string>

namespace tessera::test {
namespace {

using nlohmann::json;

class RtlNetworksSlow : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    if (!rtl::WaveFile::refusal().empty()) GTEST_SKIP() << "built without Verilator";
    model_ = GetParam();
    if (model_.find(".tflite") == std::string::npos) return;
    TESSERA_NEEDS_SHARED_MODELS();
    model_ = shared_model(model_);
  }

  [[nodiscard]] ProgramRun run(const std::vector<std::string>& options) const {
    std::vector<std::string> arguments = {"run", model_, "--check", "--json", "-"};
    arguments.insert(arguments.end(), options.begin(), options.end());
    return run_tessera(arguments);
  }

  std::string model_;
};

TEST_P(RtlNetworksSlow, have_the_bytes_of_the_reference_and_the_cycles_of_tlm) {
  const ProgramRun tlm = run({"--engine", "tlm"});
  ASSERT_EQ(tlm.status, 0) << tlm.err;
  const ProgramRun rtl = run({"--engine", "rtl", "--lockstep"});
  ASSERT_EQ(rtl.status, 0) << rtl.err;
  const json expected = tlm.json();
  const json found = rtl.json();
  EXPECT_EQ(found["check"]["mismatches"], 0);
  for (const char* key : {"cycles", "macs", "outputs", "layers", "memory", "energy_uj"}) {
    ASSERT_TRUE(expected.contains(key)) << key;
    EXPECT_EQ(found[key], expected[key]) << key;
  }
}

INSTANTIATE_TEST_SUITE_P(Models, RtlNetworksSlow,
                         testing::Values("mobilenet_v4_conv_small",
                                         "mobilenet_v1_0.25_128_quant_edgetpu.tflite",
                                         "mobilenet_v1_0.25_128_quant.tflite", "ad01_int8.tflite",
                                         "kws_ref_model.tflite", "vww_96_int8.tflite",
                                         "person_detect.tflite", "pretrainedResnet_quant.tflite",
                                         "micro_speech_quantized.tflite",
                                         "tf2_mobilenet_v2_1.0_224_ptq.tflite",
                                         "mobilenet_edgetpu_0.75_224_post_training_quant.tflite",
                                         "mobilenet_v1_1.0_224_quant_embedding_extractor.tflite",
                                         "conv_fc_mnist_srq_a8w8.tflite", "split_concat.tflite"),
                         [](const testing::TestParamInfo<std::string>& test) {
                           std::string name = test.param;
                           for (char& c : name)
                             if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
                           return name;
                         });

}  // namespace
}  // namespace tessera::test
