// SPDX-License-Identifier: Apache-2.0
// Google's TestConv1 has no uncompiled twin: here is what it computes, from its own parameters.
#include "hw/spec/command.h"
#include "tests/support/program_run.h"
#include "tests/support/shared_models.h"
#include "workloads/import/edgetpu_package.h"
#include "workloads/input/lcg.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

namespace tessera::test {
namespace {

constexpr int kSide = 32;
constexpr int kOut = 30;
constexpr int kChannels = 16;

/// The convolution's command: the one with 16 outputs; it carries the quantization constants.
spec::TensorOp convolution(const workloads::Bytes& bitstream) {
  for (std::size_t offset = 0; offset < bitstream.size();) {
    const auto decoded = spec::decode(std::span(bitstream).subspan(offset), spec::Encoding::kCoral);
    if (!decoded.error.empty()) break;
    offset += decoded.words * spec::kWordBytes;
    const auto* op = std::get_if<spec::TensorOp>(&decoded.command.body);
    if (op != nullptr && op->outputs + 1 == kChannels) return *op;
  }
  ADD_FAILURE() << "no command with 16 outputs";
  return {};
}

/// 3x3 convolution, valid padding, stride 1. Parameters (facts/beagle_isa.md section 12): 16 int32
/// biases, then per tap a row of 16 outputs x 4 input channels.
workloads::Bytes evaluate(const workloads::Bytes& parameters, const spec::TensorOp& op,
                          const workloads::Bytes& image) {
  workloads::Bytes result;
  for (int y = 0; y < kOut; ++y)
    for (int x = 0; x < kOut; ++x)
      for (int o = 0; o < kChannels; ++o) {
        std::int32_t sum = 0;
        std::memcpy(&sum, parameters.data() + 4 * o, 4);
        for (int tap = 0; tap < 9; ++tap)
          for (int c = 0; c < 3; ++c) {
            const int pixel =
                image[static_cast<std::size_t>(((y + tap / 3) * kSide + x + tap % 3) * 3 + c)];
            const int weight = parameters[static_cast<std::size_t>(64 + 64 * tap + 4 * o + c)];
            sum += (pixel - static_cast<int>(op.in_zero_point)) *
                   (weight - static_cast<int>(op.weight_zero_point));
          }
        // Round half to even comes with the default rounding mode.
        const float scaled = std::fmin(
            std::fmax(static_cast<float>(sum) * op.multiplier, op.clamp_min), op.clamp_max);
        result.push_back(static_cast<std::uint8_t>(static_cast<int>(std::nearbyint(scaled)) +
                                                   static_cast<int>(op.out_zero_point)));
      }
  return result;
}

TEST(GooglePrograms, testconv1_equals_an_evaluation_of_its_convolution) {
  TESSERA_NEEDS_SHARED_MODELS();
  const std::string model = shared_model("testconv1-edgetpu.tflite");
  const auto program = workloads::import_edgetpu_package(model);
  ASSERT_EQ(program.parts.at(0).execution.parameters.size(), 640U);
  workloads::Lcg generator;
  const auto expected = evaluate(program.parts.at(0).execution.parameters,
                                 convolution(program.parts.at(0).execution.bitstreams[0].bytes),
                                 generator.bytes(kSide * kSide * 3));
  const TemporaryFolder folder;
  ASSERT_EQ(run_tessera({"run", model, "--save-outputs", folder.file("o")}).status, 0);
  EXPECT_EQ(read_bytes(folder.file("o/output_0.bin")), expected);
}

}  // namespace
}  // namespace tessera::test
