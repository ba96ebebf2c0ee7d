// SPDX-License-Identifier: Apache-2.0
#include "sim/validate/error_summary.h"

#include <algorithm>
#include <cmath>

namespace tessera::sim {
namespace {

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

ErrorSummary summary_of(const std::string& name, RowUse use,
                        const std::vector<const ValidatedRow*>& rows) {
  ErrorSummary summary;
  summary.name = name;
  summary.use = use;
  summary.rows = rows.size();
  std::vector<double> errors;
  for (const ValidatedRow* row : rows) {
    if (!row->modelled_ms) continue;
    errors.push_back(std::abs(row->error()));
    if (std::abs(row->error()) >= std::abs(summary.worst_error)) {
      summary.worst_error = row->error();
      summary.worst_model = row->published.model;
    }
  }
  summary.modelled = errors.size();
  summary.median_absolute_error = median(std::move(errors));
  return summary;
}

template <class NameOf>
std::vector<ErrorSummary> summarize(const std::vector<ValidatedRow>& rows, NameOf name_of) {
  std::vector<std::string> names;
  for (const ValidatedRow& row : rows)
    if (const std::string name = name_of(row);
        !name.empty() && std::ranges::find(names, name) == names.end())
      names.push_back(name);
  std::vector<ErrorSummary> summaries;
  for (const std::string& name : names)
    for (const RowUse use : {RowUse::kFit, RowUse::kBlind}) {
      std::vector<const ValidatedRow*> chosen;
      for (const ValidatedRow& row : rows)
        if (row.published.use == use && name_of(row) == name) chosen.push_back(&row);
      if (!chosen.empty()) summaries.push_back(summary_of(name, use, chosen));
    }
  return summaries;
}

}  // namespace

std::vector<ErrorSummary> summarize_families(const std::vector<ValidatedRow>& rows) {
  return summarize(rows, [](const ValidatedRow& row) { return row.family; });
}

std::vector<ErrorSummary> summarize_devices(const std::vector<ValidatedRow>& rows) {
  return summarize(rows, [](const ValidatedRow& row) { return row.published.device; });
}

}  // namespace tessera::sim
