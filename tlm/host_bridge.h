// SPDX-License-Identifier: Apache-2.0
// A host processor's view of a platform, for software that runs natively on a SystemC thread.
#pragma once

#include "tlm/core_quantum_keeper.h"
#include "tlm/standard.h"

#include <cstdint>
#include <optional>
#include <span>

namespace tessera::tlm {

struct HostBridgeConfig {
  std::uint64_t mmio_base = 0;              ///< added to register offsets
  sc_core::sc_time interrupt_latency = {};  ///< from the wire to the software that waits for it
  /// How far the software may run ahead of simulated time. Absent: the global quantum.
  std::optional<sc_core::sc_time> quantum = std::nullopt;
};

/// Register and memory accesses as TLM-2.0 transactions, an interrupt wire, simulated time. All
/// calls come from one SystemC thread; they run ahead of simulated time by at most the quantum.
class HostBridge final : public sc_core::sc_module {
 public:
  using IrqPort =
      sc_core::sc_port<sc_core::sc_signal_in_if<bool>, 1, sc_core::SC_ZERO_OR_MORE_BOUND>;

  tlm_utils::simple_initiator_socket<HostBridge, 32> mmio;
  tlm_utils::simple_initiator_socket<HostBridge, 32> memory;
  IrqPort irq;  ///< level; typically bound to Device::irq_any

  HostBridge(const sc_core::sc_module_name& name, HostBridgeConfig config);

  /// Register access at a byte offset. An error response reads as all ones, as on PCIe, and counts.
  [[nodiscard]] std::uint32_t read32(std::uint64_t offset);
  [[nodiscard]] std::uint64_t read64(std::uint64_t offset);
  void write32(std::uint64_t offset, std::uint32_t value);
  void write64(std::uint64_t offset, std::uint64_t value);
  [[nodiscard]] unsigned register_errors() const { return register_errors_; }

  /// Copies to or from memory at a bus address, in pieces of up to 4 KiB; false on an error
  /// response.
  [[nodiscard]] bool copy_to_memory(std::uint64_t address, std::span<const std::uint8_t> data);
  [[nodiscard]] bool copy_from_memory(std::uint64_t address, std::span<std::uint8_t> data);

  /// Waits until the interrupt wire is high (at once if it is) or `timeout` has passed; true if
  /// high. With no wire bound, waits for the timeout.
  [[nodiscard]] bool wait_interrupt(const sc_core::sc_time& timeout);
  /// Lets simulated time catch up with this thread.
  void synchronise();
  /// Simulated time as this thread sees it.
  [[nodiscard]] sc_core::sc_time now() const { return keeper_.get_current_time(); }

 private:
  using Socket = ::tlm::tlm_initiator_socket<32>;

  [[nodiscard]] bool send(Socket& socket, ::tlm::tlm_command command, std::uint64_t address,
                          std::span<std::uint8_t> data);
  [[nodiscard]] std::uint64_t read_register(std::uint64_t offset, unsigned bytes);
  void write_register(std::uint64_t offset, std::uint64_t value, unsigned bytes);

  HostBridgeConfig config_;
  CoreQuantumKeeper keeper_;
  unsigned register_errors_ = 0;
};

}  // namespace tessera::tlm
