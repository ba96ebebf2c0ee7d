// SPDX-License-Identifier: Apache-2.0
#include "hw/tile/op_functional.h"

#include "hw/tile/context.h"
#include "hw/tile/dot_product.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace tessera::hw {
namespace {

std::uint32_t load_u16(const std::uint8_t* bytes) {
  return bytes[0] | static_cast<std::uint32_t>(bytes[1]) << 8;
}

/// int32 arithmetic of the accumulators wraps.
std::int32_t wrap_add(std::int32_t a, std::int32_t b) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(a) + static_cast<std::uint32_t>(b));
}
std::int32_t wrap_sub(std::int32_t a, std::int32_t b) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(a) - static_cast<std::uint32_t>(b));
}
std::int32_t wrap_mul(std::int32_t a, std::int32_t b) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(a) * static_cast<std::uint32_t>(b));
}

}  // namespace

OpFunctional::OpFunctional(const spec::AcceleratorConfig& config, std::uint32_t factor,
                           TileMemory& memory, OpSignals& signals, UnitStats& stats,
                           func::RequantMode mode)
    : memory_(memory),
      timing_(config, factor, signals, stats, mode),
      stage_(memory, mode),
      shape_(spec::TensorOp{}, spec::Opcode::kTensorOp),
      loops_(spec::LoopNest{}),
      in_(spec::Ttu{}),
      par_(spec::Ttu{}),
      psum_(spec::Ttu{}),
      out_(spec::Ttu{}),
      sums_(config.lanes),
      zero_points_(config.lanes) {}

void OpFunctional::start(const spec::TensorOp& command, spec::Opcode opcode) {
  timing_.start(command, opcode);
  command_ = &command;
  opcode_ = opcode;
  shape_ = OpShape(command, opcode);
  loops_ = func::LoopCounter(command.loops);
  in_ = func::TtuWalker(command.in);
  par_ = func::TtuWalker(command.par);
  psum_ = func::TtuWalker(command.psum);
  out_ = func::TtuWalker(command.out);
  // Operands narrower than a row's word are picked by the low address bits.
  selects_lane_ = opcode != spec::Opcode::kTensorOp || command.par_lane != 0 ||
                  (command.scalar_16 != 0 && command.pair_16 != 0);
  stage_.start(command);
  group_ = 0;
  entry_begins_ = true;
  outputs_ = shape_.outputs(loops_);
  load_group();
}

Cycle OpFunctional::run(std::uint32_t steps, Cycle start) {
  compute(steps);
  return timing_.run(steps, start);
}

void OpFunctional::compute(std::uint32_t steps) {
  while (steps > 0) {
    std::uint32_t run = straight_run(steps, loops_, psum_.loops(), command_->psum.entry_level);
    run = std::min({run, in_.run(), par_.run()});
    if (entry_begins_) begin_entry();
    accumulate(run);
    in_.advance(run);
    par_.advance(run);
    loops_.advance(run - 1);
    std::uint8_t* const parked = shape_.partial_sums ? parked_sums() : nullptr;
    entry_begins_ = psum_.advance(run) >= command_->psum.entry_level;
    if (entry_begins_) end_entry(parked);
    const std::uint32_t completed = loops_.advance(1);
    if (completed >= std::max(shape_.group_level, 1U) && !loops_.done()) {
      ++group_;
      outputs_ = shape_.outputs(loops_);
      load_group();
    }
    steps -= run;
  }
}

/// Where the sums of the current entry lie in wide memory.
std::uint8_t* OpFunctional::parked_sums() {
  return memory_.wide(psum_.address() * static_cast<std::int64_t>(memory_.shape().unit_bytes),
                      4 * std::size_t{outputs_});
}

const std::uint8_t* OpFunctional::weights(std::int64_t unit) {
  return memory_.wide(unit * static_cast<std::int64_t>(memory_.shape().unit_bytes),
                      4 * std::size_t{outputs_});
}

void OpFunctional::begin_entry() {
  if (shape_.reductions_begin(loops_))
    std::fill(sums_.begin(), sums_.end(), opcode_ == spec::Opcode::kMaxOp ? INT32_MIN : 0);
  else if (shape_.partial_sums)
    std::memcpy(sums_.data(), parked_sums(), 4 * std::size_t{outputs_});
}

/// The last sums of a position are parked as well: Google's softmax takes the negated maximum from
/// there as a bias.
void OpFunctional::end_entry(std::uint8_t* parked) {
  if (parked != nullptr) std::memcpy(parked, sums_.data(), 4 * std::size_t{outputs_});
  if (shape_.reductions_end(loops_)) emit();
}

void OpFunctional::accumulate(std::uint32_t run) {
  if (opcode_ != spec::Opcode::kTensorOp)
    reduce_lanes(run);
  else if (selects_lane_ || command_->byte_input != 0 || command_->scalar_16 != 0)
    accumulate_scalars(run);
  else if (command_->pair_16 != 0)
    accumulate_pairs(run);
  else
    accumulate_words(run);
}

/// Four bytes against four bytes of every cell: the mode of convolutions.
void OpFunctional::accumulate_words(std::uint32_t run) {
  const std::size_t row_bytes = 4 * std::size_t{outputs_};
  const auto unit_bytes = static_cast<std::int64_t>(memory_.shape().unit_bytes);
  const std::int64_t row_stride = par_.stride() * unit_bytes;
  const std::int64_t first_row = par_.address() * unit_bytes;
  const std::int64_t first_word = in_.address();
  // Both ends of a straight run inside the memory: everything between is, too.
  (void)memory_.wide(first_row + row_stride * (run - 1), row_bytes);
  (void)memory_.narrow(first_word + in_.stride() * (run - 1), 4);
  const DotRun dot{memory_.narrow(first_word, 4), in_.stride(), memory_.wide(first_row, row_bytes),
                   row_stride, run};
  const auto in_zero = static_cast<std::int32_t>(command_->in_zero_point);
  if (command_->channel_zero_points != 0)
    dot_words_per_channel(dot, in_zero, zero_points_.data(), outputs_, sums_.data());
  else
    dot_words(dot, in_zero, static_cast<std::int32_t>(command_->weight_zero_point), outputs_,
              sums_.data());
}

/// One operand of 8 or 16 bits against one lane of every cell.
void OpFunctional::accumulate_scalars(std::uint32_t run) {
  const std::size_t x_bytes = command_->scalar_16 != 0 ? 2 : 1;
  const auto in_zero = static_cast<std::int32_t>(command_->in_zero_point);
  for (std::uint32_t i = 0; i < run; ++i) {
    const std::uint8_t* source = memory_.narrow(in_.address() + in_.stride() * i, x_bytes);
    const std::int32_t x =
        static_cast<std::int32_t>(x_bytes == 2 ? load_u16(source) : *source) - in_zero;
    const std::int64_t address = par_.address() + par_.stride() * i;
    const std::int64_t unit = selects_lane_ ? address & ~std::int64_t{3} : address;
    const std::uint32_t lane = selects_lane_ ? static_cast<std::uint32_t>(address & 3) : 0;
    const std::uint8_t* row = weights(unit);
    for (std::uint32_t o = 0; o < outputs_; ++o)
      sums_[o] = wrap_add(sums_[o], wrap_mul(x, lane_weight(row, o, lane)));
  }
}

/// Two bytes against two 16-bit weights of every cell: weighted sums of two operands.
void OpFunctional::accumulate_pairs(std::uint32_t run) {
  const auto in_zero = static_cast<std::int32_t>(command_->in_zero_point);
  for (std::uint32_t i = 0; i < run; ++i) {
    const std::uint8_t* x = memory_.narrow(in_.address() + in_.stride() * i, 2);
    const std::uint8_t* row = weights(par_.address() + par_.stride() * i);
    for (std::uint32_t o = 0; o < outputs_; ++o)
      for (std::uint32_t j = 0; j < 2; ++j)
        sums_[o] =
            wrap_add(sums_[o], wrap_mul(std::int32_t{x[j]} - in_zero, lane_weight(row, o, 2 * j)));
  }
}

/// Opcodes 2 and 3: the operand comes along the weight path, nothing is multiplied.
void OpFunctional::reduce_lanes(std::uint32_t run) {
  const bool wide_lanes = command_->pair_16 != 0;
  for (std::uint32_t i = 0; i < run; ++i) {
    const std::int64_t address = par_.address() + par_.stride() * i;
    const std::int64_t unit = wide_lanes ? address : address & ~std::int64_t{3};
    const std::uint32_t lane = wide_lanes ? 0 : static_cast<std::uint32_t>(address & 3);
    const std::uint8_t* row = weights(unit);
    for (std::uint32_t o = 0; o < outputs_; ++o) {
      for (std::uint32_t j = lane; j <= (wide_lanes ? 2U : lane); j += 2) {
        if (opcode_ == spec::Opcode::kMaxOp) {
          const std::uint8_t* cell = row + 4 * std::size_t{o} + j;
          const auto value = static_cast<std::int32_t>(wide_lanes ? load_u16(cell) : *cell);
          sums_[o] = std::max(sums_[o], value);
        } else {
          sums_[o] = wrap_add(sums_[o], lane_weight(row, o, j));
        }
      }
    }
  }
}

std::int32_t OpFunctional::lane_weight(const std::uint8_t* row, std::uint32_t output,
                                       std::uint32_t lane) const {
  const bool halves = command_->pair_16 != 0;
  const std::uint8_t* cell = row + 4 * std::size_t{output} + (halves ? lane & 2U : lane);
  return wrap_sub(static_cast<std::int32_t>(halves ? load_u16(cell) : *cell), zero_points_[output]);
}

/// Scaling entry and weight zero points of the current group; of these, one for all, or a row of
/// them in wide memory.
void OpFunctional::load_group() {
  stage_.begin_group(group_);
  std::fill(zero_points_.begin(), zero_points_.end(),
            static_cast<std::int32_t>(command_->weight_zero_point));
  if (command_->channel_zero_points == 0) return;
  const std::uint32_t step = std::max(command_->zp_rows_per_group, 1U);
  const std::uint32_t span = command_->zp_last_row >= command_->zp_first_row
                                 ? command_->zp_last_row - command_->zp_first_row
                                 : 0;
  const std::uint32_t entries = span / step + 1;
  const std::int64_t row = command_->zp_first_row + std::int64_t{group_ % entries} * step;
  const std::uint8_t* source = memory_.wide(
      row * static_cast<std::int64_t>(memory_.shape().row_bytes), 4 * std::size_t{outputs_});
  std::memcpy(zero_points_.data(), source, 4 * std::size_t{outputs_});
}

void OpFunctional::emit() {
  const std::uint32_t per_word = shape_.out_16 ? 2 : 4;
  const std::uint32_t bits = shape_.out_16 ? 16 : 8;
  for (std::uint32_t first = 0; first < outputs_; first += per_word) {
    std::uint32_t word = 0;
    for (std::uint32_t k = 0; k < per_word && first + k < outputs_; ++k)
      word |= (static_cast<std::uint32_t>(stage_.code(sums_[first + k], first + k)) &
               ((1U << bits) - 1))
              << (k * bits);
    std::memcpy(memory_.narrow(out_.address(), 4), &word, 4);
    out_.advance(1);
  }
}

}  // namespace tessera::hw
