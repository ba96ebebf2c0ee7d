// SPDX-License-Identifier: Apache-2.0
#include "workloads/error.h"
#include "workloads/input/image.h"

#include <cctype>

namespace tessera::workloads {
namespace {

constexpr std::int32_t kMaxSide = 16384;

/// The numbers of the header: white space and comments between them.
class Header {
 public:
  Header(std::string_view file, std::span<const std::uint8_t> bytes) : file_(file), bytes_(bytes) {}

  std::int32_t number(const char* what) {
    skip_space();
    const std::size_t start = at_;
    std::int32_t value = 0;
    while (at_ < bytes_.size() && std::isdigit(bytes_[at_]) != 0 && value <= kMaxSide * 10)
      value = value * 10 + (bytes_[at_++] - '0');
    if (at_ == start) throw FormatError(file_, what, at_, "not a number");
    return value;
  }
  [[nodiscard]] std::size_t at() const { return at_; }
  void skip(std::size_t count) { at_ += count; }

 private:
  void skip_space() {
    while (at_ < bytes_.size()) {
      if (bytes_[at_] == '#')
        while (at_ < bytes_.size() && bytes_[at_] != '\n') ++at_;
      else if (std::isspace(bytes_[at_]) != 0)
        ++at_;
      else
        return;
    }
  }

  std::string_view file_;
  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
};

}  // namespace

Image read_pnm(std::string_view file, std::span<const std::uint8_t> bytes) {
  if (bytes.size() < 2 || bytes[0] != 'P' || (bytes[1] != '5' && bytes[1] != '6'))
    throw UnsupportedError(file, "header", "only binary PGM (P5) and PPM (P6) are supported");
  Image image;
  image.channels = bytes[1] == '6' ? 3 : 1;
  Header header(file, bytes);
  header.skip(2);
  image.width = header.number("width");
  image.height = header.number("height");
  if (image.width < 1 || image.height < 1 || image.width > kMaxSide || image.height > kMaxSide)
    throw FormatError(
        file, "size", header.at(),
        fmt::format("{} x {}, allowed are 1 to {} each", image.width, image.height, kMaxSide));
  if (const std::int32_t largest = header.number("largest value"); largest != 255)
    throw UnsupportedError(file, "largest value",
                           fmt::format("{} found, only 255 is supported", largest));
  header.skip(1);  // the single white space before the pixels
  const std::size_t size = static_cast<std::size_t>(image.width) *
                           static_cast<std::size_t>(image.height) *
                           static_cast<std::size_t>(image.channels);
  if (header.at() > bytes.size() || bytes.size() - header.at() < size)
    throw FormatError(file, "pixels", header.at(), fmt::format("{} bytes are needed", size));
  const auto pixels = bytes.subspan(header.at(), size);
  image.pixels.assign(pixels.begin(), pixels.end());
  return image;
}

}  // namespace tessera::workloads
