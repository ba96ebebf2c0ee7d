// SPDX-License-Identifier: Apache-2.0
// Names of TFLite's builtin operators, so that an unsupported one is refused by name.
#pragma once

#include <cstdint>
#include <string_view>

namespace tessera::workloads {

/// "HARD_SWISH" for 117; "of a later format" above ATAN2 (156).
[[nodiscard]] std::string_view builtin_operator_name(std::int32_t code);

}  // namespace tessera::workloads
