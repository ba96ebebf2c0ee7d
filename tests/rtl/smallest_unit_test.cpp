// SPDX-License-Identifier: Apache-2.0
// Parameters other than those of the shipped systems: 4 lanes, the counters and addresses of the
// coral encoding, no mode single (the sets of rtl/doc/cells.md between which others lie).
// Before the kernel's headers, see rtl/cosim/engine.cpp.
// clang-format off
#include <VOpUnitSmallest.h>
// clang-format on

#include "rtl/cosim/verilated_engine.h"
#include "tests/rtl/engine_pair.h"

#include <gtest/gtest.h>

namespace tessera::test {
namespace {

TEST(RtlSmallestUnit, random_commands_agree_with_the_tlm_engine) {
  constexpr std::uint64_t kSeed = 20261207;
  spec::SystemConfig system = spec::load_system("tiny");
  system.accelerators.at(0).lanes = 4;
  EnginePair pair(system, func::RequantMode::kF32, [](const hw::OpEngineSite& site) {
    return std::make_unique<rtl::VerilatedEngine<VOpUnitSmallest, true>>(site, nullptr, nullptr);
  });
  CommandMaker maker(kSeed, pair.config(), func::RequantMode::kF32);
  for (int i = 0; i < 6000; ++i) {
    if (i % 1000 == 0) pair.fill(maker);
    ASSERT_EQ(pair.difference(maker.make(), i % 2 == 0 ? &maker : nullptr), "")
        << "seed " << kSeed << ", command " << i;
  }
}

}  // namespace
}  // namespace tessera::test
