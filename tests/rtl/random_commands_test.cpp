// SPDX-License-Identifier: Apache-2.0
// Constrained-random commands: the RTL does what hw/func and the timing contract say.
#include "hw/spec/command.h"
#include "tests/rtl/engine_pair.h"

#include <gtest/gtest.h>

#include <chrono>
#include <ctime>

namespace tessera::test {
namespace {

void run_random(const std::string& system, func::RequantMode mode, std::uint64_t seed, int count) {
  EnginePair pair(system, mode);
  CommandMaker maker(seed, pair.config(), mode);
  for (int i = 0; i < count; ++i) {
    if (i % 1000 == 0) pair.fill(maker);
    const RandomCommand command = maker.make();
    CommandMaker* const segments = maker.draw(2) == 0 ? &maker : nullptr;
    const std::string difference = pair.difference(command, segments);
    ASSERT_EQ(difference, "") << "seed " << seed << ", command " << i << ": "
                              << spec::to_text(
                                     {spec::find_format(static_cast<std::uint32_t>(command.opcode)),
                                      command.op});
  }
  std::printf("%d commands on %s, seed %llu\n", count, system.c_str(),
              static_cast<unsigned long long>(seed));
}

TEST(RtlRandomCommands, sixteen_lanes_agree_with_the_tlm_engine) {
  run_random("tiny", func::RequantMode::kF32, 20261124, 60'000);
}

TEST(RtlRandomCommands, sixty_four_lanes_agree_with_the_tlm_engine) {
  run_random("coral", func::RequantMode::kF32, 20261125, 8'000);
}

TEST(RtlRandomCommands, mode_single_agrees_with_the_tlm_engine) {
  run_random("tiny", func::RequantMode::kSingle, 20261126, 32'000);
}

}  // namespace
}  // namespace tessera::test
