// SPDX-License-Identifier: Apache-2.0
// Byte storage that costs host memory only where it was written.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <unordered_map>

namespace tessera::tlm {

/// `size` bytes, all zero at first, kept in pages of 64 KiB that appear when first touched for
/// writing.
class SparseStorage {
 public:
  static constexpr std::size_t kPageBytes = std::size_t{64} * 1024;

  explicit SparseStorage(std::uint64_t size) : size_(size) {}

  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] std::size_t pages_in_use() const { return pages_.size(); }

  /// True if `bytes` bytes at `offset` lie inside; never overflows.
  [[nodiscard]] bool contains(std::uint64_t offset, std::uint64_t bytes) const {
    return bytes <= size_ && offset <= size_ - bytes;
  }

  /// Copy out or in. The range must be contained.
  void read(std::uint64_t offset, std::span<std::uint8_t> data) const;
  void write(std::uint64_t offset, std::span<const std::uint8_t> data);

  /// The page that holds `offset`, made if absent. The pointer stays valid for the storage's life.
  [[nodiscard]] std::uint8_t* page(std::uint64_t offset);

 private:
  using Page = std::array<std::uint8_t, kPageBytes>;

  std::uint64_t size_;
  std::unordered_map<std::uint64_t, std::unique_ptr<Page>> pages_;
};

}  // namespace tessera::tlm
