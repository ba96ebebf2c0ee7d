// SPDX-License-Identifier: Apache-2.0
#include "workloads/compiler/part_emitter.h"

#include "workloads/compiler/halo.h"
#include "workloads/compiler/job_emitter.h"
#include "workloads/compiler/sync.h"
#include "workloads/compiler/transfer_emitter.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tessera::workloads {
namespace {

constexpr const char* kChip = "beagle";

class PartEmitter {
 public:
  PartEmitter(const Machine& machine, const PartPlan& plan, const WidePlan& wide,
              std::size_t first_job, std::size_t part, const std::vector<DeviceTensor>& inputs,
              const std::vector<DeviceTensor>& outputs)
      : machine_(machine),
        plan_(plan),
        wide_(wide),
        stream_(machine),
        jobs_(machine, wide, stream_, counters_),
        transfers_(machine, wide, stream_, counters_),
        next_job_(first_job),
        part_(part),
        inputs_(inputs),
        outputs_(outputs),
        first_job_(first_job) {}

  PartPrograms run() {
    stream_.begin();
    open_parameters();
    for (step_ = 0; step_ < plan_.steps.size(); ++step_) {
      const Step& step = plan_.steps[step_];
      stream_.enter(fmt::format("{} ({})", step.name, step.op));
      const std::uint32_t first = stream_.tile_commands();
      std::visit([&](const auto& what) { emit(what); }, step.what);
      programs_.layers.push_back(
          {step.name, step.op, part_, first, stream_.tile_commands() - first, step.macs});
    }
    stream_.enter("end");
    stream_.end();
    Executable& execution = programs_.execution;
    execution.name = fmt::format("part {}", part_);
    execution.chip = kChip;
    execution.kind = ExecutableKind::kStandAlone;
    execution.used_narrow_bytes = static_cast<std::uint32_t>(plan_.narrow_bytes);
    execution.bitstreams = stream_.finish();
    execution.parameters = std::move(streamed_);
    execution.dma_hints.push_back({InterruptHint{0}, HintDirection::kOutfeed});
    return std::move(programs_);
  }

 private:
  [[nodiscard]] const TileTensor& tensor(TileTensorId id) const { return plan_.tensors.at(id); }

  /// The stream of the parameters that did not fit the tiles, in the order of the jobs.
  void open_parameters() {
    const std::vector<const MacJob*> jobs = jobs_of(plan_);
    std::int64_t bytes = 0;
    for (std::size_t i = 0; i < jobs.size(); ++i)
      if (wide_.place(first_job_ + i).source == JobPlace::Source::kHost)
        bytes += host_bytes(machine_, *jobs[i]);
    if (bytes == 0) return;
    stream_.transfer(HostTag::kParameters, BufferKind::kParameters, "",
                     static_cast<std::uint32_t>(bytes));
    const std::int64_t slot = machine_.config.parameter_staging_bytes / 2 / kParameterUnit;
    spec::Pop pop;
    pop.staging = circular_ttu(0, bytes / kParameterUnit, slot);
    pop.signal_enable = 1;
    pop.sync[0] = wait_for(ScalarCounter::kParameterInfeed, 0, -(2 * slot - 1), 1);
    stream_.scalar(spec::Opcode::kPop, pop);
  }

  /// Starts the weights of a job on their way unless that was done ahead of time.
  void send(const MacJob& job, std::size_t number) {
    if (number < sent_) return;
    jobs_.send_weights(job, number, streamed_);
    sent_ = number + 1;
  }
  /// The next step's weights, if nothing else uses the ring's producers before it.
  void send_ahead() {
    std::size_t next = step_ + 1;
    while (next < plan_.steps.size() && std::holds_alternative<WeightsStep>(plan_.steps[next].what))
      ++next;
    if (next >= plan_.steps.size()) return;
    if (const auto* mac = std::get_if<MacStep>(&plan_.steps[next].what)) send(mac->job, next_job_);
  }

  void emit(const InputStep& input) {
    const DeviceTensor& buffer = inputs_.at(input.input);
    const auto bytes = static_cast<std::int64_t>(buffer.size_bytes);
    transfers_.restart();
    if (!input.raw) {
      transfers_.open_input(buffer.name, bytes);
      transfers_.receive_vector(tensor(input.to), bytes);
      transfers_.close_input(bytes);
      transfers_.restart();
      return;
    }
    const MacJob& first = input.copies.front();
    send(first, next_job_);
    jobs_.load_scaling(first, next_job_);
    transfers_.open_input(buffer.name, bytes);
    for (std::uint32_t row = 0; row < machine_.rows; ++row)
      transfers_.receive_rows(tensor(input.to), tensor(*input.raw), row,
                              [&](std::uint32_t tiles) { jobs_.compute(first, next_job_, tiles); });
    transfers_.close_input(bytes);
    jobs_.finish(first);
    ++next_job_;
    for (std::size_t i = 1; i < input.copies.size(); ++i) {
      MacJob job = input.copies[i];
      job.arriving = nullptr;  // everything is there by now
      // The consumer of such weights has counted the image's rows as well, tile by tile.
      if (wide_.place(next_job_).source == JobPlace::Source::kHost) transfers_.restart();
      send(job, next_job_);
      jobs_.load_scaling(job, next_job_);
      jobs_.compute(job, next_job_, machine_.all_tiles());
      jobs_.finish(job);
      ++next_job_;
    }
    transfers_.restart();
    send_ahead();
    exchange_halo(machine_, tensor(input.to), stream_);
  }

  void emit(const MacStep& mac) {
    send(mac.job, next_job_);
    jobs_.load_scaling(mac.job, next_job_);
    jobs_.compute(mac.job, next_job_, machine_.all_tiles());
    jobs_.finish(mac.job);
    ++next_job_;
    send_ahead();
    stream_.fence(unit::kOp | unit::kWideToNarrow);
    if (mac.exchange) exchange_halo(machine_, tensor(mac.to), stream_);
  }

  void emit(const GatherStep& step) { transfers_.gather(tensor(step.from), tensor(step.to)); }
  void emit(const ShareStep& step) { transfers_.share(step, tensor(step.from), tensor(step.to)); }
  void emit(const WeightsStep& step) { transfers_.stage_weights(step, tensor(step.from)); }
  void emit(const OutputStep& step) {
    transfers_.send_output(outputs_.at(step.output).name, tensor(step.from));
    // What comes next must not overwrite what is still being packed.
    if (step_ + 1 < plan_.steps.size() &&
        !std::holds_alternative<OutputStep>(plan_.steps[step_ + 1].what))
      transfers_.restart();
  }

  const Machine& machine_;
  const PartPlan& plan_;
  const WidePlan& wide_;
  CommandStream stream_;
  CounterState counters_;
  JobEmitter jobs_;
  TransferEmitter transfers_;
  PartPrograms programs_;
  Bytes streamed_;
  std::size_t step_ = 0;
  std::size_t next_job_;
  std::size_t sent_ = 0;
  std::size_t part_;
  const std::vector<DeviceTensor>& inputs_;
  const std::vector<DeviceTensor>& outputs_;
  std::size_t first_job_;
};

template <class Visit>
void for_each_job(const PartPlan& plan, Visit visit) {
  for (const Step& step : plan.steps) {
    if (const auto* input = std::get_if<InputStep>(&step.what)) {
      for (const MacJob& job : input->copies) visit(step, job);
    } else if (const auto* mac = std::get_if<MacStep>(&step.what)) {
      visit(step, mac->job);
    }
  }
}

}  // namespace

std::vector<const MacJob*> jobs_of(const PartPlan& plan) {
  std::vector<const MacJob*> jobs;
  for_each_job(plan, [&](const Step&, const MacJob& job) { jobs.push_back(&job); });
  return jobs;
}

std::vector<std::string> job_names_of(const PartPlan& plan) {
  std::vector<std::string> names;
  for_each_job(plan, [&](const Step& step, const MacJob&) {
    names.push_back(fmt::format("{} ({})", step.name, step.op));
  });
  return names;
}

std::vector<std::optional<std::size_t>> job_sources_of(const PartPlan& plan) {
  std::vector<std::optional<std::size_t>> sources;
  for_each_job(plan, [&](const Step& step, const MacJob&) { sources.push_back(step.source); });
  return sources;
}

PartPrograms emit_part(const Machine& machine, const PartPlan& plan, const WidePlan& wide,
                       std::size_t first_job, std::size_t part,
                       const std::vector<DeviceTensor>& inputs,
                       const std::vector<DeviceTensor>& outputs) {
  return PartEmitter(machine, plan, wide, first_job, part, inputs, outputs).run();
}

std::optional<Executable> emit_caching(const Machine& machine, const WidePlan& wide) {
  Executable caching;
  for (std::uint32_t t = 0; t < machine.tiles; ++t) {
    const Bytes& image = wide.tile_image(t);
    caching.parameters.insert(caching.parameters.end(), image.begin(), image.end());
  }
  if (caching.parameters.empty()) return std::nullopt;
  CommandStream stream(machine);
  stream.enter("parameter caching");
  stream.begin();
  const auto bytes = static_cast<std::int64_t>(caching.parameters.size());
  const std::int64_t slot = machine.config.parameter_staging_bytes / 2 / kParameterUnit;
  stream.transfer(HostTag::kParameters, BufferKind::kParameters, "",
                  static_cast<std::uint32_t>(bytes));
  spec::Pop pop;
  pop.staging = circular_ttu(0, bytes / kParameterUnit, slot);
  pop.signal_enable = 1;
  pop.sync[0] = wait_for(ScalarCounter::kParameterInfeed, 0, -(2 * slot - 1), 1);
  stream.scalar(spec::Opcode::kPop, pop);
  std::int64_t done = 0;
  for (std::uint32_t t = 0; t < machine.tiles; ++t) {
    const auto size = static_cast<std::int64_t>(wide.tile_image(t).size());
    if (size == 0) continue;
    spec::RingConsumer take;
    take.wide = make_ttu(0, {{size / machine.row_bytes, 1}}, 4);
    take.address_mode = 2;
    stream.tile(spec::Opcode::kRingConsumer0, take, 1U << t);
    spec::Infeed feed;
    feed.staging = circular_ttu(done, size / kParameterUnit, slot);
    feed.ring_mark = 1;
    feed.signal_enable = 1;
    feed.destinations = 1U << t;
    feed.packet_words = machine.row_words - 1;
    feed.sync[0] = wait_for(ScalarCounter::kParameterPop, 0, done + 1, 1);
    stream.scalar(spec::Opcode::kInfeed, feed);
    done += size / kParameterUnit;
  }
  stream.end();
  caching.name = "parameter caching";
  caching.chip = kChip;
  caching.kind = ExecutableKind::kParameterCaching;
  caching.bitstreams = stream.finish();
  caching.dma_hints.push_back({InterruptHint{0}, HintDirection::kOutfeed});
  return caching;
}

}  // namespace tessera::workloads
