// SPDX-License-Identifier: Apache-2.0
// Memories that are not always ready: the RTL waits, and computes the same.
// Before the kernel's headers, see rtl/cosim/engine.cpp.
// clang-format off
#include <VOpUnitMutant.h>
// clang-format on

#include "rtl/cosim/verilated_engine.h"
#include "tests/rtl/engine_pair.h"

#include <gtest/gtest.h>

namespace tessera::test {
namespace {

using Engine = rtl::VerilatedEngine<VOpUnitMutant>;
constexpr std::uint64_t kSeed = 20261201;

class RtlStalls : public testing::Test {
 protected:
  /// `count` commands with ports that are ready as `ready` says.
  void expect_same_bytes(const std::function<std::uint32_t()>& ready, int count) {
    Engine* engine = nullptr;
    EnginePair pair("tiny", func::RequantMode::kF32, [&](const hw::OpEngineSite& site) {
      auto made = std::make_unique<Engine>(site, nullptr, nullptr);
      engine = made.get();
      return made;
    });
    CommandMaker maker(kSeed, pair.config(), func::RequantMode::kF32);
    pair.fill(maker);
    engine->set_ready(ready);
    for (int i = 0; i < count; ++i)
      ASSERT_EQ(pair.untimed_difference(maker.make()), "") << "command " << i << ", seed " << kSeed;
  }

  static constexpr std::uint32_t kAll = (1U << Engine::kPorts) - 1;
};

TEST_F(RtlStalls, each_port_may_stall_in_even_or_odd_cycles) {
  for (unsigned port = 0; port < Engine::kPorts; ++port) {
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
  expect_same_bytes([&] { return ++cycle % 50 < 40 ? kAll & ~(1U << Engine::kWrite) : kAll; }, 200);
}

}  // namespace
}  // namespace tessera::test
