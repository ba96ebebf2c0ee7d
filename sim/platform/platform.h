// SPDX-License-Identifier: Apache-2.0
// A system as a SystemC platform: bus, memory, device, accelerator, operator service, and the
// firmware in one of its builds.
#pragma once

#include "hw/accelerator.h"
#include "sim/platform/firmware_host.h"
#include "sim/platform/host_bell.h"
#include "sim/platform/host_tap.h"
#include "sim/platform/mailbox_client.h"
#include "sim/platform/operator_service.h"
#include "sim/platform/register_tap.h"
#include "tlm/address_router.h"
#include "tlm/device.h"
#include "tlm/memory.h"

#include <exception>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace tessera::sim {

/// One program on the accelerator: from the first doorbell to its completion interrupt.
struct ProgramSpan {
  hw::Cycle begin = 0;
  hw::Cycle end = 0;
  std::uint64_t read_bytes = 0;       // over the host link: instructions, inputs, parameters
  std::uint64_t write_bytes = 0;      // outputs, status
  hw::DramStats dram;                 // of the memory behind the link, if there is one
  std::vector<hw::UnitStats> before;  // per worker, at `begin`
  std::vector<hw::UnitStats> after;   // at `end`
};

struct PlatformOptions {
  hw::AcceleratorOptions accelerator;
  /// Longest simulated time a program may take before the driver resets the device.
  std::uint64_t watchdog_us = 1'000'000;
  FirmwareKind firmware = FirmwareKind::kNative;
};

/// Memory map: tlm/memory_map.h, the same for both builds of the firmware. The RISC-V build brings
/// the core's peripherals; the native one runs on a thread and needs none.
class Platform final : public sc_core::sc_module {
 public:
  /// Throws std::runtime_error if the build of the firmware does not exist.
  Platform(const sc_core::sc_module_name& name, spec::SystemConfig system, PlatformOptions options);

  /// Runs `job` on the host's thread, once the firmware is ready, and simulates until it has ended.
  /// Once per platform; what `job` throws comes out here.
  void run(const std::function<void(MailboxClient&)>& job);

  [[nodiscard]] const spec::SystemConfig& system() const { return system_; }
  [[nodiscard]] std::uint64_t watchdog_us() const { return watchdog_us_; }
  [[nodiscard]] const hw::Accelerator& accelerator() const { return *accelerator_; }
  [[nodiscard]] const tlm::Device& device() const { return device_; }
  [[nodiscard]] tlm::Memory& memory() { return memory_; }
  [[nodiscard]] OperatorService& service() { return service_; }
  [[nodiscard]] const OperatorService& service() const { return service_; }
  [[nodiscard]] FirmwareUnit& firmware() { return *firmware_; }
  [[nodiscard]] const FirmwareUnit& firmware() const { return *firmware_; }

  /// Programs that have run, in order.
  [[nodiscard]] const std::vector<ProgramSpan>& spans() const { return spans_; }
  /// What stood still when the firmware reset the device during a program last; empty if it never
  /// did.
  [[nodiscard]] const std::string& stall_report() const { return stall_report_; }
  /// What the accelerator reported last; empty if it never did.
  [[nodiscard]] const std::string& fault_report() const { return fault_report_; }
  /// Lines that the firmware has printed.
  [[nodiscard]] const std::vector<std::string>& messages() const { return messages_; }

 private:
  void make_firmware(FirmwareKind kind);
  void before_write(std::uint64_t offset);
  void after_write(std::uint64_t offset, std::uint32_t value);
  void on_interrupt();
  [[nodiscard]] std::vector<hw::UnitStats> snapshot() const;
  [[nodiscard]] std::pair<std::uint64_t, std::uint64_t> link_bytes() const;
  [[nodiscard]] hw::DramStats dram_stats() const;

  spec::SystemConfig system_;
  std::uint64_t watchdog_us_;
  tlm::AddressRouter router_;
  tlm::Memory memory_;
  tlm::Device device_;
  HostTap tap_;
  RegisterTap register_tap_;
  OperatorService service_;
  HostBell bell_;
  sc_core::sc_signal<bool> interrupt_line_;
  sc_core::sc_signal<bool> service_line_;
  std::unique_ptr<hw::Accelerator> accelerator_;
  std::unique_ptr<sc_core::sc_module> firmware_module_;
  FirmwareUnit* firmware_ = nullptr;
  std::unique_ptr<MailboxClient> client_;
  std::function<void(MailboxClient&)> job_;
  std::exception_ptr failure_;
  bool done_ = false;
  bool queue_enabled_ = false;
  bool running_ = false;
  std::pair<std::uint64_t, std::uint64_t> link_before_;
  hw::DramStats dram_before_;
  std::vector<ProgramSpan> spans_;
  std::string stall_report_;
  std::string fault_report_;
  std::vector<std::string> messages_;
};

}  // namespace tessera::sim
