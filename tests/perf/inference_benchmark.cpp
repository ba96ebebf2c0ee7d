// SPDX-License-Identifier: Apache-2.0
// Host time and memory of one inference, of Google's programs and of our own. README.md: how to run
// and judge.
#include "sim/run/runner.h"
#include "tests/support/shared_models.h"

#include <benchmark/benchmark.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <systemc>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <string_view>

namespace tessera::test {
namespace {

struct Figures {
  double simulate_s = 0;  // the figure that is guarded
  double load_s = 0;      // reading the file, elaboration
  std::uint64_t macs = 0;
  std::uint64_t steps = 0;
  std::uint64_t cycles = 0;
};

Figures simulate(const sim::RunOptions& options) {
  // "Simulation stopped by user" is how every run ends.
  sc_core::sc_report_handler::set_actions(sc_core::SC_INFO, sc_core::SC_DO_NOTHING);
  const sim::RunOutcome outcome = sim::run(options);
  return {outcome.wall_s, outcome.load_s, outcome.total.macs, outcome.total.steps, outcome.cycles};
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// SystemC elaborates once per process: every iteration is a process of its own.
std::optional<Figures> simulate_in_child(const sim::RunOptions& options, rusage& usage) {
  int ends[2];
  if (pipe(ends) != 0) return std::nullopt;
  const pid_t child = fork();
  if (child == 0) {
    ssize_t written = 0;
    try {
      const Figures figures = simulate(options);
      written = write(ends[1], &figures, sizeof figures);
    } catch (const std::exception& error) {
      std::fprintf(stderr, "%s\n", error.what());
    }
    _exit(written == sizeof(Figures) ? 0 : 1);
  }
  close(ends[1]);
  Figures figures;
  const bool complete = child > 0 && read(ends[0], &figures, sizeof figures) == sizeof figures;
  close(ends[0]);
  int status = 0;
  const bool ended = child > 0 && wait4(child, &status, 0, &usage) == child;
  return complete && ended && status == 0 ? std::optional(figures) : std::nullopt;
}

constexpr const char* kEmbedding = "mobilenet_v1_1.0_224_quant_embedding_extractor_edgetpu.tflite";
constexpr const char* kClassifier = "mobilenet_v1_0.25_128_quant_edgetpu.tflite";
constexpr const char* kConvSmall = "mobilenet_v4_conv_small";

void inference(benchmark::State& state, const char* model, hw::Engine engine,
               const char* system = "coral") {
  sim::RunOptions options;
  options.system = system;
  const bool of_zoo = std::string_view(model) == kConvSmall;
  options.model = of_zoo ? model : shared_model(model);
  options.engine = engine;
  if (!of_zoo && !has_shared_models()) {
    state.SkipWithError(("needs the models in " + shared_model("")).c_str());
    return;
  }
  for (auto _ : state) {
    rusage usage{};
    const auto figures = simulate_in_child(options, usage);
    if (!figures) {
      state.SkipWithError("the inference has failed");
      return;
    }
    state.SetIterationTime(figures->simulate_s);
    state.counters["load_s"] = figures->load_s;
    state.counters["MACs/s"] = static_cast<double>(figures->macs) / figures->simulate_s;
    state.counters["steps/s"] = static_cast<double>(figures->steps) / figures->simulate_s;
    state.counters["cycles"] = static_cast<double>(figures->cycles);
    state.counters["process_cpu_s"] = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    state.counters["peak_rss_MB"] = static_cast<double>(usage.ru_maxrss) * 1024 / 1e6;
  }
}

void five_runs(benchmark::internal::Benchmark* benchmark) {
  benchmark->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(1)->Repetitions(5);
  benchmark->ReportAggregatesOnly();
}

BENCHMARK_CAPTURE(inference, embedding_tlm, kEmbedding, hw::Engine::kTlm)->Apply(five_runs);
BENCHMARK_CAPTURE(inference, embedding_timing, kEmbedding, hw::Engine::kTiming)->Apply(five_runs);
BENCHMARK_CAPTURE(inference, classifier_tlm, kClassifier, hw::Engine::kTlm)->Apply(five_runs);
BENCHMARK_CAPTURE(inference, classifier_timing, kClassifier, hw::Engine::kTiming)->Apply(five_runs);
BENCHMARK_CAPTURE(inference, conv_small_tlm, kConvSmall, hw::Engine::kTlm)->Apply(five_runs);
BENCHMARK_CAPTURE(inference, conv_small_timing, kConvSmall, hw::Engine::kTiming)->Apply(five_runs);
BENCHMARK_CAPTURE(inference, conv_small_timing_lpddr4, kConvSmall, hw::Engine::kTiming,
                  "coral_lpddr4")
    ->Apply(five_runs);

}  // namespace
}  // namespace tessera::test
