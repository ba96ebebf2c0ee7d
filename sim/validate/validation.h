// SPDX-License-Identifier: Apache-2.0
// Published latencies against the model, row by row.
#pragma once

#include "sim/validate/published.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tessera::sim {

/// Whose compiler made the program that the model ran.
enum class ProgramOrigin : std::uint8_t { kTessera, kGoogle };

[[nodiscard]] const char* program_origin_name(ProgramOrigin origin);

struct ValidatedRow {
  PublishedRow published;
  std::string system;   // that stands for the device; empty: none does
  std::string family;   // of the device; empty like the system
  std::string network;  // zoo name or file; empty: no definition
  ProgramOrigin program = ProgramOrigin::kTessera;
  std::optional<double> modelled_ms;
  std::string remark;  // why there is no figure, or what differs from what was measured
  bool fault = false;  // no figure because the simulation broke off

  /// Of the zoo, or of the file without its folder.
  [[nodiscard]] std::string network_name() const {
    return std::filesystem::path(network).filename().string();
  }
  /// (modelled - published) / published.
  [[nodiscard]] double error() const { return *modelled_ms / published.latency_ms - 1; }
};

/// Where the checkout expects them (TESSERA_SHARED_DIR at build time); the folder may not exist.
[[nodiscard]] std::string google_programs_folder();

struct ValidationOptions {
  /// Folder with programs of Google's compiler, which are run where a row has one; rows without
  /// take ours. Empty or absent: ours everywhere.
  std::string programs_folder = google_programs_folder();
  std::string device;  // only rows whose device contains this
  std::string model;   // only rows whose model contains this
  unsigned jobs = 2;   // simulations at the same time
};

/// Every row, in the order of the file; rows that cannot be modelled say why. The figure is
/// `control.call_us` of a run of the timing engine (sim/doc/result.md). To be called before
/// anything has been elaborated.
[[nodiscard]] std::vector<ValidatedRow> validate_rows(const std::vector<PublishedRow>& rows,
                                                      const ValidationOptions& options);

}  // namespace tessera::sim
