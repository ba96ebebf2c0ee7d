// SPDX-License-Identifier: Apache-2.0
#include "sim/run/model.h"

#include "workloads/error.h"
#include "workloads/import/edgetpu_package.h"
#include "workloads/import/tflite.h"
#include "workloads/program/tpx.h"
#include "workloads/zoo/zoo.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <string_view>

namespace tessera::sim {
namespace {

using Clock = std::chrono::steady_clock;
using workloads::Graph;
using workloads::Program;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

constexpr std::string_view kNetworkSuffix = ".tflite";

/// What is neither a file we read nor looks like another file is the name of a network.
bool is_zoo_name(const std::string& model) {
  return !model.ends_with(kNetworkSuffix) && !model.ends_with(workloads::kTpxSuffix) &&
         model.find_first_of("/\\") == std::string::npos && !std::filesystem::exists(model);
}

bool is_compiled(const Graph& graph) {
  return std::ranges::any_of(graph.operators, [](const workloads::Operator& op) {
    return std::holds_alternative<workloads::EdgetpuCustomOp>(op.options);
  });
}

void refuse_other_suffix(const std::string& model) {
  const std::string suffix = std::filesystem::path(model).extension().string();
  if (suffix != kNetworkSuffix)
    throw workloads::UsageError(
        fmt::format("{}: suffix '{}', allowed .tflite, .tpx, or the name of a network "
                    "(`tessera list models`)",
                    model, suffix));
}

/// Google's programs are f32, for the chip's encoding.
void require_fit(const Model& model, const ModelOptions& options,
                 const spec::SystemConfig& system) {
  const Program& program = model.program;
  const spec::AcceleratorConfig& accelerator = system.accelerators.at(0);
  if (program.target.encoding != accelerator.encoding)
    throw workloads::UsageError(
        fmt::format("{}: a program in {} encoding, system '{}' has {} encoding", options.model,
                    spec::to_string(program.target.encoding), system.name,
                    spec::to_string(accelerator.encoding)));
  if (!program.target.accelerator.empty() && program.target.accelerator != accelerator.name)
    throw workloads::UsageError(fmt::format(
        "{}: compiled for accelerator '{}' of '{}', '{}' has '{}'", options.model,
        program.target.accelerator, program.target.system, system.name, accelerator.name));
  if (options.requant && *options.requant != program.requant)
    throw workloads::UsageError(fmt::format("{}: --requant {}, the program was compiled for {}",
                                            options.model, requant_name(*options.requant),
                                            requant_name(program.requant)));
}

Model compiled(const ModelOptions& options, const spec::SystemConfig& system, Graph network,
               Progress& progress) {
  progress.show("compiling");
  Model model;
  const auto start = Clock::now();
  model.program = workloads::compile(
      network, system, {options.requant.value_or(func::RequantMode::kF32), options.rule},
      &model.report);
  model.compile_s = seconds_since(start);
  model.network = std::move(network);
  return model;
}

Model read(const ModelOptions& options, const spec::SystemConfig& system, Progress& progress) {
  const std::string& file = options.model;
  const auto start = Clock::now();
  Model model;
  double read_s = 0;
  if (is_zoo_name(file)) {
    progress.show("building the network");
    Graph network = workloads::build_zoo_model(file);
    read_s = seconds_since(start);
    model = compiled(options, system, std::move(network), progress);
  } else if (file.ends_with(workloads::kTpxSuffix)) {
    model.program = workloads::read_tpx(file);
    read_s = seconds_since(start);
  } else {
    refuse_other_suffix(file);
    const workloads::Bytes bytes = workloads::read_file(file);
    Graph network = workloads::import_tflite(file, bytes);
    if (is_compiled(network)) model.program = workloads::import_edgetpu_package(file, bytes);
    read_s = seconds_since(start);
    if (!is_compiled(network)) model = compiled(options, system, std::move(network), progress);
  }
  model.read_s = read_s;
  return model;
}

}  // namespace

Graph load_network(const std::string& model) {
  if (is_zoo_name(model)) return workloads::build_zoo_model(model);
  refuse_other_suffix(model);
  Graph graph = workloads::import_tflite(model);
  if (is_compiled(graph))
    throw workloads::UsageError(
        fmt::format("{}: compiled by Google's compiler; an uncompiled network is needed", model));
  return graph;
}

Model load_model(const ModelOptions& options, const spec::SystemConfig& system,
                 Progress& progress) {
  Model model = read(options, system, progress);
  model.name = std::filesystem::path(options.model).filename().string();
  require_fit(model, options, system);
  return model;
}

const char* requant_name(func::RequantMode mode) {
  switch (mode) {
    case func::RequantMode::kF32:
      return "f32";
    case func::RequantMode::kSingle:
      return "single";
    case func::RequantMode::kDouble:
      return "double";
  }
  return "";
}

}  // namespace tessera::sim
