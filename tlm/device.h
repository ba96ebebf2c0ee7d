// SPDX-License-Identifier: Apache-2.0
// The accelerator as a platform sees it: registers, bus master, interrupts, reset.
#pragma once

#include "hw/memory/dram_path.h"
#include "hw/memory/host_link.h"
#include "hw/scalar/accelerator_control.h"
#include "hw/scalar/host_port.h"
#include "tlm/device_config.h"
#include "tlm/dma_engine.h"
#include "tlm/fault_unit.h"
#include "tlm/instruction_queue.h"
#include "tlm/interrupt_controller.h"
#include "tlm/page_table.h"
#include "tlm/register_bank.h"
#include "tlm/standard.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>

namespace tessera::tlm {

/// One Edge TPU behind its BAR 2 (register map: hw/spec/doc/registers.md).
///
///   Device device("tpu", config);
///   Accelerator accelerator("accelerator", accelerator_config, device.host_port());
///   device.attach(accelerator);  // before simulation starts
///
/// Register accesses are 4 or 8 bytes, aligned, little-endian; anything else is answered with an
/// error response. They take `register_latency`; those of registers with behaviour synchronise
/// first. DMI is refused. A guest's mistake gives an error response or an error bit, and an
/// SC_WARNING.
class Device final : public sc_core::sc_module, private hw::HostPort {
 public:
  using InterruptPort =
      sc_core::sc_port<sc_core::sc_signal_inout_if<bool>, 1, sc_core::SC_ZERO_OR_MORE_BOUND>;
  using ResetPort =
      sc_core::sc_port<sc_core::sc_signal_in_if<bool>, 1, sc_core::SC_ZERO_OR_MORE_BOUND>;

  // --- ports -----------------------------------------------------------------------------------
  tlm_utils::simple_target_socket<Device, 32> mmio;    ///< offsets in BAR 2, 1 MiB
  tlm_utils::simple_initiator_socket<Device, 32> dma;  ///< host memory, bus addresses
  sc_core::sc_vector<InterruptPort> irq;               ///< 13 wires, active high, level; optional
  InterruptPort irq_any;                               ///< high while any wire is; optional
  ResetPort rst;  ///< active high; acts on its rising edge, registers are held while high; optional

  /// Reports SC_ERROR naming the parameter if a value of `config` is out of range.
  Device(const sc_core::sc_module_name& name, const DeviceConfig& config);

  /// What the accelerator is constructed with.
  [[nodiscard]] hw::HostPort& host_port() { return *this; }
  /// Connects the accelerator; once, before simulation starts.
  void attach(hw::AcceleratorControl& accelerator);

  [[nodiscard]] const DeviceConfig& config() const { return config_; }
  [[nodiscard]] const hw::HostLink& link() const { return link_; }
  /// The DRAM behind the link, or nullptr.
  [[nodiscard]] const hw::DramPath* dram() const { return dram_.get(); }

 private:
  // --- hw::HostPort: what the accelerator asks for ---------------------------------------------
  hw::HostStatus read(std::uint64_t device_address, std::span<std::uint8_t> data) override;
  hw::HostStatus write(std::uint64_t device_address, std::span<const std::uint8_t> data) override;
  void interrupt(unsigned index) override;
  void fault(const std::string& report) override;

  // --- mmio ------------------------------------------------------------------------------------
  void b_transport(::tlm::tlm_generic_payload& payload, sc_core::sc_time& delay);
  unsigned transport_dbg(::tlm::tlm_generic_payload& payload);
  bool get_direct_mem_ptr(::tlm::tlm_generic_payload& payload, ::tlm::tlm_dmi& dmi);
  [[nodiscard]] RegisterStatus access(::tlm::tlm_generic_payload& payload);

  // --- registers: which have behaviour (device_registers.cpp) ----------------------------------
  void describe_chip();         // power and reset
  void describe_host_kernel();  // page table, dma_pause
  void describe_host_user();    // queues, interrupts, errors
  void describe_scalar_core();  // run control, live state, memory window
  void describe_tiles();        // live state, memory window
  void fill_constants();        // what the configuration decides
  [[nodiscard]] std::uint64_t read_window(hw::InspectSpace space, unsigned tile,
                                          std::uint64_t offset) const;
  void write_window(hw::InspectSpace space, unsigned tile, std::uint64_t offset,
                    const RegisterWrite& write);

  // --- reset and interrupts --------------------------------------------------------------------
  void end_of_elaboration() override;
  void follow_reset_pin();
  void reset(bool keep_chip_block);
  void drive_interrupts();
  void handle_dma_error(const DmaError& error);

  DeviceConfig config_;
  hw::AcceleratorControl* accelerator_ = nullptr;
  hw::HostLink link_;
  std::unique_ptr<hw::DramPath> dram_;
  RegisterBank registers_;
  InterruptController interrupts_;
  FaultUnit faults_;
  PageTable page_table_;
  DmaEngine dma_engine_;
  InstructionQueue queue_;
};

}  // namespace tessera::tlm
