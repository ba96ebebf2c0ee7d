// SPDX-License-Identifier: Apache-2.0
#include "workloads/compiler/compile.h"

#include "workloads/compiler/buffers.h"
#include "workloads/compiler/host_graph.h"
#include "workloads/compiler/lower_job.h"
#include "workloads/compiler/lowering.h"
#include "workloads/compiler/narrow_plan.h"
#include "workloads/compiler/parameter_shape.h"
#include "workloads/compiler/part_emitter.h"
#include "workloads/compiler/partition.h"
#include "workloads/compiler/stripes.h"
#include "workloads/error.h"
#include "workloads/program/check.h"
#include "workloads/reference/rule_evidence.h"

#include <boost/crc.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace tessera::workloads {
namespace {

/// Groups of a tile's own weights that its two slots take before the first one is computed.
constexpr std::int64_t kGroupsInFlight = 2;
/// CRC-64 of ECMA-182 names a set of cached parameters.
constexpr std::uint64_t kCrc64 = 0x42f0e1eba9ea3693;

/// Tensors of a part that others read: the control core's operators, other parts, the network.
std::vector<TensorIndex> outputs_of(const Graph& graph, const std::vector<std::size_t>& part) {
  const auto inside = [&](std::size_t index) {
    return std::binary_search(part.begin(), part.end(), index);
  };
  std::vector<TensorIndex> outputs;
  for (const std::size_t index : part) {
    for (const TensorIndex tensor : graph.operators[index].outputs) {
      bool read =
          std::find(graph.outputs.begin(), graph.outputs.end(), tensor) != graph.outputs.end();
      for (std::size_t reader = 0; reader < graph.operators.size() && !read; ++reader) {
        const auto& inputs = graph.operators[reader].inputs;
        read = !inside(reader) && std::find(inputs.begin(), inputs.end(), tensor) != inputs.end();
      }
      if (read) outputs.push_back(tensor);
    }
  }
  return outputs;
}

/// Jobs of all parts as they share the wide memories.
struct Jobs {
  explicit Jobs(const std::vector<PartPlan>& plans) {
    for (const PartPlan& plan : plans) {
      first.push_back(jobs.size());
      for (const MacJob* job : jobs_of(plan)) jobs.push_back(job);
      for (std::string& name : job_names_of(plan)) names.push_back(std::move(name));
      for (const auto& source : job_sources_of(plan)) sources.push_back(source);
    }
  }
  std::vector<std::size_t> first;
  std::vector<const MacJob*> jobs;
  std::vector<std::string> names;
  std::vector<std::optional<std::size_t>> sources;  // operators
};

/// Also of the operators that stay on the control core: better now than when a step runs.
void require_constants(const Graph& graph, const CompileOptions& options) {
  require_rule_of_mode(graph.source, options.rule, options.mode);
  Values values(graph);
  for (std::size_t i = 0; i < graph.operators.size(); ++i) {
    const Context at(graph, i, {.rule = options.rule, .mode = options.mode}, values);
    if (const auto reason = without_evidence(at))
      throw UnsupportedError(
          graph.source, fmt::format("{} ({})", layer_name(graph, i), graph.describe(i)), *reason);
  }
}

/// A part that does not fit the narrow memories, and the operators whose tensors are in the way,
/// the largest first.
struct TooLarge {
  UnsupportedError error;
  std::vector<std::size_t> operators;
};

class Compilation {
 public:
  Compilation(const StripedNetwork& network, const spec::SystemConfig& system,
              const CompileOptions& options)
      : graph_(network.graph()),
        system_(system),
        machine_(system),
        options_(options),
        constants_(graph_),
        partition_(partition(graph_, machine_, options, constants_, network.cuts())) {}

  Program run(CompileReport* report) {
    lower();
    const Jobs jobs(plans_);
    const WidePlan wide(machine_, jobs.jobs, jobs.names);
    Program program = assemble(jobs, wide);
    check(program);
    if (report != nullptr) fill(*report, program);
    return program;
  }

 private:
  /// The most generous shape with which the parameters stay in the tiles, or what leaves the least
  /// to the host: more frugal shapes leave no more to it.
  void lower() {
    const std::vector<ParameterShape> shapes = parameter_shapes(machine_, options_);
    if (!streams(shapes.front())) return;
    std::size_t low = 1;
    for (std::size_t high = shapes.size(); low < high;) {
      const std::size_t middle = (low + high) / 2;
      if (streams(shapes[middle]))
        low = middle + 1;
      else
        high = middle;
    }
    if (low < shapes.size()) spare_early_operators(shapes[low - 1], shapes[low]);
    if (lowered_ != choice_) lower(choice_);
  }

  /// Many layers alike change their form at one price: only as many of the last ones as must.
  void spare_early_operators(const ParameterShape& generous, const ParameterShape& frugal) {
    if (generous.slot_rows != frugal.slot_rows) return;
    ParameterShape mixed = frugal;
    mixed.early_price = generous.byte_price;
    std::size_t low = 0;  // fits
    for (std::size_t high = graph_.operators.size(); high - low > 1;) {
      mixed.dear_from = (low + high) / 2;
      (streams(mixed) ? high : low) = mixed.dear_from;
    }
  }

  /// Remembers what leaves the least to the host, of several the most generous one.
  bool streams(const ParameterShape& shape) {
    lower(shape);
    lowered_ = shape;
    const std::int64_t rows = streamed_rows();
    const bool generous =
        shape.byte_price < choice_.byte_price ||
        (shape.byte_price == choice_.byte_price && shape.dear_from > choice_.dear_from);
    if (rows < least_streamed_ || (rows == least_streamed_ && generous)) choice_ = shape;
    least_streamed_ = std::min(least_streamed_, rows);
    return rows > 0;
  }

  /// Weights that were to stay in the tiles and find no room come from the host, then their ring
  /// buffers may drive out others.
  void lower(const ParameterShape& shape) {
    streamed_.clear();
    for (;;) {
      plans_.clear();
      for (const auto& part : partition_.parts) plans_.push_back(lower_part(part, shape));
      const Jobs jobs(plans_);
      const WidePlan wide(machine_, jobs.jobs, jobs.names);
      if (wide.without_room().empty()) return;
      for (const std::size_t job : wide.without_room()) {
        // The infeed would wait for a tile's third group before it gives others their first.
        const std::int64_t groups = jobs.jobs[job]->parameters.fills();
        if (groups > kGroupsInFlight)
          throw UnsupportedError(
              machine_.system_name, jobs.names[job],
              fmt::format("weights that are to stay in the tiles find no room, and {} groups of "
                          "outputs per tile are more than the {} that can be streamed",
                          groups, kGroupsInFlight));
        streamed_.insert(jobs.sources[job].value());
      }
    }
  }

  /// Wide rows that come from the host in each inference.
  [[nodiscard]] std::int64_t streamed_rows() const {
    const Jobs jobs(plans_);
    const WidePlan wide(machine_, jobs.jobs, jobs.names);
    std::int64_t rows = 0;
    for (std::size_t i = 0; i < jobs.jobs.size(); ++i)
      if (wide.place(i).source == JobPlace::Source::kHost)
        rows += host_bytes(machine_, *jobs.jobs[i]) / machine_.row_bytes;
    return rows;
  }

  /// Layers that do not fit the narrow memory are cut into slices of channels until they do.
  PartPlan lower_part(const std::vector<std::size_t>& part, const ParameterShape& shape) {
    for (;;) {
      PartPlan plan = Lowering(graph_, machine_, options_, constants_, shape, slices_, streamed_)
                          .build(part, outputs_of(graph_, part));
      const std::optional<PlacementProblem> problem = place_tensors(machine_, plan);
      if (!problem) return plan;
      if (!slice_more(part, plan, plan.tensors.at(problem->tensor)))
        throw TooLarge{
            UnsupportedError(graph_.source, plan.tensors.at(problem->tensor).name, problem->text),
            makers_beside(plan, plan.tensors.at(problem->tensor))};
    }
  }

  /// Operators that make what lies in the memories together with `tensor`.
  [[nodiscard]] std::vector<std::size_t> makers_beside(const PartPlan& plan,
                                                       const TileTensor& tensor) const {
    std::vector<const TileTensor*> beside;
    for (const TileTensor& other : plan.tensors)
      if (other.first_step <= tensor.last_step && tensor.first_step <= other.last_step)
        beside.push_back(&other);
    std::stable_sort(beside.begin(), beside.end(), [&](const TileTensor* a, const TileTensor* b) {
      return a->bytes(machine_.row_bytes) > b->bytes(machine_.row_bytes);
    });
    std::vector<std::size_t> makers;
    for (const TileTensor* each : beside)
      if (const auto& maker = plan.steps.at(each->first_step).source) makers.push_back(*maker);
    return makers;
  }

  /// Cuts the largest tensor that can be cut among those needed together with `tensor`.
  bool slice_more(const std::vector<std::size_t>& part, const PartPlan& plan,
                  const TileTensor& tensor) {
    std::int64_t largest = 0;
    std::size_t maker = 0;
    for (const std::size_t index : part) {
      const std::int64_t slices = slices_.contains(index) ? slices_.at(index) : 1;
      if (2 * slices > most_slices(graph_, machine_, part, slices_, index)) continue;
      for (const TileTensor& other : plan.tensors) {
        const bool together =
            other.first_step <= tensor.last_step && tensor.first_step <= other.last_step;
        const std::int64_t bytes = other.bytes(machine_.row_bytes);
        if (!together || bytes <= largest || other.maker != index) continue;
        largest = bytes;
        maker = index;
      }
    }
    if (largest == 0) return false;
    slices_[maker] = slices_.contains(maker) ? 2 * slices_[maker] : 2;
    return true;
  }

  Program assemble(const Jobs& jobs, const WidePlan& wide) {
    Program program;
    program.source = graph_.source;
    program.model_name = graph_.name;
    program.compiler_version = "tessera";
    program.target = {system_.name, machine_.config.name, machine_.config.encoding};
    program.requant = options_.mode;
    program.rule = options_.rule;
    HostGraph host = make_host_graph(graph_, partition_, plans_);
    program.caching = emit_caching(machine_, wide);
    std::uint64_t token = 0;
    if (program.caching) {
      boost::crc_optimal<64, kCrc64> crc;
      crc.process_bytes(program.caching->parameters.data(), program.caching->parameters.size());
      token = std::max<std::uint64_t>(crc.checksum(), 1);
      program.caching->caching_token = token;
    }
    for (std::size_t p = 0; p < plans_.size(); ++p) {
      CompiledPart& part = program.parts.emplace_back();
      part.custom_operator = host.custom_operators[p];
      for (const PartTensor& input : plans_[p].inputs) {
        part.inputs.push_back(device_input(graph_, input.tensor));
        part.input_tensors.push_back(renumbered(host, input.tensor));
      }
      for (const PartTensor& output : plans_[p].outputs) {
        part.outputs.push_back(
            device_output(graph_, machine_, output.tensor, plans_[p].tensors.at(output.tensor_id)));
        part.output_tensors.push_back(renumbered(host, output.tensor));
      }
      PartPrograms programs =
          emit_part(machine_, plans_[p], wide, jobs.first[p], p, part.inputs, part.outputs);
      part.execution = std::move(programs.execution);
      if (program.caching) {
        part.execution.kind = ExecutableKind::kExecutionOnly;
        part.execution.caching_token = token;
      }
      program.layers.insert(program.layers.end(), programs.layers.begin(), programs.layers.end());
    }
    program.host = std::move(host.graph);
    return program;
  }

  [[nodiscard]] static TensorIndex renumbered(const HostGraph& host, TensorIndex tensor) {
    return host.renumbered.at(static_cast<std::size_t>(tensor));
  }

  void fill(CompileReport& report, const Program& program) const {
    report = {};
    report.on_host = partition_.reasons;
    if (program.caching) report.cached_bytes = program.caching->parameters.size();
    for (const CompiledPart& part : program.parts) {
      report.streamed_bytes += part.execution.parameters.size();
      for (const Bitstream& bitstream : part.execution.bitstreams)
        report.instruction_bytes += bitstream.bytes.size();
    }
    for (const PartPlan& plan : plans_)
      report.narrow_bytes =
          std::max(report.narrow_bytes, static_cast<std::uint64_t>(plan.narrow_bytes));
  }

  const Graph& graph_;
  const spec::SystemConfig& system_;
  Machine machine_;
  CompileOptions options_;
  Values constants_;
  Partition partition_;
  std::vector<PartPlan> plans_;
  Slices slices_;
  Streamed streamed_;
  ParameterShape lowered_;
  ParameterShape choice_;
  std::int64_t least_streamed_ = std::numeric_limits<std::int64_t>::max();
};

}  // namespace

Program compile(const Graph& graph, const spec::SystemConfig& system, const CompileOptions& options,
                CompileReport* report) {
  require_constants(graph, options);
  const Machine machine(system);
  StripedNetwork network(graph, machine);
  for (;;) {
    try {
      return Compilation(network, system, options).run(report);
    } catch (const TooLarge& problem) {
      const bool smaller =
          std::any_of(problem.operators.begin(), problem.operators.end(),
                      [&](std::size_t index) { return network.split_more(index); });
      if (!smaller) throw problem.error;
    }
  }
}

}  // namespace tessera::workloads
