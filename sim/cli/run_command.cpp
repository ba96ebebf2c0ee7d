// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/commands.h"
#include "sim/cli/model_options.h"
#include "sim/result/files.h"
#include "sim/result/html_report.h"
#include "sim/result/json_result.h"
#include "sim/result/summary.h"
#include "sim/result/timeline.h"
#include "sim/run/runner.h"
#include "workloads/error.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>

namespace tessera::sim {
namespace {

std::vector<std::string> read_labels(const std::optional<std::string>& file) {
  std::vector<std::string> labels;
  if (!file) return labels;
  std::ifstream stream(*file);
  if (!stream) throw workloads::UsageError(fmt::format("--labels {}: cannot be read", *file));
  for (std::string line; std::getline(stream, line);) labels.push_back(line);
  return labels;
}

void save_outputs(const RunOutcome& outcome, const std::string& folder) {
  std::filesystem::create_directories(folder);
  for (std::size_t i = 0; i < outcome.outputs.size(); ++i)
    write_whole_file((std::filesystem::path(folder) / fmt::format("output_{}.bin", i)).string(),
                     outcome.outputs[i].bytes);
  for (const ProbeReport& probe : outcome.probes)
    if (probe.taken)
      write_whole_file(
          (std::filesystem::path(folder) / ("probe_" + file_name(probe.name) + ".bin")).string(),
          probe.bytes);
}

int execute(const RunOptions& options) {
  if (options.engine != hw::Engine::kRtl &&
      (options.rtl_tiles || options.rtl_layers || options.lockstep))
    throw workloads::UsageError("--rtl-tiles, --rtl-layers and --lockstep need --engine rtl");
  if (options.check && options.engine == hw::Engine::kTiming)
    throw workloads::UsageError("--check needs an engine that computes bytes (--engine tlm)");
  const auto labels = read_labels(options.labels);
  const RunOutcome outcome = run(options);
  if (options.save_outputs) save_outputs(outcome, *options.save_outputs);
  const bool json_to_stdout = options.json == "-";
  if (options.timeline) write_text(*options.timeline, to_timeline(outcome).dump() + "\n");
  if (options.report) write_text(*options.report, to_html(to_json(outcome)));
  if (options.json) write_text(*options.json, to_json(outcome).dump(2) + "\n");
  fmt::print(json_to_stdout ? stderr : stdout, "{}", summary(outcome, labels));
  const bool equal = !outcome.check || outcome.check->mismatches == 0;
  return equal ? kExitDone : kExitMismatch;
}

}  // namespace

void add_run_command(CLI::App& app, Action& action) {
  auto options = std::make_shared<RunOptions>();
  auto probes = std::make_shared<std::vector<std::string>>();
  CLI::App* command = app.add_subcommand("run", "Run one inference on the model and report it");
  add_model_options(*command, options->model, options->requant, options->rule);
  command
      ->add_option("--system", options->system, "System name (`tessera list systems`) or YAML file")
      ->capture_default_str();
  const std::map<std::string, hw::Engine> engines = {
      {"timing", hw::Engine::kTiming}, {"tlm", hw::Engine::kTlm}, {"rtl", hw::Engine::kRtl}};
  command
      ->add_option("--engine", options->engine,
                   "timing: cycles only; tlm: bytes and cycles (default); rtl: op units are the "
                   "Verilated RTL")
      ->transform(CLI::CheckedTransformer(engines))
      ->option_text("timing|tlm|rtl");
  command
      ->add_option("--rtl-tiles", options->rtl_tiles,
                   "Tiles whose op units are RTL (--engine rtl), the others are as in tlm: 0,4-7")
      ->option_text("LIST");
  command
      ->add_option("--rtl-layers", options->rtl_layers,
                   "Layers that run in RTL, by number (--engine rtl)")
      ->option_text("LIST");
  command->add_flag("--lockstep", options->lockstep,
                    "Run RTL and tlm op units side by side; stop at the first difference");
  const std::map<std::string, FirmwareKind> builds = {{"riscv", FirmwareKind::kRiscv},
                                                      {"native", FirmwareKind::kNative}};
  command
      ->add_option("--firmware", options->firmware,
                   "riscv: on the simulated control core; native: on a thread (default)")
      ->transform(CLI::CheckedTransformer(builds))
      ->option_text("riscv|native");
  command
      ->add_option("--input", options->inputs,
                   "Picture (.bmp .png .ppm .pgm) or raw bytes, once per input")
      ->option_text("FILE ...");
  command->add_option("--seed", options->seed, "Seed of the input generator, used without --input")
      ->capture_default_str();
  command->add_flag(
      "--check", options->check,
      "Compare every output byte with the reference executor on the uncompiled network");
  command->add_option("--reference", options->reference,
                      "Uncompiled network for --check of a compiled program: zoo name or file "
                      "(default: found beside MODEL)");
  command->add_option("--probe", *probes,
                      "Look into a tile: NAME=TILE:narrow|wide:ADDRESS:BYTES@SEQUENCE");
  command
      ->add_option("--energy", options->energy,
                   "Energy table: name or YAML file (hw/spec/doc/energy.md)")
      ->capture_default_str();
  command->add_option("--json", options->json,
                      "Write the result as JSON to a file, or to stdout with -");
  command->add_option("--save-outputs", options->save_outputs,
                      "Write output and probe bytes into this folder");
  command->add_option("--timeline", options->timeline,
                      "Write what every unit did when, for chrome://tracing or Perfetto");
  command->add_option("--report", options->report,
                      "Write the result as a page for the browser (.html)");
  auto* wave = command->add_option("--wave", options->wave,
                                   "Write the model's signals as a wave file (.fst)");
  command
      ->add_option("--wave-window", options->wave_window,
                   "FROM:TO, cycles of the result or names of layers; the whole inference without")
      ->needs(wave);
  command
      ->add_option("--wave-scope", options->wave_scope,
                   "Signals or scopes (tile_0_0, tile_*.op, ring.busy); everything without")
      ->option_text("PATTERN ...")
      ->needs(wave);
  command->add_option("--labels", options->labels, "Class names, a line each");
  command->add_option(
      "--scramble-latencies", options->latency_seed,
      "Scale every unit's latency by a random factor of this seed: outputs must not change");
  command
      ->add_option("--timeout-ms", options->timeout_ms,
                   "Simulated time after which the driver gives up")
      ->capture_default_str()
      ->check(CLI::Range(1, 3'600'000));
  command->callback([options, probes, &action] {
    action = [options, probes] {
      for (const std::string& text : *probes) options->probes.push_back(parse_probe(text));
      return execute(*options);
    };
  });
}

}  // namespace tessera::sim
