// SPDX-License-Identifier: Apache-2.0
#include "hw/tile/op_timing.h"

#include "hw/tile/context.h"
#include "hw/tile/output_stage.h"

#include <fmt/format.h>

#include <algorithm>

namespace tessera::hw {
namespace {

/// Bit d: loop d has more than one iteration, in some pass.
std::uint32_t loops_that_run(const spec::TensorOp& command) {
  std::uint32_t mask = command.loops.last_level > 0 && command.loops.last_count_minus_1 > 0 ? 1 : 0;
  for (std::uint32_t d = 0; d < func::kMaxDims; ++d)
    if (command.loops.count_minus_1[d] > 0) mask |= 1U << d;
  return mask;
}

}  // namespace

OpShape::OpShape(const spec::TensorOp& command, spec::Opcode opcode)
    : reduced(loops_that_run(command) & command.reduce_mask),
      group_level(std::max(command.dp_level, 1U)),
      outputs_per_group(command.outputs + 1),
      outputs_last_group(command.outputs_last + 1),
      out_16(command.out_16 != 0),
      partial_sums(command.no_partial_sums == 0) {
  const bool x16 = command.scalar_16 != 0;
  const bool w16 = command.pair_16 != 0;
  const bool reads_input = opcode == spec::Opcode::kTensorOp;
  // Operands of one cell and step: 4 bytes x 4 bytes, 2 bytes x 2 int16, or one of a kind.
  if (command.byte_input != 0 || x16 || command.par_lane != 0)
    products = 1;
  else
    products = w16 ? 2 : 4;
  if (!reads_input) products = w16 ? 2 : 1;
  input_bytes = !reads_input ? 0 : x16 ? 2 : products;
  weight_bytes = products * (w16 ? 2 : 1);
}

OpTiming::OpTiming(const spec::AcceleratorConfig& config, std::uint32_t factor, OpSignals& signals,
                   UnitStats& stats, func::RequantMode mode)
    : lanes_(config.lanes),
      words_per_cycle_(config.timing.op.output_words_per_cycle),
      drain_(config.drain_cycles() * factor),
      factor_(factor),
      signals_(signals),
      stats_(stats),
      mode_(mode),
      shape_(spec::TensorOp{}, spec::Opcode::kTensorOp),
      loops_(spec::LoopNest{}),
      psum_(spec::Ttu{}),
      out_(spec::Ttu{}) {}

void OpTiming::start(const spec::TensorOp& command, spec::Opcode opcode) {
  command_ = &command;
  shape_ = OpShape(command, opcode);
  loops_ = func::LoopCounter(command.loops);
  psum_ = func::LoopCounter(command.psum);
  out_ = func::LoopCounter(command.out);
  outputs_ = shape_.outputs(loops_);
  entry_begins_ = true;
  check_fields(opcode);
}

void OpTiming::check_fields(spec::Opcode opcode) const {
  const auto refuse = [](const std::string& what) {
    throw CommandFault(what + " has no established meaning");
  };
  const spec::TensorOp& op = *command_;
  if (opcode == spec::Opcode::kResizeOp) refuse("opcode 0x05 (resize_op)");
  if (op.par_lane != 0 && op.par_lane != 3) refuse(fmt::format("par_lane = {}", op.par_lane));
  if (op.always_one != 1) refuse(fmt::format("always_one (bit 1844) = {}", op.always_one));
  if (op.byte_input != 0 && (op.scalar_16 != 0 || op.pair_16 != 0))
    refuse("byte_input together with 16-bit operands");
  if (op.nlu_odd != 0 && op.nlu_odd != 3) refuse(fmt::format("nlu_odd = {}", op.nlu_odd));
  check_output_stage(op, mode_);
  // The wide encoding has room for more than the datapath takes.
  for (const std::uint32_t zero_point : {op.in_zero_point, op.weight_zero_point, op.out_zero_point})
    if (zero_point > 0xffffU)
      throw CommandFault(fmt::format("zero point {}, 65535 is the largest", zero_point));
  const std::uint32_t outputs = std::max(shape_.outputs_per_group, shape_.outputs_last_group);
  if (outputs > lanes_)
    throw CommandFault(
        fmt::format("{} outputs per group, the op unit has {} lanes", outputs, lanes_));
}

Cycle OpTiming::run(std::uint32_t steps, Cycle start) {
  Cycle now = start;
  std::uint64_t cells = 0;  // that worked, summed over steps
  stats_.steps += steps;
  stats_.narrow_read_bytes += std::uint64_t{steps} * shape_.input_bytes;
  while (steps > 0) {
    const std::uint32_t run = straight_run(steps, loops_, psum_, command_->psum.entry_level);
    cells += std::uint64_t{run} * outputs_;
    const std::uint64_t sum_bytes = shape_.partial_sums ? outputs_ * sizeof(std::int32_t) : 0;
    if (sum_bytes > 0 && entry_begins_ && !shape_.reductions_begin(loops_))
      stats_.wide_read_bytes += sum_bytes;

    const Cycle begin = now;
    now += std::uint64_t{run} * factor_;
    loops_.advance(run - 1);
    entry_begins_ = psum_.advance(run) >= command_->psum.entry_level;
    if (entry_begins_) {
      stats_.wide_write_bytes += sum_bytes;
      if (shape_.reductions_end(loops_)) now = emit(now, outputs_);
    }
    const std::uint32_t completed = loops_.advance(1);
    if (completed >= shape_.group_level) outputs_ = shape_.outputs(loops_);
    if (command_->parameters_enable != 0) {
      if (command_->parameters_level == 0)  // a stall of the port holds up the last step alone
        for (std::uint32_t i = 1; i < run; ++i)
          signals_.parameters(begin + i * std::uint64_t{factor_});
      if (completed >= command_->parameters_level) signals_.parameters(now);
    }
    steps -= run;
  }
  stats_.macs += cells * shape_.products;
  stats_.wide_read_bytes += cells * shape_.weight_bytes;
  return now;
}

Cycle OpTiming::emit(Cycle ready, std::uint32_t outputs) {
  const Cycle begin = std::max(ready, port_free_);
  const std::uint32_t words = shape_.words(outputs);
  ++stats_.emissions;
  stats_.narrow_write_bytes += std::uint64_t{words} * 4;
  std::uint32_t sent = 0;
  while (sent < words) {
    const std::uint32_t run = std::min(words - sent, out_.run());
    const std::uint32_t completed = out_.advance(run);
    if (command_->avdata_enable != 0) {
      if (command_->avdata_level == 0)
        signals_.avdata({begin + drain_ + (sent / words_per_cycle_ + 1) * std::uint64_t{factor_},
                         factor_, words_per_cycle_, run});
      else if (completed >= command_->avdata_level)
        signals_.avdata(
            {begin + drain_ + ((sent + run - 1) / words_per_cycle_ + 1) * std::uint64_t{factor_}, 1,
             1, 1});
    }
    sent += run;
  }
  port_free_ = begin + (words + words_per_cycle_ - 1) / words_per_cycle_ * std::uint64_t{factor_};
  last_written_ = port_free_ + drain_;
  return begin;
}

Cycle OpTiming::finish(Cycle end) { return std::max(end, last_written_); }

}  // namespace tessera::hw
