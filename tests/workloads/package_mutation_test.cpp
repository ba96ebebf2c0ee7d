// SPDX-License-Identifier: Apache-2.0
// Damaged files: whatever is cut off, flipped or overwritten, a file loads or is refused with an
// Error. Nothing else may be thrown; a sanitizer build also sees reads outside the file.
#include "tests/support/edgetpu_builder.h"
#include "tests/support/shared_models.h"
#include "workloads/error.h"
#include "workloads/file.h"
#include "workloads/import/edgetpu_package.h"
#include "workloads/import/tflite.h"

#include <gtest/gtest.h>
#include <sanitizer/asan_interface.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <ostream>
#include <random>
#include <span>
#include <string>
#include <vector>

namespace tessera::workloads {
namespace {

constexpr std::uint32_t kSeed = 20261123;
constexpr int kMutations = 10'000;

struct Outcome {
  int loaded = 0;
  int refused = 0;
};

/// Damages a copy of a file, loads it and repairs the copy again.
class Mutator {
 public:
  explicit Mutator(Bytes bytes) : bytes_(std::move(bytes)), random_(kSeed) { find_structure(); }

  template <class Load>
  Outcome run(int count, Load load) {
    Outcome outcome;
    for (int i = 0; i < count; ++i) {
      SCOPED_TRACE(testing::Message() << "seed " << kSeed << ", mutation " << i);
      const auto backup = mutate();
      attempt(load, outcome);
      restore(backup);
    }
    return outcome;
  }

 private:
  struct Backup {
    std::size_t position = 0;
    Bytes bytes;
  };

  /// Most bytes are weights, in which damage goes unnoticed. Offsets and tables stand near the
  /// beginning and the end of the file and of the buffers nested in it, marked by their identifier.
  void find_structure() {
    places_ = {0, bytes_.size()};
    const std::string marker = "DWN1";
    for (auto at = bytes_.begin();;) {
      at = std::search(at, bytes_.end(), marker.begin(), marker.end());
      if (at == bytes_.end()) {
        return;
      }
      places_.push_back(static_cast<std::size_t>(at - bytes_.begin()));
      ++at;
    }
  }

  std::size_t below(std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_);
  }

  /// Anywhere, or (three times in four) at a distance from a place of structure whose logarithm
  /// is uniform.
  std::size_t position() {
    if (below(4) == 0) {
      return below(bytes_.size());
    }
    const auto place = static_cast<double>(places_[below(places_.size())]);
    const double scale = std::log(static_cast<double>(bytes_.size()));
    const double distance = std::exp(std::uniform_real_distribution<>(0.0, scale)(random_));
    const double target = below(2) == 0 ? place + distance - 1.0 : place - distance;
    return static_cast<std::size_t>(
        std::clamp(target, 0.0, static_cast<double>(bytes_.size() - 1)));
  }

  Backup mutate() {
    visible_ = bytes_.size();
    Backup backup{position(), {}};
    const auto kind = below(3);
    if (kind == 0) {
      visible_ = backup.position;
      return backup;
    }
    const std::size_t wanted = kind == 1 ? 1 : 1 + below(16);
    const std::size_t length = std::min(wanted, bytes_.size() - backup.position);
    const auto run = std::span(bytes_).subspan(backup.position, length);
    backup.bytes.assign(run.begin(), run.end());
    const std::uint8_t fill = std::vector<std::uint8_t>{0x00, 0x01, 0x7F, 0x80, 0xFF}[below(5)];
    const bool random_bytes = below(2) == 0;
    for (auto& byte : run) {
      if (kind == 1) {
        byte ^= static_cast<std::uint8_t>(1U << below(8));
      } else {
        byte = random_bytes ? static_cast<std::uint8_t>(below(256)) : fill;
      }
    }
    return backup;
  }

  void restore(const Backup& backup) {
    std::copy(backup.bytes.begin(), backup.bytes.end(),
              bytes_.begin() + static_cast<std::ptrdiff_t>(backup.position));
  }

  template <class Load>
  void attempt(Load load, Outcome& outcome) {
    // What was cut off must not be read, although it is still in memory.
    const auto* hidden = bytes_.data() + visible_;
    const std::size_t hidden_bytes = bytes_.size() - visible_;
    ASAN_POISON_MEMORY_REGION(hidden, hidden_bytes);
    try {
      load(std::span<const std::uint8_t>(bytes_).first(visible_));
      ++outcome.loaded;
    } catch (const Error&) {
      ++outcome.refused;
    } catch (const std::exception& error) {
      ADD_FAILURE() << "not an Error: " << error.what();
    }
    ASAN_UNPOISON_MEMORY_REGION(hidden, hidden_bytes);
  }

  Bytes bytes_;
  std::size_t visible_ = 0;
  std::vector<std::size_t> places_;
  std::mt19937 random_;
};

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
