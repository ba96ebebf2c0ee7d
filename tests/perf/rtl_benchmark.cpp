// SPDX-License-Identifier: Apache-2.0
// Cycles of the RTL op unit per second: the engine, and a bare loop over the same Verilated model.
// Before the kernel's headers, see rtl/cosim/engine.cpp.
// clang-format off
#include <VOpUnit64.h>
// clang-format on

#include "hw/spec/system_loader.h"
#include "hw/tile/op_functional.h"
#include "rtl/cosim/command_image.h"
#include "rtl/cosim/engine.h"
#include "tests/support/op_bench.h"

#include <benchmark/benchmark.h>

namespace tessera::test {
namespace {

/// A convolution's inner loops: 36 words per position, 64 positions, 64 outputs.
spec::TensorOp convolution() {
  spec::TensorOp op = make_op({36, 64}, 0b1, 64);
  op.in = traverse(0, {{36, 4}, {64, 16}});
  op.par = traverse(0, {{36, 4}, {64, 0}});
  op.out = traverse(100'000, {{16, 4}, {64, 64}});
  op.in_zero_point = op.weight_zero_point = 128;
  op.multiplier = 0.001F;
  return op;
}

void engine_cycles(benchmark::State& state) {
  const spec::SystemConfig system = spec::load_system("coral");
  const spec::AcceleratorConfig& config = system.accelerators.at(0);
  hw::TileMemory memory(config);
  KeptSignals signals;
  hw::UnitStats stats;
  const auto engine =
      rtl::make_engine({config, "op", 1, memory, signals, stats, func::RequantMode::kF32});
  const spec::TensorOp op = convolution();
  hw::Cycle now = 0;
  hw::Cycle cycles = 0;
  for (auto _ : state) {
    engine->start(op, spec::Opcode::kTensorOp);
    const hw::Cycle end = engine->finish(engine->run(steps_of(op), now));
    cycles += end - now;
    now = end + 8;
  }
  state.counters["cycles/s"] =
      benchmark::Counter(static_cast<double>(cycles), benchmark::Counter::kIsRate);
}
BENCHMARK(engine_cycles);

/// The same command, its memories answering zeros, and nobody looking at what comes out.
void bare_model_cycles(benchmark::State& state) {
  VerilatedContext context;
  VOpUnit64 model(&context);
  std::uint64_t cycles = 0;
  const auto clock = [&] {
    model.clk_i = 1;
    model.eval();
    model.clk_i = 0;
    model.eval();
    ++cycles;
  };
  model.narrow_read_ready_i = model.weight_ready_i = model.zp_ready_i = model.psum_ready_i = 1;
  model.park_ready_i = model.scale_ready_i = model.write_ready_i = 1;
  clock();
  model.rst_ni = 1;
  clock();
  const spec::TensorOp op = convolution();
  rtl::write_command_image(op, {model.cmd_i.data(), rtl::kCommandRegisters});
  model.opcode_i = 1;
  for (auto _ : state) {
    model.cmd_valid_i = 1;
    clock();
    model.cmd_valid_i = 0;
    clock();
    model.step_valid_i = 1;
    while (model.running_o != 0 || model.busy_o != 0) clock();
    model.step_valid_i = 0;
  }
  state.counters["cycles/s"] =
      benchmark::Counter(static_cast<double>(cycles), benchmark::Counter::kIsRate);
}
BENCHMARK(bare_model_cycles);

}  // namespace
}  // namespace tessera::test
