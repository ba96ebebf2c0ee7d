// SPDX-License-Identifier: Apache-2.0
// Memory for a hart alone: bytes from one address on, faults elsewhere.
#pragma once

#include "tlm/riscv/hart_bus.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace tessera::tlm::riscv {

class FlatBus final : public HartBus {
 public:
  static constexpr std::uint32_t kBase = 0x8000'0000;

  /// `bytes`: a multiple of 4096. Without `direct`, everything goes over the bus.
  explicit FlatBus(std::size_t bytes = 0x10000, bool direct = true)
      : memory_(bytes), direct_(direct) {}

  DirectPage direct_page(std::uint32_t page) override {
    if (!direct_ || !contains(page, kPageBytes)) return {};
    return {&memory_[page - kBase], &memory_[page - kBase], latency, latency};
  }
  bool read(std::uint32_t address, std::span<std::uint8_t> data, Ticks& now) override {
    ++transactions;
    if (!contains(address, data.size())) return false;
    now += latency;
    std::copy_n(&memory_[address - kBase], data.size(), data.begin());
    return true;
  }
  bool write(std::uint32_t address, std::span<const std::uint8_t> data, Ticks& now) override {
    ++transactions;
    if (!contains(address, data.size())) return false;
    now += latency;
    std::ranges::copy(data, &memory_[address - kBase]);
    return true;
  }

  std::uint32_t word(std::uint32_t address) const {
    std::uint32_t value = 0;
    std::memcpy(&value, &memory_.at(address - kBase), 4);
    return value;
  }
  void set_word(std::uint32_t address, std::uint32_t value) {
    std::memcpy(&memory_.at(address - kBase), &value, 4);
  }
  void set_half(std::uint32_t address, std::uint16_t value) {
    std::memcpy(&memory_.at(address - kBase), &value, 2);
  }
  void put(std::uint32_t address, std::span<const std::uint32_t> words) {
    for (const std::uint32_t each : words) {
      set_word(address, each);
      address += 4;
    }
  }
  std::span<const std::uint8_t> bytes() const { return memory_; }

  Ticks latency = 0;
  unsigned transactions = 0;

 private:
  bool contains(std::uint32_t address, std::size_t size) const {
    return address >= kBase && address - kBase <= memory_.size() - size;
  }

  std::vector<std::uint8_t> memory_;
  bool direct_;
};

}  // namespace tessera::tlm::riscv
