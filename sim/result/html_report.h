// SPDX-License-Identifier: Apache-2.0
// A result as one page for the browser, without anything to load from elsewhere.
#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace tessera::sim {

/// The page for a result of schema tessera.result/1: summary, where the time went, every layer on
/// the time axis, every unit's busy and waiting cycles. The result itself is inside the page, in a
/// script element of type application/json with id "result".
[[nodiscard]] std::string to_html(const nlohmann::ordered_json& result);

}  // namespace tessera::sim
