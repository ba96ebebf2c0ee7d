// SPDX-License-Identifier: Apache-2.0
// GDB's side of a control core.
#pragma once

#include "tlm/core_bus.h"
#include "tlm/gdb/debug_target.h"
#include "tlm/gdb/server.h"
#include "tlm/gdb/session.h"
#include "tlm/riscv/hart.h"

#include <systemc>

#include <cstdint>
#include <functional>

namespace tessera::tlm {

/// Host threads reach the kernel only through this channel (rule S-03).
class HostWakeUp final : public sc_core::sc_prim_channel {
 public:
  HostWakeUp() : sc_prim_channel(sc_core::sc_gen_unique_name("gdb_wake_up")) {}

  /// From any host thread.
  void notify() { async_request_update(); }
  [[nodiscard]] const sc_core::sc_event& event() const { return event_; }
  /// While on, a simulation without events waits for the host instead of ending.
  void keep_simulation(bool on) {
    (void)(on ? async_attach_suspending() : async_detach_suspending());
  }

 private:
  void update() override { event_.notify(sc_core::SC_ZERO_TIME); }

  sc_core::sc_event event_;
};

/// Talks to GDB between two instructions. While GDB has the hart stopped, the whole simulation
/// stands still. An attached GDB also gets the hart's ebreaks.
class CoreDebugger final : private gdb::DebugTarget {
 public:
  /// What the core does when the talk is over.
  enum class Resume { kRun, kStep, kHalt };

  /// Throws boost::system::system_error if the port cannot be opened.
  CoreDebugger(riscv::Hart& hart, CoreBus& bus, std::uint16_t port);

  /// What `monitor reset` does besides resetting the hart.
  void on_reset(std::function<void()> hook) { reset_hook_ = std::move(hook); }

  [[nodiscard]] std::uint16_t port() const { return server_.port(); }
  /// Cheap: is there anything to talk about?
  [[nodiscard]] bool wants_to_talk() const { return is_stopped_ || server_.has_event(); }
  [[nodiscard]] const sc_core::sc_event& wake_up() const { return wake_up_.event(); }

  /// Stop at the next talk, before GDB has attached.
  void hold() { is_stopped_ = true; }
  /// The hart is at a breakpoint or has made its step.
  void report_stop();
  /// The hart will not run again before a reset, for which GDB may ask.
  void report_halt();
  /// Answers GDB until it lets the hart go on; at once if it has not stopped it.
  [[nodiscard]] Resume talk();

 private:
  static constexpr unsigned kTrap = 5;  // signal numbers that GDB knows
  static constexpr unsigned kInterrupt = 2;

  std::optional<std::uint32_t> read_register(unsigned number) override;
  bool write_register(unsigned number, std::uint32_t value) override;
  std::size_t read_memory(std::uint32_t address, std::span<std::uint8_t> data) override;
  std::size_t write_memory(std::uint32_t address, std::span<std::uint8_t> data) override;
  void set_breakpoint(std::uint32_t address, bool present) override;
  void reset() override;

  void attach();
  void release();
  [[nodiscard]] gdb::Action answer(const std::string& packet);

  riscv::Hart& hart_;
  CoreBus& bus_;
  std::function<void()> reset_hook_;
  HostWakeUp wake_up_;
  gdb::Session session_;
  bool is_attached_ = false;
  bool is_stopped_ = false;
  gdb::Server server_;  // last: its thread uses wake_up_
};

}  // namespace tessera::tlm
