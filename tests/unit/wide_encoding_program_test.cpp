// SPDX-License-Identifier: Apache-2.0
// Programs in the wide encoding, whose `start` and `end` have several words and whose fields have
// values that Coral's cannot have.
#include "hw/spec/system_loader.h"
#include "tests/support/pipeline_program.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace tessera::test {
namespace {

using spec::Encoding;
using spec::Opcode;
using testing::HasSubstr;
using testing::SizeIs;

/// bench_system() as a machine of the wide encoding.
spec::SystemConfig wide_system() {
  spec::SystemConfig system = bench_system();
  system.accelerators.front().encoding = Encoding::kWide;
  return system;
}

TEST(WideEncodingProgram, runs_to_its_halt) {
  AcceleratorBench bench(hw::Engine::kTlm, wide_system());
  EXPECT_TRUE(bench.execute(Program().set(1, 5).halt()))
      << testing::PrintToString(bench.host.faults);
  EXPECT_EQ(bench.reg(1), 5U);
}

TEST(WideEncodingProgram, takes_the_cycles_of_the_same_program_in_coral_words) {
  AcceleratorBench coral(hw::Engine::kTlm, bench_system(), "coral");
  AcceleratorBench wide(hw::Engine::kTlm, wide_system(), "wide");
  for (AcceleratorBench* bench : {&coral, &wide}) {
    prepare_pipeline(*bench);
    bench->load(pipeline_program());
  }
  coral.run();
  EXPECT_EQ(wide.done, coral.done);
  EXPECT_EQ(wide.host.words(0x800, 8), pipeline_output());
}

TEST(WideEncodingProgram, shipped_test_machine_runs_a_program) {
  AcceleratorBench bench(hw::Engine::kTlm, spec::load_system("tiny"));
  EXPECT_TRUE(bench.execute(Program().set(1, 5).halt()))
      << testing::PrintToString(bench.host.faults);
}

struct TooLarge {
  const char* what;
  Opcode opcode;
  spec::CommandBody body;

  friend std::ostream& operator<<(std::ostream& out, const TooLarge& each) {
    return out << each.what;
  }
};

template <typename Body>
Body with(std::uint32_t Body::*field, std::uint32_t value, Body body = {}) {
  body.*field = value;
  return body;
}

class WideEncodingFault : public testing::TestWithParam<TooLarge> {};

TEST_P(WideEncodingFault, is_reported) {
  AcceleratorBench bench(hw::Engine::kTlm, wide_system());
  Program program;
  std::visit([&](const auto& body) { program.add(GetParam().opcode, body); }, GetParam().body);
  bench.load(program.halt());
  bench.run(1000);
  ASSERT_THAT(bench.host.faults, SizeIs(1));
  // `start` has three words. The report is about the field, not about the end of the bitstream.
  EXPECT_THAT(bench.host.faults[0], HasSubstr("scalar_core: word 3: "));
}

spec::Bundle gated() { return with(&spec::Bundle::predicate, 8, with(&spec::Bundle::gate, 1)); }

INSTANTIATE_TEST_SUITE_P(
    , WideEncodingFault,
    testing::Values(
        TooLarge{"destination", Opcode::kBundle,
                 with(&spec::Bundle::alu_destination, 32, alu(Alu::kMov, 0, 0, 1))},
        TooLarge{"source", Opcode::kBundle,
                 with(&spec::Bundle::alu_source, 32, alu(Alu::kAdd, 0, 0, 1))},
        TooLarge{"special_source", Opcode::kBundle,
                 with(&spec::Bundle::special_source, 32, with(&spec::Bundle::special_op, 2))},
        TooLarge{"load_destination", Opcode::kBundle,
                 with(&spec::Bundle::load_destination, 32, with(&spec::Bundle::load, 1))},
        TooLarge{"stored_register", Opcode::kBundle,
                 with(&spec::Bundle::vector_source, 32, with(&spec::Bundle::vector_op, 2))},
        TooLarge{"predicate", Opcode::kBundle, gated()},
        TooLarge{"condition_register", Opcode::kBranch,
                 with(&spec::Branch::condition_register, 8,
                      with(&spec::Branch::conditional, 1, with(&spec::Branch::relative, 1)))},
        TooLarge{"tiles_register", Opcode::kWideToNarrow,
                 with(&spec::WideToNarrow::tiles_register, 32,
                      with(&spec::WideToNarrow::tiles_from_register, 1))}),
    [](const auto& test) { return std::string(test.param.what); });

}  // namespace
}  // namespace tessera::test
