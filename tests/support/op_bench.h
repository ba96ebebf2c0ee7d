// SPDX-License-Identifier: Apache-2.0
// The op unit's engine on its own: memories of one Coral tile, kept signals, commands by hand.
#pragma once

#include "hw/spec/system_loader.h"
#include "hw/tile/op_functional.h"
#include "hw/tile/op_timing.h"

#include <cmath>
#include <cstring>
#include <initializer_list>
#include <limits>
#include <vector>

namespace tessera::test {

/// One loop of a traversal: iterations and the distance between them.
struct Loop {
  std::uint32_t size = 1;
  std::int32_t stride = 0;
};

/// A TTU from loops, innermost first; increments also rewind all inner loops (facts section 3).
inline spec::Ttu traverse(std::uint32_t base, std::initializer_list<Loop> loops) {
  spec::Ttu ttu;
  ttu.base = base;
  std::int32_t rewind = 0;
  std::size_t d = 0;
  for (const Loop& loop : loops) {
    ttu.dims[d++] = {loop.stride - rewind, loop.size - 1};
    rewind += static_cast<std::int32_t>(loop.size - 1) * loop.stride;
  }
  for (; d < 8; ++d) ttu.dims[d].increment = -rewind;
  return ttu;
}

/// A command with these loops; a set of sums lives for one pass of loop 0. No partial sums, no
/// scaling, no clamp, one group of `outputs`.
inline spec::TensorOp make_op(std::initializer_list<std::uint32_t> sizes, std::uint32_t reduce_mask,
                              std::uint32_t outputs) {
  spec::TensorOp op;
  std::size_t d = 0;
  for (const std::uint32_t size : sizes) {
    op.psum.dims[d].count_minus_1 = size - 1;
    op.loops.count_minus_1[d++] = size - 1;
  }
  op.psum.entry_level = 1;
  op.reduce_mask = reduce_mask;
  op.outputs = op.outputs_last = outputs - 1;
  op.dp_level = static_cast<std::uint32_t>(d);
  op.always_one = 1;
  op.no_partial_sums = 1;
  op.multiplier = 1.0F;
  op.clamp_min = -std::numeric_limits<float>::infinity();
  op.clamp_max = std::numeric_limits<float>::infinity();
  return op;
}

inline std::uint32_t steps_of(const spec::TensorOp& op) {
  std::uint32_t steps = 1;
  for (const std::uint32_t count_minus_1 : op.loops.count_minus_1) steps *= count_minus_1 + 1;
  return steps;
}

class KeptSignals final : public hw::OpSignals {
 public:
  void avdata(const hw::Ramp& ramp) override {
    for (std::uint64_t n = 1; n <= ramp.count; ++n) avdata_cycles.push_back(ramp.time_of(n));
  }
  void parameters(hw::Cycle when) override { parameter_cycles.push_back(when); }

  std::vector<hw::Cycle> avdata_cycles;
  std::vector<hw::Cycle> parameter_cycles;
};

struct OpBench {
  func::RequantMode mode = func::RequantMode::kF32;
  spec::SystemConfig system = spec::load_system("coral");
  const spec::AcceleratorConfig& config = system.accelerators.at(0);
  hw::TileMemory memory{config, mode};
  KeptSignals signals{};
  hw::UnitStats stats{};
  hw::OpFunctional engine{config, 1, memory, signals, stats, mode};

  /// All steps of a command without short passes, from cycle 0.
  hw::Cycle run(const spec::TensorOp& op, spec::Opcode opcode = spec::Opcode::kTensorOp) {
    engine.start(op, opcode);
    return engine.run(steps_of(op), 0);
  }

  void narrow(std::size_t address, const std::vector<std::uint8_t>& bytes) {
    std::memcpy(memory.narrow(static_cast<std::int64_t>(address), bytes.size()), bytes.data(),
                bytes.size());
  }
  [[nodiscard]] std::vector<std::uint8_t> narrow(std::size_t address, std::size_t size) {
    const std::uint8_t* first = memory.narrow(static_cast<std::int64_t>(address), size);
    return {first, first + size};
  }
  /// A row of the wide memory, from a 64-byte unit on.
  [[nodiscard]] std::uint8_t* row(std::int64_t unit, std::size_t size = 256) {
    return memory.wide(64 * unit, size);
  }
  template <typename Value>
  void scaling(std::size_t address, const std::vector<Value>& values) {
    const std::size_t size = values.size() * sizeof(Value);
    std::memcpy(memory.scaling(static_cast<std::int64_t>(address), size), values.data(), size);
  }
};

/// The output stage without NLU: facts/beagle_isa.md section 6, with libm's rounding.
inline std::uint8_t quantized(std::int64_t acc, float multiplier, std::int32_t zero_point) {
  const float y = static_cast<float>(static_cast<std::int32_t>(acc)) * multiplier;
  return static_cast<std::uint8_t>(static_cast<std::int32_t>(std::nearbyintf(y)) + zero_point);
}

}  // namespace tessera::test
