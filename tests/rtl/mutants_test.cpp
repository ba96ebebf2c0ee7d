// SPDX-License-Identifier: Apache-2.0
// The bench finds faults: every mutant of mutants.txt makes a difference that it reports.
// Before the kernel's headers, see rtl/cosim/engine.cpp.
// clang-format off
#include <VOpUnitMutant.h>
// clang-format on

#include "rtl/cosim/verilated_engine.h"
#include "tests/rtl/engine_pair.h"
#include "tests/rtl/mutant_list.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <exception>
#include <string>
#include <vector>

namespace tessera::test {
namespace {

constexpr std::uint64_t kSeed = 20261128;

/// Commands until the first difference or exception; -1 if there is none among `count`. The RTL's
/// assertions are off: they would be first, and hide what the comparison finds.
int first_difference(std::size_t mutant, int count) {
  setenv("TESSERA_MUTANT", std::to_string(mutant).c_str(), 1);
  EnginePair pair("tiny", func::RequantMode::kF32, [](const hw::OpEngineSite& site) {
    auto engine =
        std::make_unique<rtl::VerilatedEngine<VOpUnitMutant, true>>(site, nullptr, nullptr);
    engine->set_assertions(false);
    return engine;
  });
  CommandMaker maker(kSeed, pair.config(), func::RequantMode::kF32);
  pair.fill(maker);
  for (int i = 0; i < count; ++i) {
    const RandomCommand command = maker.make();
    try {
      if (!pair.difference(command, i % 2 == 0 ? &maker : nullptr).empty()) return i;
    } catch (const std::exception&) {  // an address out of range, or a unit that stands still
      return i;
    }
  }
  return -1;
}

TEST(RtlMutants, unit_without_a_mutant_makes_no_difference) {
  EXPECT_EQ(first_difference(0, 4000), -1) << "seed " << kSeed;
}

TEST(RtlMutants, every_mutant_is_found) {
  const auto names = mutants();
  ASSERT_GE(names.size(), 25U);
  for (std::size_t mutant = 1; mutant <= names.size(); ++mutant) {
    const int found = first_difference(mutant, 6000);
    EXPECT_GE(found, 0) << "survives: mutant " << names[mutant - 1] << ", seed " << kSeed;
    std::printf("command %5d finds mutant %s\n", found, names[mutant - 1].c_str());
  }
}

}  // namespace
}  // namespace tessera::test
