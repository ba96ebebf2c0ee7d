// SPDX-License-Identifier: Apache-2.0
#include "hw/spec/system_loader.h"
#include "sim/cli/commands.h"
#include "sim/cli/model_options.h"
#include "sim/result/files.h"
#include "sim/run/model.h"
#include "workloads/error.h"
#include "workloads/program/tpx.h"

#include <fmt/format.h>

#include <memory>

namespace tessera::sim {
namespace {

struct CompileJob {
  ModelOptions model;
  std::string system = "coral";
  std::string output;
};

int compile(const CompileJob& job) {
  if (!job.output.ends_with(workloads::kTpxSuffix))
    throw workloads::UsageError(
        fmt::format("-o {}: allowed is a name that ends in {}", job.output, workloads::kTpxSuffix));
  const spec::SystemConfig system = spec::load_system(job.system);
  Progress progress;
  const Model model = load_model(job.model, system, progress);
  const workloads::Bytes bytes = workloads::write_tpx(model.program);
  progress.clear();
  write_whole_file(job.output, bytes);
  fmt::print("{}: {} for {}, {} bytes, compiled in {:.2f} s\n", job.output, model.name, system.name,
             bytes.size(), model.compile_s);
  if (!model.network) return kExitDone;  // was compiled before
  const workloads::CompileReport& report = model.report;
  fmt::print(
      "  {} part{}, {} layers; parameters: {} bytes stay in the tiles, {} are sent in each "
      "inference\n  {} bytes of instructions, at most {} bytes of narrow memory per tile\n",
      model.program.parts.size(), model.program.parts.size() == 1 ? "" : "s",
      model.program.layers.size(), report.cached_bytes, report.streamed_bytes,
      report.instruction_bytes, report.narrow_bytes);
  for (const auto& host : report.on_host)
    fmt::print("  on the control core: {} ({}): {}\n", host.layer, host.op, host.reason);
  return kExitDone;
}

}  // namespace

void add_compile_command(CLI::App& app, Action& action) {
  auto job = std::make_shared<CompileJob>();
  CLI::App* command = app.add_subcommand("compile", "Compile a network into a program file");
  add_model_options(*command, job->model.model, job->model.requant, job->model.rule);
  command->add_option("--system", job->system, "System name (`tessera list systems`) or YAML file")
      ->capture_default_str();
  command->add_option("-o,--output", job->output, "Program file to write (.tpx)")->required();
  command->callback([job, &action] { action = [job] { return compile(*job); }; });
}

}  // namespace tessera::sim
