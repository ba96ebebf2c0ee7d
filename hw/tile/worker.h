// SPDX-License-Identifier: Apache-2.0
// A thread of the hardware with a local clock that may run ahead of simulated time.
#pragma once

#include "hw/tile/context.h"
#include "hw/tile/ring_port.h"
#include "hw/tile/unit_stats.h"

#include <systemc>

#include <string>

namespace tessera::hw {

/// Base of everything that works in cycles.
///
/// A worker keeps a local cycle that is never behind the kernel's. It advances on its own as long
/// as it knows when the counters it waits for get there (SyncCounter publishes ahead), and goes
/// back to the kernel to wait for news, to meet another worker on a shared medium, and at the end
/// of each command. What it does to memory may therefore happen earlier in host time than its cycle
/// says; it never happens before the waits that order it.
class Worker : public sc_core::sc_module {
 public:
  Worker(const sc_core::sc_module_name& name, const AcceleratorContext& context);

  /// Work in flight is dropped; the thread starts over.
  void reset();

  [[nodiscard]] const UnitStats& stats() const { return stats_; }
  /// Counts as they stand at cycle `when`, the kernel's: the time since this worker's last news is
  /// added to idleness, or to waiting if it is in the middle of something; cycles that it is ahead
  /// are taken back, as far as known from what it did last.
  /// stats_at(end) - stats_at(begin), each taken at its time, says where the cycles between went.
  [[nodiscard]] UnitStats stats_at(Cycle when) const;
  /// Up to where what it does is settled; ahead of the kernel's cycle or not.
  [[nodiscard]] Cycle local_cycle() const { return now_; }
  [[nodiscard]] Cycle kernel_cycle() const { return context_.kernel_cycle(); }
  /// What it does from its local cycle on, as long as it has no news.
  [[nodiscard]] Activity waiting_as() const { return idle() ? Activity::kIdle : blocked_as_; }
  /// "idle", or what is done and waited for: a line of a stall report.
  [[nodiscard]] virtual std::string state() const = 0;
  [[nodiscard]] virtual bool idle() const = 0;

 protected:
  /// The thread's body: never returns.
  virtual void work() = 0;
  virtual void on_reset() {}
  /// Called before a wait for a counter in the middle of a command: what was done ahead of time
  /// and kept must be visible to others now.
  virtual void settle() {}

  [[nodiscard]] Cycle now() const { return now_; }
  [[nodiscard]] const AcceleratorContext& context() const { return context_; }
  [[nodiscard]] UnitStats& stats() { return stats_; }
  /// Duration of `cycles` of this worker's work.
  [[nodiscard]] std::uint32_t scaled(std::uint32_t cycles) const { return cycles * factor_; }

  /// Work: moves the local cycle on.
  void spend(std::uint64_t cycles);
  /// Moves the local cycle to `when` without work (no effect if it is past it).
  void stall_until(Cycle when, Activity why);
  /// Says what the worker does while its local cycle stands still although the kernel's moves on.
  void engage(Activity why) { blocked_as_ = why; }
  /// Moves the local cycle to the kernel's.
  void catch_up(Activity why) { stall_until(context_.kernel_cycle(), why); }
  /// Waits in the kernel until its time has reached the local cycle.
  void meet_kernel();
  /// For loops that may run for long without a wait: goes back to the kernel when the local cycle
  /// is far ahead, so that time (and a host's watchdog) moves on whatever a program asks for.
  void keep_pace();
  /// Waits in the kernel for `event`; `what` describes it in a stall report. The time that passes
  /// counts as `why`. The description is only made when a report is.
  template <typename Describe>
  void wait_for(const sc_core::sc_event& event, Activity why, const Describe& what) {
    const Description<Describe> description(what);
    blocked_ = &description;
    blocked_as_ = why;
    wait(event);
    blocked_ = nullptr;
    catch_up(why);
  }
  /// Signals a counter; the signal takes the configured time to get there.
  void signal(SyncCounter& counter, Ramp ramp) const;
  void signal(SyncCounter& counter, Cycle when) const { signal(counter, Ramp{when, 1, 1, 1}); }
  /// Sends a packet at the local cycle and lives through its transfer.
  RingTransfer send(RingAccess& ring, const RingPacket& packet);
  /// Reports a program's mistake and stops until a reset.
  [[noreturn]] void stop_on_fault(const std::string& report);
  /// What it waits for, or "running".
  [[nodiscard]] std::string blocked_text() const;

  friend class SyncWaits;

 private:
  void take_back(UnitStats& stats, std::uint64_t cycles) const;

  class Blocked {
   public:
    virtual ~Blocked() = default;
    [[nodiscard]] virtual std::string text() const = 0;
  };
  template <typename Describe>
  class Description final : public Blocked {
   public:
    explicit Description(const Describe& what) : what_(what) {}
    [[nodiscard]] std::string text() const override { return what_(); }

   private:
    const Describe& what_;
  };

  const AcceleratorContext& context_;
  std::uint32_t factor_;
  Cycle now_ = 0;
  UnitStats stats_;
  const Blocked* blocked_ = nullptr;  // lives on the waiting thread's stack
  Activity blocked_as_ = Activity::kMedium;
  Activity last_ = Activity::kBusy;  // what the local cycle was moved on for last
  bool faulted_ = false;
  sc_core::sc_event never_;
  sc_core::sc_process_handle thread_;
};

}  // namespace tessera::hw
