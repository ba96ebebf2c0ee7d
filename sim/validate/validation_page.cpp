// SPDX-License-Identifier: Apache-2.0
// The Markdown page of sim/doc.
#include "hw/spec/system_loader.h"
#include "sim/validate/error_summary.h"
#include "sim/validate/validation_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace tessera::sim {
namespace {

constexpr const char* kHead = R"(<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- Made by `tessera validate --markdown`; do not edit. -->
# Published latencies against the model

Made on {}. Each row is a latency that others measured on a real Edge TPU, beside what the model says
for the same network: `control.call_us` of a run of the timing engine with cached parameters
([result.md](result.md)). The error is (modelled - published) / published. `fit` rows were used to choose
parameters, `blind` rows were not, but for two that were looked at while `pixel8` was chosen (its file
names them); overheads of the Pixels were fitted again, to the `fit` rows alone, when all rows had
been seen. `google`: the program is the one that Google's compiler made;
`tessera`: this project's compiler made it, so a difference may be the compilers'. Networks come from
tables with generated weights, which latency does not depend on.
Rows that miss by more than a quarter: [validation_misses.md](validation_misses.md).

)";

/// Text of others inside a table: no cell ends early, no line breaks.
std::string cell(const std::string& text) {
  std::string safe;
  for (const char each : text) {
    if (each == '|') safe += '\\';
    safe += each == '\n' ? ' ' : each;
  }
  return safe;
}

std::string percent(double fraction) { return fmt::format("{:+.1f} %", 100 * fraction); }

std::string summary_table(const std::string& title, const std::vector<ErrorSummary>& summaries) {
  std::string text = fmt::format(
      "| {} | use | rows | modelled | median absolute error | worst |\n|---|---|---|---|---|---|\n",
      title);
  for (const ErrorSummary& each : summaries)
    text += each.modelled == 0 ? fmt::format("| {} | {} | {} | 0 | - | - |\n", cell(each.name),
                                             row_use_name(each.use), each.rows)
                               : fmt::format("| {} | {} | {} | {} | {:.1f} % | {} ({}) |\n",
                                             cell(each.name), row_use_name(each.use), each.rows,
                                             each.modelled, 100 * each.median_absolute_error,
                                             percent(each.worst_error), cell(each.worst_model));
  return text + "\n";
}

std::string row_table(const std::vector<ValidatedRow>& rows) {
  std::string text =
      "| model | device | use | published ms | modelled ms | error | program | network, system |\n"
      "|---|---|---|---|---|---|---|---|\n";
  for (const ValidatedRow& row : rows) {
    if (!row.modelled_ms) continue;
    text += fmt::format("| {} | {} | {} | {:.3f} | {:.3f} | {} | {} | `{}` on `{}`{} |\n",
                        cell(row.published.model), cell(row.published.device),
                        row_use_name(row.published.use), row.published.latency_ms, *row.modelled_ms,
                        percent(row.error()), program_origin_name(row.program), row.network_name(),
                        row.system, row.remark.empty() ? "" : "; " + cell(row.remark));
  }
  return text + "\n";
}

std::string missing_table(const std::vector<ValidatedRow>& rows) {
  std::string text = "| model | device | use | published ms | why |\n|---|---|---|---|---|\n";
  for (const ValidatedRow& row : rows)
    if (!row.modelled_ms)
      text += fmt::format("| {} | {} | {} | {:.3f} | {} |\n", cell(row.published.model),
                          cell(row.published.device), row_use_name(row.published.use),
                          row.published.latency_ms, cell(row.remark));
  return text + "\n";
}

/// What was fitted, by file that states it: systems that extend it share it.
std::string fitted_table(const std::vector<ValidatedRow>& rows) {
  std::vector<std::string> lines;
  for (const ValidatedRow& row : rows) {
    if (row.system.empty() || !row.modelled_ms) continue;
    const spec::SystemConfig system = spec::load_system(row.system);
    for (const spec::EffectiveParameter& each : spec::effective_parameters(system)) {
      if (each.confidence != spec::Confidence::kFitted) continue;
      const std::string file =
          std::filesystem::path(system.provenance.at(each.path).file).filename().string();
      const std::string line = fmt::format("| `{}` | {} | {} {} | {} |\n", each.path, file,
                                           each.value, each.unit, cell(each.source));
      if (std::ranges::find(lines, line) == lines.end()) lines.push_back(line);
    }
  }
  std::string text = "| parameter | file | value | what pinned it |\n|---|---|---|---|\n";
  for (const std::string& line : lines) text += line;
  return text + "\n";
}

}  // namespace

std::string validation_markdown(const std::vector<ValidatedRow>& rows, const std::string& date) {
  return fmt::format(fmt::runtime(kHead), date) +
         summary_table("family", summarize_families(rows)) + "## Fitted parameters\n\n" +
         fitted_table(rows) + "## By device\n\n" +
         summary_table("device", summarize_devices(rows)) + "## Rows\n\n" + row_table(rows) +
         "## Rows without a figure\n\n" + missing_table(rows);
}

}  // namespace tessera::sim
