// SPDX-License-Identifier: Apache-2.0
#include "workloads/input/bmp.h"

#include "workloads/error.h"
#include "workloads/flatbuffer/byte_view.h"

#include <fmt/format.h>

namespace tessera::workloads {
namespace {

constexpr std::int32_t kMaxSide = 16384;

// Byte offsets in the file header (14 bytes) and the information header behind it.
constexpr std::uint64_t kPixelOffset = 10;
constexpr std::uint64_t kHeaderBytes = 14;
constexpr std::uint64_t kWidth = 18;
constexpr std::uint64_t kHeight = 22;
constexpr std::uint64_t kBitsPerPixel = 28;
constexpr std::uint64_t kCompression = 30;

void check_gray_palette(const ByteView& file) {
  const std::uint64_t begin = kHeaderBytes + file.read<std::uint32_t>(kHeaderBytes, "BMP header");
  const auto pixels = file.read<std::uint32_t>(kPixelOffset, "BMP pixel offset");
  for (std::uint64_t entry = 0; entry < 256 && begin + 4 * entry + 4 <= pixels; ++entry) {
    for (std::uint64_t color = 0; color < 3; ++color) {
      if (file.read<std::uint8_t>(begin + 4 * entry + color, "BMP palette") != entry) {
        throw UnsupportedError(file.file(), fmt::format("BMP palette entry {}", entry),
                               "not the gray ramp");
      }
    }
  }
}

}  // namespace

Image read_bmp(std::string_view file, std::span<const std::uint8_t> bytes) {
  ReadBudget budget(bytes.size());
  const ByteView view(file, bytes, budget);
  if (view.slice(0, 2, "BMP identifier").text() != "BM") {
    view.fail(0, "BMP identifier", "allowed \"BM\"");
  }
  const auto width = view.read<std::int32_t>(kWidth, "BMP width");
  const auto height = view.read<std::int32_t>(kHeight, "BMP height");
  const bool bottom_up = height > 0;
  if (width < 1 || width > kMaxSide || height == 0 || height > kMaxSide || height < -kMaxSide) {
    view.fail(kWidth, "BMP size",
              fmt::format("{} by {}, allowed 1 to {}", width, height, kMaxSide));
  }
  const auto bits = view.read<std::uint16_t>(kBitsPerPixel, "BMP bits per pixel");
  const auto compression = view.read<std::uint32_t>(kCompression, "BMP compression");
  if ((bits != 24 && bits != 8) || compression != 0) {
    throw UnsupportedError(
        file, "BMP pixels",
        fmt::format("{} bits, compression {}, allowed 8 or 24 bits, 0", bits, compression));
  }
  if (bits == 8) {
    check_gray_palette(view);
  }
  Image image{bottom_up ? height : -height, width, bits / 8, {}};
  const auto row_bytes = static_cast<std::uint64_t>(width) * static_cast<std::uint64_t>(bits / 8);
  const std::uint64_t stride = (row_bytes + 3) / 4 * 4;
  const std::uint64_t pixels = view.read<std::uint32_t>(kPixelOffset, "BMP pixel offset");
  for (std::int32_t y = 0; y < image.height; ++y) {
    const auto row = static_cast<std::uint64_t>(bottom_up ? image.height - 1 - y : y);
    auto line = view.slice(pixels + row * stride, row_bytes, "BMP row").copy();
    for (std::size_t x = 0; bits == 24 && x < line.size(); x += 3) {
      std::swap(line[x], line[x + 2]);  // blue, green, red in the file
    }
    image.pixels.insert(image.pixels.end(), line.begin(), line.end());
  }
  return image;
}

Image read_bmp(const std::string& path) { return read_bmp(path, read_file(path)); }

Image resized_nearest(const Image& image, std::int32_t height, std::int32_t width) {
  Image result{height, width, image.channels, {}};
  for (std::int64_t y = 0; y < height; ++y) {
    for (std::int64_t x = 0; x < width; ++x) {
      const std::int64_t from =
          (y * image.height / height * image.width + x * image.width / width) * image.channels;
      const auto first = image.pixels.begin() + from;
      result.pixels.insert(result.pixels.end(), first, first + image.channels);
    }
  }
  return result;
}

}  // namespace tessera::workloads
