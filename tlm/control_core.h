// SPDX-License-Identifier: Apache-2.0
// The RISC-V control core as a TLM-2.0 initiator with interrupt and reset inputs.
#pragma once

#include "tlm/control_core_config.h"
#include "tlm/core_bus.h"
#include "tlm/core_quantum_keeper.h"
#include "tlm/riscv/hart.h"
#include "tlm/standard.h"

#include <cstdint>
#include <memory>

namespace tessera::tlm {

class CoreDebugger;

/// One hart that runs firmware against the bus. Loosely timed: it runs ahead of simulated time by
/// at most a quantum (rules L-01 to L-06), reaches memory through pointers where targets grant them
/// (D-01, D-02), and everything else by b_transport. In wfi, in reset and when halted it waits for
/// events and costs nothing.
///
/// Interrupts are levels, sampled after every transaction and whenever the core has let simulated
/// time catch up; so one is taken at most a quantum late.
class ControlCore final : public sc_core::sc_module {
 public:
  using LevelPort =
      sc_core::sc_port<sc_core::sc_signal_in_if<bool>, 1, sc_core::SC_ZERO_OR_MORE_BOUND>;

  // --- ports -----------------------------------------------------------------------------------
  tlm_utils::simple_initiator_socket<ControlCore, 32> bus;  ///< bus addresses below 4 GiB
  LevelPort irq_external;  ///< machine external interrupt (PLIC); active high; optional
  LevelPort irq_timer;     ///< machine timer interrupt (CLINT); active high; optional
  LevelPort irq_software;  ///< machine software interrupt (CLINT); active high; optional
  LevelPort rst;           ///< active high; held while high, starts at reset_pc after; optional

  /// Reports SC_ERROR naming the parameter and uses the default if a value of `config` is out of
  /// range; reports SC_ERROR if the GDB port cannot be opened.
  ControlCore(const sc_core::sc_module_name& name, const ControlCoreConfig& config);
  ~ControlCore() override;

  /// Stops the core after its current instruction until the next reset; for the owner of a test
  /// finisher or a watchdog. State stays visible.
  void halt();
  [[nodiscard]] bool is_halted() const { return halted_; }

  // --- observers -------------------------------------------------------------------------------
  [[nodiscard]] const ControlCoreConfig& config() const { return config_; }
  [[nodiscard]] std::uint32_t pc() const { return hart_.pc(); }
  [[nodiscard]] std::uint32_t x(unsigned index) const { return hart_.x(index); }
  /// Instructions completed since construction.
  [[nodiscard]] std::uint64_t instructions_retired() const { return hart_.retired(); }
  [[nodiscard]] bool is_waiting() const { return waiting_; }  ///< in wfi
  /// Simulated time spent in wfi so far, a wait that goes on not included.
  [[nodiscard]] const sc_core::sc_time& time_waiting() const { return time_waiting_; }
  /// Simulated time as the core sees it: ahead of sc_time_stamp() by at most a quantum.
  [[nodiscard]] sc_core::sc_time local_time() const;
  /// Transactions on `bus`; accesses by memory pointer are none.
  [[nodiscard]] std::uint64_t bus_transactions() const { return core_bus_.transactions(); }
  /// The TCP port where GDB may attach; 0 if there is none.
  [[nodiscard]] std::uint16_t gdb_port() const;

 private:
  void run();            // the thread
  void follow_inputs();  // interrupt and reset wires

  void end_of_elaboration() override;
  void invalidate_direct_mem_ptr(sc_dt::uint64 first, sc_dt::uint64 last);

  void run_until_sync_point();
  void hold_reset();
  void wait_for_interrupt();
  void wait_for_change();
  /// Lets simulated time catch up with the hart, and samples the wires.
  void synchronise();
  void sample_lines();
  [[nodiscard]] riscv::Ticks run_limit() const;
  void open_debug_port();
  /// True: it has taken the place of running.
  bool serve_debugger();

  ControlCoreConfig config_;
  CoreBus core_bus_;
  riscv::Hart hart_;
  CoreQuantumKeeper keeper_;
  std::unique_ptr<CoreDebugger> debugger_;  // null: no GDB port
  sc_core::sc_event change_;
  bool reset_requested_ = false;
  bool halted_ = false;
  bool waiting_ = false;
  sc_core::sc_time time_waiting_;
};

}  // namespace tessera::tlm
