// SPDX-License-Identifier: Apache-2.0
#include "tlm/control_core.h"

#include <algorithm>
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
}

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
    if (reset_requested_ || is_high(rst)) {
      hold_reset();
    } else if (halted_) {
      wait_for_change();
    } else {
      run_until_sync_point();
    }
  }
}

void ControlCore::run_until_sync_point() {
  const riscv::Stop stop = hart_.run(run_limit());
  keeper_.set(sc_core::sc_time::from_value(hart_.now()) - sc_core::sc_time_stamp());
  if (stop == riscv::Stop::kWaiting) {
    wait_for_interrupt();
  } else if (keeper_.need_sync()) {
    synchronise();
  }
}

Ticks ControlCore::run_limit() const {
  // With quantum 0 the sync point is now: one instruction.
  return std::max<Ticks>(keeper_.next_sync_point().value(), hart_.now() + 1);
}

void ControlCore::hold_reset() {
  synchronise();
  while (is_high(rst)) {
    wait_for_change();
  }
  reset_requested_ = false;
  halted_ = false;
  hart_.advance_to(sc_core::sc_time_stamp().value());
  keeper_.reset();
  hart_.reset();
  sample_lines();
}

void ControlCore::wait_for_interrupt() {
  synchronise();
  const sc_core::sc_time begin = sc_core::sc_time_stamp();
  waiting_ = true;
  while (!hart_.has_wake_up() && !reset_requested_ && !halted_) {
    wait_for_change();
  }
  waiting_ = false;
  time_waiting_ += sc_core::sc_time_stamp() - begin;
}

void ControlCore::wait_for_change() {
  wait(change_);
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

void ControlCore::sample_lines() {
  hart_.set_interrupt_lines({is_high(irq_external), is_high(irq_timer), is_high(irq_software)});
}

}  // namespace tessera::tlm
