// SPDX-License-Identifier: Apache-2.0
// Damaged programs: whatever a file says, it is refused with an Error, or it runs to an end that is
// reported, and the accelerator is as good as new after a reset.
#include "hw/spec/system_loader.h"
#include "tests/support/direct_host.h"
#include "tests/support/file_mutator.h"
#include "tests/support/hand_program.h"
#include "tests/support/program_run.h"
#include "tests/support/shared_models.h"
#include "workloads/error.h"
#include "workloads/import/edgetpu_package.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <optional>
#include <ostream>
#include <set>

namespace tessera::test {
namespace {

using sc_core::sc_time;
using End = DirectResult::End;

struct Subject {
  const char* name;
  const char* file;     // in the shared folder, or null: made by hand
  int executed;         // damaged programs that run in the normal suite
  const char* outputs;  // kept bytes of its first output, or null

  friend std::ostream& operator<<(std::ostream& stream, const Subject& subject) {
    return stream << subject.name;
  }
};

constexpr Subject kSubjects[] = {
    {"hand_made", nullptr, 300, nullptr},
    {"testconv1", "testconv1-edgetpu.tflite", 300, nullptr},
    {"split_concat", "split_concat_edgetpu.tflite", 300, nullptr},
    {"lstm", "keras_lstm_mnist_ptq_edgetpu.tflite", 300, nullptr},
    {"classifier", "mobilenet_v1_0.25_128_quant_edgetpu.tflite", 300, nullptr},
    {"embedding", "mobilenet_v1_1.0_224_quant_embedding_extractor_edgetpu.tflite", 50,
     "coral/embedding_lcg.bin"},
};
constexpr std::uint32_t kMutations = 10'000;

class Hostile : public testing::TestWithParam<Subject> {
 protected:
  void SetUp() override {
    if (GetParam().file != nullptr) TESSERA_NEEDS_SHARED_MODELS();
    mutator_.emplace(GetParam().file == nullptr
                         ? hand_program_file()
                         : workloads::read_file(shared_model(GetParam().file)));
  }

  /// The program of a damaged file, or nothing if it is refused.
  static std::optional<workloads::Program> load(std::span<const std::uint8_t> bytes) {
    try {
      return workloads::import_edgetpu_package("damaged", bytes);
    } catch (const workloads::Error& error) {
      EXPECT_STRNE(error.what(), "");
    } catch (const std::exception& error) {
      ADD_FAILURE() << "not an Error: " << error.what();
    }
    return std::nullopt;
  }

  std::optional<FileMutator> mutator_;
};

/// Decodes every bitstream up to the first command that is refused; false if that is not said.
/// Bitstreams that have been seen are not looked at again: most damage is elsewhere.
bool decodes(const workloads::Program& program, std::set<workloads::Bytes>& seen) {
  for (const auto* executable : program.executables())
    for (const auto& bitstream : executable->bitstreams) {
      if (seen.contains(bitstream.bytes)) continue;
      if (seen.size() < 8) seen.insert(bitstream.bytes);
      for (std::span<const std::uint8_t> left = bitstream.bytes; !left.empty();) {
        const spec::Decoded decoded = spec::decode(left, spec::Encoding::kCoral);
        if ((decoded.words == 0) == decoded.error.empty()) return false;
        if (decoded.words == 0) break;
        left = left.subspan(decoded.words * spec::kWordBytes);
      }
    }
  return true;
}

class HostileFiles : public Hostile {};

TEST_P(HostileFiles, load_and_decode_or_are_refused_with_an_error) {
  std::set<workloads::Bytes> seen;
  ASSERT_TRUE(decodes(load(mutator_->original()).value(), seen));
  std::uint32_t loaded = 0;
  for (std::uint32_t n = 0; n < kMutations; ++n) {
    SCOPED_TRACE(testing::Message() << "mutation " << n);
    const auto program = load(mutator_->mutated(n));
    if (!program) continue;
    ++loaded;
    ASSERT_TRUE(decodes(*program, seen));
  }
  RecordProperty("loaded", static_cast<int>(loaded));
  EXPECT_GT(loaded, kMutations / 4);
  EXPECT_LT(loaded, kMutations * 9 / 10);
}

/// Runs damaged programs on one accelerator, the undamaged one before, between and after them.
class HostilePrograms : public Hostile {
 protected:
  void SetUp() override {
    Hostile::SetUp();
    if (IsSkipped()) return;
    host_.emplace("direct", spec::load_system("coral"));
    original_ = load(mutator_->original()).value();
    expected_ = run_original();
    if (GetParam().file == nullptr) {
      workloads::Lcg random;
      ASSERT_EQ(expected_.at(0), random.bytes(kHandProgramBytes));
    } else if (GetParam().outputs != nullptr) {
      ASSERT_EQ(expected_.at(0), workloads::read_file(shared_model(GetParam().outputs)));
    }
  }

  std::vector<workloads::Bytes> run_original() {
    const auto result = host_->run(original_, sc_time(100, sc_core::SC_MS));
    EXPECT_EQ(result.end, End::kCompleted) << result.text;
    return result.outputs;
  }

  /// The first `count` mutations that load, 50 us each; the original ten times among them.
  void run_damaged(int count) {
    const int between = count / 10;
    std::map<End, int> ends;
    int executed = 0;
    for (std::uint32_t n = 0; executed < count; ++n) {
      SCOPED_TRACE(testing::Message() << "mutation " << n);
      const auto program = load(mutator_->mutated(n));
      if (!program) continue;
      const auto result = host_->run(*program, sc_time(50, sc_core::SC_US));
      ++ends[result.end];
      ASSERT_TRUE(result.end == End::kCompleted || !result.text.empty());
      if (++executed % between == 0) {
        ASSERT_EQ(run_original(), expected_);
      }
    }
    for (const auto& [end, times] : ends) RecordProperty(name_of(end), times);
    EXPECT_GT(ends[End::kFault], 0);
  }

  std::optional<DirectHost> host_;
  workloads::Program original_;
  std::vector<workloads::Bytes> expected_;
};

TEST_P(HostilePrograms, end_with_a_report_and_leave_nothing_behind) {
  run_damaged(GetParam().executed);
}

class HostileProgramsSlow : public HostilePrograms {};

TEST_P(HostileProgramsSlow, end_with_a_report_and_leave_nothing_behind) {
  run_damaged(static_cast<int>(kMutations));
}

const auto kName = [](const auto& test) { return std::string(test.param.name); };
INSTANTIATE_TEST_SUITE_P(, HostileFiles, testing::ValuesIn(kSubjects), kName);
INSTANTIATE_TEST_SUITE_P(, HostilePrograms, testing::ValuesIn(kSubjects), kName);
INSTANTIATE_TEST_SUITE_P(, HostileProgramsSlow, testing::ValuesIn(kSubjects), kName);

class HostileCommandLine : public Hostile {};

TEST_P(HostileCommandLine, exits_with_0_2_or_3_and_a_message) {
  const TemporaryFolder folder;
  const std::string model = folder.file("damaged_edgetpu.tflite");
  std::map<int, int> statuses;
  for (std::uint32_t n = 0; n < 6; ++n) {
    const auto bytes = mutator_->mutated(n);
    std::ofstream(model, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
    const auto run = run_tessera({"run", model, "--timeout-ms", "5"});
    ++statuses[run.status];
    EXPECT_TRUE(run.status == 0 || run.status == 2 || run.status == 3)
        << "mutation " << n << ": " << run.status << "\n"
        << run.err;
    EXPECT_FALSE((run.status == 0 ? run.out : run.err).empty()) << "mutation " << n;
  }
  for (const auto& [status, times] : statuses)
    RecordProperty("status_" + std::to_string(status), times);
}

INSTANTIATE_TEST_SUITE_P(, HostileCommandLine, testing::ValuesIn(kSubjects, kSubjects + 2), kName);

}  // namespace
}  // namespace tessera::test
