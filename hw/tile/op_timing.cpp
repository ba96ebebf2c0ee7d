// SPDX-License-Identifier: Apache-2.0
#include "hw/tile/op_timing.h"

#include <algorithm>
#include <bit>

namespace tessera::hw {

OpShape::OpShape(const spec::TensorOp& command, spec::Opcode opcode)
    : reduce_mask(command.reduce_mask),
      inner_reduced(static_cast<std::uint32_t>(std::countr_one(command.reduce_mask))),
      group_level(command.dp_level),
      outputs_per_group(command.outputs + 1),
      outputs_last_group(command.outputs_last + 1),
      out_16(command.out_16 != 0),
      partial_sums(command.no_partial_sums == 0) {
  const bool x16 = command.scalar_16 != 0;
  const bool w16 = command.pair_16 != 0;
  const bool reads_input = opcode == spec::Opcode::kTensorOp;
  // Operands of one cell and step: 4 bytes x 4 bytes, 2 bytes x 2 int16, or one of a kind.
  if (command.byte_input != 0 || x16)
    products = 1;
  else
    products = w16 ? 2 : 4;
  if (!reads_input) products = w16 ? 2 : 1;
  input_bytes = !reads_input ? 0 : x16 ? 2 : products;
  weight_bytes = products * (w16 ? 2 : 1);
}

bool OpShape::visit_begins(const func::LoopCounter& loops) const {
  for (std::uint32_t d = 0; d < inner_reduced && d < func::kMaxDims; ++d)
    if (loops.index(d) != 0) return false;
  return true;
}

bool OpShape::visit_ends(const func::LoopCounter& loops) const {
  for (std::uint32_t d = 0; d < inner_reduced && d < func::kMaxDims; ++d)
    if (!loops.at_last(d)) return false;
  return true;
}

bool OpShape::first_visit(const func::LoopCounter& loops) const {
  for (std::uint32_t d = inner_reduced; d < func::kMaxDims; ++d)
    if ((reduce_mask >> d & 1U) != 0 && loops.index(d) != 0) return false;
  return true;
}

bool OpShape::last_visit(const func::LoopCounter& loops) const {
  for (std::uint32_t d = inner_reduced; d < func::kMaxDims; ++d)
    if ((reduce_mask >> d & 1U) != 0 && !loops.at_last(d)) return false;
  return true;
}

OpTiming::OpTiming(const spec::AcceleratorConfig& config, std::uint32_t factor, OpSignals& signals, UnitStats& stats)
    : words_per_cycle_(config.timing.op.output_words_per_cycle),
      drain_(config.timing.op.drain_cycles * factor),
      factor_(factor),
      signals_(signals),
      stats_(stats),
      shape_(spec::TensorOp{}, spec::Opcode::kTensorOp),
      loops_(spec::LoopNest{}),
      out_(spec::Ttu{}) {}

void OpTiming::start(const spec::TensorOp& command, spec::Opcode opcode) {
  command_ = &command;
  shape_ = OpShape(command, opcode);
  loops_ = func::LoopCounter(command.loops);
  out_ = func::TtuWalker(command.out);
}

Cycle OpTiming::run(std::uint32_t steps, Cycle start) {
  Cycle now = start;
  stats_.steps += steps;
  while (steps > 0) {
    const std::uint32_t run = std::min(steps, loops_.run());
    const bool ends_pass = run == loops_.run();
    const std::uint32_t outputs = shape_.outputs(loops_);
    const std::uint64_t cells = std::uint64_t{run} * outputs;
    stats_.macs += cells * shape_.products;
    stats_.narrow_read_bytes += std::uint64_t{run} * shape_.input_bytes;
    stats_.wide_read_bytes += cells * shape_.weight_bytes;

    const bool emits = shape_.last_visit(loops_);
    if (shape_.inner_reduced == 0) {  // every step is a visit of its own
      if (shape_.partial_sums) count_partial_sums(run, outputs);
      if (emits)
        for (std::uint32_t i = 0; i < run; ++i) now = emit(now + factor_, outputs);
      else
        now += std::uint64_t{run} * factor_;
      loops_.advance(run - 1);
    } else {
      now += std::uint64_t{run} * factor_;
      loops_.advance(run - 1);
      if (ends_pass && shape_.visit_ends(loops_)) {
        if (shape_.partial_sums) count_partial_sums(1, outputs);
        if (emits) now = emit(now, outputs);
      }
    }
    const std::uint32_t completed = loops_.advance(1);
    if (command_->parameters_enable != 0) {
      if (command_->parameters_level == 0)
        for (std::uint32_t i = run; i > 0; --i) signals_.parameters(now - (i - 1) * std::uint64_t{factor_});
      else if (completed >= command_->parameters_level)
        signals_.parameters(now);
    }
    steps -= run;
  }
  return now;
}

void OpTiming::count_partial_sums(std::uint64_t visits, std::uint32_t outputs) {
  const std::uint64_t bytes = visits * outputs * sizeof(std::int32_t);
  if (!shape_.last_visit(loops_)) stats_.wide_write_bytes += bytes;
  if (!shape_.first_visit(loops_)) stats_.wide_read_bytes += bytes;
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
        signals_.avdata({begin + drain_ + (sent / words_per_cycle_ + 1) * std::uint64_t{factor_}, factor_, words_per_cycle_, run});
      else if (completed >= command_->avdata_level)
        signals_.avdata({begin + drain_ + ((sent + run - 1) / words_per_cycle_ + 1) * std::uint64_t{factor_}, 1, 1, 1});
    }
    sent += run;
  }
  port_free_ = begin + (words + words_per_cycle_ - 1) / words_per_cycle_ * std::uint64_t{factor_};
  last_written_ = port_free_ + drain_;
  return begin;
}

Cycle OpTiming::finish(Cycle end) { return std::max(end, last_written_); }

}  // namespace tessera::hw
