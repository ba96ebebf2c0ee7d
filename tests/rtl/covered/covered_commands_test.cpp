// SPDX-License-Identifier: Apache-2.0
// Random commands on the unit that checks its assertions and counts coverage.
#include "tests/rtl/engine_pair.h"
#include "tests/rtl/unit_under_test.h"

#include <gtest/gtest.h>

namespace tessera::test {
namespace {

void run_random(func::RequantMode mode, std::uint64_t seed, int count) {
  EnginePair pair("tiny", mode, make_unit);
  CommandMaker maker(seed, pair.config(), mode);
  for (int i = 0; i < count; ++i) {
    if (i % 1000 == 0) pair.fill(maker);
    ASSERT_EQ(pair.difference(maker.make(), i % 2 == 0 ? &maker : nullptr), "")
        << "seed " << seed << ", command " << i;
  }
}

TEST(RtlCovered, random_commands_agree_with_the_tlm_engine) {
  run_random(func::RequantMode::kF32, 20261205, 4000);
}

TEST(RtlCovered, mode_single_agrees_with_the_tlm_engine) {
  run_random(func::RequantMode::kSingle, 20261206, 3000);
}

}  // namespace
}  // namespace tessera::test
