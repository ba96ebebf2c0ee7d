// SPDX-License-Identifier: Apache-2.0
// Quantum, pointers to memory and the number of cores in a process must not change what a program
// does (rules L-06, D-07, S-01).
#include "tests/riscv/core_platform.h"
#include "tlm/riscv/csr_numbers.h"

#include <gtest/gtest.h>

#include <memory>

namespace tessera::tlm {
namespace {

using namespace riscv::rv;
namespace csr = riscv::csr;

constexpr std::uint32_t kRam = memory_map::kRamBase;
constexpr std::uint32_t kHandler = kRam + 0x400;
constexpr std::uint32_t kData = kRam + 0x8000;

/// 8 rounds: a pseudo-random fill of 64 words, an interrupt to itself by msip whose handler adds
/// them up, a character; between rounds it waits for the timer.
std::vector<Word> program() {
  std::vector<Word> result = li(t0, kHandler);
  const auto append = [&](const std::vector<Word>& more) {
    result.insert(result.end(), more.begin(), more.end());
  };
  append({csrrw(zero, csr::kMtvec, t0), addi(t0, zero, 0x88), csrrw(zero, csr::kMie, t0)});
  append({lui(s2, 0x2000), lui(s3, 0x2004), lui(s4, 0x10000), addi(s5, zero, 8)});
  append(li(s6, 1664525));
  append(li(s7, kData));
  const auto round = static_cast<std::int32_t>(4 * result.size());
  append({addi(a0, s7, 0), addi(a1, s7, 256), op(1, 0, a2, a2, s6), addi(a2, a2, 77), sw(a2, 0, a0),
          addi(a0, a0, 4), bltu(a0, a1, -16)});
  append({csrrsi(zero, csr::kMstatus, 8), addi(t1, zero, 1), sw(t1, 0, s2)});  // handler runs here
  append({csrrci(zero, csr::kMstatus, 8), addi(t1, a3, 0), andi(t1, t1, 15), addi(t1, t1, 'a'),
          sb(t1, 0, s4)});
  append({addi(s8, s8, 30), sw(zero, 4, s3), sw(s8, 0, s3), wfi()});  // 3 us later each
  append({addi(t1, zero, -1), sw(t1, 4, s3), addi(s5, s5, -1)});
  append({bne(s5, zero, round - static_cast<std::int32_t>(4 * result.size()))});
  append({lui(t5, 0x100), lui(t6, 0x5), addi(t6, t6, 0x555), sw(t6, 0, t5)});
  return result;
}

std::vector<Word> handler() {
  return {sw(zero, 0, s2), addi(a4, s7, 0),   lw(a5, 0, a4),   add(a3, a3, a5),
          addi(a4, a4, 4), bltu(a4, a1, -12), sw(a3, 256, s7), mret()};
}

struct Variant {
  std::optional<sc_core::sc_time> quantum;
  bool use_dmi;
  bool ram_dmi;
};

TEST(ControlCoreQuantum, data_and_time_are_the_same_for_every_quantum_and_without_pointers) {
  const auto ns = [](double value) { return sc_core::sc_time(value, sc_core::SC_NS); };
  ::tlm::tlm_global_quantum::instance().set(ns(777));
  const Variant variants[] = {{ns(0), true, true},        {ns(100), true, true},
                              {ns(10'000), true, true},   {ns(1e9), true, true},
                              {std::nullopt, true, true}, {ns(10'000), false, true},
                              {ns(10'000), true, false},  {ns(0), false, false}};
  std::vector<std::unique_ptr<CorePlatform>> platforms;
  std::vector<sc_core::sc_time> ends(std::size(variants));
  for (unsigned i = 0; i < std::size(variants); ++i) {
    const Variant& each = variants[i];
    platforms.push_back(std::make_unique<CorePlatform>(
        ControlCoreConfig{.clock_mhz = 200, .quantum = each.quantum, .use_dmi = each.use_dmi},
        each.ram_dmi, ("platform_" + std::to_string(i)).c_str()));
    CorePlatform& platform = *platforms.back();
    platform.put(kRam, program());
    platform.put(kHandler, handler());
    platform.finisher.on_finish([&, i](const TestFinisher::Verdict&) {
      ends[i] = sc_core::sc_time_stamp();
      platform.core.halt();
    });
  }
  sc_core::sc_start();
  const CorePlatform& first = *platforms[0];
  EXPECT_EQ(first.output.size(), 8U);
  for (unsigned i = 0; i < std::size(variants); ++i) {
    const CorePlatform& each = *platforms[i];
    EXPECT_TRUE(each.core.is_halted()) << i;
    EXPECT_EQ(each.output, first.output) << i;
    EXPECT_EQ(ends[i], ends[0]) << i;
    EXPECT_EQ(each.core.instructions_retired(), first.core.instructions_retired()) << i;
    for (std::uint32_t at = 0; at < 260; at += 4) {
      EXPECT_EQ(each.word(kData + at), first.word(kData + at)) << i << " at " << at;
    }
    const bool pointers = variants[i].use_dmi && variants[i].ram_dmi;
    EXPECT_EQ(each.core.bus_transactions() < 200, pointers) << i;
  }
}

}  // namespace
}  // namespace tessera::tlm
