// SPDX-License-Identifier: Apache-2.0
// Memories that are not always ready: the RTL waits, and computes the same.
#include "tests/rtl/engine_pair.h"
#include "tests/rtl/unit_under_test.h"

#include <gtest/gtest.h>

#include <random>

namespace tessera::test {
namespace {

constexpr std::uint64_t kSeed = 20261201;

class RtlStalls : public testing::Test {
 protected:
  /// `count` commands with ports that are ready as `ready` says.
  void expect_same_bytes(const std::function<std::uint32_t()>& ready, int count) {
    EnginePair pair("tiny", func::RequantMode::kF32,
                    [&](const hw::OpEngineSite& site) { return make_stalling_unit(site, ready); });
    CommandMaker maker(kSeed, pair.config(), func::RequantMode::kF32);
    pair.fill(maker);
    for (int i = 0; i < count; ++i)
      ASSERT_EQ(pair.untimed_difference(maker.make()), "") << "command " << i << ", seed " << kSeed;
  }

  static constexpr std::uint32_t kAll = (1U << kMemoryPorts) - 1;
};

TEST_F(RtlStalls, each_port_may_stall_in_even_or_odd_cycles) {
  for (unsigned port = 0; port < kMemoryPorts; ++port) {
    for (const unsigned parity : {0U, 1U}) {
      unsigned cycle = parity;
      expect_same_bytes([&] { return ++cycle % 2 == 0 ? kAll : kAll & ~(1U << port); }, 100);
    }
  }
}

TEST_F(RtlStalls, all_ports_may_stall_at_random) {
  std::mt19937 random(20261202);
  expect_same_bytes([&] { return static_cast<std::uint32_t>(random() | random()); }, 600);
}

TEST_F(RtlStalls, write_port_that_rests_for_long_stops_the_pipeline) {
  unsigned cycle = 0;
  expect_same_bytes([&] { return ++cycle % 50 < 40 ? kAll & ~(1U << kWritePort) : kAll; }, 200);
}

}  // namespace
}  // namespace tessera::test
