// SPDX-License-Identifier: Apache-2.0
// The two directions of a section of a program file: one description of each struct (tpx_fields.h)
// serves both. Integers are little-endian, floats their bits, lists and texts counted by 32 bits.
#pragma once

#include "workloads/error.h"
#include "workloads/file.h"

#include <boost/endian/conversion.hpp>
#include <fmt/format.h>

#include <bit>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace tessera::workloads::tpx {

inline constexpr std::size_t kMaxTextBytes = 4096;

template <class T>
concept Number = std::is_integral_v<T> && !std::is_same_v<T, bool>;

class Writer final {
 public:
  template <class T>
  using Ref = const T&;
  static constexpr bool kReads = false;

  [[nodiscard]] Bytes take() { return std::move(bytes_); }

  template <Number T>
  void number(const char*, const T& value) {
    std::uint8_t raw[sizeof(T)];
    boost::endian::endian_store<T, sizeof(T), boost::endian::order::little>(raw, value);
    bytes_.insert(bytes_.end(), raw, raw + sizeof(T));
  }
  void number(const char* what, const float& value) {
    number(what, std::bit_cast<std::uint32_t>(value));
  }
  void flag(const char* what, const bool& value) {
    number(what, static_cast<std::uint8_t>(value ? 1 : 0));
  }
  template <class Enum>
  void enumeration(const char* what, const Enum& value, Enum) {
    number(what, static_cast<std::uint16_t>(value));
  }
  void index(const char* what, const std::size_t& value) {
    number(what, static_cast<std::uint32_t>(value));
  }
  void text(const char* what, const std::string& value) {
    if (value.size() > kMaxTextBytes)
      throw UsageError(fmt::format("{}: text of {} bytes, a program file takes at most {}", what,
                                   value.size(), kMaxTextBytes));
    number(what, static_cast<std::uint32_t>(value.size()));
    bytes_.insert(bytes_.end(), value.begin(), value.end());
  }
  void blob(const char* what, const Bytes& value) {
    number(what, std::uint64_t{value.size()});
    bytes_.insert(bytes_.end(), value.begin(), value.end());
  }
  template <class T, class Each>
  void list(const char* what, const std::vector<T>& values, std::size_t, const Each& each) {
    number(what, static_cast<std::uint32_t>(values.size()));
    for (const T& value : values) each(value);
  }
  template <class T, class Each>
  void optional(const char* what, const std::optional<T>& value, const Each& each) {
    flag(what, value.has_value());
    if (value) each(*value);
  }

 private:
  Bytes bytes_;
};

class Reader final {
 public:
  template <class T>
  using Ref = T&;
  static constexpr bool kReads = true;

  /// `offset` is where the section stands in the file.
  Reader(std::string_view file, std::string_view section, std::uint64_t offset,
         std::span<const std::uint8_t> bytes)
      : file_(file), section_(section), offset_(offset), bytes_(bytes) {}

  template <Number T>
  void number(const char* what, T& value) {
    value = boost::endian::endian_load<T, sizeof(T), boost::endian::order::little>(
        next(what, sizeof(T)).data());
  }
  void number(const char* what, float& value) {
    std::uint32_t bits = 0;
    number(what, bits);
    value = std::bit_cast<float>(bits);
  }
  void flag(const char* what, bool& value) {
    std::uint8_t byte = 0;
    number(what, byte);
    if (byte > 1) fail(what, fmt::format("{}, allowed 0 and 1", byte));
    value = byte == 1;
  }
  template <class Enum>
  void enumeration(const char* what, Enum& value, Enum last) {
    std::uint16_t code = 0;
    number(what, code);
    if (code > static_cast<std::uint16_t>(last))
      fail(what, fmt::format("{}, allowed 0 to {}", code, static_cast<int>(last)));
    value = static_cast<Enum>(code);
  }
  void index(const char* what, std::size_t& value) {
    std::uint32_t short_value = 0;
    number(what, short_value);
    value = short_value;
  }
  void text(const char* what, std::string& value) {
    std::uint32_t size = 0;
    number(what, size);
    if (size > kMaxTextBytes)
      fail(what, fmt::format("{} bytes, allowed at most {}", size, kMaxTextBytes));
    const auto raw = next(what, size);
    value.assign(raw.begin(), raw.end());
  }
  void blob(const char* what, Bytes& value) {
    std::uint64_t size = 0;
    number(what, size);
    const auto raw = next(what, size);
    value.assign(raw.begin(), raw.end());
  }
  /// Every element takes `least` bytes and more, so a count cannot ask for more memory than the
  /// file is long.
  template <class T, class Each>
  void list(const char* what, std::vector<T>& values, std::size_t least, const Each& each) {
    std::uint32_t count = 0;
    number(what, count);
    if (count > left() / least)
      fail(what, fmt::format("{} entries, the section has room for {}", count, left() / least));
    values.resize(count);
    for (T& value : values) each(value);
  }
  template <class T, class Each>
  void optional(const char* what, std::optional<T>& value, const Each& each) {
    bool present = false;
    flag(what, present);
    if (present) each(value.emplace());
  }

  void expect_end() {
    field_ = position_;
    if (left() != 0) fail("end", fmt::format("{} bytes left over", left()));
  }
  [[noreturn]] void fail(const char* what, std::string_view problem) const {
    throw FormatError(file_, fmt::format("section {}: {}", section_, what), offset_ + field_,
                      problem);
  }

 private:
  [[nodiscard]] std::size_t left() const { return bytes_.size() - position_; }
  std::span<const std::uint8_t> next(const char* what, std::uint64_t size) {
    field_ = position_;
    if (size > left()) fail(what, fmt::format("{} bytes, {} are left", size, left()));
    const auto raw = bytes_.subspan(position_, static_cast<std::size_t>(size));
    position_ += static_cast<std::size_t>(size);
    return raw;
  }

  std::string_view file_;
  std::string_view section_;
  std::uint64_t offset_;
  std::span<const std::uint8_t> bytes_;
  std::size_t position_ = 0;
  std::size_t field_ = 0;  // where what is being read begins
};

}  // namespace tessera::workloads::tpx
