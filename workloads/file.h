// SPDX-License-Identifier: Apache-2.0
// Whole files as bytes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace tessera::workloads {

using Bytes = std::vector<std::uint8_t>;

/// Reads a whole file of at most 1 GiB; throws `Error` naming the file if it cannot.
[[nodiscard]] Bytes read_file(const std::string& path);

}  // namespace tessera::workloads
