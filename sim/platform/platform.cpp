// SPDX-License-Identifier: Apache-2.0
#include "sim/platform/platform.h"

#include "firmware/hal/tpu_memory_map.h"
#include "hw/spec/generated/tessera_registers.h"
#include "sim/platform/native_firmware.h"
#include "sim/platform/riscv_firmware.h"
#include "tlm/memory_map.h"

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <utility>

namespace tessera::sim {
namespace {

namespace map = tlm::memory_map;

std::vector<tlm::RouterWindow> windows(FirmwareKind firmware) {
  std::vector<tlm::RouterWindow> list = {
      {"ram", map::kRamBase, TPU_RAM_BYTES, true},
      {"accelerator", map::kAccelerator.base, map::kAccelerator.bytes},
      {"service", map::kOperatorService.base, map::kOperatorService.bytes},
      {"bell", map::kHostBell.base, map::kHostBell.bytes}};
  if (firmware == FirmwareKind::kRiscv)
    for (const tlm::RouterWindow& window : RiscvFirmware::windows()) list.push_back(window);
  return list;
}

}  // namespace

Platform::Platform(const sc_core::sc_module_name& name, spec::SystemConfig system,
                   PlatformOptions options)
    : sc_module(name),
      system_(std::move(system)),
      watchdog_us_(options.watchdog_us),
      router_("router", windows(options.firmware)),
      memory_("memory", {.base_address = map::kRamBase,
                         .size_bytes = TPU_RAM_BYTES,
                         .read_latency = {},
                         .write_latency = {}}),  // sparse, so its size costs nothing
      device_("device", tlm::device_config(system_)),
      tap_(
          device_.host_port(), [this] { on_interrupt(); },
          [this](const std::string& report) { fault_report_ = report; }),
      register_tap_(
          "register_tap", [this](std::uint64_t offset, std::uint32_t) { before_write(offset); },
          [this](std::uint64_t offset, std::uint32_t value) { after_write(offset, value); }),
      service_("service", system_.host.control_core.clock_mhz),
      bell_("bell"),
      interrupt_line_("interrupt_line"),
      service_line_("service_line") {
  const auto& accelerator_name = system_.accelerators.at(0).name;
  accelerator_ = std::make_unique<hw::Accelerator>(accelerator_name.c_str(), system_, 0, tap_,
                                                   std::move(options.accelerator));
  device_.attach(*accelerator_);
  device_.dma.bind(memory_.socket);
  device_.irq_any.bind(interrupt_line_);
  service_.memory.bind(memory_.socket);
  service_.irq.bind(service_line_);
  router_.out("ram").bind(memory_.socket);
  router_.out("accelerator").bind(register_tap_.in);
  register_tap_.out.bind(device_.mmio);
  router_.out("service").bind(service_.socket);
  router_.out("bell").bind(bell_.socket);
  make_firmware(options.firmware);
  client_ = std::make_unique<MailboxClient>(memory_, *firmware_, bell_.rung());
  client_->announce_platform();
  sc_core::sc_spawn(
      [this] {
        try {
          client_->wait_ready();
          job_(*client_);
        } catch (const std::exception&) {
          failure_ = std::current_exception();
        }
        done_ = true;
        sc_core::sc_stop();
      },
      "host");
}

void Platform::make_firmware(FirmwareKind kind) {
  const auto message = [this](const std::string& line) {
    spdlog::debug("firmware: {}", line);
    messages_.push_back(line);
  };
  if (kind == FirmwareKind::kNative) {
    auto native = std::make_unique<NativeFirmware>("firmware", message);
    native->bridge.mmio.bind(router_.in);
    native->bridge.memory.bind(router_.in);
    native->bridge.irq.bind(interrupt_line_);
    native->service_irq.bind(service_line_);
    firmware_ = native.get();
    firmware_module_ = std::move(native);
    return;
  }
  if (const std::string reason = RiscvFirmware::missing(); !reason.empty())
    throw std::runtime_error(
        fmt::format("there is no firmware for the RISC-V core: {}; use --firmware native, or "
                    "install gcc-riscv64-unknown-elf and picolibc-riscv64-unknown-elf and build "
                    "again",
                    reason));
  auto riscv = std::make_unique<RiscvFirmware>("firmware", system_.host.control_core, router_,
                                               memory_, interrupt_line_, service_line_, message);
  firmware_ = riscv.get();
  firmware_module_ = std::move(riscv);
}

void Platform::run(const std::function<void(MailboxClient&)>& job) {
  job_ = job;
  sc_core::sc_start();
  if (failure_) std::rethrow_exception(failure_);
  if (!done_)
    throw FirmwareFailure("the simulation has ended, the firmware waits for what never comes");
}

std::vector<hw::UnitStats> Platform::snapshot() const {
  std::vector<hw::UnitStats> stats;
  for (const hw::Worker* worker : accelerator_->workers())
    stats.push_back(worker->stats_at(accelerator_->cycle()));
  return stats;
}

/// A reset in the middle of a program is the watchdog's, or follows a fault.
void Platform::before_write(std::uint64_t offset) {
  if (offset != TESSERA_CHIP_SCU_CTRL_3) return;
  if (running_) stall_report_ = accelerator_->stall_report();
  running_ = false;
  queue_enabled_ = false;
}

/// The driver also writes the tail while the queue is off, to set it up.
void Platform::after_write(std::uint64_t offset, std::uint32_t value) {
  if (offset == TESSERA_HIB_USER_INSTRUCTION_QUEUE_CONTROL) queue_enabled_ = (value & 1) != 0;
  if (offset != TESSERA_HIB_USER_INSTRUCTION_QUEUE_TAIL || !queue_enabled_) return;
  if (running_) return;  // a further bitstream of the same program
  running_ = true;
  ProgramSpan& span = spans_.emplace_back();
  span.begin = accelerator_->cycle();
  span.before = snapshot();
  link_before_ = link_bytes();
  dram_before_ = dram_stats();
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
  span.dram = dram_stats() - dram_before_;
}

std::pair<std::uint64_t, std::uint64_t> Platform::link_bytes() const {
  return {device_.link().bytes(hw::LinkDirection::kToDevice),
          device_.link().bytes(hw::LinkDirection::kFromDevice)};
}

hw::DramStats Platform::dram_stats() const {
  return device_.dram() != nullptr ? device_.dram()->stats() : hw::DramStats{};
}

}  // namespace tessera::sim
