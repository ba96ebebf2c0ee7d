// SPDX-License-Identifier: Apache-2.0
// Instructions per second of the hart, alone on flat memory. README.md: how to run and judge.
#include "tests/riscv/hart_bench.h"

#include <benchmark/benchmark.h>

#include <cstdint>
#include <vector>

namespace tessera::tlm::riscv {
namespace {

using namespace rv;

constexpr Ticks kInstructions = 10'000'000;

void run(benchmark::State& state, const std::vector<Word>& program) {
  HartBench bench(program);
  bench.hart.set_x(a1, kData);
  bench.hart.set_x(sp, kData + 0x4000);
  for (auto _ : state) {
    benchmark::DoNotOptimize(bench.hart.run(bench.hart.now() + kInstructions));
  }
  state.counters["instructions/s"] =
      benchmark::Counter(static_cast<double>(bench.hart.retired()), benchmark::Counter::kIsRate);
}

/// Copies a kilobyte by words, over and over: 6 instructions per word.
void hart_copy(benchmark::State& state) {
  run(state, {addi(a2, a1, 0), addi(a3, a1, 1024), lw(a0, 0, a2), sw(a0, 1024, a2), addi(a2, a2, 4),
              xori(a4, a4, 1), add(a5, a5, a0), bltu(a2, a3, -20), jal(zero, -32)});
}

/// Calls a function that lies in another page and saves registers, as compiled code does.
void hart_calls(benchmark::State& state) {
  std::vector<Word> program = {addi(a0, a0, 1), jal(ra, 0x1000 - 4), bne(a0, zero, -8)};
  program.resize(0x1000 / 4, nop());
  for (const Word each :
       {addi(sp, sp, -16), sw(ra, 12, sp), sw(a1, 8, sp), op(1, 0, a2, a0, a0),
        op(1, 5, a3, a2, a0), lw(a1, 8, sp), lw(ra, 12, sp), addi(sp, sp, 16), jalr(zero, ra, 0)}) {
    program.push_back(each);
  }
  run(state, program);
}

/// A linear congruential generator: arithmetic only.
void hart_arithmetic(benchmark::State& state) {
  std::vector<Word> program = rv::li(t0, 1664525);
  for (const Word each : rv::li(t1, 1013904223)) program.push_back(each);
  for (const Word each :
       {op(1, 0, a0, a0, t0), add(a0, a0, t1), srli(a2, a0, 16), op(0, 4, a3, a3, a2),
        slli(a4, a3, 3), op(0, 3, a5, a4, a2), jal(zero, -24)}) {
    program.push_back(each);
  }
  run(state, program);
}

BENCHMARK(hart_copy)->Unit(benchmark::kMillisecond);
BENCHMARK(hart_calls)->Unit(benchmark::kMillisecond);
BENCHMARK(hart_arithmetic)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace tessera::tlm::riscv
