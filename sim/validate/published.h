// SPDX-License-Identifier: Apache-2.0
// Latencies of real Edge TPUs that others have published.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tessera::sim {

/// May a row be used to choose parameters, or only to report the error?
enum class RowUse : std::uint8_t { kFit, kBlind };

[[nodiscard]] const char* row_use_name(RowUse use);

struct PublishedRow {
  std::string model;   // as the source calls it
  std::string device;  // with host, clock and driver where the source tells them
  std::string input;   // as printed; empty: not said
  std::string note;
  std::string source;
  double latency_ms = 0;
  RowUse use{};
};

/// The rows that come with the program (published_latency.json).
[[nodiscard]] std::string published_rows_file();

/// A JSON list of objects {model, device, latency_ms, use: fit|blind, source, input?, note?}.
/// Throws workloads::UsageError naming file, row and key for anything else.
[[nodiscard]] std::vector<PublishedRow> read_published_rows(const std::string& path);

}  // namespace tessera::sim
