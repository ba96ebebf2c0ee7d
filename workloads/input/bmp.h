// SPDX-License-Identifier: Apache-2.0
// Uncompressed Windows bitmaps as network input.
#pragma once

#include "workloads/file.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tessera::workloads {

/// Pixels row by row from the top, `channels` bytes each: 3 (red, green, blue) or 1 (gray).
struct Image {
  std::int32_t height = 0;
  std::int32_t width = 0;
  std::int32_t channels = 0;
  Bytes pixels;
};

/// Reads 24-bit pictures as RGB and 8-bit ones as gray (their pixel numbers; the palette must be
/// the gray ramp). Throws `FormatError` or `UnsupportedError` for anything else.
[[nodiscard]] Image read_bmp(const std::string& path);
[[nodiscard]] Image read_bmp(std::string_view file, std::span<const std::uint8_t> bytes);

/// Nearest-neighbour scaling: source row floor(y * height / new height), same for columns.
[[nodiscard]] Image resized_nearest(const Image& image, std::int32_t height, std::int32_t width);

}  // namespace tessera::workloads
