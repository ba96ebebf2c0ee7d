// SPDX-License-Identifier: Apache-2.0
// What the instructions do: Unprivileged ISA 20191213, chapters 2, 3, 7 (M), 8 (A), 9 (Zicsr).
#include "tlm/riscv/hart.h"

#include <boost/endian/conversion.hpp>

#include <array>
#include <limits>

namespace tessera::tlm::riscv {
namespace {

constexpr std::int32_t as_signed(std::uint32_t value) { return static_cast<std::int32_t>(value); }

constexpr std::uint32_t high_half(std::uint64_t value) {
  return static_cast<std::uint32_t>(value >> 32);
}

constexpr std::uint64_t sign_wide(std::uint32_t value) {
  return static_cast<std::uint64_t>(std::int64_t{as_signed(value)});
}

// Division never traps: by zero gives all ones and the dividend; overflow the dividend and 0.
constexpr bool overflows(std::uint32_t dividend, std::uint32_t divisor) {
  return as_signed(dividend) == std::numeric_limits<std::int32_t>::min() &&
         as_signed(divisor) == -1;
}

constexpr std::uint32_t divide(std::uint32_t dividend, std::uint32_t divisor) {
  if (divisor == 0) return ~std::uint32_t{0};
  if (overflows(dividend, divisor)) return dividend;
  return static_cast<std::uint32_t>(as_signed(dividend) / as_signed(divisor));
}

constexpr std::uint32_t remainder(std::uint32_t dividend, std::uint32_t divisor) {
  if (divisor == 0) return dividend;
  if (overflows(dividend, divisor)) return 0;
  return static_cast<std::uint32_t>(as_signed(dividend) % as_signed(divisor));
}

}  // namespace

template <typename T>
std::optional<Exception> Hart::load(std::uint32_t address, T& value) {
  using namespace boost::endian;
  if (const auto* entry = readable_.find(address, sizeof(T))) {
    value = endian_load<T, sizeof(T), order::little>(entry->bytes + address % kPageBytes);
    now_ += entry->latency;
    return std::nullopt;
  }
  if (address % sizeof(T) != 0) {
    return Exception::kLoadMisaligned;
  }
  std::array<std::uint8_t, sizeof(T)> bytes{};
  if (!load_slowly(address, bytes)) {
    return Exception::kLoadAccessFault;
  }
  value = endian_load<T, sizeof(T), order::little>(bytes.data());
  return std::nullopt;
}

template <typename T>
std::optional<Exception> Hart::store(std::uint32_t address, std::uint32_t value) {
  using namespace boost::endian;
  if (const auto* entry = writable_.find(address, sizeof(T))) {
    endian_store<T, sizeof(T), order::little>(entry->bytes + address % kPageBytes,
                                              static_cast<T>(value));
    now_ += entry->latency;
    return std::nullopt;
  }
  if (address % sizeof(T) != 0) {
    return Exception::kStoreMisaligned;
  }
  std::array<std::uint8_t, sizeof(T)> bytes{};
  endian_store<T, sizeof(T), order::little>(bytes.data(), static_cast<T>(value));
  return store_slowly(address, bytes) ? std::nullopt : std::optional(Exception::kStoreAccessFault);
}

// The forms that set or clear bits do not write at all if their operand is x0 or 0. The old value
// of a CSR is read before an illegal write is found, which has no effect here.
bool Hart::access_csr(const Instruction& in) {
  Counters before = counters();
  --before.retired;  // this instruction is not completed yet
  const std::uint32_t number = in.imm >> 20;
  const auto old = csrs_.read(number, before);
  if (!old) {
    return false;
  }
  const bool is_immediate = in.op == Op::kCsrrwi || in.op == Op::kCsrrsi || in.op == Op::kCsrrci;
  const std::uint32_t operand = is_immediate ? in.rs1 : x_[in.rs1];
  const bool replaces = in.op == Op::kCsrrw || in.op == Op::kCsrrwi;
  const bool sets = in.op == Op::kCsrrs || in.op == Op::kCsrrsi;
  if (replaces || in.rs1 != 0) {
    const std::uint32_t value = replaces ? operand : sets ? *old | operand : *old & ~operand;
    if (!csrs_.write(number, value, before)) {
      return false;
    }
    attend();  // an interrupt may have become deliverable
  }
  x_[in.rd] = *old;
  return true;
}

void Hart::execute() {
  std::uint32_t pc = pc_;
  std::uint32_t page_number = DecodeCache::number_of(pc);
  const DecodeCache::Page* page = &code_.page(page_number);

  while (now_ < limit_) {
    if (DecodeCache::number_of(pc) != page_number) {
      page_number = DecodeCache::number_of(pc);
      page = &code_.page(page_number);
    }
    Instruction in = page->slots[DecodeCache::slot_of(pc)];
    if (in.op == Op::kUndecoded) [[unlikely]] {
      if (!through_breakpoints_ && breakpoints_.contains(pc)) {
        stop(Stop::kBreakpoint);
        break;
      }
      in = fetch(pc);
    }
    now_ += config_.ticks_per_instruction;
    ++started_;

    const std::uint32_t a = x_[in.rs1];
    const std::uint32_t b = x_[in.rs2];
    std::uint32_t& d = x_[in.rd];
    const std::uint32_t sum = a + in.imm;  // what addi gives; addresses of loads and stores
    std::uint32_t next = pc + in.bytes;
    std::optional<Exception> fault;
    std::uint32_t fault_value = sum;

    const auto branch_if = [&](bool taken) {
      if (taken) next = pc + in.imm;
    };
    // Sign or zero extension is that of T.
    const auto load_as = [&]<typename T>(T value) {
      fault = load(sum, value);
      if (!fault) d = static_cast<std::uint32_t>(std::int32_t{value});
    };

    switch (in.op) {
      // clang-format off
      case Op::kLui: d = in.imm; break;
      case Op::kAuipc: d = pc + in.imm; break;
      case Op::kJal: d = next; next = pc + in.imm; break;
      case Op::kJalr: d = next; next = sum & ~std::uint32_t{1}; break;
      case Op::kBeq: branch_if(a == b); break;
      case Op::kBne: branch_if(a != b); break;
      case Op::kBlt: branch_if(as_signed(a) < as_signed(b)); break;
      case Op::kBge: branch_if(as_signed(a) >= as_signed(b)); break;
      case Op::kBltu: branch_if(a < b); break;
      case Op::kBgeu: branch_if(a >= b); break;

      case Op::kLb: load_as(std::int8_t{}); break;
      case Op::kLh: load_as(std::int16_t{}); break;
      case Op::kLw: load_as(std::int32_t{}); break;
      case Op::kLbu: load_as(std::uint8_t{}); break;
      case Op::kLhu: load_as(std::uint16_t{}); break;
      case Op::kSb: fault = store<std::uint8_t>(sum, b); break;
      case Op::kSh: fault = store<std::uint16_t>(sum, b); break;
      case Op::kSw: fault = store<std::uint32_t>(sum, b); break;

      case Op::kAddi: d = sum; break;
      case Op::kSlti: d = as_signed(a) < as_signed(in.imm) ? 1 : 0; break;
      case Op::kSltiu: d = a < in.imm ? 1 : 0; break;
      case Op::kXori: d = a ^ in.imm; break;
      case Op::kOri: d = a | in.imm; break;
      case Op::kAndi: d = a & in.imm; break;
      case Op::kSlli: d = a << in.imm; break;
      case Op::kSrli: d = a >> in.imm; break;
      case Op::kSrai: d = static_cast<std::uint32_t>(as_signed(a) >> in.imm); break;

      case Op::kAdd: d = a + b; break;
      case Op::kSub: d = a - b; break;
      case Op::kSll: d = a << (b & 31); break;
      case Op::kSlt: d = as_signed(a) < as_signed(b) ? 1 : 0; break;
      case Op::kSltu: d = a < b ? 1 : 0; break;
      case Op::kXor: d = a ^ b; break;
      case Op::kSrl: d = a >> (b & 31); break;
      case Op::kSra: d = static_cast<std::uint32_t>(as_signed(a) >> (b & 31)); break;
      case Op::kOr: d = a | b; break;
      case Op::kAnd: d = a & b; break;

      case Op::kMul: d = a * b; break;
      case Op::kMulh: d = high_half(sign_wide(a) * sign_wide(b)); break;
      case Op::kMulhsu: d = high_half(sign_wide(a) * b); break;
      case Op::kMulhu: d = high_half(std::uint64_t{a} * b); break;
      case Op::kDiv: d = divide(a, b); break;
      case Op::kDivu: d = b == 0 ? ~std::uint32_t{0} : a / b; break;
      case Op::kRem: d = remainder(a, b); break;
      case Op::kRemu: d = b == 0 ? a : a % b; break;
        // clang-format on

      case Op::kFence:  // one hart, in order: its accesses are ordered already
        break;
      case Op::kFenceI:
        code_.forget_all();
        break;
      case Op::kEcall:
        fault = Exception::kEnvironmentCall;
        fault_value = 0;
        break;
      case Op::kEbreak:
        if (ebreak_stops_) {
          ++not_retired_;
          stop(Stop::kBreakpoint);
          next = pc;
        } else {
          fault = Exception::kBreakpoint;
          fault_value = pc;
        }
        break;
      case Op::kMret:
        next = csrs_.leave_trap();
        attend();
        break;
      case Op::kWfi:
        if (!has_wake_up()) stop(Stop::kWaiting);
        break;

      case Op::kCsrrw:
      case Op::kCsrrs:
      case Op::kCsrrc:
      case Op::kCsrrwi:
      case Op::kCsrrsi:
      case Op::kCsrrci:
        if (!access_csr(in)) {
          fault = Exception::kIllegalInstruction;
          fault_value = in.imm;
        }
        break;

      case Op::kLrW:
      case Op::kScW:
      case Op::kAmoswapW:
      case Op::kAmoaddW:
      case Op::kAmoxorW:
      case Op::kAmoandW:
      case Op::kAmoorW:
      case Op::kAmominW:
      case Op::kAmomaxW:
      case Op::kAmominuW:
      case Op::kAmomaxuW:
        fault = access_atomically(in);
        fault_value = a;
        break;

      case Op::kFetchFault:
        fault = Exception::kInstructionAccessFault;
        fault_value = in.imm;
        break;
      case Op::kIllegal:
      case Op::kUndecoded:
        fault = Exception::kIllegalInstruction;
        fault_value = in.imm;
        break;
    }
    if (fault) [[unlikely]] {
      pc_ = pc;
      next = raise(*fault, fault_value);
    }
    pc = next;
    pc_ = pc;
  }
}

}  // namespace tessera::tlm::riscv
