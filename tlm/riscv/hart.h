// SPDX-License-Identifier: Apache-2.0
// A RISC-V hart: RV32IMAC, Zicsr, Zifencei, Zicntr, machine mode. Plain C++, deterministic.
#pragma once

#include "tlm/riscv/csr_file.h"
#include "tlm/riscv/decode_cache.h"
#include "tlm/riscv/hart_bus.h"
#include "tlm/riscv/page_lookaside.h"
#include "tlm/riscv/trap.h"

#include <array>
#include <cstdint>
#include <optional>
#include <set>
#include <span>

namespace tessera::tlm::riscv {

struct HartConfig {
  std::uint32_t hart_id = 0;
  std::uint32_t reset_pc = 0x8000'0000;  ///< even
  Ticks ticks_per_instruction = 1;       ///< > 0
  Ticks ticks_per_cycle = 1;             ///< > 0; unit of mcycle
  Ticks ticks_per_timebase = 1;          ///< > 0; unit of the time CSR
};

/// Why `run` returned.
enum class Stop {
  kTime,        ///< the hart's time has reached the limit
  kWaiting,     ///< wfi with no interrupt pending and enabled; pc is behind it
  kBreakpoint,  ///< at a breakpoint, or at an ebreak that the debugger wants
  kRequested,   ///< `request_stop`
};

/// Instruction by instruction: an interrupt that is pending and enabled is taken, or else one
/// instruction is fetched and executed, or raises one exception; no effect of it remains then.
/// Loads and stores that are not naturally aligned raise address-misaligned exceptions. Fetches
/// cannot be misaligned (pc bit 0 is always 0).
///
/// Decoded instructions are kept by page: the hart's own stores to them take effect at once, those
/// of other bus masters with the next fence.i. An instruction's fetch takes bus time when it is
/// decoded, not when it is repeated; one that lies across two pages is fetched each time.
class Hart {
 public:
  /// The bus must outlive the hart. Starts in reset state, at time 0.
  Hart(HartBus& bus, const HartConfig& config);

  /// Registers 0, pc at reset_pc, CSRs at reset values; time goes on. Breakpoints stay.
  void reset();

  /// Runs until time `until` has come or another reason to stop.
  Stop run(Ticks until);
  /// One instruction or one trap entry, through breakpoints.
  Stop step();
  /// Makes the current `run` return after its current instruction; to be called from the bus.
  void request_stop() { stop(Stop::kRequested); }

  [[nodiscard]] Ticks now() const { return now_; }
  /// Lets time pass without instructions; never backwards.
  void advance_to(Ticks now);

  // --- interrupts ------------------------------------------------------------------------------
  void set_interrupt_lines(InterruptLines lines);
  /// Is an interrupt pending and enabled in mie, whatever mstatus.MIE says? That ends a wfi.
  [[nodiscard]] bool has_wake_up() const { return csrs_.pending() != 0; }

  // --- state -----------------------------------------------------------------------------------
  [[nodiscard]] std::uint32_t pc() const { return pc_; }
  void set_pc(std::uint32_t pc) { pc_ = pc & ~std::uint32_t{1}; }
  [[nodiscard]] std::uint32_t x(unsigned index) const { return x_.at(index); }
  void set_x(unsigned index, std::uint32_t value);
  /// As a csrr would; nothing if there is no such CSR.
  [[nodiscard]] std::optional<std::uint32_t> csr(unsigned number) const;
  /// As a csrw would; false if there is no such CSR or it is read-only.
  bool set_csr(unsigned number, std::uint32_t value);
  /// Instructions completed since construction; not set back by a reset or a write to minstret.
  [[nodiscard]] std::uint64_t retired() const { return started_ - not_retired_; }

  // --- debugging -------------------------------------------------------------------------------
  void add_breakpoint(std::uint32_t address);
  void remove_breakpoint(std::uint32_t address);
  [[nodiscard]] const std::set<std::uint32_t>& breakpoints() const { return breakpoints_; }
  /// On: ebreak stops `run` with kBreakpoint, pc at the ebreak. Off: it raises the exception.
  void set_ebreak_stops(bool stops) { ebreak_stops_ = stops; }

  // --- coherence -------------------------------------------------------------------------------
  /// Memory has been changed behind the hart: decode the range [first, last] again.
  void forget_code(std::uint32_t first, std::uint32_t last);
  /// Pointers from HartBus::direct_page are no longer good; ask again.
  void forget_direct_pages();

 private:
  void execute();
  /// False if none is deliverable.
  bool take_interrupt();
  /// Enters the handler of an exception of the instruction at pc_; gives the handler's address.
  [[nodiscard]] std::uint32_t raise(Exception cause, std::uint32_t value);
  void stop(Stop reason);
  [[nodiscard]] Counters counters() const;

  /// The instruction at an address that the cache does not hold; kept there if possible.
  [[nodiscard]] Instruction fetch(std::uint32_t pc);
  [[nodiscard]] bool fetch_parcel(std::uint32_t address, std::uint16_t& parcel);
  template <typename T>
  [[nodiscard]] std::optional<Exception> load(std::uint32_t address, T& value);
  template <typename T>
  [[nodiscard]] std::optional<Exception> store(std::uint32_t address, std::uint32_t value);
  [[nodiscard]] bool load_slowly(std::uint32_t address, std::span<std::uint8_t> data);
  [[nodiscard]] bool store_slowly(std::uint32_t address, std::span<const std::uint8_t> data);
  /// False: illegal instruction.
  [[nodiscard]] bool access_csr(const Instruction& in);
  [[nodiscard]] std::optional<Exception> access_atomically(const Instruction& in);

  void attend() { limit_ = 0; }  ///< back to `run` after this instruction

  HartBus& bus_;
  HartConfig config_;
  std::array<std::uint32_t, 33> x_{};  // the last one takes what is written to x0
  std::uint32_t pc_ = 0;
  Ticks now_ = 0;
  Ticks limit_ = 0;                // execute() runs while now_ < limit_
  std::uint64_t started_ = 0;      // instructions, the current one included
  std::uint64_t not_retired_ = 0;  // of these, the ones that raised an exception
  std::optional<Stop> stop_;
  CsrFile csrs_;
  DecodeCache code_;
  PageLookaside<const std::uint8_t> readable_;
  PageLookaside<std::uint8_t> writable_;
  struct Reservation {
    std::uint32_t address;
    std::uint32_t value;
  };
  std::optional<Reservation> reservation_;
  std::set<std::uint32_t> breakpoints_;
  bool ebreak_stops_ = false;
  bool through_breakpoints_ = false;
};

}  // namespace tessera::tlm::riscv
