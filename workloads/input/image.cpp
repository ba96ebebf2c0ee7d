// SPDX-License-Identifier: Apache-2.0
#include "workloads/input/image.h"

#include "workloads/error.h"

#include <algorithm>
#include <cctype>

namespace tessera::workloads {
namespace {

std::string extension(std::string_view path) {
  const std::size_t dot = path.rfind('.');
  std::string text(dot == std::string_view::npos ? std::string_view() : path.substr(dot));
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return text;
}

}  // namespace

bool is_picture(std::string_view path) {
  const std::string ending = extension(path);
  return ending == ".bmp" || ending == ".png" || ending == ".ppm" || ending == ".pgm";
}

Image read_image(const std::string& path) {
  const Bytes bytes = read_file(path);
  const std::string ending = extension(path);
  if (ending == ".bmp") return read_bmp(path, bytes);
  if (ending == ".png") return read_png(path, bytes);
  if (ending == ".ppm" || ending == ".pgm") return read_pnm(path, bytes);
  throw UnsupportedError(path, "picture", "the name must end in .bmp, .png, .ppm or .pgm");
}

}  // namespace tessera::workloads
