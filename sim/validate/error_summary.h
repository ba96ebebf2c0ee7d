// SPDX-License-Identifier: Apache-2.0
// How far off the model is, told per device and per family of devices.
#pragma once

#include "sim/validate/validation.h"

#include <string>
#include <vector>

namespace tessera::sim {

struct ErrorSummary {
  std::string name;  // device or family
  RowUse use{};
  std::size_t rows = 0;      // published
  std::size_t modelled = 0;  // of them with a figure
  /// Of the modelled rows; 0 without any.
  double median_absolute_error = 0;
  double worst_error = 0;  // signed, the largest by magnitude
  std::string worst_model;
};

/// One entry per family and use, in the order of the rows; then the same per device.
[[nodiscard]] std::vector<ErrorSummary> summarize_families(const std::vector<ValidatedRow>& rows);
[[nodiscard]] std::vector<ErrorSummary> summarize_devices(const std::vector<ValidatedRow>& rows);

}  // namespace tessera::sim
