// SPDX-License-Identifier: Apache-2.0
// Constrained-random tensor commands: everything that a command may say, on addresses that exist.
#pragma once

#include "hw/func/requantize.h"
#include "hw/spec/generated/commands.h"
#include "hw/spec/system.h"
#include "hw/tile/tile_memory.h"

#include <cstdint>
#include <random>

namespace tessera::test {

struct RandomCommand {
  spec::TensorOp op;
  spec::Opcode opcode = spec::Opcode::kTensorOp;
  std::uint32_t steps = 0;
};

/// Streams of one command stay apart, as those of compiled programs do: activations lie in the
/// lower half of the narrow memory and results in the upper; weights, sums and zero points have a
/// part of the wide memory each.
class CommandMaker {
 public:
  CommandMaker(std::uint64_t seed, const spec::AcceleratorConfig& config, func::RequantMode mode)
      : random_(seed), config_(config), mode_(mode) {}

  [[nodiscard]] RandomCommand make();
  /// Random bytes everywhere, valid entries in the scaling store, a table.
  void fill(hw::TileMemory& memory);

  [[nodiscard]] std::uint32_t draw(std::uint32_t limit) {
    return static_cast<std::uint32_t>(random_() % limit);
  }

 private:
  [[nodiscard]] bool one_in(std::uint32_t n) { return draw(n) == 0; }
  [[nodiscard]] spec::Ttu walk(std::uint32_t first, std::uint32_t span, std::uint32_t align,
                               std::uint32_t still = 0);
  void draw_loops(spec::TensorOp& op);
  void draw_sums(spec::TensorOp& op, std::uint32_t units);
  void draw_operands(spec::TensorOp& op, spec::Opcode opcode);
  void draw_groups(spec::TensorOp& op);
  void draw_output_stage(spec::TensorOp& op);
  [[nodiscard]] float draw_multiplier();

  std::mt19937_64 random_;
  const spec::AcceleratorConfig& config_;
  func::RequantMode mode_;
};

}  // namespace tessera::test
