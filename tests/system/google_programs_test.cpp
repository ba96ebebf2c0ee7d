// SPDX-License-Identifier: Apache-2.0
// Programs that nobody here wrote, run as a user runs them: Google's compiler made them, the kept
// bytes and the uncompiled twins say what is right.
#include "tests/support/program_run.h"
#include "tests/support/shared_models.h"

#include <gtest/gtest.h>

namespace tessera::test {
namespace {

const char* const kEmbedding = "mobilenet_v1_1.0_224_quant_embedding_extractor_edgetpu.tflite";
const char* const kClassifier = "mobilenet_v1_0.25_128_quant_edgetpu.tflite";
const char* const kLstm = "keras_lstm_mnist_ptq_edgetpu.tflite";
/// The classifier's logits: complete in tile 0 when command 483 feeds them to the softmax.
const char* const kLogits = "logits=0:narrow:0:1001@483";

std::string cat() { return shared_model("inputs/resized_cat.bmp"); }

TEST(GooglePrograms, embedding_generated_input_gives_kept_bytes) {
  TESSERA_NEEDS_SHARED_MODELS();
  const TemporaryFolder folder;
  const auto run =
      run_tessera({"run", shared_model(kEmbedding), "--save-outputs", folder.file("o")});
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(read_bytes(folder.file("o/output_0.bin")),
            read_bytes(shared_model("coral/embedding_lcg.bin")));
}

TEST(GooglePrograms, embedding_cat_gives_kept_bytes) {
  TESSERA_NEEDS_SHARED_MODELS();
  const TemporaryFolder folder;
  const auto run = run_tessera(
      {"run", shared_model(kEmbedding), "--input", cat(), "--save-outputs", folder.file("o")});
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(read_bytes(folder.file("o/output_0.bin")),
            read_bytes(shared_model("coral/embedding_cat.bin")));
}

TEST(GooglePrograms, classifier_generated_input_gives_kept_logits) {
  TESSERA_NEEDS_SHARED_MODELS();
  const TemporaryFolder folder;
  const auto run = run_tessera(
      {"run", shared_model(kClassifier), "--probe", kLogits, "--save-outputs", folder.file("o")});
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(read_bytes(folder.file("o/probe_logits.bin")),
            read_bytes(shared_model("coral/mobilenet_v1_0.25_128_lcg.bin")));
}

TEST(GooglePrograms, classifier_cat_gives_kept_logits_and_names_the_cat) {
  TESSERA_NEEDS_SHARED_MODELS();
  const TemporaryFolder folder;
  const auto run = run_tessera({"run", shared_model(kClassifier), "--input", cat(), "--probe",
                                kLogits, "--save-outputs", folder.file("o"), "--labels",
                                shared_model("inputs/imagenet_labels.txt")});
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(read_bytes(folder.file("o/probe_logits.bin")),
            read_bytes(shared_model("coral/mobilenet_v1_0.25_128_cat.bin")));
  EXPECT_NE(run.out.find("largest   283 = 80 (tiger cat)"), std::string::npos) << run.out;
}

/// The softmax runs on the tiles in 16-bit arithmetic; rounded to 8 bits it is the softmax.
TEST(GooglePrograms, classifier_softmax_equals_the_evaluation_of_the_twin) {
  TESSERA_NEEDS_SHARED_MODELS();
  for (const std::vector<std::string>& input : {std::vector<std::string>{}, {"--input", cat()}}) {
    std::vector<std::string> arguments = {"run", shared_model(kClassifier), "--check", "--json",
                                          "-"};
    arguments.insert(arguments.end(), input.begin(), input.end());
    const auto run = run_tessera(arguments);
    ASSERT_EQ(run.status, 0) << run.err;
    EXPECT_EQ(run.json()["check"]["elements"], 1001);
    EXPECT_EQ(run.json()["check"]["mismatches"], 0);
  }
}

TEST(GooglePrograms, split_concat_equals_the_evaluation_of_the_twin) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto run =
      run_tessera({"run", shared_model("split_concat_edgetpu.tflite"), "--check", "--json", "-"});
  ASSERT_EQ(run.status, 0) << run.err;
  EXPECT_EQ(run.json()["check"]["elements"], 384);
  EXPECT_EQ(run.json()["check"]["mismatches"], 0);
}

/// Google's program saturates the gate inputs of this LSTM at +-0.99 (8-bit sums with the scale of
/// the hidden state), so it cannot follow the float32 mathematics closely; the class is right.
TEST(GooglePrograms, lstm_nine_is_classified_as_nine_and_the_distance_is_reported) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto run = run_tessera({"run", shared_model(kLstm), "--input",
                                shared_model("inputs/mnist_nine.bmp"), "--check", "--json", "-"});
  EXPECT_EQ(run.status, 1) << run.err;  // it differs from the float32 evaluation, and says so
  EXPECT_EQ(run.json()["check"]["method"], "float32");
  EXPECT_LE(run.json()["check"]["largest_difference"].get<double>(), 64.0);
  EXPECT_NE(run.err.find("largest   9 = "), std::string::npos) << run.err;
}

}  // namespace
}  // namespace tessera::test
