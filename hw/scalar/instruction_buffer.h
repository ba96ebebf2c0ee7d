// SPDX-License-Identifier: Apache-2.0
// The scalar core's instruction memory: bitstreams in the order in which they arrive.
#pragma once

#include <systemc>

#include <cstdint>
#include <span>
#include <vector>

namespace tessera::hw {

/// Holds the bitstream in execution from its first word on, and what has arrived of the next ones.
class InstructionBuffer {
 public:
  explicit InstructionBuffer(std::size_t capacity) : capacity_(capacity) {}

  [[nodiscard]] std::size_t capacity() const { return capacity_; }
  [[nodiscard]] std::size_t space() const { return capacity_ - bytes_.size(); }
  [[nodiscard]] bool empty() const { return bytes_.empty(); }
  /// Bytes from byte `offset` of the current bitstream on; may be empty.
  [[nodiscard]] std::span<const std::uint8_t> from(std::size_t offset) const {
    return offset < bytes_.size() ? std::span<const std::uint8_t>(bytes_).subspan(offset)
                                  : std::span<const std::uint8_t>();
  }

  /// Appends; the caller has seen space().
  void append(std::span<const std::uint8_t> bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    appended_ += bytes.size();
    changed_.notify(sc_core::SC_ZERO_TIME);
  }
  /// Bytes that ever came, and of those, how many are done with or dropped.
  [[nodiscard]] std::uint64_t appended() const { return appended_; }
  [[nodiscard]] std::uint64_t finished() const { return appended_ - bytes_.size(); }
  /// The first `bytes` (a whole bitstream) are done with.
  void retire(std::size_t bytes) {
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(bytes));
    changed_.notify(sc_core::SC_ZERO_TIME);
  }
  void clear() {
    bytes_.clear();
    changed_.notify(sc_core::SC_ZERO_TIME);
  }

  [[nodiscard]] const sc_core::sc_event& changed() const { return changed_; }

 private:
  std::size_t capacity_;
  std::vector<std::uint8_t> bytes_;
  std::uint64_t appended_ = 0;
  sc_core::sc_event changed_;
};

}  // namespace tessera::hw
