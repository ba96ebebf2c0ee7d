// SPDX-License-Identifier: Apache-2.0
#include "sim/platform/platform.h"

#include <utility>

namespace tessera::sim {
namespace {

/// Host memory that the driver lives in; sparse, so its size costs nothing.
constexpr std::uint64_t kMemoryBase = 0x8000'0000;
constexpr std::uint64_t kMemoryBytes = 0x4000'0000;

}  // namespace

Platform::Platform(const sc_core::sc_module_name& name, spec::SystemConfig system,
                   PlatformOptions options)
    : sc_module(name),
      system_(std::move(system)),
      watchdog_us_(options.watchdog_us),
      memory_("memory", {.base_address = kMemoryBase,
                         .size_bytes = kMemoryBytes,
                         .read_latency = {},
                         .write_latency = {}}),
      device_("device", tlm::device_config(system_)),
      tap_(
          device_.host_port(), [this] { on_interrupt(); },
          [this](const std::string& report) { fault_report_ = report; }),
      bridge_("bridge", {}),
      interrupt_line_("interrupt_line"),
      hal_(
          bridge_, [this] { on_doorbell(); },
          [this] { stall_report_ = accelerator_->stall_report(); }) {
  const auto& accelerator_name = system_.accelerators.at(0).name;
  accelerator_ = std::make_unique<hw::Accelerator>(accelerator_name.c_str(), system_, 0, tap_,
                                                   std::move(options.accelerator));
  device_.attach(*accelerator_);
  device_.dma.bind(memory_.socket);
  device_.irq_any.bind(interrupt_line_);
  bridge_.mmio.bind(device_.mmio);
  bridge_.memory.bind(memory_.socket);
  bridge_.irq.bind(interrupt_line_);
  sc_core::sc_spawn(
      [this] {
        tpu_device driver{};
        try {
          job_(driver);
        } catch (const std::exception&) {
          failure_ = std::current_exception();
        }
        done_ = true;
        sc_core::sc_stop();
      },
      "firmware");
}

tpu_device_config Platform::driver_config() const {
  tpu_device_config config{};
  config.memory_bus_address = kMemoryBase;
  config.memory_bytes = kMemoryBytes;
  config.extended_tables = 256;  // 512 MiB of buffers behind extended addresses
  config.watchdog_us = watchdog_us_;
  return config;
}

void Platform::run(const std::function<void(tpu_device&)>& job) {
  job_ = job;
  sc_core::sc_start();
  if (failure_) std::rethrow_exception(failure_);
  if (!done_) throw std::runtime_error("simulation ended before the firmware did");
}

std::vector<hw::UnitStats> Platform::snapshot() const {
  std::vector<hw::UnitStats> stats;
  for (const hw::Worker* worker : accelerator_->workers())
    stats.push_back(worker->stats_at(accelerator_->cycle()));
  return stats;
}

void Platform::on_doorbell() {
  if (running_) return;  // a further bitstream of the same program
  running_ = true;
  ProgramSpan& span = spans_.emplace_back();
  span.begin = accelerator_->cycle();
  span.before = snapshot();
  link_before_ = link_bytes();
}

/// A program may raise several interrupts (one per element of a batch); the last one ends it.
void Platform::on_interrupt() {
  if (spans_.empty()) return;
  running_ = false;
  ProgramSpan& span = spans_.back();
  span.end = accelerator_->cycle();
  span.after = snapshot();
  const auto now = link_bytes();
  span.read_bytes = now.first - link_before_.first;
  span.write_bytes = now.second - link_before_.second;
}

std::pair<std::uint64_t, std::uint64_t> Platform::link_bytes() const {
  return {device_.link().bytes(hw::LinkDirection::kToDevice),
          device_.link().bytes(hw::LinkDirection::kFromDevice)};
}

}  // namespace tessera::sim
