// SPDX-License-Identifier: Apache-2.0
// State, time, stops, traps and coherence; what instructions do is in execute.cpp.
#include "tlm/riscv/hart.h"

#include <algorithm>

namespace tessera::tlm::riscv {

Hart::Hart(HartBus& bus, const HartConfig& config)
    : bus_(bus), config_(config), csrs_(config.hart_id) {
  reset();
}

void Hart::reset() {
  x_.fill(0);
  set_pc(config_.reset_pc);
  csrs_.reset(counters());
  reservation_.reset();
  code_.forget_all();
  attend();
}

Counters Hart::counters() const {
  return {now_ / config_.ticks_per_cycle, now_ / config_.ticks_per_timebase, retired()};
}

Stop Hart::run(Ticks until) {
  stop_.reset();
  while (!stop_ && now_ < until) {
    take_interrupt();
    limit_ = until;
    execute();
  }
  return stop_.value_or(Stop::kTime);
}

Stop Hart::step() {
  stop_.reset();
  if (!take_interrupt()) {
    through_breakpoints_ = true;
    limit_ = now_ + 1;  // every instruction takes time, so this is one
    execute();
    through_breakpoints_ = false;
  }
  return stop_.value_or(Stop::kTime);
}

void Hart::stop(Stop reason) {
  stop_ = reason;
  attend();
}

void Hart::advance_to(Ticks now) { now_ = std::max(now_, now); }

void Hart::set_interrupt_lines(InterruptLines lines) {
  csrs_.set_lines(lines);
  attend();
}

bool Hart::take_interrupt() {
  const auto interrupt = csrs_.deliverable();
  if (interrupt) {
    pc_ = csrs_.enter_trap(kInterruptBit | static_cast<std::uint32_t>(*interrupt), 0, pc_);
  }
  return interrupt.has_value();
}

std::uint32_t Hart::raise(Exception cause, std::uint32_t value) {
  ++not_retired_;
  return csrs_.enter_trap(static_cast<std::uint32_t>(cause), value, pc_);
}

void Hart::set_x(unsigned index, std::uint32_t value) {
  if (index != 0) {
    x_.at(index) = value;
  }
}

std::optional<std::uint32_t> Hart::csr(unsigned number) const {
  return csrs_.read(number, counters());
}

bool Hart::set_csr(unsigned number, std::uint32_t value) {
  attend();
  Counters now = counters();
  --now.retired;  // there is no instruction that writes, so none to leave out of minstret
  return csrs_.write(number, value, now);
}

void Hart::add_breakpoint(std::uint32_t address) {
  breakpoints_.insert(address);
  code_.forget(address, address);
}

void Hart::remove_breakpoint(std::uint32_t address) { breakpoints_.erase(address); }

void Hart::forget_code(std::uint32_t first, std::uint32_t last) { code_.forget(first, last); }

void Hart::forget_direct_pages() {
  readable_.forget_all();
  writable_.forget_all();
}

}  // namespace tessera::tlm::riscv
