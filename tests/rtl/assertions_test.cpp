// SPDX-License-Identifier: Apache-2.0
// Assertions of the RTL live in simulation: a failed one ends the run with its name, not the
// process. Before the kernel's headers, see rtl/cosim/engine.cpp.
// clang-format off
#include <VOpUnitMutant.h>
// clang-format on

#include "hw/tile/context.h"
#include "rtl/cosim/verilated_engine.h"
#include "tests/rtl/engine_pair.h"
#include "tests/rtl/mutant_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

namespace tessera::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

struct Outcome {
  std::string fault;    // what the engine throws, or nothing
  std::string printed;  // by Verilator
};

/// Random commands on the unit with a mutant in it.
Outcome run_commands(const std::string& mutant, int commands) {
  setenv("TESSERA_MUTANT", mutant.c_str(), 1);
  EnginePair pair("tiny", func::RequantMode::kF32, [](const hw::OpEngineSite& site) {
    return std::make_unique<rtl::VerilatedEngine<VOpUnitMutant, true>>(site, nullptr, nullptr);
  });
  CommandMaker maker(20261208, pair.config(), func::RequantMode::kF32);
  pair.fill(maker);
  Outcome outcome;
  testing::internal::CaptureStdout();
  try {
    for (int i = 0; i < commands; ++i) (void)pair.difference(maker.make(), &maker);
  } catch (const hw::CommandFault& fault) {
    outcome.fault = fault.what();
  }
  outcome.printed = testing::internal::GetCapturedStdout();
  return outcome;
}

TEST(RtlAssertions, unit_as_it_is_keeps_them) {
  const Outcome outcome = run_commands("0", 1000);
  EXPECT_EQ(outcome.fault, "");
  EXPECT_EQ(outcome.printed, "");
}

TEST(RtlAssertions, failed_one_is_a_fault_that_names_it) {
  const Outcome outcome =
      run_commands(mutant_number("reserved_q <= 8'd1 -> reserved_q <= 8'd2"), 1000);
  EXPECT_THAT(outcome.fault, HasSubstr("an assertion of the RTL op unit tile.op failed in cycle "));
  EXPECT_THAT(
      outcome.printed,
      AllOf(HasSubstr("rtl/sequencer.sv:"),
            HasSubstr("Assertion failed in op_unit.op_unit.u_sequencer.a_port_is_given_once")));
}

TEST(RtlAssertions, address_that_leaves_its_nest_is_found) {
  const Outcome outcome =
      run_commands(mutant_number("ttu.sv: pass_end && last_pass -> pass_end"), 1000);
  EXPECT_THAT(outcome.printed, HasSubstr("a_stays_in_its_range"));
}

}  // namespace
}  // namespace tessera::test
