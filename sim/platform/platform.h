// SPDX-License-Identifier: Apache-2.0
// A system as a SystemC platform: host memory, device, accelerator, and the firmware's thread.
#pragma once

#include "firmware/runtime/tpu_runtime.h"
#include "hw/accelerator.h"
#include "sim/platform/host_tap.h"
#include "sim/platform/native_hal.h"
#include "tlm/device.h"
#include "tlm/host_bridge.h"
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
  std::vector<hw::UnitStats> before;  // per worker, at `begin`
  std::vector<hw::UnitStats> after;   // at `end`
};

struct PlatformOptions {
  hw::AcceleratorOptions accelerator;
  /// Longest simulated time a program may take before the driver resets the device.
  std::uint64_t watchdog_us = 1'000'000;
};

class Platform final : public sc_core::sc_module {
 public:
  Platform(const sc_core::sc_module_name& name, spec::SystemConfig system, PlatformOptions options);

  /// Runs `job` on the firmware's thread and simulates until it has ended. Once per platform; what
  /// `job` throws comes out here.
  void run(const std::function<void(tpu_device&)>& job);

  [[nodiscard]] const spec::SystemConfig& system() const { return system_; }
  [[nodiscard]] const hw::Accelerator& accelerator() const { return *accelerator_; }
  [[nodiscard]] const tlm::Device& device() const { return device_; }
  [[nodiscard]] tpu_device_config driver_config() const;
  [[nodiscard]] const tpu_hal& hal() const { return hal_.table(); }

  /// Programs that have completed, in order.
  [[nodiscard]] const std::vector<ProgramSpan>& spans() const { return spans_; }
  /// What stood still when the watchdog fired last; empty if it never did.
  [[nodiscard]] const std::string& stall_report() const { return stall_report_; }
  /// What the accelerator reported last; empty if it never did.
  [[nodiscard]] const std::string& fault_report() const { return fault_report_; }

 private:
  void on_doorbell();
  void on_interrupt();
  [[nodiscard]] std::vector<hw::UnitStats> snapshot() const;
  [[nodiscard]] std::pair<std::uint64_t, std::uint64_t> link_bytes() const;

  spec::SystemConfig system_;
  std::uint64_t watchdog_us_;
  tlm::Memory memory_;
  tlm::Device device_;
  HostTap tap_;
  std::unique_ptr<hw::Accelerator> accelerator_;
  tlm::HostBridge bridge_;
  sc_core::sc_signal<bool> interrupt_line_;
  NativeHal hal_;
  std::function<void(tpu_device&)> job_;
  std::exception_ptr failure_;
  bool done_ = false;
  bool running_ = false;
  std::pair<std::uint64_t, std::uint64_t> link_before_;
  std::vector<ProgramSpan> spans_;
  std::string stall_report_;
  std::string fault_report_;
};

}  // namespace tessera::sim
