// SPDX-License-Identifier: Apache-2.0
// Bytes of a file or of a part of it: every access is checked, every refusal says where.
#pragma once

#include "workloads/file.h"

#include <flatbuffers/base.h>

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

namespace tessera::workloads {

template <class T>
concept WireScalar = std::is_arithmetic_v<T> && !std::is_same_v<T, bool>;

/// How much may be read out of one file. Offsets of a hostile file can point to one region many
/// times, so that reading it all would cost far more than its size.
class ReadBudget final {
 public:
  explicit ReadBudget(std::uint64_t file_bytes) : left_(kTimes * file_bytes + kExtra) {}

  /// False once more has been asked for than any honest file needs.
  [[nodiscard]] bool take(std::uint64_t bytes) {
    const bool enough = bytes <= left_;
    left_ -= enough ? bytes : 0;
    return enough;
  }

 private:
  // Honest files nest five buffers and share strings; 16 times the size is generous.
  static constexpr std::uint64_t kTimes = 16;
  static constexpr std::uint64_t kExtra = 65536;

  std::uint64_t left_;
};

/// A checked view of untrusted bytes. It owns nothing: file name, bytes and budget must outlive it.
class ByteView final {
 public:
  /// `origin` is the place of the first byte in the file, for messages.
  ByteView(std::string_view file, std::span<const std::uint8_t> bytes, ReadBudget& budget,
           std::uint64_t origin = 0)
      : file_(file), bytes_(bytes), budget_(&budget), origin_(origin) {}

  [[nodiscard]] std::uint64_t size() const { return bytes_.size(); }
  [[nodiscard]] std::string_view file() const { return file_; }
  [[nodiscard]] std::uint64_t origin() const { return origin_; }
  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return bytes_; }

  [[nodiscard]] bool contains(std::uint64_t offset, std::uint64_t length) const {
    return offset <= size() && length <= size() - offset;
  }

  /// Little-endian scalar at any alignment; throws `FormatError` outside the view.
  template <WireScalar T>
  [[nodiscard]] T read(std::uint64_t offset, std::string_view what) const {
    check(offset, sizeof(T), what);
    T value;
    std::memcpy(&value, bytes_.data() + offset, sizeof(T));
    return flatbuffers::EndianScalar(value);
  }

  /// Part of the view; throws `FormatError` unless it is inside.
  [[nodiscard]] ByteView slice(std::uint64_t offset, std::uint64_t length,
                               std::string_view what) const {
    check(offset, length, what);
    return {file_, bytes_.subspan(offset, length), *budget_, origin_ + offset};
  }

  /// Takes `length` bytes from the budget; throws `FormatError` if it is used up.
  void charge(std::uint64_t offset, std::uint64_t length, std::string_view what) const {
    if (!budget_->take(length)) {
      fail(offset, what, "parts overlap: together many times larger than the file");
    }
  }

  void check(std::uint64_t offset, std::uint64_t length, std::string_view what) const {
    if (!contains(offset, length)) {
      fail_range(offset, length, what);
    }
  }

  /// Refuses the file because of what stands at `offset` of this view.
  [[noreturn]] void fail(std::uint64_t offset, std::string_view what,
                         std::string_view problem) const;

  [[nodiscard]] Bytes copy() const { return {bytes_.begin(), bytes_.end()}; }
  [[nodiscard]] std::string text() const { return {bytes_.begin(), bytes_.end()}; }

 private:
  [[noreturn]] void fail_range(std::uint64_t offset, std::uint64_t length,
                               std::string_view what) const;

  std::string_view file_;
  std::span<const std::uint8_t> bytes_;
  ReadBudget* budget_;
  std::uint64_t origin_;
};

}  // namespace tessera::workloads
