// SPDX-License-Identifier: Apache-2.0
// A bounded FIFO of bytes between host DMA and the stream units.
#pragma once

#include <systemc>

#include <algorithm>
#include <cstdint>
#include <deque>
#include <span>

namespace tessera::hw {

class ByteStream {
 public:
  explicit ByteStream(std::size_t capacity) : capacity_(capacity) {}

  [[nodiscard]] std::size_t size() const { return bytes_.size(); }
  [[nodiscard]] std::size_t space() const { return capacity_ - bytes_.size(); }
  [[nodiscard]] std::size_t capacity() const { return capacity_; }

  /// Appends; the caller has seen space().
  void push(std::span<const std::uint8_t> bytes) {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
    changed_.notify();
  }
  /// Takes the oldest bytes; the caller has seen size().
  void pop(std::span<std::uint8_t> bytes) {
    std::copy_n(bytes_.begin(), bytes.size(), bytes.begin());
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(bytes.size()));
    changed_.notify();
  }
  void clear() { bytes_.clear(); }

  /// Notified whenever bytes came or went.
  [[nodiscard]] const sc_core::sc_event& changed() const { return changed_; }

 private:
  std::size_t capacity_;
  std::deque<std::uint8_t> bytes_;
  sc_core::sc_event changed_;
};

/// The three byte streams between accelerator and host, by descriptor tag.
struct HostStreams {
  ByteStream activations;  // tag 1
  ByteStream parameters;   // tag 2
  ByteStream outputs;      // tag 3
};

}  // namespace tessera::hw
