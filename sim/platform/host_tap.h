// SPDX-License-Identifier: Apache-2.0
// Listens between accelerator and device, without changing anything.
#pragma once

#include "hw/scalar/host_port.h"

#include <functional>
#include <string>
#include <utility>

namespace tessera::sim {

class HostTap final : public hw::HostPort {
 public:
  HostTap(hw::HostPort& device, std::function<void()> on_interrupt,
          std::function<void(const std::string&)> on_fault)
      : device_(device), on_interrupt_(std::move(on_interrupt)), on_fault_(std::move(on_fault)) {}

  hw::HostStatus read(std::uint64_t address, std::span<std::uint8_t> data) override {
    return device_.read(address, data);
  }
  hw::HostStatus write(std::uint64_t address, std::span<const std::uint8_t> data) override {
    return device_.write(address, data);
  }
  void interrupt(unsigned index) override {
    on_interrupt_();
    device_.interrupt(index);
  }
  void fault(const std::string& report) override {
    on_fault_(report);
    device_.fault(report);
  }

 private:
  hw::HostPort& device_;
  std::function<void()> on_interrupt_;
  std::function<void(const std::string&)> on_fault_;
};

}  // namespace tessera::sim
