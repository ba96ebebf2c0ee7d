// SPDX-License-Identifier: Apache-2.0
// The functional engine gives the cycles, signals and counts of the timing engine, in whatever
// segments its steps are taken.
#include "tests/support/op_bench.h"

#include <gtest/gtest.h>

#include <ostream>
#include <random>
#include <vector>

namespace tessera::hw {
namespace {

using spec::Opcode;
using spec::TensorOp;
using test::make_op;
using test::OpBench;
using test::traverse;

constexpr std::uint32_t kSeed = 20261203;

/// Everything an engine says about a command.
struct Account {
  Cycle end = 0;
  Cycle finish = 0;
  std::vector<std::uint64_t> counts;
  std::vector<Cycle> avdata;
  std::vector<Cycle> parameters;
  bool operator==(const Account&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Account& account) {
  out << "end " << account.end << ", finish " << account.finish << ", counts "
      << testing::PrintToString(account.counts) << ", avdata "
      << testing::PrintToString(account.avdata);
  return out << ", parameters " << testing::PrintToString(account.parameters) << '\n';
}

class OpEnginesTest : public testing::Test {
 protected:
  std::uint32_t draw(std::uint32_t limit) { return static_cast<std::uint32_t>(random_() % limit); }

  TensorOp random_op(Opcode opcode) {
    TensorOp op = make_op({1 + draw(6), 1 + draw(5), 1 + draw(4), 1 + draw(3)}, draw(16), 1);
    op.loops.last_level = draw(4);
    op.loops.last_count_minus_1 = draw(8);
    op.dp_level = draw(5);
    op.outputs = draw(64);
    // Groups of single steps with a smaller last one do not occur: their sizes depend on the
    // segments.
    op.outputs_last = op.dp_level > 0 ? draw(op.outputs + 1) : op.outputs;
    op.psum.entry_level = draw(4);
    op.no_partial_sums = draw(2);
    op.psum.base = 4000;
    op.in = traverse(50'000, {{4, 4}, {5, -16}, {3, 100}});
    op.par = traverse(1000, {{4, 1}, {5, -4}, {3, 8}});
    op.out = traverse(100'000, {{1 + draw(4), 4}, {1 + draw(6), 16}, {8, 100}});
    op.out_16 = draw(2);
    op.avdata_enable = op.parameters_enable = 1;
    op.avdata_level = draw(4);
    op.parameters_level = 1 + draw(3);  // 0: see op_timing_test.cpp
    op.pair_16 = draw(2);
    op.scalar_16 = opcode == Opcode::kTensorOp ? draw(2) : 0;
    op.byte_input = op.pair_16 + op.scalar_16 == 0 ? draw(2) : 0;
    op.par_lane = op.pair_16 == 0 && draw(2) != 0 ? 3 : 0;
    return op;
  }

  static std::uint32_t steps_of(const TensorOp& op) {
    std::uint32_t steps = 0;
    for (func::LoopCounter loops(op.loops); !loops.done(); loops.advance(1)) ++steps;
    return steps;
  }

  /// Runs the command in one go, or in segments of random length.
  Account run(OpUnitEngine& engine, const TensorOp& op, Opcode opcode, bool segments) {
    bench_.signals = {};
    const UnitStats before = bench_.stats;
    Account account;
    engine.start(op, opcode);
    for (std::uint32_t left = steps_of(op); left > 0;) {
      const std::uint32_t steps = segments ? 1 + draw(left) : left;
      account.end = engine.run(steps, account.end);
      left -= steps;
    }
    account.finish = engine.finish(account.end);
    const UnitStats s = bench_.stats - before;
    account.counts = {s.steps,
                      s.macs,
                      s.emissions,
                      s.narrow_read_bytes,
                      s.narrow_write_bytes,
                      s.wide_read_bytes,
                      s.wide_write_bytes};
    account.avdata = bench_.signals.avdata_cycles;
    account.parameters = bench_.signals.parameter_cycles;
    return account;
  }

  OpBench bench_;
  std::mt19937 random_{kSeed};
};

TEST_F(OpEnginesTest, functional_engine_keeps_the_time_of_the_timing_engine) {
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  for (int i = 0; i < 1000; ++i) {
    const auto opcode = static_cast<Opcode>(1 + draw(3));
    const TensorOp op = random_op(opcode);
    const std::uint32_t factor = 1 + draw(3);
    OpTiming timing(bench_.config, factor, bench_.signals, bench_.stats);
    OpFunctional whole(bench_.config, factor, bench_.memory, bench_.signals, bench_.stats);
    OpFunctional parts(bench_.config, factor, bench_.memory, bench_.signals, bench_.stats);
    const Account expected = run(timing, op, opcode, false);
    ASSERT_EQ(run(whole, op, opcode, false), expected) << "command " << i;
    ASSERT_EQ(run(parts, op, opcode, true), expected) << "command " << i << ", in segments";
  }
}

}  // namespace
}  // namespace tessera::hw
