// SPDX-License-Identifier: Apache-2.0
// The core on its bus: output, end of a run, timing.
#include "tests/riscv/core_platform.h"

#include <gtest/gtest.h>

namespace tessera::tlm {
namespace {

using namespace riscv::rv;

constexpr std::uint32_t kRam = memory_map::kRamBase;

TEST(ControlCore, a_program_prints_and_ends_the_run) {
  CorePlatform platform({});
  platform.put(kRam,
               std::vector<Word>{lui(t0, 0x10000), addi(t1, zero, 'H'), sb(t1, 0, t0),
                                 addi(t1, zero, 'i'), sb(t1, 0, t0), lui(t0, 0x100), lui(t1, 0x5),
                                 addi(t1, t1, 0x555), sw(t1, 0, t0), jal(zero, 0)});
  sc_core::sc_start();
  EXPECT_EQ(platform.output, "Hi");
  ASSERT_TRUE(platform.finisher.verdict());
  EXPECT_EQ(platform.finisher.verdict()->kind, TestFinisher::Kind::kPass);
  EXPECT_TRUE(platform.core.is_halted());
  EXPECT_EQ(platform.core.instructions_retired(), 9U);
  EXPECT_EQ(platform.core.pc(), kRam + 36);
}

}  // namespace
}  // namespace tessera::tlm
