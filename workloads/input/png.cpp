// SPDX-License-Identifier: Apache-2.0
#include "workloads/error.h"
#include "workloads/input/image.h"

#include <png.h>

namespace tessera::workloads {
namespace {

constexpr std::uint32_t kMaxSide = 16384;

/// Frees what libpng holds, however the reading ends.
struct PngReader {
  png_image image{};
  PngReader() { image.version = PNG_IMAGE_VERSION; }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;
  ~PngReader() { png_image_free(&image); }
};

}  // namespace

Image read_png(std::string_view file, std::span<const std::uint8_t> bytes) {
  PngReader reader;
  if (png_image_begin_read_from_memory(&reader.image, bytes.data(), bytes.size()) == 0)
    throw FormatError(file, "PNG header", 0, reader.image.message);
  if (reader.image.width > kMaxSide || reader.image.height > kMaxSide)
    throw FormatError(file, "size", 0,
                      fmt::format("{} x {}, allowed are up to {} each", reader.image.width,
                                  reader.image.height, kMaxSide));
  const bool colour = (reader.image.format & PNG_FORMAT_FLAG_COLOR) != 0;
  reader.image.format = colour ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
  Image image;
  image.width = static_cast<std::int32_t>(reader.image.width);
  image.height = static_cast<std::int32_t>(reader.image.height);
  image.channels = colour ? 3 : 1;
  image.pixels.resize(PNG_IMAGE_SIZE(reader.image));
  const png_color black{0, 0, 0};
  if (png_image_finish_read(&reader.image, &black, image.pixels.data(), 0, nullptr) == 0)
    throw FormatError(file, "PNG data", 0, reader.image.message);
  return image;
}

}  // namespace tessera::workloads
