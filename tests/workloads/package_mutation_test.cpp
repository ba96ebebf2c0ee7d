// SPDX-License-Identifier: Apache-2.0
// Damaged files: whatever is cut off, flipped or overwritten, a file loads or is refused with an
// Error. Nothing else may be thrown; a sanitizer build also sees reads outside the file.
#include "tests/support/byte_mutator.h"
#include "tests/support/edgetpu_builder.h"
#include "tests/support/shared_models.h"
#include "workloads/error.h"
#include "workloads/file.h"
#include "workloads/import/edgetpu_package.h"
#include "workloads/import/tflite.h"

#include <gtest/gtest.h>

#include <cctype>
#include <ostream>
#include <span>
#include <string>
#include <vector>

namespace tessera::workloads {
namespace {

using test::Mutator;
using test::Outcome;

constexpr int kMutations = 10'000;

struct Subject {
  const char* file;
  bool compiled;

  friend std::ostream& operator<<(std::ostream& stream, const Subject& subject) {
    return stream << subject.file;
  }
};

void load_file(const Subject& subject, std::span<const std::uint8_t> bytes) {
  if (subject.compiled) {
    static_cast<void>(import_edgetpu_package(subject.file, bytes));
  } else {
    static_cast<void>(import_tflite(subject.file, bytes));
  }
}

/// The file is fine, most damage is noticed, some is not (weights, names).
void check_outcome(const Outcome& outcome) {
  testing::Test::RecordProperty("loaded", outcome.loaded);
  testing::Test::RecordProperty("refused", outcome.refused);
  EXPECT_EQ(outcome.loaded + outcome.refused, kMutations);
  EXPECT_GT(outcome.loaded, kMutations / 50);
  EXPECT_GT(outcome.refused, kMutations / 3);
}

class PackageMutation : public testing::TestWithParam<Subject> {};

TEST_P(PackageMutation, loads_or_is_refused_with_an_error) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto& subject = GetParam();
  auto bytes = read_file(test::shared_model(subject.file));
  ASSERT_NO_THROW(load_file(subject, bytes));
  check_outcome(Mutator(std::move(bytes)).run(kMutations, [&](auto damaged) {
    load_file(subject, damaged);
  }));
}

constexpr Subject kSubjects[] = {
    {"keras_lstm_mnist_ptq_edgetpu.tflite", true},
    {"mobilenet_v1_0.25_128_quant_edgetpu.tflite", true},
    {"mobilenet_v1_1.0_224_quant_embedding_extractor_edgetpu.tflite", true},
    {"split_concat_edgetpu.tflite", true},
    {"testconv1-edgetpu.tflite", true},
    {"keras_lstm_mnist_ptq.tflite", false},
    {"kws_ref_model.tflite", false},
};

INSTANTIATE_TEST_SUITE_P(Files, PackageMutation, testing::ValuesIn(kSubjects),
                         [](const auto& test) {
                           std::string name = test.param.file;
                           for (auto& c : name) {
                             c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
                           }
                           return name;
                         });

TEST(PackageMutationHandMade, loads_or_is_refused_with_an_error) {
  const Subject subject{"made.tflite", true};
  auto bytes = test::make_edgetpu_file({test::default_executable()});
  ASSERT_NO_THROW(load_file(subject, bytes));
  check_outcome(Mutator(std::move(bytes)).run(kMutations, [&](auto damaged) {
    load_file(subject, damaged);
  }));
}

}  // namespace
}  // namespace tessera::workloads
