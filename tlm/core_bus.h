// SPDX-License-Identifier: Apache-2.0
// The bus of a control core: pointers where targets grant them, transactions everywhere else.
#pragma once

#include "tlm/direct_memory_map.h"
#include "tlm/riscv/hart_bus.h"
#include "tlm/standard.h"

#include <cstdint>
#include <functional>
#include <span>

namespace tessera::tlm {

/// Ticks are units of the kernel's time resolution since the start of simulation, so the hart's
/// time less sc_time_stamp() is the delay of a transaction.
class CoreBus final : public riscv::HartBus {
 public:
  using Socket = ::tlm::tlm_initiator_socket<32>;

  CoreBus(Socket& socket, bool use_dmi) : socket_(socket), use_dmi_(use_dmi) {}

  /// Called after each transaction, when wires may have changed while a target waited.
  void on_transaction(std::function<void()> hook) { after_ = std::move(hook); }

  [[nodiscard]] riscv::DirectPage direct_page(std::uint32_t page) override;
  [[nodiscard]] bool read(std::uint32_t address, std::span<std::uint8_t> data,
                          riscv::Ticks& now) override;
  [[nodiscard]] bool write(std::uint32_t address, std::span<const std::uint8_t> data,
                           riscv::Ticks& now) override;

  void invalidate(std::uint64_t first, std::uint64_t last) { direct_.invalidate(first, last); }

  /// Debug transport: no time, no effect on registers (rules G-01 to G-04). Gives the bytes done.
  [[nodiscard]] std::size_t peek(std::uint64_t address, std::span<std::uint8_t> data);
  [[nodiscard]] std::size_t poke(std::uint64_t address, std::span<std::uint8_t> data);

  /// Transactions sent so far; accesses by pointer are none.
  [[nodiscard]] std::uint64_t transactions() const { return transactions_; }

 private:
  [[nodiscard]] bool send(::tlm::tlm_command command, std::uint32_t address,
                          std::span<std::uint8_t> data, riscv::Ticks& now);
  [[nodiscard]] std::size_t debug(::tlm::tlm_command command, std::uint64_t address,
                                  std::span<std::uint8_t> data);

  Socket& socket_;
  bool use_dmi_;
  std::function<void()> after_;
  DirectMemoryMap direct_;
  std::uint64_t transactions_ = 0;
};

}  // namespace tessera::tlm
