// SPDX-License-Identifier: Apache-2.0
#include "sim/run/runner.h"

#include "firmware/driver/tpu_status.h"
#include "hw/spec/system_loader.h"
#include "sim/platform/package.h"
#include "sim/platform/platform.h"
#include "sim/run/input_source.h"
#include "sim/run/latency_scramble.h"
#include "sim/run/probes.h"
#include "sim/run/twin.h"
#include "workloads/error.h"
#include "workloads/import/edgetpu_package.h"
#include "workloads/reference/host_runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>

namespace tessera::sim {
namespace {

using Clock = std::chrono::steady_clock;
using workloads::Bytes;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void require(tpu_status status, const tpu_device& driver, const Platform& platform,
             const char* what) {
  if (status == TPU_OK) return;
  std::string text = fmt::format("{}: {}", what, tpu_status_text(status));
  if (status == TPU_FAULT) text += fmt::format(" ({})", tpu_fault_text(driver.fault.fault));
  if (!platform.fault_report().empty()) text += "\n" + platform.fault_report();
  if (status == TPU_TIMEOUT && !platform.stall_report().empty())
    text += "\nwhat stands still:\n" + platform.stall_report();
  throw SimulationFault(text);
}

std::size_t whole_bytes(const workloads::DeviceTensor& tensor) {
  return tensor.size_bytes * static_cast<std::size_t>(std::max(tensor.execution_count, 1));
}

/// One part: loads its package, runs it, brings its outputs back.
std::vector<Bytes> run_part(tpu_device& driver, Platform& platform,
                            const workloads::Program& program, std::size_t part,
                            const std::vector<Bytes>& inputs) {
  const FirmwarePackage package(program, part);
  tpu_model model{};
  require(tpu_model_load(&model, &driver, &package.package()), driver, platform,
          "loading the model");
  for (std::size_t i = 0; i < inputs.size(); ++i)
    require(tpu_model_write_input(&model, static_cast<std::uint32_t>(i), inputs[i].data(),
                                  inputs[i].size()),
            driver, platform, "writing an input");
  require(tpu_model_run(&model), driver, platform, "running the model");
  std::vector<Bytes> outputs;
  for (std::size_t i = 0; i < program.parts[part].outputs.size(); ++i) {
    Bytes& bytes = outputs.emplace_back(whole_bytes(program.parts[part].outputs[i]));
    require(
        tpu_model_read_output(&model, static_cast<std::uint32_t>(i), bytes.data(), bytes.size()),
        driver, platform, "reading an output");
  }
  require(tpu_model_unload(&model), driver, platform, "unloading the model");
  return outputs;
}

/// The firmware's job: each part in its turn, with the host's operators between them. Engines that
/// compute no bytes run the parts alone, on zeros.
void infer(tpu_device& driver, Platform& platform, const workloads::Program& program,
           workloads::HostRunner* host) {
  const tpu_device_config config = platform.driver_config();
  require(tpu_device_open(&driver, &platform.hal(), &config), driver, platform,
          "opening the device");
  for (std::size_t part = 0; part < program.parts.size(); ++part) {
    std::vector<Bytes> inputs;
    if (host != nullptr)
      inputs = host->begin(part);
    else
      for (const auto& tensor : program.parts[part].inputs) inputs.emplace_back(tensor.size_bytes);
    const std::vector<Bytes> outputs = run_part(driver, platform, program, part, inputs);
    if (host != nullptr) host->finish(part, outputs);
  }
}

/// The last `parts` programs on the device are the inference; a first one has cached parameters.
void read_counts(RunOutcome& outcome, const Platform& platform, std::size_t parts) {
  const auto& accelerator = platform.accelerator();
  const auto& config = accelerator.context().config;
  outcome.clock_mhz = platform.system().clock_mhz;
  outcome.peak_macs_per_cycle =
      static_cast<double>(config.grid.tiles()) * config.lanes * config.dot;
  const std::vector<ProgramSpan>& all = platform.spans();
  if (all.size() < parts) return;
  const std::span<const ProgramSpan> spans = std::span(all).last(parts);
  if (all.size() > parts) outcome.caching_cycles = all.front().end - all.front().begin;
  const auto workers = accelerator.workers();
  std::vector<hw::UnitStats> stats(workers.size());
  for (const ProgramSpan& span : spans) {
    outcome.cycles += span.end - span.begin;
    outcome.read_bytes += span.read_bytes;
    outcome.write_bytes += span.write_bytes;
    for (std::size_t i = 0; i < workers.size(); ++i)
      stats[i] = stats[i] + (span.after[i] - span.before[i]);
  }
  const std::string prefix = std::string(accelerator.name()) + ".";
  for (std::size_t i = 0; i < workers.size(); ++i) {
    outcome.units.push_back({std::string(workers[i]->name()).substr(prefix.size()), stats[i]});
    outcome.total = outcome.total + stats[i];
    if (stats[i].steps > outcome.busiest_steps) {
      outcome.busiest_steps = stats[i].steps;
      outcome.busiest_op = outcome.units.back().name;
    }
  }
  outcome.ring_packets = accelerator.ring().packets();
  outcome.ring_busy_cycles = accelerator.ring().busy_cycles();
}

void name_outputs(RunOutcome& outcome, const workloads::Graph& graph, std::vector<Bytes> outputs) {
  for (std::size_t i = 0; i < graph.outputs.size(); ++i) {
    const auto& tensor = graph.tensor(graph.outputs[i]);
    outcome.outputs.push_back({tensor.name, std::string(workloads::data_type_name(tensor.type)),
                               tensor.shape, i < outputs.size() ? std::move(outputs[i]) : Bytes{}});
  }
}

void check(RunOutcome& outcome, const RunOptions& options, std::span<const Bytes> inputs) {
  const auto file = options.reference ? options.reference : find_twin(options.model);
  if (!file)
    throw workloads::UsageError(fmt::format(
        "--check: no uncompiled network beside {}; name one with --reference", options.model));
  const Twin twin(*file, inputs);
  for (std::size_t i = 0; i < outcome.outputs.size(); ++i) {
    const CheckReport part = twin.compare_output(i, outcome.outputs[i].bytes);
    if (!outcome.check) {
      outcome.check = part;
      continue;
    }
    outcome.check->elements += part.elements;
    outcome.check->mismatches += part.mismatches;
    outcome.check->largest_difference =
        std::max(outcome.check->largest_difference, part.largest_difference);
  }
  for (ProbeReport& probe : outcome.probes)
    probe.check = twin.compare_tensor(probe.name, probe.bytes);
}

}  // namespace

RunOutcome run(const RunOptions& options) {
  const auto load_start = Clock::now();
  const spec::SystemConfig system = spec::load_system(options.system);
  if (system.accelerators.at(0).encoding != spec::Encoding::kCoral)
    throw workloads::UsageError(fmt::format(
        "{}: programs of Google's compiler need a system with coral encoding, '{}' has another",
        options.model, options.system));
  const workloads::Program program = workloads::import_edgetpu_package(options.model);
  const std::vector<Bytes> inputs = read_inputs(program.host, options.inputs, options.seed);
  const bool computes = options.engine != hw::Engine::kTiming;
  workloads::HostRunner host(program);
  host.set_inputs(inputs);

  RunOutcome outcome;
  outcome.model = std::filesystem::path(options.model).filename().string();
  outcome.system = system.name;
  outcome.engine = engine_name(options.engine);
  Probes probes(options.probes);
  PlatformOptions platform_options;
  platform_options.accelerator.engine = options.engine;
  if (options.latency_seed)
    platform_options.accelerator.latency_factor = scrambled_latencies(*options.latency_seed);
  platform_options.watchdog_us = options.timeout_ms * 1000;
  if (!options.probes.empty())
    platform_options.accelerator.on_command = [&probes](const hw::Worker& worker,
                                                        const spec::Command& command) {
      probes.look(worker, command);
    };
  Platform platform("platform", system, std::move(platform_options));
  probes.attach(platform.accelerator());
  outcome.load_s = seconds_since(load_start);

  const auto start = Clock::now();
  platform.run(
      [&](tpu_device& driver) { infer(driver, platform, program, computes ? &host : nullptr); });
  outcome.wall_s = seconds_since(start);

  read_counts(outcome, platform, program.parts.size());
  outcome.probes = probes.take();
  name_outputs(outcome, program.host, computes ? host.outputs() : std::vector<Bytes>{});
  if (options.check) check(outcome, options, inputs);
  return outcome;
}

}  // namespace tessera::sim
