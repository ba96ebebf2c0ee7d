// SPDX-License-Identifier: Apache-2.0
// A device with a fake accelerator, host memory and a host processor, for tests.
#pragma once

#include "firmware/hal/tpu_hal.h"
#include "hw/spec/generated/register_map.h"
#include "tests/support/fake_accelerator.h"
#include "tlm/device.h"
#include "tlm/host_bridge.h"
#include "tlm/memory.h"

#include <systemc>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tessera::test {

/// Collects SystemC warnings while it lives, instead of printing them.
class WarningLog {
 public:
  WarningLog();
  ~WarningLog();
  WarningLog(const WarningLog&) = delete;
  WarningLog& operator=(const WarningLog&) = delete;

  /// Messages as "type: text".
  [[nodiscard]] const std::vector<std::string>& messages() const { return messages_; }
  [[nodiscard]] std::size_t count() const { return messages_.size(); }

 private:
  std::vector<std::string> messages_;
};

/// Round figures: 1 byte/ns to the device, half of that back, 1 us per transfer, bursts of 4 KiB.
[[nodiscard]] tlm::DeviceConfig bench_device_config();

class DeviceBench final : public sc_core::sc_module {
 public:
  static constexpr std::uint64_t kRamBase = 0x8000'0000;
  static constexpr std::uint64_t kRamBytes = 16 << 20;

  explicit DeviceBench(const tlm::DeviceConfig& config = bench_device_config(),
                       const sc_core::sc_time& memory_latency = sc_core::SC_ZERO_TIME,
                       const sc_core::sc_module_name& name = "bench");

  tlm::Device device;
  tlm::Memory ram;
  tlm::HostBridge host;
  FakeAccelerator accelerator;
  sc_core::sc_vector<sc_core::sc_signal<bool>> irq;
  sc_core::sc_signal<bool> irq_any;
  sc_core::sc_signal<bool> rst;
  WarningLog warnings;

  /// Runs `body` as the host's software until it returns. False if simulation ended before that.
  [[nodiscard]] bool run(const std::function<void()>& body);

  /// Register access by the host's software; elements of array registers by index.
  [[nodiscard]] std::uint64_t get(spec::RegisterId id, std::uint32_t element = 0);
  void set(spec::RegisterId id, std::uint64_t value, std::uint32_t element = 0);

  /// Page table: `pages` simple pages from device address 0 on, to the start of memory.
  void map_identity(std::uint32_t pages);
  /// A ring of 256 entries at device address 0, status block at 0x1000; run control on, interrupts
  /// on.
  void open_queue();
  /// Puts a bitstream at a device address (identity map) and its descriptor into ring entry
  /// `index`.
  void place(std::uint32_t index, std::uint64_t device_address,
             const std::vector<std::uint8_t>& code);
  /// First word of the status block, and the second.
  [[nodiscard]] std::uint32_t status_head() const;
  [[nodiscard]] std::uint32_t status_fatal() const;
  /// Waits until interrupt wire `wire` is high; false after 1 ms.
  [[nodiscard]] bool wait_wire(unsigned wire);

  /// A HAL for firmware that runs as the host's software.
  [[nodiscard]] tpu_hal hal();

 private:
  [[nodiscard]] std::uint32_t ram_word(std::uint64_t device_address) const;
};

}  // namespace tessera::test
