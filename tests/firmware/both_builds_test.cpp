// SPDX-License-Identifier: Apache-2.0
// Programs of Google's compiler under both builds of the firmware: same bytes, same accelerator
// cycles.
#include "firmware/image/tpu_firmware_image.h"
#include "tests/support/program_run.h"
#include "tests/support/shared_models.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera::test {
namespace {

using testing::HasSubstr;

struct Case {
  const char* name;
  const char* file;
  std::vector<std::string> options;

  friend std::ostream& operator<<(std::ostream& stream, const Case& each) {
    return stream << each.name;
  }
};

class BothBuilds : public testing::TestWithParam<Case> {};

TEST_P(BothBuilds, give_the_same_bytes_and_accelerator_cycles) {
  TESSERA_NEEDS_SHARED_MODELS();
  if (tpu_firmware_image_bytes == 0) GTEST_SKIP() << tpu_firmware_image_missing;
  nlohmann::json results[2];
  const char* const builds[] = {"native", "riscv"};
  for (int i = 0; i < 2; ++i) {
    std::vector<std::string> arguments = {
        "run", shared_model(GetParam().file), "--firmware", builds[i], "--json", "-"};
    arguments.insert(arguments.end(), GetParam().options.begin(), GetParam().options.end());
    const ProgramRun run = run_tessera(arguments);
    ASSERT_EQ(run.status, 0) << run.err;
    results[i] = run.json();
    EXPECT_EQ(results[i]["firmware"], builds[i]);
  }
  EXPECT_EQ(results[0]["outputs"], results[1]["outputs"]);
  EXPECT_EQ(results[0]["cycles"], results[1]["cycles"]);
  EXPECT_GT(results[0]["cycles"], 1000);
  EXPECT_EQ(results[0]["parameter_caching"], results[1]["parameter_caching"]);
  EXPECT_EQ(results[0]["actions"], results[1]["actions"]);
  EXPECT_EQ(results[0]["memory"], results[1]["memory"]);
  EXPECT_EQ(results[0]["control"]["host_cycles"], results[1]["control"]["host_cycles"]);
  EXPECT_TRUE(results[0]["control"]["run_instructions"].is_null());
  // Less than a millisecond of firmware at 60 MIPS; the rest of an inference is wfi.
  EXPECT_GT(results[1]["control"]["run_instructions"], 1000);
  EXPECT_LT(results[1]["control"]["run_instructions"], 60'000);
}

INSTANTIATE_TEST_SUITE_P(
    Files, BothBuilds,
    testing::Values(Case{"split_concat", "split_concat_edgetpu.tflite", {}},
                    Case{"testconv1", "testconv1-edgetpu.tflite", {}},
                    Case{"lstm", "keras_lstm_mnist_ptq_edgetpu.tflite", {}},
                    Case{"classifier", "mobilenet_v1_0.25_128_quant_edgetpu.tflite", {}},
                    Case{"classifier_timing",
                         "mobilenet_v1_0.25_128_quant_edgetpu.tflite",
                         {"--engine", "timing"}},
                    Case{"classifier_usb",
                         "mobilenet_v1_0.25_128_quant_edgetpu.tflite",
                         {"--system", "coral_usb3"}}),
    [](const auto& each) { return std::string(each.param.name); });

TEST(BothBuildsOfManyParts, attention_on_the_operator_service_is_equal_to_the_reference) {
  if (tpu_firmware_image_bytes == 0) GTEST_SKIP() << tpu_firmware_image_missing;
  nlohmann::json results[2];
  const char* const builds[] = {"native", "riscv"};
  for (int i = 0; i < 2; ++i) {
    const ProgramRun run = run_tessera(
        {"run", "mobilenet_v4_hybrid_medium", "--firmware", builds[i], "--check", "--json", "-"});
    ASSERT_EQ(run.status, 0) << run.err;
    results[i] = run.json();
    EXPECT_EQ(results[i]["check"]["mismatches"], 0);
  }
  EXPECT_EQ(results[0]["outputs"], results[1]["outputs"]);
  EXPECT_EQ(results[0]["cycles"], results[1]["cycles"]);
  EXPECT_GT(results[1]["control"]["host_steps"], 5);
  EXPECT_EQ(results[0]["control"]["host_cycles"], results[1]["control"]["host_cycles"]);
}

TEST(RiscvBuild, watchdog_ends_a_run_that_takes_too_long) {
  TESSERA_NEEDS_SHARED_MODELS();
  if (tpu_firmware_image_bytes == 0) GTEST_SKIP() << tpu_firmware_image_missing;
  const ProgramRun run =
      run_tessera({"run", shared_model("mobilenet_v1_0.25_128_quant_edgetpu.tflite"), "--firmware",
                   "riscv", "--timeout-ms", "1"});
  EXPECT_EQ(run.status, 3);
  EXPECT_THAT(run.err, HasSubstr("watchdog"));
  EXPECT_THAT(run.err, HasSubstr("what stands still"));
}

TEST(RiscvBuild, is_refused_with_the_packages_to_install_where_it_is_missing) {
  TESSERA_NEEDS_SHARED_MODELS();
  if (tpu_firmware_image_bytes != 0) GTEST_SKIP() << "the firmware was built for RISC-V";
  const ProgramRun run =
      run_tessera({"run", shared_model("testconv1-edgetpu.tflite"), "--firmware", "riscv"});
  EXPECT_EQ(run.status, 2);
  EXPECT_THAT(run.err, HasSubstr("gcc-riscv64-unknown-elf"));
}

}  // namespace
}  // namespace tessera::test
