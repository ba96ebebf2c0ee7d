// SPDX-License-Identifier: Apache-2.0
#include "tests/rtl/random_command.h"

#include "hw/func/ttu.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace tessera::test {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

}  // namespace

/// A stream of up to 8 loops inside [first, first + span) of its address unit, slots included.
/// The dimensions below `still` do not move.
spec::Ttu CommandMaker::walk(std::uint32_t first, std::uint32_t span, std::uint32_t align,
                             std::uint32_t still) {
  spec::Ttu ttu;
  const std::uint32_t dims = 1 + draw(one_in(8) ? 8 : 4);
  std::int64_t low = 0;
  std::int64_t high = 0;
  std::int64_t rewind = 0;
  for (std::uint32_t d = 0; d < 8; ++d) {
    const std::uint32_t count = d < dims ? 1 + draw(5) : 1;
    std::int64_t stride = 0;
    if (count > 1 && d >= still) {
      stride = align * (static_cast<std::int64_t>(draw(9)) - 4);
      const std::int64_t reach = stride * (count - 1);
      if (high - low + std::abs(reach) > span / 3) stride = 0;
    }
    const std::int64_t reach = stride * (count - 1);
    (reach < 0 ? low : high) += reach;
    ttu.dims[d] = {static_cast<std::int32_t>(stride - rewind), count - 1};
    rewind += reach;
  }
  ttu.entry_level = draw(5);
  if (one_in(3)) ttu.slot = align * draw(span / 6 / align);
  if (one_in(4)) {
    // A short or long last pass: its skip keeps the outer loops in place.
    ttu.last_level = draw(4);
    ttu.last_count_minus_1 = draw(ttu.dims[0].count_minus_1 + 2);
    ttu.last_skip = (static_cast<std::int32_t>(ttu.dims[0].count_minus_1) -
                     static_cast<std::int32_t>(ttu.last_count_minus_1)) *
                    ttu.dims[0].increment;
  }
  // Room for the longer last passes below and above.
  const std::int64_t margin = 3 * std::abs(std::int64_t{ttu.dims[0].increment});
  const std::int64_t room = span - (high - low) - ttu.slot - 2 * margin;
  const std::int64_t at = room > align ? draw(static_cast<std::uint32_t>(room)) : 0;
  ttu.base = static_cast<std::uint32_t>(first + margin - low + at / align * align);
  return ttu;
}

void CommandMaker::draw_loops(spec::TensorOp& op) {
  const std::uint32_t dims = one_in(10) ? 8 : 1 + draw(4);
  for (std::uint32_t d = 0; d < dims; ++d) op.loops.count_minus_1[d] = draw(dims > 4 ? 2 : 6);
  if (one_in(4)) {
    op.loops.last_level = draw(5);
    op.loops.last_count_minus_1 = draw(8);
  }
  op.reduce_mask = draw(one_in(3) ? 256 : 8);
}

/// Sums stay where they are during an entry, as in every compiled program; which of several
/// addresses they would be parked at is open. Sums of two entries do not overlap in part.
void CommandMaker::draw_sums(spec::TensorOp& op, std::uint32_t units) {
  const std::uint32_t level = draw(4);
  op.psum = walk(units / 2, units / 4, 4 * op.outputs < config_.lanes ? 1 : 4, level);
  op.psum.entry_level = level;
}

void CommandMaker::draw_operands(spec::TensorOp& op, spec::Opcode opcode) {
  op.always_one = 1;
  op.pair_16 = one_in(4) ? 1 : 0;
  op.scalar_16 = opcode == spec::Opcode::kTensorOp && one_in(4) ? 1 : 0;
  op.byte_input = op.pair_16 + op.scalar_16 == 0 && one_in(4) ? 1 : 0;
  op.par_lane = one_in(4) ? 3 : 0;
  op.in_zero_point = one_in(8) ? draw(65536) : draw(256);
  op.weight_zero_point = one_in(8) ? draw(65536) : draw(256);
  op.no_partial_sums = one_in(3) ? 0 : 1;
}

void CommandMaker::draw_groups(spec::TensorOp& op) {
  op.dp_level = draw(9) % 8;
  op.outputs = one_in(3) ? draw(4) : draw(config_.lanes);
  op.outputs_last = one_in(3) ? draw(op.outputs + 1) : op.outputs;  // not more: see README
  op.channel_zero_points = one_in(4) ? 1 : 0;
  op.zp_first_row = config_.wide_memory_bytes / config_.row_bytes() - 20 + draw(8);
  op.zp_rows_per_group = draw(4);
  op.zp_last_row = one_in(8) ? 0 : op.zp_first_row + draw(10);
}

float CommandMaker::draw_multiplier() {
  switch (draw(16)) {
    case 0:
      return std::bit_cast<float>(static_cast<std::uint32_t>(random_()));
    case 1:
      return 0.0F;
    case 2:
      return 1.0F;
    case 3:
      return 0.5F;
    default:
      return std::ldexp(1.0F + static_cast<float>(draw(1U << 23)) / (1U << 23),
                        -static_cast<int>(draw(28)));
  }
}

void CommandMaker::draw_output_stage(spec::TensorOp& op) {
  op.out_16 = one_in(4) ? 1 : 0;
  op.nlu = one_in(6) ? 1 : 0;
  op.range_reduction = draw(2);
  op.nlu_odd = one_in(2) ? 3 : 0;
  op.multiplier = draw_multiplier();
  op.clamp_min = one_in(4) ? -kInfinity : -static_cast<float>(draw(300)) * 0.5F;
  op.clamp_max = one_in(4) ? kInfinity : static_cast<float>(draw(600)) * 0.5F;
  if (one_in(30)) op.clamp_min = draw_multiplier();
  if (one_in(30)) op.clamp_max = -draw_multiplier();
  op.offset = one_in(4) ? static_cast<std::int32_t>(random_()) : 0;
  op.out_zero_point = one_in(8) ? draw(65536) : draw(256);
  op.bias = draw(2);
  op.channel_multipliers = draw(2);
  if (mode_ != func::RequantMode::kF32 && op.nlu == 0) {
    op.channel_multipliers = 1;
    op.clamp_min = std::bit_cast<float>(-static_cast<std::int32_t>(draw(200)));
    op.clamp_max = std::bit_cast<float>(static_cast<std::int32_t>(draw(300)));
  }
}

RandomCommand CommandMaker::make() {
  RandomCommand command;
  command.opcode = static_cast<spec::Opcode>(one_in(5) ? 2 + draw(2) : 1);
  spec::TensorOp& op = command.op;
  const std::uint32_t narrow_half = config_.narrow_memory_bytes / 2;
  const std::uint32_t units = config_.wide_memory_bytes / (config_.row_bytes() / 4);
  const std::uint32_t row = 4;  // units
  op.in = walk(0, narrow_half - 4, 1);
  op.out = walk(narrow_half, narrow_half - 4, 4);
  op.par = walk(0, units / 2 - row, 1);
  draw_loops(op);
  draw_operands(op, command.opcode);
  draw_groups(op);
  draw_sums(op, units);
  draw_output_stage(op);
  op.avdata_enable = draw(4) != 0;
  op.avdata_level = draw(5);
  op.parameters_enable = draw(4) != 0;
  op.parameters_level = draw(5);
  for (func::LoopCounter loops(op.loops); !loops.done(); loops.advance(1)) ++command.steps;
  return command;
}

void CommandMaker::fill(hw::TileMemory& memory) {
  for (const auto bytes : {memory.narrow_bytes(), memory.wide_bytes()})
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(random_() >> 40);
  const hw::TileShape& shape = memory.shape();
  const std::size_t outputs = 2 * shape.scaling_entry_steps;
  for (std::size_t entry = 0; entry < shape.scaling_entries; ++entry) {
    for (std::size_t o = 0; o < outputs; ++o) {
      const auto put = [&](std::size_t first_step, auto value) {
        const std::size_t step = first_step + entry * shape.scaling_entry_steps;
        std::memcpy(memory.scaling(static_cast<std::int64_t>(8 * step + 4 * o), 4), &value, 4);
      };
      const bool fixed = mode_ != func::RequantMode::kF32;
      if (fixed)
        put(0, draw(1U << 31));
      else
        put(0, draw_multiplier());
      // Small ones, and one in 16 from the whole range.
      const std::uint32_t bias = draw(1U << 20);
      put(shape.scaling_bias_step, bias % 16 == 0 ? static_cast<std::int32_t>(bias << 12)
                                                  : static_cast<std::int32_t>(bias) - (1 << 19));
      if (fixed) put(shape.scaling_exponent_step, static_cast<std::int32_t>(draw(62)) - 31);
    }
  }
  for (float& c : memory.nlu().coefficients) c = (one_in(2) ? -1.0F : 1.0F) * draw_multiplier();
  float edge = -4.0F;
  for (float& b : memory.nlu().breakpoints) b = edge += static_cast<float>(draw(100)) * 0.03F;
}

}  // namespace tessera::test
