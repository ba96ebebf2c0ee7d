// SPDX-License-Identifier: Apache-2.0
// The rows and their summary as text for a terminal, as a Markdown page and as JSON.
#pragma once

#include "sim/validate/validation.h"

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace tessera::sim {

[[nodiscard]] std::string validation_text(const std::vector<ValidatedRow>& rows);

/// A page that stands alone: summary, rows, fitted parameters of the systems used, rows without a
/// figure. `date` as YYYY-MM-DD.
[[nodiscard]] std::string validation_markdown(const std::vector<ValidatedRow>& rows,
                                              const std::string& date);

/// {schema, rows: [{model, device, use, published_ms, modelled_ms, error, program, system, network,
/// input, remark, source}], summary: {families, devices: [{name, use, rows, modelled,
/// median_absolute_error, worst_error, worst_model}]}}; what is not known is null.
[[nodiscard]] nlohmann::ordered_json validation_json(const std::vector<ValidatedRow>& rows);

}  // namespace tessera::sim
