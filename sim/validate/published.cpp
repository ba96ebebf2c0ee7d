// SPDX-License-Identifier: Apache-2.0
#include "sim/validate/published.h"

#include "workloads/error.h"
#include "workloads/file.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tessera::sim {
namespace {

using nlohmann::json;

/// One row of the file, for errors.
struct Place {
  const std::string& file;
  std::size_t row;

  [[noreturn]] void fail(const std::string& what) const {
    throw workloads::UsageError(fmt::format("{}: row {}: {}", file, row, what));
  }
};

std::string text(const json& row, const char* key, const Place& place, bool required) {
  const auto found = row.find(key);
  if (found == row.end() && !required) return "";
  if (found == row.end()) place.fail(fmt::format("no '{}'", key));
  if (!found->is_string())
    place.fail(fmt::format("'{}' is {}, a text is expected", key, found->dump()));
  return found->get<std::string>();
}

RowUse use_of(const json& row, const Place& place) {
  const std::string use = text(row, "use", place, true);
  if (use == "fit") return RowUse::kFit;
  if (use == "blind") return RowUse::kBlind;
  place.fail(fmt::format("use '{}', allowed fit, blind", use));
}

double latency_of(const json& row, const Place& place) {
  const auto found = row.find("latency_ms");
  if (found == row.end() || !found->is_number() || !(found->get<double>() > 0))
    place.fail(fmt::format("'latency_ms' is {}, a number above 0 is expected",
                           found == row.end() ? "missing" : found->dump()));
  return found->get<double>();
}

}  // namespace

const char* row_use_name(RowUse use) { return use == RowUse::kFit ? "fit" : "blind"; }

std::string published_rows_file() { return TESSERA_VALIDATE_DIR "/published_latency.json"; }

std::vector<PublishedRow> read_published_rows(const std::string& path) {
  const workloads::Bytes bytes = workloads::read_file(path);
  const json list = json::parse(bytes.begin(), bytes.end(), nullptr, false);
  if (list.is_discarded() || !list.is_array())
    throw workloads::UsageError(fmt::format("{}: not a JSON list of rows", path));
  std::vector<PublishedRow> rows;
  for (const json& row : list) {
    const Place place{path, rows.size()};
    if (!row.is_object()) place.fail(fmt::format("{}, an object is expected", row.dump()));
    rows.push_back({.model = text(row, "model", place, true),
                    .device = text(row, "device", place, true),
                    .input = text(row, "input", place, false),
                    .note = text(row, "note", place, false),
                    .source = text(row, "source", place, true),
                    .latency_ms = latency_of(row, place),
                    .use = use_of(row, place)});
  }
  return rows;
}

}  // namespace tessera::sim
