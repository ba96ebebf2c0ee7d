// SPDX-License-Identifier: Apache-2.0
#include "workloads/flatbuffer/table.h"

#include <fmt/format.h>

#include <limits>

namespace tessera::workloads {
namespace {

constexpr std::uint64_t kNoLimit = std::numeric_limits<std::uint64_t>::max();
constexpr std::uint64_t kOffsetBytes = 4;

}  // namespace

Table Table::root(const ByteView& buffer, const char* type, const char* identifier) {
  const auto position = buffer.read<std::uint32_t>(0, "root offset");
  if (identifier != nullptr) {
    const auto found = buffer.slice(kOffsetBytes, 4, "file identifier").text();
    if (found != identifier) {
      std::string printable;
      for (const char c : found) {
        printable += c >= ' ' && c <= '~' ? std::string(1, c) : std::string("?");
      }
      buffer.fail(kOffsetBytes, "file identifier",
                  fmt::format(R"(found "{}", allowed "{}")", printable, identifier));
    }
  }
  return {buffer, position, type, -1};
}

Table::Table(const ByteView& buffer, std::uint64_t position, const char* type, std::int64_t index)
    : buffer_(buffer), position_(position), type_(type), index_(index) {
  const auto to_vtable = buffer_.read<std::int32_t>(position_, type_);
  const std::int64_t vtable = static_cast<std::int64_t>(position_) - to_vtable;
  if (vtable < 0 || !buffer_.contains(static_cast<std::uint64_t>(vtable), 4)) {
    buffer_.fail(position_, name(),
                 fmt::format("vtable at {}, allowed 0 to {}", vtable, buffer_.size()));
  }
  vtable_ = static_cast<std::uint64_t>(vtable);
  vtable_bytes_ = buffer_.read<std::uint16_t>(vtable_, type_);
  table_bytes_ = buffer_.read<std::uint16_t>(vtable_ + 2, type_);
  if (vtable_bytes_ < 4 || vtable_bytes_ % 2 != 0 || !buffer_.contains(vtable_, vtable_bytes_)) {
    buffer_.fail(vtable_, name(),
                 fmt::format("vtable of {} bytes, allowed even and 4 to {}", vtable_bytes_,
                             buffer_.size() - vtable_));
  }
  if (table_bytes_ < 4 || !buffer_.contains(position_, table_bytes_)) {
    buffer_.fail(vtable_ + 2, name(),
                 fmt::format("table of {} bytes, allowed 4 to {}", table_bytes_,
                             buffer_.size() - position_));
  }
}

std::string Table::name() const {
  return index_ < 0 ? std::string(type_) : fmt::format("{}[{}]", type_, index_);
}

std::string Table::where(Field field) const { return fmt::format("{}.{}", name(), field.name); }

void Table::fail(Field field, std::string_view problem) const {
  buffer_.fail(position(field, 1).value_or(position_), where(field), problem);
}

std::optional<std::uint64_t> Table::position(Field field, std::uint64_t width) const {
  const std::uint64_t slot = 4 + 2 * std::uint64_t{field.id};
  if (slot + 2 > vtable_bytes_) {
    return std::nullopt;
  }
  const auto offset = buffer_.read<std::uint16_t>(vtable_ + slot, type_);
  if (offset == 0) {
    return std::nullopt;
  }
  if (offset < 4 || offset + width > table_bytes_) {
    buffer_.fail(
        vtable_ + slot, where(field),
        fmt::format("{} bytes at offset {} of a table of {}", width, offset, table_bytes_));
  }
  return position_ + offset;
}

std::uint64_t Table::follow(std::uint64_t at) const {
  return at + buffer_.read<std::uint32_t>(at, type_);
}

std::optional<Table::Elements> Table::vector(Field field, std::uint64_t element_bytes,
                                             std::uint64_t max_count) const {
  const auto at = position(field, kOffsetBytes);
  if (!at) {
    return std::nullopt;
  }
  const std::uint64_t start = follow(*at);
  if (!buffer_.contains(start, 4)) {
    fail(field, fmt::format("vector at {}, the buffer has {} bytes", start, buffer_.size()));
  }
  const std::uint64_t count = buffer_.read<std::uint32_t>(start, type_);
  if (count > max_count) {
    fail(field, fmt::format("{} elements, allowed at most {}", count, max_count));
  }
  if (!buffer_.contains(start + 4, count * element_bytes)) {
    fail(field, fmt::format("{} elements of {} bytes at {}, the buffer has {} bytes", count,
                            element_bytes, start, buffer_.size()));
  }
  buffer_.charge(start, 4 + count * element_bytes, type_);
  return Elements{start + 4, count};
}

std::optional<ByteView> Table::bytes(Field field) const {
  const auto place = vector(field, 1, kNoLimit);
  if (!place) {
    return std::nullopt;
  }
  return buffer_.slice(place->begin, place->count, type_);
}

std::string Table::text(Field field, std::uint64_t max_bytes) const {
  const auto place = vector(field, 1, max_bytes);
  return place ? buffer_.slice(place->begin, place->count, type_).text() : std::string();
}

std::vector<ByteView> Table::strings(Field field, std::uint64_t max_count) const {
  std::vector<ByteView> result;
  const auto place = vector(field, kOffsetBytes, max_count);
  for (std::uint64_t i = 0; place && i < place->count; ++i) {
    const std::uint64_t start = follow(place->begin + i * kOffsetBytes);
    const auto element = fmt::format("{}[{}]", where(field), i);
    const auto length = buffer_.read<std::uint32_t>(start, element);
    buffer_.charge(start, length, element);
    result.push_back(buffer_.slice(start + 4, length, element));
  }
  return result;
}

std::optional<Table> Table::table(Field field, const char* type) const {
  const auto at = position(field, kOffsetBytes);
  if (!at) {
    return std::nullopt;
  }
  return Table(buffer_, follow(*at), type, -1);
}

Table Table::required(Field field, const char* type) const {
  auto child = table(field, type);
  if (!child) {
    fail(field, "absent, but required");
  }
  return *child;
}

std::vector<Table> Table::tables(Field field, const char* type, std::uint64_t max_count) const {
  std::vector<Table> result;
  const auto place = vector(field, kOffsetBytes, max_count);
  for (std::uint64_t i = 0; place && i < place->count; ++i) {
    result.push_back(Table(buffer_, follow(place->begin + i * kOffsetBytes), type,
                           static_cast<std::int64_t>(i)));
  }
  return result;
}

}  // namespace tessera::workloads
