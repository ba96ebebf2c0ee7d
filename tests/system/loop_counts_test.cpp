// SPDX-License-Identifier: Apache-2.0
// Steps of the op unit against the products of the loop counts in Google's programs
// (facts/beagle_isa.md section 14: 473,761 and 32,787 on the busiest tile).
#include "hw/spec/command.h"
#include "tests/support/shared_models.h"
#include "workloads/import/edgetpu_package.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>

namespace tessera::test {
namespace {

std::uint64_t busiest_tile(const std::string& model) {
  std::array<std::uint64_t, 16> steps{};
  const auto program = workloads::import_edgetpu_package(shared_model(model));
  for (const auto& bitstream : program.parts.at(0).execution.bitstreams) {
    for (std::size_t offset = 0; offset < bitstream.bytes.size();) {
      const auto decoded =
          spec::decode(std::span(bitstream.bytes).subspan(offset), spec::Encoding::kCoral);
      EXPECT_EQ(decoded.error, "");
      if (!decoded.error.empty()) return 0;
      offset += decoded.words * spec::kWordBytes;
      const auto* op = std::get_if<spec::TensorOp>(&decoded.command.body);
      if (op == nullptr) continue;
      std::uint64_t product = 1;
      for (const std::uint32_t count : op->loops.count_minus_1) product *= count + 1;
      for (std::size_t tile = 0; tile < steps.size(); ++tile)
        if ((op->tiles >> tile & 1U) != 0) steps[tile] += product;
    }
  }
  return *std::max_element(steps.begin(), steps.end());
}

TEST(LoopCounts, products_are_those_published) {
  TESSERA_NEEDS_SHARED_MODELS();
  EXPECT_EQ(busiest_tile("mobilenet_v1_1.0_224_quant_embedding_extractor_edgetpu.tflite"), 473761U);
  EXPECT_EQ(busiest_tile("mobilenet_v1_0.25_128_quant_edgetpu.tflite"), 32787U);
}

}  // namespace
}  // namespace tessera::test
