// SPDX-License-Identifier: Apache-2.0
#include "workloads/flatbuffer/flex_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <limits>

namespace tessera::workloads {
namespace {

// Type codes of the FlexBuffer format (flatbuffers/flexbuffers.h, enum Type).
constexpr unsigned kInt = 1;
constexpr unsigned kUint = 2;
constexpr unsigned kString = 5;
constexpr unsigned kMap = 9;
constexpr unsigned kVector = 10;
constexpr unsigned kBlob = 25;
constexpr unsigned kBool = 26;

constexpr std::size_t kMaxKeyBytes = 256;
constexpr std::uint64_t kMaxKeys = 256;

bool is_width(std::uint64_t width) { return width == 1 || width == 2 || width == 4 || width == 8; }

}  // namespace

FlexValue FlexValue::root(const ByteView& buffer) {
  constexpr std::string_view kWhat = "FlexBuffer root";
  buffer.check(0, 3, kWhat);
  const std::uint64_t end = buffer.size();
  const std::uint64_t width = buffer.read<std::uint8_t>(end - 1, kWhat);
  if (!is_width(width) || width > end - 2) {
    buffer.fail(end - 1, kWhat, fmt::format("width {}, allowed 1, 2, 4 or 8", width));
  }
  return {buffer, end - 2 - width, width, buffer.read<std::uint8_t>(end - 2, kWhat)};
}

void FlexValue::fail_type(std::string_view what, std::string_view allowed) const {
  buffer_.fail(position_, what, fmt::format("FlexBuffer type {}, allowed {}", type_, allowed));
}

std::uint64_t FlexValue::unsigned_at(std::uint64_t at, std::uint64_t width,
                                     std::string_view what) const {
  switch (width) {
    case 1:
      return buffer_.read<std::uint8_t>(at, what);
    case 2:
      return buffer_.read<std::uint16_t>(at, what);
    case 4:
      return buffer_.read<std::uint32_t>(at, what);
    default:
      return buffer_.read<std::uint64_t>(at, what);
  }
}

std::uint64_t FlexValue::target(std::uint64_t at, std::uint64_t width,
                                std::string_view what) const {
  const std::uint64_t back = unsigned_at(at, width, what);
  if (back > at) {
    buffer_.fail(at, what, fmt::format("offset {} back, allowed at most {}", back, at));
  }
  return at - back;
}

std::string_view FlexValue::key_at(std::uint64_t at, std::uint64_t width) const {
  const std::uint64_t begin = target(at, width, "FlexBuffer key");
  const auto rest = buffer_.bytes().subspan(begin);
  const auto limit =
      rest.begin() + static_cast<std::ptrdiff_t>(std::min(rest.size(), kMaxKeyBytes));
  const auto end = std::find(rest.begin(), limit, std::uint8_t{0});
  if (end == limit) {
    buffer_.fail(begin, "FlexBuffer key",
                 fmt::format("has no terminating zero within {} bytes", kMaxKeyBytes));
  }
  return {reinterpret_cast<const char*>(rest.data()), static_cast<std::size_t>(end - rest.begin())};
}

FlexValue::Elements FlexValue::elements(std::uint64_t element_width, std::string_view what) const {
  const std::uint64_t begin = target(position_, parent_width_, what);
  if (begin < width_) {
    buffer_.fail(position_, what, fmt::format("no room for a size before byte {}", begin));
  }
  const std::uint64_t count = unsigned_at(begin - width_, width_, what);
  if (count > buffer_.size() || !buffer_.contains(begin, count * element_width)) {
    buffer_.fail(begin - width_, what,
                 fmt::format("{} elements of {} bytes at {}, the buffer has {} bytes", count,
                             element_width, begin, buffer_.size()));
  }
  buffer_.charge(begin, count * element_width, what);
  return {begin, count};
}

FlexValue FlexValue::element(const Elements& list, std::uint64_t index,
                             std::string_view what) const {
  // The types of the elements follow the elements, one byte each.
  const auto type = buffer_.read<std::uint8_t>(list.begin + list.count * width_ + index, what);
  return {buffer_, list.begin + index * width_, width_, type};
}

std::optional<FlexValue> FlexValue::find(std::string_view key) const {
  if (type_ != kMap) {
    fail_type("FlexBuffer map", "a map");
  }
  const auto values = elements(width_, "FlexBuffer map");
  if (values.begin < 3 * width_) {
    buffer_.fail(position_, "FlexBuffer map", "no room for its keys");
  }
  const std::uint64_t keys = target(values.begin - 3 * width_, width_, "FlexBuffer keys");
  const std::uint64_t key_width =
      unsigned_at(values.begin - 2 * width_, width_, "FlexBuffer key width");
  if (!is_width(key_width)) {
    buffer_.fail(values.begin - 2 * width_, "FlexBuffer key width",
                 fmt::format("{}, allowed 1, 2, 4 or 8", key_width));
  }
  if (values.count > kMaxKeys) {
    buffer_.fail(values.begin - width_, "FlexBuffer map",
                 fmt::format("{} keys, allowed at most {}", values.count, kMaxKeys));
  }
  for (std::uint64_t i = 0; i < values.count; ++i) {
    if (key_at(keys + i * key_width, key_width) == key) {
      return element(values, i, "FlexBuffer map");
    }
  }
  return std::nullopt;
}

ByteView FlexValue::bytes(std::string_view what) const {
  if (type_ != kString && type_ != kBlob) {
    fail_type(what, "a string or a blob");
  }
  const auto list = elements(1, what);
  return buffer_.slice(list.begin, list.count, what);
}

std::int64_t FlexValue::integer(std::string_view what) const {
  if (type_ != kInt && type_ != kUint && type_ != kBool) {
    fail_type(what, "an integer");
  }
  const std::uint64_t raw = unsigned_at(position_, parent_width_, what);
  if (type_ == kInt) {
    const unsigned unused = 64U - 8U * static_cast<unsigned>(parent_width_);
    return static_cast<std::int64_t>(raw << unused) >> unused;
  }
  if (raw > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
    buffer_.fail(position_, what, fmt::format("{} is above the int64 range", raw));
  }
  return static_cast<std::int64_t>(raw);
}

std::uint64_t FlexValue::size(std::string_view what) const {
  if (type_ != kVector) {
    fail_type(what, "a vector");
  }
  return elements(width_, what).count;
}

FlexValue FlexValue::at(std::uint64_t index, std::string_view what) const {
  if (type_ != kVector) {
    fail_type(what, "a vector");
  }
  const auto list = elements(width_, what);
  if (index >= list.count) {
    buffer_.fail(position_, what, fmt::format("element {} of {}", index, list.count));
  }
  return element(list, index, what);
}

}  // namespace tessera::workloads
