// SPDX-License-Identifier: Apache-2.0
#include "hw/tile/output_stage.h"

#include "hw/tile/context.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>

namespace tessera::hw {
namespace {

template <typename Value>
Value load(const std::uint8_t* bytes) {
  Value value{};
  std::memcpy(&value, bytes, sizeof value);
  return value;
}

/// int32 registers wrap.
std::int32_t wrap_add(std::int32_t a, std::int32_t b) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(a) + static_cast<std::uint32_t>(b));
}

/// Bounds of the fixed-point modes: int32 codes in the bits of the clamp fields.
std::int32_t low_code(const spec::TensorOp& op) {
  return std::bit_cast<std::int32_t>(op.clamp_min);
}
std::int32_t high_code(const spec::TensorOp& op) {
  return std::bit_cast<std::int32_t>(op.clamp_max);
}

}  // namespace

void check_output_stage(const spec::TensorOp& command, func::RequantMode mode) {
  if (mode == func::RequantMode::kF32 || command.nlu != 0) return;
  const char* const name = mode == func::RequantMode::kSingle ? "single" : "double";
  if (command.channel_multipliers == 0)
    throw CommandFault(fmt::format(
        "channel_multipliers = 0 in requantization mode {}: the multiplier of the command is a "
        "float32, which only mode f32 takes",
        name));
  if (low_code(command) > high_code(command))
    throw CommandFault(fmt::format(
        "requantization mode {}: clamp_min = {} lies above clamp_max = {} (both read as int32)",
        name, low_code(command), high_code(command)));
}

void OutputStage::begin_group(std::uint32_t number) {
  const TileShape& shape = memory_.shape();
  entry_step_ = number % shape.scaling_entries * shape.scaling_entry_steps;
}

const std::uint8_t* OutputStage::stored(std::size_t first_step, std::uint32_t output) {
  return memory_.scaling(static_cast<std::int64_t>((first_step + entry_step_) * kScalingStepBytes +
                                                   4 * std::size_t{output}),
                         4);
}

float OutputStage::float_multiplier(std::uint32_t output) {
  return command_->channel_multipliers != 0 ? load<float>(stored(0, output)) : command_->multiplier;
}

func::FixedMultiplier OutputStage::fixed_multiplier(std::uint32_t output) {
  const auto q = load<std::int32_t>(stored(0, output));
  const auto exponent = load<std::int32_t>(stored(memory_.shape().scaling_exponent_step, output));
  const func::FixedMultiplier multiplier{q, exponent};
  if (!multiplier.valid())
    throw CommandFault(fmt::format(
        "multiplier of output {} in the scaling store: q = {}, exponent = {}; allowed: q of 0 to "
        "2^31 - 1, exponent -31 to 30",
        output, q, exponent));
  return multiplier;
}

std::int32_t OutputStage::code(std::int32_t sum, std::uint32_t output) {
  const spec::TensorOp& op = *command_;
  const auto zero_point = static_cast<std::int32_t>(op.out_zero_point);
  const auto bias =
      op.bias != 0 ? load<std::int32_t>(stored(memory_.shape().scaling_bias_step, output)) : 0;
  sum = func::biased_sum(sum, op.offset, bias);
  if (op.nlu != 0) {
    const float x = func::clamp_f32(static_cast<float>(sum) * float_multiplier(output),
                                    op.clamp_min, op.clamp_max);
    const func::NluMode mode{op.range_reduction != 0, (op.nlu_odd & 1U) != 0,
                             (op.nlu_odd & 2U) != 0};
    return wrap_add(func::round_half_even(memory_.nlu().evaluate(x, mode)), zero_point);
  }
  if (mode_ == func::RequantMode::kF32)
    return func::requantize_f32(sum, float_multiplier(output), op.clamp_min, op.clamp_max,
                                zero_point);
  return func::requantize_fixed(mode_, sum, fixed_multiplier(output), zero_point,
                                {low_code(op), high_code(op)});
}

}  // namespace tessera::hw
