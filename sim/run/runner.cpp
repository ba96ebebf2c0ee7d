// SPDX-License-Identifier: Apache-2.0
#include "sim/run/runner.h"

#include "hw/spec/system_loader.h"
#include "sim/platform/platform.h"
#include "sim/run/child_run.h"
#include "sim/run/input_source.h"
#include "sim/run/invariants.h"
#include "sim/run/latency_scramble.h"
#include "sim/run/layer_tracker.h"
#include "sim/run/model.h"
#include "sim/run/network_run.h"
#include "sim/run/probes.h"
#include "sim/run/progress.h"
#include "sim/run/rtl_selection.h"
#include "sim/run/twin.h"
#include "sim/wave/wave_recorder.h"
#include "workloads/error.h"
#include "workloads/graph/costs.h"
#include "workloads/steps/step_cost.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <span>

namespace tessera::sim {
namespace {

using Clock = std::chrono::steady_clock;
using workloads::Bytes;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Least time for the bytes of the inference, in us. The directions of a link are apart; the data
/// bus of a DRAM serves both.
double least_link_us(const RunOutcome& outcome, const spec::LinkConfig& link,
                     const hw::DramPath* dram) {
  const auto read = static_cast<double>(outcome.read_bytes);
  const auto written = static_cast<double>(outcome.write_bytes);
  // 1 MB/s is 1 byte per us.
  const double link_us = std::max(read / link.bandwidth_out_mb_s, written / link.bandwidth_in_mb_s);
  if (dram == nullptr) return link_us;
  return std::max(link_us, (read + written) / (dram->config().peak_bytes_per_second() * 1e-6));
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
  if (platform.device().dram() != nullptr) outcome.dram.emplace();
  const auto workers = accelerator.workers();
  std::vector<hw::UnitStats> stats(workers.size());
  for (const ProgramSpan& span : spans) {
    outcome.cycles += span.end - span.begin;
    outcome.read_bytes += span.read_bytes;
    outcome.write_bytes += span.write_bytes;
    if (outcome.dram) outcome.dram = *outcome.dram + span.dram;
    for (std::size_t i = 0; i < workers.size(); ++i)
      stats[i] = stats[i] + (span.after[i] - span.before[i]);
  }
  const std::string prefix = std::string(accelerator.name()) + ".";
  for (std::size_t i = 0; i < workers.size(); ++i) {
    outcome.actions +=
        hw::count_actions(std::string_view(workers[i]->name()).substr(prefix.size()), stats[i]);
    outcome.units.push_back({std::string(workers[i]->name()).substr(prefix.size()), stats[i]});
    outcome.total = outcome.total + stats[i];
    if (stats[i].steps > outcome.busiest_steps) {
      outcome.busiest_steps = stats[i].steps;
      outcome.busiest_op = outcome.units.back().name;
    }
  }
  outcome.link_us = least_link_us(outcome, platform.system().host.link, platform.device().dram());
  outcome.machine = hw::energy_machine(platform.system());
  if (outcome.dram) {  // on chip the way to it is short; its price is in the DRAM's I/O
    const spec::MemoryConfig& memory = platform.device().dram()->config();
    outcome.actions += hw::count_actions(memory, *outcome.dram);
    outcome.machine.dram_channels = memory.channels;
  } else {
    outcome.actions[spec::EnergyRow::kLinkByte] = outcome.read_bytes + outcome.write_bytes;
  }
  outcome.ring_packets = accelerator.ring().packets();
  outcome.ring_busy_cycles = accelerator.ring().busy_cycles();
}

/// Of all units in one part.
hw::ActionCounts part_actions(const Platform& platform, const ProgramSpan& span) {
  const auto workers = platform.accelerator().workers();
  const std::size_t prefix = std::string_view(platform.accelerator().name()).size() + 1;
  hw::ActionCounts actions;
  for (std::size_t i = 0; i < workers.size(); ++i)
    actions += hw::count_actions(std::string_view(workers[i]->name()).substr(prefix),
                                 span.after[i] - span.before[i]);
  return actions;
}

/// Host operators from `next` up to `end`, as rows of the control core; their cycles are its own.
void read_host_operators(RunOutcome& outcome, const workloads::Program& program,
                         const spec::HostOperatorCycles& figures, std::size_t& next,
                         std::size_t end, std::uint64_t at) {
  for (; next < end; ++next) {
    const workloads::Operator& op = program.host.operators[next];
    LayerReport row{.name = op.name.empty() ? program.host.describe(next) : op.name,
                    .op = std::string(workloads::operator_name(op.options)),
                    .accelerator = kControlCore,
                    .start_cycle = at};
    row.cycles = workloads::action_cycles(program, workloads::RunOperator{next}, figures);
    row.macs = static_cast<std::uint64_t>(workloads::operator_costs(program.host, next).macs);
    row.actions[spec::EnergyRow::kControlCoreCycle] = row.cycles;
    outcome.layers.push_back(std::move(row));
  }
}

/// Rows per layer, operators of the host between them; a program without a layer table is one
/// layer.
void read_layers(RunOutcome& outcome, const Platform& platform, const LayerTracker& tracker,
                 const workloads::Program& program) {
  const std::vector<ProgramSpan>& all = platform.spans();
  const std::size_t parts = program.parts.size();
  if (all.size() < parts) return;
  const std::span<const ProgramSpan> spans = std::span(all).last(parts);
  const auto& figures = platform.system().host.control_core.operators;
  std::uint64_t before = 0;
  std::size_t next = 0;  // operator of the host graph
  for (std::size_t part = 0; part < parts; ++part) {
    const std::uint64_t cycles = spans[part].end - spans[part].begin;
    read_host_operators(outcome, program, figures, next, program.parts[part].custom_operator,
                        before);
    ++next;
    outcome.part_begins.push_back({spans[part].begin, before});
    if (program.layers.empty())
      outcome.layers.push_back({.name = outcome.model,
                                .op = "edgetpu-custom-op",
                                .accelerator = platform.accelerator().context().config.name,
                                .start_cycle = before,
                                .cycles = cycles,
                                .macs = outcome.total.macs,
                                .active = {before, before + cycles},
                                .actions = part_actions(platform, spans[part])});
    for (LayerReport& row : tracker.report(part, spans[part].begin, spans[part].end)) {
      row.start_cycle += before;
      row.active.first += before;
      row.active.second += before;
      outcome.layers.push_back(std::move(row));
    }
    before += cycles;
  }
  read_host_operators(outcome, program, figures, next, program.host.operators.size(), before);
  outcome.activities = tracker.activities();
}

void read_firmware(RunOutcome& outcome, FirmwareKind kind, const NetworkRun& run,
                   const spec::HostConfig& host) {
  outcome.firmware = {.kind = firmware_name(kind),
                      .load_instructions = run.load_instructions,
                      .run_instructions = run.run_instructions,
                      .host_steps = run.host_steps,
                      .host_cycles = run.host_cycles,
                      .load_us = run.load_time.to_seconds() * 1e6,
                      .run_us = run.run_time.to_seconds() * 1e6,
                      .clock_mhz = host.control_core.clock_mhz,
                      .call_overhead_us = host.call_overhead_ns * 1e-3};
  outcome.actions[spec::EnergyRow::kControlCoreCycle] = run.host_cycles;
}

void name_outputs(RunOutcome& outcome, const workloads::Graph& graph, std::vector<Bytes> outputs) {
  for (std::size_t i = 0; i < graph.outputs.size(); ++i) {
    const auto& tensor = graph.tensor(graph.outputs[i]);
    outcome.outputs.push_back({tensor.name, std::string(workloads::data_type_name(tensor.type)),
                               tensor.shape, i < outputs.size() ? std::move(outputs[i]) : Bytes{}});
  }
}

/// What one inference cannot do without: its instructions, and parameters that are not cached.
std::uint64_t least_read_bytes(const workloads::Program& program) {
  std::uint64_t bytes = 0;
  for (const workloads::CompiledPart& part : program.parts) {
    for (const auto& bitstream : part.execution.bitstreams) bytes += bitstream.bytes.size();
    bytes += part.execution.parameters.size();
  }
  return bytes;
}

/// The network to compare with: what was compiled, or what the user or the file's name says.
workloads::Graph reference_network(const RunOptions& options, Model& model) {
  if (model.network && options.reference)
    throw workloads::UsageError(
        fmt::format("--reference is for compiled programs; {} is its own reference", model.name));
  if (model.network) return std::move(*model.network);
  const auto file = options.reference ? options.reference : find_twin(options.model);
  if (!file)
    throw workloads::UsageError(fmt::format(
        "--check: no uncompiled network beside {}; name one with --reference", options.model));
  return load_network(*file);
}

void check(RunOutcome& outcome, const RunOptions& options, Model& model,
           std::span<const Bytes> inputs) {
  const workloads::Program& program = model.program;
  const Twin twin(reference_network(options, model),
                  {.rule = program.rule,
                   .mode = program.requant,
                   .keep_all = !outcome.probes.empty(),
                   .allow_float = program.rule == workloads::ConstantRule::kGoogle},
                  inputs);
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

/// The same run in the timing engine tells when the layers work.
std::unique_ptr<WaveRecorder> plan_waves(const RunOptions& options,
                                         const spec::SystemConfig& system) {
  if (!options.wave) return nullptr;
  RunOptions timing = options;
  timing.engine = hw::Engine::kTiming;
  timing.check = false;
  timing.wave.reset();
  timing.timeline.reset();
  timing.probes.clear();
  return std::make_unique<WaveRecorder>(
      WaveOptions{*options.wave, options.wave_window, options.wave_scope},
      plan_wave(options.wave_window, run_in_child(timing)),
      sc_core::sc_time(1e6 / system.clock_mhz, sc_core::SC_PS));
}

std::vector<std::string> layer_names(const workloads::Program& program) {
  std::vector<std::string> names;
  for (const auto& layer : program.layers) names.push_back(layer.name);
  return names;
}

}  // namespace

RunOutcome run(const RunOptions& options) {
  Progress progress;
  const spec::SystemConfig system = spec::load_system(options.system);
  spec::EnergyTable energy_table = spec::load_energy_table(options.energy);
  const std::unique_ptr<WaveRecorder> wave = plan_waves(options, system);
  Model model = load_model({options.model, options.requant, options.rule}, system, progress);
  const auto elaboration_start = Clock::now();
  const workloads::Program& program = model.program;
  const std::vector<Bytes> inputs = read_inputs(program.host, options.inputs, options.seed);
  const bool computes = options.engine != hw::Engine::kTiming;

  RunOutcome outcome;
  outcome.model = model.name;
  outcome.system = system.name;
  outcome.engine = engine_name(options.engine);
  outcome.requant = requant_name(program.requant);
  outcome.rule = workloads::rule_name(program.rule);
  outcome.compile_s = model.compile_s;
  Probes probes(options.probes);
  LayerTracker tracker(program, options.timeline.has_value());
  PlatformOptions platform_options;
  platform_options.accelerator.engine = options.engine;
  platform_options.accelerator.requant = program.requant;
  std::optional<RtlSelection> rtl;
  if (options.engine == hw::Engine::kRtl) {
    rtl.emplace(options, system, program);
    platform_options.accelerator.op_engine = rtl->factory(wave.get());
  }
  if (options.latency_seed)
    platform_options.accelerator.latency_factor = scrambled_latencies(*options.latency_seed);
  platform_options.watchdog_us = options.timeout_ms * 1000;
  platform_options.accelerator.on_command = [&](const hw::Worker& worker,
                                                const spec::Command& command) {
    tracker.taken(worker, command);
    if (rtl && rtl->by_layer()) rtl->begins(worker.name(), tracker.layer_at(worker));
    if (!options.probes.empty()) probes.look(worker, command);
    if (wave) wave->units().taken(worker, command);
  };
  platform_options.accelerator.on_done = [&](const hw::Worker& worker,
                                             const spec::Command& command) {
    tracker.done(worker, command);
    if (wave) wave->units().done(worker);
  };
  if (wave)
    platform_options.accelerator.on_activity = [&wave](const hw::Worker& worker, hw::Cycle begin,
                                                       hw::Activity activity) {
      wave->units().active(worker, begin, activity);
    };
  platform_options.firmware = options.firmware;
  Platform platform("platform", system, std::move(platform_options));
  probes.attach(platform.accelerator());
  tracker.attach(platform.accelerator(), [&platform] { return platform.spans().size(); });
  tracker.on_layer = [&](std::size_t layer) {
    if (wave) wave->begin_layer(layer);
    if (progress.enabled())
      progress.show_sometimes(fmt::format("simulating: layer {} of {}, {}", layer + 1,
                                          program.layers.size(), program.layers[layer].name));
  };
  if (wave) wave->attach(platform, layer_names(program));
  outcome.load_s = model.read_s + seconds_since(elaboration_start);
  outcome.energy_table = std::move(energy_table);

  progress.show("simulating");
  const auto start = Clock::now();
  NetworkRun result = run_network(platform, program, inputs, computes);
  outcome.wall_s = seconds_since(start);
  if (wave) wave->close();

  read_counts(outcome, platform, program.parts.size());
  read_layers(outcome, platform, tracker, program);
  outcome.probes = probes.take();
  read_firmware(outcome, options.firmware, result, system.host);
  if (const auto broken = broken_invariants(outcome, least_read_bytes(program)); !broken.empty())
    throw SimulationFault(fmt::format("the model contradicts itself: {}", fmt::join(broken, "; ")));
  name_outputs(outcome, program.host, std::move(result.outputs));
  if (options.check) {
    progress.show("checking against the reference executor");
    check(outcome, options, model, inputs);
  }
  return outcome;
}

}  // namespace tessera::sim
