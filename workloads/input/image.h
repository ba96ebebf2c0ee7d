// SPDX-License-Identifier: Apache-2.0
// Pictures as network input, whatever their file format.
#pragma once

#include "workloads/input/bmp.h"

#include <span>
#include <string>
#include <string_view>

namespace tessera::workloads {

/// True if the file's name ends in .bmp, .png, .ppm or .pgm, in small or capital letters.
[[nodiscard]] bool is_picture(std::string_view path);

/// Reads a picture by its name's ending. Throws FormatError or UnsupportedError naming the file.
[[nodiscard]] Image read_image(const std::string& path);

/// Binary PPM (P6, colour) or PGM (P5, gray) with 8 bits per value.
[[nodiscard]] Image read_pnm(std::string_view file, std::span<const std::uint8_t> bytes);

/// PNG; gray pictures stay gray, everything else becomes RGB (palettes expanded, 16 bits reduced to
/// 8, transparency composed on black).
[[nodiscard]] Image read_png(std::string_view file, std::span<const std::uint8_t> bytes);

}  // namespace tessera::workloads
