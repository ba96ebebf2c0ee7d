// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/commands.h"
#include "sim/result/files.h"
#include "sim/validate/validation_report.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>

namespace tessera::sim {
namespace {

struct ValidateJob {
  ValidationOptions options;
  std::string rows = published_rows_file();
  std::optional<std::string> json;
  std::optional<std::string> markdown;
};

std::string today() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  return fmt::format("{:%Y-%m-%d}", fmt::gmtime(now));
}

int validate(const ValidateJob& job) {
  const std::vector<ValidatedRow> rows = validate_rows(read_published_rows(job.rows), job.options);
  if (job.json != "-" && job.markdown != "-") fmt::print("{}", validation_text(rows));
  if (job.json) write_text(*job.json, validation_json(rows).dump(2) + "\n");
  if (job.markdown) write_text(*job.markdown, validation_markdown(rows, today()));
  return std::ranges::any_of(rows, &ValidatedRow::fault) ? kExitFault : kExitDone;
}

}  // namespace

void add_validate_command(CLI::App& app, Action& action) {
  auto job = std::make_shared<ValidateJob>();
  CLI::App* command =
      app.add_subcommand("validate", "Published latencies against the model, one row each");
  command->add_option("--rows", job->rows, "JSON list of published latencies")
      ->capture_default_str();
  command->add_option("--programs", job->options.programs_folder,
                      "Folder with *_edgetpu.tflite of Google's compiler, run where a row has one");
  command->add_option("--device", job->options.device, "Only rows whose device contains this");
  command->add_option("--model", job->options.model, "Only rows whose model contains this");
  command->add_option("--jobs", job->options.jobs, "Simulations at the same time")
      ->check(CLI::Range(1U, 256U))
      ->capture_default_str();
  command->add_option("--json", job->json, "Write rows and summary as JSON, or - for stdout");
  command->add_option("--markdown", job->markdown, "Write the page of sim/doc, or - for stdout");
  command->callback([job, &action] { action = [job] { return validate(*job); }; });
}

}  // namespace tessera::sim
