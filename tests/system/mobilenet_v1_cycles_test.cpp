// SPDX-License-Identifier: Apache-2.0
// MobileNetV1 as Google compiled it against what others measured on the chip: the figures of
// sim/doc/mobilenet_v1.md.
#include "tests/support/program_run.h"
#include "tests/support/shared_models.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <fstream>

namespace tessera::test {
namespace {

/// The chip alone: the host's link takes no time.
nlohmann::json run_without_link(const std::string& model) {
  const TemporaryFolder folder;
  const std::string file = folder.file("instant.yaml");
  std::ofstream(file) << R"(extends: coral
name: instant
description: Coral behind a link that takes no time
host:
  link:
    bandwidth_out_mb_s: {value: 1000000, source: test, confidence: assumed}
    bandwidth_in_mb_s: {value: 1000000, source: test, confidence: assumed}
    transfer_overhead_ns: {value: 0, source: test, confidence: assumed}
)";
  const auto run =
      run_tessera({"run", model, "--engine", "timing", "--system", file, "--json", "-"});
  EXPECT_EQ(run.status, 0) << run.err;
  return run.status == 0 ? run.json() : nlohmann::json();
}

TEST(MobileNetV1Cycles, of_googles_program_are_those_of_the_chip) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto json = run_without_link(
      shared_model("mobilenet_v1_1.0_224_quant_embedding_extractor_edgetpu.tflite"));
  // facts/edgetpu.md section 8: 464,560 steps with the classifier, of which this program has no
  // 256; what lays out the input and sums the last images is not in that figure.
  constexpr std::uint64_t kLayers = 158'592 + 298'656 + 7'056;
  EXPECT_EQ(kLayers + 256, 464'560U);
  EXPECT_EQ(json["op_steps_busiest_tile"]["steps"], kLayers + 9'408 + 49);
  // 755 to 770 k cycles were measured; asked is a tenth.
  EXPECT_NEAR(json["cycles"].get<double>(), 762'500, 76'250);
}

TEST(MobileNetV1Cycles, of_our_program_are_no_more) {
  const auto json = run_without_link("mobilenet_v1");
  EXPECT_LT(json["cycles"].get<double>(), 762'500 * 1.1);
}

}  // namespace
}  // namespace tessera::test
