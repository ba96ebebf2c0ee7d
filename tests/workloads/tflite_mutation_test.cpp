// SPDX-License-Identifier: Apache-2.0
// Damaged networks: whatever is cut off, flipped or overwritten, a file is refused with an Error,
// or it loads and what is small of it runs. A sanitizer build also sees reads outside.
#include "tests/support/byte_mutator.h"
#include "tests/support/exercise_graph.h"
#include "tests/support/operator_networks.h"
#include "tests/support/shared_models.h"
#include "workloads/graph/costs.h"
#include "workloads/import/tflite.h"

#include <gtest/gtest.h>

#include <cctype>
#include <string>

namespace tessera::workloads {
namespace {

constexpr int kMutations = 10'000;
constexpr std::int64_t kMaxWork = 4096;

/// Ten thousand damages; returns how many files loaded and ran.
int survive(Bytes file) {
  int ran = 0;
  const auto outcome =
      test::Mutator(std::move(file)).run(kMutations, [&](std::span<const std::uint8_t> bytes) {
        const auto graph = import_tflite("damaged.tflite", bytes);
        static_cast<void>(total_costs(graph));
        ran += test::is_small(graph, kMaxWork) && test::exercise(graph) ? 1 : 0;
      });
  EXPECT_EQ(outcome.loaded + outcome.refused, kMutations);
  EXPECT_GT(outcome.refused, kMutations / 10);
  EXPECT_GT(outcome.loaded, kMutations / 50);
  return ran;
}

TEST(TfliteMutation, network_that_moves_elements_survives) {
  EXPECT_GT(survive(test::movement_network()), kMutations / 50);
}

TEST(TfliteMutation, network_that_computes_survives) {
  EXPECT_GT(survive(test::arithmetic_network()), kMutations / 50);
}

class TfliteMutationOfModel : public testing::TestWithParam<const char*> {};

TEST_P(TfliteMutationOfModel, survives) {
  TESSERA_NEEDS_SHARED_MODELS();
  static_cast<void>(survive(read_file(test::shared_model(GetParam()))));
}

INSTANTIATE_TEST_SUITE_P(Files, TfliteMutationOfModel,
                         testing::Values("conv_fc_mnist_srq_a8w8.tflite",
                                         "keras_lstm_mnist_ptq.tflite", "lstm/kl_01.tflite",
                                         "micro_speech_quantized.tflite",
                                         "single_add_default_a8w8_recipe_quantized.tflite",
                                         "single_mul_default_a8w8_recipe_quantized.tflite",
                                         "single_rsqrt_default_a8w8_recipe_quantized.tflite",
                                         "split_concat.tflite", "trained_lstm_int8.tflite"),
                         [](const auto& test) {
                           std::string name = test.param;
                           for (auto& c : name) {
                             c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
                           }
                           return name;
                         });

}  // namespace
}  // namespace tessera::workloads
