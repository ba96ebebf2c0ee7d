// SPDX-License-Identifier: Apache-2.0
#include "rtl/cosim/tile_ports.h"

#include "hw/tile/context.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>

namespace tessera::rtl {

std::uint32_t TilePorts::narrow(std::uint32_t address, std::uint32_t bytes) {
  std::uint32_t word = 0;
  std::memcpy(&word, memory_.narrow(address, bytes), bytes);
  return word;
}

void TilePorts::write_narrow(std::uint32_t address, std::uint32_t word) {
  std::memcpy(memory_.narrow(address, sizeof word), &word, sizeof word);
}

void TilePorts::read(std::int64_t row, unsigned group, std::size_t lanes, std::uint32_t* data) {
  const std::uint8_t* source = memory_.wide(row + group * kGroupBytes, 4 * lanes);
  if (lanes == kGroupLanes) {
    std::memcpy(data, source, kGroupBytes);
    return;
  }
  std::memset(data, 0, kGroupBytes);
  std::memcpy(data, source, 4 * lanes);
}

void TilePorts::park(std::uint32_t unit, unsigned group, std::size_t lanes,
                     const std::uint32_t* data) {
  std::memcpy(memory_.wide(std::int64_t{unit} * unit_bytes_ + group * kGroupBytes, 4 * lanes), data,
              4 * lanes);
}

void TilePorts::scaling(std::size_t entry, std::size_t output, std::size_t count,
                        std::uint32_t* multipliers, std::uint32_t* biases,
                        std::uint32_t* exponents) {
  const hw::TileShape& shape = memory_.shape();
  const auto read_part = [&](std::size_t first_step, std::uint32_t* values) {
    const std::size_t step = first_step + entry * shape.scaling_entry_steps;
    const auto address = static_cast<std::int64_t>(step * hw::kScalingStepBytes + 4 * output);
    std::memset(values, 0, kGroupBytes);
    std::memcpy(values, memory_.scaling(address, 4 * count), 4 * count);
  };
  read_part(0, multipliers);
  read_part(shape.scaling_bias_step, biases);
  if (requant_ == func::RequantMode::kF32) return;
  read_part(shape.scaling_exponent_step, exponents);
  if (command_->nlu != 0) return;
  for (std::size_t i = 0; i < count; ++i)
    check_multiplier(output + i, multipliers[i], exponents[i]);
}

void TilePorts::check_multiplier(std::size_t output, std::uint32_t q,
                                 std::uint32_t exponent) const {
  const func::FixedMultiplier multiplier{std::bit_cast<std::int32_t>(q),
                                         std::bit_cast<std::int32_t>(exponent)};
  if (!multiplier.valid())
    throw hw::CommandFault(fmt::format(
        "multiplier of output {} in the scaling store: q = {}, exponent = {}; allowed: q of 0 to "
        "2^31 - 1, exponent -31 to 30",
        output, multiplier.q, multiplier.exponent));
}

}  // namespace tessera::rtl
