// SPDX-License-Identifier: Apache-2.0
// Control and status registers of machine mode, and entry to and return from traps.
#pragma once

#include "tlm/riscv/trap.h"

#include <cstdint>
#include <optional>

namespace tessera::tlm::riscv {

/// Where the hart's clocks stand; they only count up.
struct Counters {
  std::uint64_t cycles = 0;    ///< clock cycles, those in wfi included
  std::uint64_t timebase = 0;  ///< the time CSR, read-only
  std::uint64_t retired = 0;   ///< instructions completed before the one that asks
};

/// Privileged ISA 1.12. Present: mvendorid, marchid, mimpid, mhartid, mconfigptr, mstatus(h), misa,
/// mie, mtvec (direct and vectored), mscratch, mepc, mcause, mtval, mip, mcountinhibit, mcycle(h),
/// minstret(h), mhpmcounter3-31(h), mhpmevent3-31, cycle(h), time(h), instret(h). There is no other
/// mode: MPP is constant, mcounteren, medeleg and mideleg do not exist. misa, mip, mstatush,
/// mcountinhibit and the hpm registers ignore writes; mip shows the wires.
class CsrFile {
 public:
  explicit CsrFile(std::uint32_t hart_id) : hart_id_(hart_id) {}

  /// Values after reset; mcycle and minstret start from 0 again.
  void reset(const Counters& counters);

  /// Nothing if there is no such CSR.
  [[nodiscard]] std::optional<std::uint32_t> read(unsigned number, const Counters& counters) const;
  /// False and no effect if there is no such CSR or it is read-only. The next instruction sees in
  /// minstret the value written, and in mcycle that value plus the time since.
  [[nodiscard]] bool write(unsigned number, std::uint32_t value, const Counters& counters);

  void set_lines(InterruptLines lines);
  /// Interrupts that are pending and enabled in mie, as bits of mip.
  [[nodiscard]] std::uint32_t pending() const { return mip_ & mie_; }
  /// The interrupt to take now: external before software before timer (3.1.9).
  [[nodiscard]] std::optional<Interrupt> deliverable() const;

  /// Saves state for a trap with this mcause and mtval; gives the handler's address.
  [[nodiscard]] std::uint32_t enter_trap(std::uint32_t cause, std::uint32_t value,
                                         std::uint32_t pc);
  /// mret; gives the address to continue at.
  [[nodiscard]] std::uint32_t leave_trap();

 private:
  struct Stored {
    unsigned number;
    std::uint32_t CsrFile::*place;
    std::uint32_t writable;  ///< bits that a write changes
  };
  static const Stored kStored[];

  [[nodiscard]] static const Stored* find_stored(unsigned number);

  std::uint32_t hart_id_;
  InterruptLines lines_;
  std::uint32_t mstatus_ = 0;
  std::uint32_t mie_ = 0;
  std::uint32_t mip_ = 0;
  std::uint32_t mtvec_ = 0;
  std::uint32_t mscratch_ = 0;
  std::uint32_t mepc_ = 0;
  std::uint32_t mcause_ = 0;
  std::uint32_t mtval_ = 0;
  std::uint64_t cycle_offset_ = 0;    // mcycle - Counters::cycles, modulo 2^64
  std::uint64_t retired_offset_ = 0;  // minstret - Counters::retired, modulo 2^64
};

}  // namespace tessera::tlm::riscv
