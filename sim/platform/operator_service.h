// SPDX-License-Identifier: Apache-2.0
// The platform's operator service: runs the host steps of a network for the firmware, in the
// arithmetic of the reference executor and at the pace of the control core.
#pragma once

#include "tlm/peripherals/mmio_target.h"
#include "workloads/steps/host_steps.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace tessera::sim {

/// What the service offers. Buffers are numbered; step and buffers are those of one network.
class ServiceSteps {
 public:
  virtual ~ServiceSteps() = default;
  [[nodiscard]] virtual std::size_t steps() const = 0;
  /// Bytes of each buffer.
  [[nodiscard]] virtual const std::vector<std::uint32_t>& buffers() const = 0;
  /// Control-core cycles of a step.
  [[nodiscard]] virtual std::uint64_t cycles(std::size_t step) const = 0;
  /// Throws std::exception if an operator refuses its operands, and passes on what `memory` throws.
  virtual void run(std::size_t step, workloads::PlanMemory& memory) = 0;
};

/// A step that has ended.
struct ServiceRecord {
  std::size_t step = 0;
  std::uint64_t cycles = 0;  // of the control core
  sc_core::sc_time begin;
  sc_core::sc_time end;
};

/// Registers: firmware/driver/tpu_service.h. Reads the buffer table and the operands when a step
/// starts, writes the results when its cycles have passed, then raises its interrupt. A mistake of
/// the program ends the step with an error code and an SC_WARNING.
class OperatorService final : public tlm::MmioTarget {
 public:
  tlm_utils::simple_initiator_socket<OperatorService, 32> memory;  ///< bus addresses
  OutputPort irq;                                                  ///< level, active high

  OperatorService(const sc_core::sc_module_name& name, double clock_mhz);

  /// The network whose steps are offered, or null; it must outlive the simulation.
  void offer(ServiceSteps* steps) { steps_ = steps; }
  [[nodiscard]] const std::vector<ServiceRecord>& records() const { return records_; }

 private:
  struct Buffer {
    std::uint64_t address = 0;
    std::uint64_t bytes = 0;
  };
  struct PendingWrite {
    std::uint64_t address = 0;
    std::vector<std::uint8_t> data;
  };
  class Access;
  struct BusError {};

  ::tlm::tlm_response_status read(std::uint32_t offset, unsigned bytes, std::uint64_t& value,
                                  sc_core::sc_time& delay) override;
  ::tlm::tlm_response_status write(std::uint32_t offset, unsigned bytes, std::uint64_t value,
                                   sc_core::sc_time& delay) override;
  bool peek(std::uint32_t offset, unsigned bytes, std::uint64_t& value) const override;

  void work();                            // the thread
  [[nodiscard]] std::uint32_t execute();  // one step; an enum tpu_service_error
  void read_table();
  [[nodiscard]] bool transfer(::tlm::tlm_command command, std::uint64_t address,
                              std::span<std::uint8_t> data);
  void set_interrupt(bool level);
  void drive_interrupt();  // a method

  sc_core::sc_time clock_period_;
  ServiceSteps* steps_ = nullptr;
  std::vector<Buffer> table_;
  std::vector<PendingWrite> writes_;
  std::vector<ServiceRecord> records_;
  sc_core::sc_event start_;
  sc_core::sc_event interrupt_changed_;
  sc_core::sc_time bus_time_;  // of the transactions of one step
  std::uint32_t step_ = 0;
  std::uint64_t table_address_ = 0;
  std::uint32_t buffer_count_ = 0;
  std::uint32_t status_;
  std::uint32_t error_ = 0;
  std::uint64_t cycles_ = 0;
  bool interrupt_ = false;
};

}  // namespace tessera::sim
