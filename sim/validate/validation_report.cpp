// SPDX-License-Identifier: Apache-2.0
#include "sim/validate/validation_report.h"

#include "sim/validate/error_summary.h"

#include <fmt/format.h>

namespace tessera::sim {
namespace {

using nlohmann::ordered_json;

std::string percent(double fraction) { return fmt::format("{:+.1f}%", 100 * fraction); }

/// A terminal's row has one line; the whole report is in the JSON.
std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::string summary_line(const ErrorSummary& summary) {
  if (summary.modelled == 0)
    return fmt::format("{:<16} {:<5} {:>3} of {:>3} rows modelled\n", summary.name,
                       row_use_name(summary.use), 0, summary.rows);
  return fmt::format("{:<16} {:<5} {:>3} of {:>3} rows modelled, median {:.1f}%, worst {} ({})\n",
                     summary.name, row_use_name(summary.use), summary.modelled, summary.rows,
                     100 * summary.median_absolute_error, percent(summary.worst_error),
                     summary.worst_model);
}

std::string text_row(const ValidatedRow& row) {
  const std::string model = row.published.model.substr(0, 40);
  if (!row.modelled_ms)
    return fmt::format("{:<40} {:<24} {:<5} {:>9.3f} {:>9} {:>8} {}\n", model, row.system,
                       row_use_name(row.published.use), row.published.latency_ms, "-", "-",
                       first_line(row.remark));
  return fmt::format("{:<40} {:<24} {:<5} {:>9.3f} {:>9.3f} {:>8} {}\n", model, row.system,
                     row_use_name(row.published.use), row.published.latency_ms, *row.modelled_ms,
                     percent(row.error()), program_origin_name(row.program));
}

ordered_json summaries_json(const std::vector<ErrorSummary>& summaries) {
  ordered_json list = ordered_json::array();
  for (const ErrorSummary& each : summaries)
    list.push_back({{"name", each.name},
                    {"use", row_use_name(each.use)},
                    {"rows", each.rows},
                    {"modelled", each.modelled},
                    {"median_absolute_error", each.median_absolute_error},
                    {"worst_error", each.worst_error},
                    {"worst_model", each.worst_model}});
  return list;
}

}  // namespace

std::string validation_text(const std::vector<ValidatedRow>& rows) {
  std::string text = fmt::format("{:<40} {:<24} {:<5} {:>9} {:>9} {:>8} {}\n", "model", "system",
                                 "use", "published", "modelled", "error", "program");
  for (const ValidatedRow& row : rows) text += text_row(row);
  text += "\n";
  for (const ErrorSummary& summary : summarize_families(rows)) text += summary_line(summary);
  return text;
}

ordered_json validation_json(const std::vector<ValidatedRow>& rows) {
  ordered_json list = ordered_json::array();
  for (const ValidatedRow& row : rows) {
    ordered_json each = {{"model", row.published.model},
                         {"device", row.published.device},
                         {"use", row_use_name(row.published.use)},
                         {"published_ms", row.published.latency_ms},
                         {"modelled_ms", nullptr},
                         {"error", nullptr},
                         {"program", program_origin_name(row.program)},
                         {"system", row.system},
                         {"network", row.network_name()},
                         {"input", row.published.input},
                         {"remark", row.remark},
                         {"source", row.published.source}};
    if (row.modelled_ms) {
      each["modelled_ms"] = *row.modelled_ms;
      each["error"] = row.error();
    }
    list.push_back(std::move(each));
  }
  return {{"schema", "tessera.validation/1"},
          {"rows", std::move(list)},
          {"summary",
           {{"families", summaries_json(summarize_families(rows))},
            {"devices", summaries_json(summarize_devices(rows))}}}};
}

}  // namespace tessera::sim
