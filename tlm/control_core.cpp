// SPDX-License-Identifier: Apache-2.0
#include "tlm/control_core.h"

#include "tlm/core_debugger.h"

#include <algorithm>
#include <exception>
#include <string>

namespace tessera::tlm {
namespace {

using riscv::Ticks;

ControlCoreConfig checked(ControlCoreConfig config) {
  const ControlCoreConfig defaults;
  const auto require = [](bool good, const char* message) {
    if (!good) SC_REPORT_ERROR("/tessera/control_core/config", message);
    return good;
  };
  if (!require(config.clock_mhz > 0 && config.clock_mhz <= 10'000,
               "clock_mhz must be above 0 and at most 10000")) {
    config.clock_mhz = defaults.clock_mhz;
  }
  if (!require(config.cycles_per_instruction > 0 && config.cycles_per_instruction <= 1000,
               "cycles_per_instruction must be above 0 and at most 1000")) {
    config.cycles_per_instruction = defaults.cycles_per_instruction;
  }
  if (!require(config.timebase_mhz > 0 && config.timebase_mhz <= 1000,
               "timebase_mhz must be above 0 and at most 1000")) {
    config.timebase_mhz = defaults.timebase_mhz;
  }
  if (!require(config.reset_pc % 2 == 0, "reset_pc must be even")) {
    config.reset_pc = defaults.reset_pc;
  }
  return config;
}

/// At least one unit of the kernel's resolution, so that instructions take time.
Ticks ticks(double microseconds) {
  const sc_core::sc_time time(microseconds, sc_core::SC_US);
  return std::max<Ticks>(time.value(), 1);
}

riscv::HartConfig hart_config(const ControlCoreConfig& config) {
  return {config.hart_id, config.reset_pc, ticks(config.cycles_per_instruction / config.clock_mhz),
          ticks(1 / config.clock_mhz), ticks(1 / config.timebase_mhz)};
}

bool is_high(const ControlCore::LevelPort& port) { return port.size() != 0 && port->read(); }

}  // namespace

ControlCore::ControlCore(const sc_core::sc_module_name& name, const ControlCoreConfig& config)
    : sc_module(name),
      bus("bus"),
      irq_external("irq_external"),
      irq_timer("irq_timer"),
      irq_software("irq_software"),
      rst("rst"),
      config_(checked(config)),
      core_bus_(bus, config_.use_dmi),
      hart_(core_bus_, hart_config(config_)),
      keeper_(config_.quantum) {
  bus.register_invalidate_direct_mem_ptr(this, &ControlCore::invalidate_direct_mem_ptr);
  core_bus_.on_transaction([this] { sample_lines(); });
  SC_HAS_PROCESS(ControlCore);
  SC_THREAD(run);
  if (config_.gdb_port) {
    open_debug_port();
  }
}

ControlCore::~ControlCore() = default;

void ControlCore::end_of_elaboration() {
  SC_HAS_PROCESS(ControlCore);
  SC_METHOD(follow_inputs);
  dont_initialize();
  for (LevelPort* port : {&irq_external, &irq_timer, &irq_software, &rst}) {
    if (port->size() != 0) {
      sensitive << (*port)->value_changed_event();
    }
  }
}

void ControlCore::halt() {
  halted_ = true;
  hart_.request_stop();
  change_.notify(sc_core::SC_ZERO_TIME);
  if (debugger_ != nullptr) {
    debugger_->report_halt();
  }
}

sc_core::sc_time ControlCore::local_time() const {
  return std::max(sc_core::sc_time::from_value(hart_.now()), sc_core::sc_time_stamp());
}

// The thread may be in the middle of an instruction, waiting in a target: leave it at the end.
void ControlCore::follow_inputs() {
  if (is_high(rst)) {
    reset_requested_ = true;
    hart_.request_stop();
  }
  change_.notify();
}

void ControlCore::invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last) {
  core_bus_.invalidate(first, last);
  hart_.forget_direct_pages();
  constexpr sc_dt::uint64 kLast = 0xffff'ffff;
  if (first <= kLast) {
    hart_.forget_code(static_cast<std::uint32_t>(first),
                      static_cast<std::uint32_t>(std::min(last, kLast)));
  }
}

void ControlCore::run() {
  sample_lines();
  for (;;) {
    if (debugger_ != nullptr && debugger_->wants_to_talk() && serve_debugger()) {
      continue;
    }
    if (reset_requested_ || is_high(rst)) {
      hold_reset();
    } else if (halted_) {
      wait_for_change();
    } else if (waiting_) {
      wait_for_interrupt();
    } else {
      run_until_sync_point();
    }
  }
}

void ControlCore::run_until_sync_point() {
  const riscv::Stop stop = hart_.run(run_limit());
  keeper_.set(sc_core::sc_time::from_value(hart_.now()) - sc_core::sc_time_stamp());
  if (stop == riscv::Stop::kWaiting) {
    waiting_ = true;
    synchronise();
  } else if (keeper_.need_sync()) {
    synchronise();
  }
  if (stop == riscv::Stop::kBreakpoint) {
    debugger_->report_stop();
  }
}

Ticks ControlCore::run_limit() const {
  // With quantum 0 the sync point is now: one instruction.
  const Ticks limit = std::max<Ticks>(keeper_.next_sync_point().value(), hart_.now() + 1);
  if (debugger_ == nullptr) {
    return limit;
  }
  // GDB must be heard within a long quantum; that is no synchronisation and changes nothing.
  constexpr Ticks kInstructionsPerLook = 1'000'000;
  return std::min(limit,
                  hart_.now() + kInstructionsPerLook * hart_config(config_).ticks_per_instruction);
}

void ControlCore::hold_reset() {
  synchronise();
  while (is_high(rst)) {
    wait_for_change();
  }
  reset_requested_ = halted_ = waiting_ = false;
  hart_.advance_to(sc_core::sc_time_stamp().value());
  keeper_.reset();
  hart_.reset();
  sample_lines();
}

void ControlCore::wait_for_interrupt() {
  if (hart_.has_wake_up()) {
    waiting_ = false;
    return;
  }
  const sc_core::sc_time begin = sc_core::sc_time_stamp();
  wait_for_change();
  time_waiting_ += sc_core::sc_time_stamp() - begin;
}

void ControlCore::wait_for_change() {
  if (debugger_ != nullptr) {
    wait(change_ | debugger_->wake_up());
  } else {
    wait(change_);
  }
  hart_.advance_to(sc_core::sc_time_stamp().value());
  keeper_.reset();
  sample_lines();
}

void ControlCore::synchronise() {
  keeper_.set(sc_core::sc_time::from_value(hart_.now()) - sc_core::sc_time_stamp());
  if (keeper_.get_local_time() != sc_core::SC_ZERO_TIME) {
    keeper_.sync();
  } else {
    keeper_.reset();
  }
  sample_lines();
}

void ControlCore::open_debug_port() {
  try {
    debugger_ = std::make_unique<CoreDebugger>(hart_, core_bus_, *config_.gdb_port);
  } catch (const std::exception& error) {
    SC_REPORT_ERROR("/tessera/control_core/gdb",
                    ("port " + std::to_string(*config_.gdb_port) + ": " + error.what()).c_str());
    return;
  }
  debugger_->on_reset([this] { halted_ = waiting_ = false; });
  if (config_.gdb_wait) {
    debugger_->hold();
  }
}

std::uint16_t ControlCore::gdb_port() const { return debugger_ == nullptr ? 0 : debugger_->port(); }

// All other models stand at the hart's time while GDB looks around.
bool ControlCore::serve_debugger() {
  synchronise();
  switch (debugger_->talk()) {
    case CoreDebugger::Resume::kRun:
      // The instruction to go on with may have a breakpoint.
      if (!halted_ && !waiting_ && hart_.breakpoints().contains(hart_.pc())) {
        waiting_ = hart_.step() == riscv::Stop::kWaiting;
        synchronise();
        return true;
      }
      return false;
    case CoreDebugger::Resume::kStep:
      if (!halted_) {
        // A step leaves wfi, as the manual allows, or enters it.
        waiting_ = hart_.step() == riscv::Stop::kWaiting;
        synchronise();
      }
      debugger_->report_stop();
      return true;
    case CoreDebugger::Resume::kHalt:
      halt();
      return true;
  }
  return false;
}

void ControlCore::sample_lines() {
  hart_.set_interrupt_lines({is_high(irq_external), is_high(irq_timer), is_high(irq_software)});
}

}  // namespace tessera::tlm
