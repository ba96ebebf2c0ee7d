// SPDX-License-Identifier: Apache-2.0
#include "tlm/riscv/csr_file.h"

#include "tlm/riscv/csr_numbers.h"

#include <algorithm>
#include <iterator>

namespace tessera::tlm::riscv {
namespace {

constexpr std::uint32_t kMie = 1U << 3;
constexpr std::uint32_t kMpie = 1U << 7;
constexpr std::uint32_t kMppMachine = 3U << 11;
constexpr std::uint32_t kVectored = 1;

constexpr std::uint32_t kInterrupts =
    bit_of(Interrupt::kSoftware) | bit_of(Interrupt::kTimer) | bit_of(Interrupt::kExternal);

constexpr std::uint32_t extension(char letter) { return std::uint32_t{1} << (letter - 'A'); }
constexpr std::uint32_t kMisa =
    1U << 30 | extension('A') | extension('C') | extension('I') | extension('M');

// Exist, read 0, ignore writes.
struct Range {
  unsigned first;
  unsigned last;
};
constexpr Range kZero[] = {
    {csr::kMstatush, csr::kMstatush},
    {csr::kMcountinhibit, csr::kMcountinhibit},
    {csr::kMhpmevent3, csr::kMhpmevent31},
    {csr::kMhpmcounter3, csr::kMhpmcounter31},
    {csr::kMhpmcounter3h, csr::kMhpmcounter31h},
    {csr::kMvendorid, csr::kMimpid},
    {csr::kMconfigptr, csr::kMconfigptr},
};

bool is_zero(unsigned number) {
  return std::ranges::any_of(
      kZero, [=](const Range& range) { return number >= range.first && number <= range.last; });
}

bool is_read_only(unsigned number) { return (number >> 10 & 3) == 3; }

std::uint32_t low(std::uint64_t value) { return static_cast<std::uint32_t>(value); }
std::uint32_t high(std::uint64_t value) { return static_cast<std::uint32_t>(value >> 32); }

std::uint64_t with_low(std::uint64_t value, std::uint32_t part) {
  return (value >> 32 << 32) | part;
}
std::uint64_t with_high(std::uint64_t value, std::uint32_t part) {
  return std::uint64_t{part} << 32 | low(value);
}

}  // namespace

// MPP has one legal value. A mode of mtvec above 1 is reserved: bit 1 stays 0.
const CsrFile::Stored CsrFile::kStored[] = {
    {csr::kMstatus, &CsrFile::mstatus_, kMie | kMpie},
    {csr::kMie, &CsrFile::mie_, kInterrupts},
    {csr::kMtvec, &CsrFile::mtvec_, ~std::uint32_t{2}},
    {csr::kMscratch, &CsrFile::mscratch_, ~std::uint32_t{0}},
    {csr::kMepc, &CsrFile::mepc_, ~std::uint32_t{1}},
    {csr::kMcause, &CsrFile::mcause_, ~std::uint32_t{0}},
    {csr::kMtval, &CsrFile::mtval_, ~std::uint32_t{0}},
    {csr::kMip, &CsrFile::mip_, 0},
};

const CsrFile::Stored* CsrFile::find_stored(unsigned number) {
  const auto* found = std::ranges::find(kStored, number, &Stored::number);
  return found == std::end(kStored) ? nullptr : found;
}

void CsrFile::reset(const Counters& counters) {
  for (const Stored& each : kStored) {
    this->*each.place = 0;
  }
  mstatus_ = kMppMachine;
  set_lines(lines_);
  cycle_offset_ = 0 - counters.cycles;
  retired_offset_ = 0 - counters.retired;
}

std::optional<std::uint32_t> CsrFile::read(unsigned number, const Counters& counters) const {
  if (const Stored* stored = find_stored(number)) {
    return this->*stored->place;
  }
  switch (number) {
    case csr::kMisa:
      return kMisa;
    case csr::kMhartid:
      return hart_id_;
    case csr::kMcycle:
    case csr::kCycle:
      return low(counters.cycles + cycle_offset_);
    case csr::kMcycleh:
    case csr::kCycleh:
      return high(counters.cycles + cycle_offset_);
    case csr::kTime:
      return low(counters.timebase);
    case csr::kTimeh:
      return high(counters.timebase);
    case csr::kMinstret:
    case csr::kInstret:
      return low(counters.retired + retired_offset_);
    case csr::kMinstreth:
    case csr::kInstreth:
      return high(counters.retired + retired_offset_);
    default:
      return is_zero(number) ? std::optional<std::uint32_t>(0) : std::nullopt;
  }
}

bool CsrFile::write(unsigned number, std::uint32_t value, const Counters& counters) {
  if (is_read_only(number)) {
    return false;
  }
  if (const Stored* stored = find_stored(number)) {
    std::uint32_t& place = this->*stored->place;
    place = (place & ~stored->writable) | (value & stored->writable);
    return true;
  }
  // The instruction that writes minstret completes as well but must not be seen in it.
  const std::uint64_t cycle = counters.cycles + cycle_offset_;
  const std::uint64_t retired = counters.retired + retired_offset_;
  switch (number) {
    case csr::kMcycle:
      cycle_offset_ = with_low(cycle, value) - counters.cycles;
      return true;
    case csr::kMcycleh:
      cycle_offset_ = with_high(cycle, value) - counters.cycles;
      return true;
    case csr::kMinstret:
      retired_offset_ = with_low(retired, value) - (counters.retired + 1);
      return true;
    case csr::kMinstreth:
      retired_offset_ = with_high(retired, value) - (counters.retired + 1);
      return true;
    default:
      return number == csr::kMisa || is_zero(number);
  }
}

void CsrFile::set_lines(InterruptLines lines) {
  lines_ = lines;
  mip_ = (lines.external ? bit_of(Interrupt::kExternal) : 0) |
         (lines.timer ? bit_of(Interrupt::kTimer) : 0) |
         (lines.software ? bit_of(Interrupt::kSoftware) : 0);
}

std::optional<Interrupt> CsrFile::deliverable() const {
  if ((mstatus_ & kMie) == 0) {
    return std::nullopt;
  }
  for (const Interrupt each : {Interrupt::kExternal, Interrupt::kSoftware, Interrupt::kTimer}) {
    if ((pending() & bit_of(each)) != 0) {
      return each;
    }
  }
  return std::nullopt;
}

std::uint32_t CsrFile::enter_trap(std::uint32_t cause, std::uint32_t value, std::uint32_t pc) {
  mepc_ = pc;
  mcause_ = cause;
  mtval_ = value;
  mstatus_ = kMppMachine | ((mstatus_ & kMie) != 0 ? kMpie : 0);
  const std::uint32_t base = mtvec_ & ~std::uint32_t{3};
  const bool vectored = (mtvec_ & kVectored) != 0 && (cause & kInterruptBit) != 0;
  return vectored ? base + 4 * (cause & ~kInterruptBit) : base;
}

std::uint32_t CsrFile::leave_trap() {
  mstatus_ = kMppMachine | kMpie | ((mstatus_ & kMpie) != 0 ? kMie : 0);
  return mepc_;
}

}  // namespace tessera::tlm::riscv
