// SPDX-License-Identifier: Apache-2.0
// Engines agree, runs repeat, latencies do not matter, parts sum to the whole.
#include "tests/support/program_run.h"
#include "tests/support/shared_models.h"

#include <gtest/gtest.h>

namespace tessera::test {
namespace {

const std::vector<std::string> kPrograms = {
    "mobilenet_v1_1.0_224_quant_embedding_extractor_edgetpu.tflite",
    "mobilenet_v1_0.25_128_quant_edgetpu.tflite", "keras_lstm_mnist_ptq_edgetpu.tflite",
    "split_concat_edgetpu.tflite", "testconv1-edgetpu.tflite"};

nlohmann::json result(const std::string& program, const std::vector<std::string>& more) {
  std::vector<std::string> arguments = {"run", shared_model(program), "--json", "-"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  const auto run = run_tessera(arguments);
  EXPECT_EQ(run.status, 0) << program << ": " << run.err;
  return run.status == 0 ? run.json() : nlohmann::json();
}

TEST(Engines, timing_and_tlm_agree_on_cycles_and_actions) {
  TESSERA_NEEDS_SHARED_MODELS();
  for (const std::string& program : kPrograms) {
    auto timing = result(program, {"--engine", "timing"});
    auto tlm = result(program, {"--engine", "tlm"});
    for (auto* json : {&timing, &tlm})
      for (const char* key : {"engine", "outputs", "simulator"}) json->erase(key);
    EXPECT_EQ(timing, tlm) << program;
  }
}

TEST(Engines, two_runs_give_the_same_result) {
  TESSERA_NEEDS_SHARED_MODELS();
  for (const std::string& program : kPrograms) {
    auto first = result(program, {});
    auto second = result(program, {});
    first.erase("simulator");
    second.erase("simulator");
    EXPECT_EQ(first, second) << program;
  }
}

TEST(Engines, breakdown_of_every_unit_sums_to_the_cycles) {
  TESSERA_NEEDS_SHARED_MODELS();
  for (const std::string& program : kPrograms) {
    const auto json = result(program, {"--engine", "timing"});
    ASSERT_GT(json["units"].size(), 200U);
    for (const auto& unit : json["units"]) {
      std::uint64_t sum = 0;
      for (const auto& part : unit["cycles"]) sum += part.get<std::uint64_t>();
      EXPECT_EQ(sum, json["cycles"].get<std::uint64_t>()) << program << " " << unit["name"];
    }
  }
}

TEST(Engines, op_unit_steps_are_those_of_the_programs) {
  TESSERA_NEEDS_SHARED_MODELS();
  EXPECT_EQ(result(kPrograms[0], {"--engine", "timing"})["op_steps_busiest_tile"]["steps"], 473761);
  // The product of the loop counts is 32,787; three reductions of the softmax end with a short pass
  // (251 of 252, 501 of 504 steps), which is what is executed (loop_counts_test.cpp has the sum).
  EXPECT_EQ(result(kPrograms[1], {"--engine", "timing"})["op_steps_busiest_tile"]["steps"], 32783);
}

/// Output hashes of `program` under `seeds` sets of random latencies, against those without.
void expect_order_independence(const std::string& program, int seeds) {
  const auto expected = result(program, {})["outputs"];
  for (int seed = 1; seed <= seeds; ++seed)
    EXPECT_EQ(result(program, {"--scramble-latencies", std::to_string(seed), "--timeout-ms",
                               "60000"})["outputs"],
              expected)
        << program << ", latency seed " << seed;
}

TEST(OrderIndependence, classifier_with_tile_softmax_fifty_seeds) {
  TESSERA_NEEDS_SHARED_MODELS();
  expect_order_independence(kPrograms[1], 50);
}

TEST(OrderIndependence, lstm_fifty_seeds) {
  TESSERA_NEEDS_SHARED_MODELS();
  expect_order_independence(kPrograms[2], 50);
}

TEST(OrderIndependence, small_programs_fifty_seeds) {
  TESSERA_NEEDS_SHARED_MODELS();
  expect_order_independence(kPrograms[3], 50);
  expect_order_independence(kPrograms[4], 50);
}

TEST(OrderIndependence, embedding_five_seeds) {
  TESSERA_NEEDS_SHARED_MODELS();
  expect_order_independence(kPrograms[0], 5);
}

TEST(OrderIndependenceSlow, embedding_fifty_seeds) {
  TESSERA_NEEDS_SHARED_MODELS();
  expect_order_independence(kPrograms[0], 50);
}

}  // namespace
}  // namespace tessera::test
