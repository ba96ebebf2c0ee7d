// SPDX-License-Identifier: Apache-2.0
// Integer LSTMs cut from real networks: whole sequences in both flavours (facts: numerics, LSTM
// section), and upstream's own vector for DTLN.
#include "tests/reference/golden_case.h"
#include "tests/support/shared_models.h"
#include "workloads/error.h"
#include "workloads/import/tflite.h"
#include "workloads/input/lcg.h"
#include "workloads/reference/executor.h"

#include <gtest/gtest.h>

#include <variant>

namespace tessera::test {
namespace {

using func::RequantMode;
using workloads::Bytes;
using workloads::ConstantRule;
using workloads::Executor;
using workloads::ExecutorOptions;
using workloads::Graph;
using workloads::LstmFlavour;

constexpr ExecutorOptions kTflite{.mode = RequantMode::kDouble, .lstm = LstmFlavour::kTflite};
constexpr ExecutorOptions kTflm{.mode = RequantMode::kDouble, .lstm = LstmFlavour::kTflm};

Graph layer(const std::string& name) {
  return workloads::import_tflite(shared_model("lstm/" + name + ".tflite"));
}

std::vector<Bytes> generated_input(const Graph& graph) {
  workloads::Lcg generator;
  return {generator.bytes(graph.tensor(graph.inputs.at(0)).size_bytes())};
}

class LstmSequence : public testing::TestWithParam<const char*> {
 protected:
  static Bytes kept(const char* flavour) {
    return workloads::read_file(shared_model(std::string("lstm/") + GetParam() + flavour));
  }
};

TEST_P(LstmSequence, tflite_flavour_gives_every_byte) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto graph = layer(GetParam());
  EXPECT_EQ(outputs_of(graph, kTflite, generated_input(graph)), kept(".tflite_gemmlowp.bin"));
}

TEST_P(LstmSequence, tflm_flavour_gives_every_byte) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto graph = layer(GetParam());
  EXPECT_EQ(outputs_of(graph, kTflm, generated_input(graph)), kept(".tflm_lut.bin"));
}

TEST_P(LstmSequence, f32_mode_runs_the_double_rounding_of_tflite) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto graph = layer(GetParam());
  EXPECT_EQ(outputs_of(graph, {}, generated_input(graph)), kept(".tflite_gemmlowp.bin"));
}

INSTANTIATE_TEST_SUITE_P(Layers, LstmSequence, testing::Values("dtln_00", "dtln_01", "kl_01"));

TEST(LstmState, two_halves_of_a_sequence_are_the_whole) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto whole = layer("kl_01");
  const auto input = generated_input(whole)[0];
  const auto expected = outputs_of(whole, kTflm, {input});
  auto half = whole;  // 14 of the 28 steps
  half.tensors.at(static_cast<std::size_t>(half.inputs[0])).shape[1] = 14;
  half.tensors.at(static_cast<std::size_t>(half.outputs[0])).shape[1] = 14;
  const auto middle = static_cast<std::ptrdiff_t>(input.size() / 2);
  Executor executor(half, kTflm);
  Bytes both;
  for (const Bytes& part :
       {Bytes(input.begin(), input.begin() + middle), Bytes(input.begin() + middle, input.end())}) {
    executor.run(std::vector<Bytes>{part});
    const auto output = executor.output();
    both.insert(both.end(), output.begin(), output.end());
  }
  EXPECT_EQ(both, expected);
}

TEST(LstmState, clip_bounds_the_cell) {
  TESSERA_NEEDS_SHARED_MODELS();
  auto graph = layer("kl_01");
  auto& lstm = std::get<workloads::UnidirectionalSequenceLstm>(graph.operators.at(0).options);
  const auto cell = graph.operators.at(0).inputs.at(19);
  const float scale = graph.tensor(cell).quantization->scales.at(0);
  const auto largest = [&](float clip) {
    lstm.cell_clip = clip;
    Executor executor(graph, ExecutorOptions{.keep_all = true, .mode = RequantMode::kDouble});
    executor.run(generated_input(graph));
    int most = 0;
    const auto bytes = executor.probe(cell);
    for (std::size_t i = 0; i < bytes.size(); i += 2) {
      most = std::max(most, std::abs(static_cast<std::int16_t>(bytes[i] | bytes[i + 1] << 8)));
    }
    return most;
  };
  const auto bound = static_cast<int>(0.5F / scale);
  EXPECT_GT(largest(0.0F), bound);  // 0: no clip
  EXPECT_EQ(largest(0.5F), bound);
}

TEST(LstmVector, upstream_expected_output_of_dtln_is_met) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto graph = workloads::import_tflite(shared_model("dtln_noise_suppression.tflite"));
  const std::vector<Bytes> input = {
      workloads::read_file(shared_model("inputs/dtln_feature_data.s8"))};
  const auto expected = workloads::read_file(shared_model("inputs/dtln_golden_ref.s8"));
  EXPECT_EQ(outputs_of(graph, kTflm, input), expected);
  auto single = kTflm;
  single.mode = RequantMode::kSingle;
  EXPECT_EQ(mismatches(outputs_of(graph, single, input), expected), 2U);  // facts: numerics
}

TEST(LstmRefusal, google_rule_and_missing_hidden_scale_are_refused_by_name) {
  TESSERA_NEEDS_SHARED_MODELS();
  auto graph = layer("kl_01");
  const auto run = [&](const ExecutorOptions& options) {
    static_cast<void>(outputs_of(graph, options, generated_input(graph)));
  };
  EXPECT_THROW(run({.rule = ConstantRule::kGoogle}), workloads::UnsupportedError);
  graph.operators.at(0).intermediates.pop_back();
  EXPECT_THROW(run(kTflite), workloads::UnsupportedError);
}

}  // namespace
}  // namespace tessera::test
