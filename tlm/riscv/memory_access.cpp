// SPDX-License-Identifier: Apache-2.0
// How the hart reaches memory: fetches, what the page tables do not answer, atomic instructions.
#include "tlm/riscv/hart.h"

#include <boost/endian/conversion.hpp>

#include <algorithm>
#include <array>

namespace tessera::tlm::riscv {
namespace {

constexpr std::uint32_t page_of(std::uint32_t address) { return address & ~(kPageBytes - 1); }

std::uint32_t combine(Op op, std::uint32_t memory, std::uint32_t operand) {
  const auto is_less = static_cast<std::int32_t>(memory) < static_cast<std::int32_t>(operand);
  switch (op) {
    case Op::kAmoaddW:
      return memory + operand;
    case Op::kAmoxorW:
      return memory ^ operand;
    case Op::kAmoandW:
      return memory & operand;
    case Op::kAmoorW:
      return memory | operand;
    case Op::kAmominW:
      return is_less ? memory : operand;
    case Op::kAmomaxW:
      return is_less ? operand : memory;
    case Op::kAmominuW:
      return std::min(memory, operand);
    case Op::kAmomaxuW:
      return std::max(memory, operand);
    default:
      return operand;  // amoswap
  }
}

}  // namespace

bool Hart::load_slowly(std::uint32_t address, std::span<std::uint8_t> data) {
  const DirectPage page = bus_.direct_page(page_of(address));
  if (page.readable == nullptr) {
    attend();
    return bus_.read(address, data, now_);
  }
  readable_.insert(page_of(address), page.readable, page.read_latency);
  std::copy_n(page.readable + address % kPageBytes, data.size(), data.begin());
  now_ += page.read_latency;
  return true;
}

// A page with decoded instructions is not entered into the table, so that stores to it come here.
bool Hart::store_slowly(std::uint32_t address, std::span<const std::uint8_t> data) {
  const bool has_code = code_.has_code(DecodeCache::number_of(address));
  const DirectPage page = bus_.direct_page(page_of(address));
  bool done = true;
  if (page.writable == nullptr) {
    attend();
    done = bus_.write(address, data, now_);
  } else {
    if (!has_code) {
      writable_.insert(page_of(address), page.writable, page.write_latency);
    }
    std::copy_n(data.begin(), data.size(), page.writable + address % kPageBytes);
    now_ += page.write_latency;
  }
  if (has_code) {
    code_.forget(address, address + static_cast<std::uint32_t>(data.size()) - 1);
  }
  return done;
}

bool Hart::fetch_parcel(std::uint32_t address, std::uint16_t& parcel) {
  std::array<std::uint8_t, 2> bytes{};
  const bool done = load_slowly(address, bytes);
  parcel = boost::endian::endian_load<std::uint16_t, 2, boost::endian::order::little>(bytes.data());
  return done;
}

Instruction Hart::fetch(std::uint32_t pc) {
  std::uint16_t low = 0;
  std::uint16_t high = 0;
  if (!fetch_parcel(pc, low)) {
    return {.op = Op::kFetchFault, .imm = pc};
  }
  const bool is_long = (low & 3) == 3;
  if (is_long && !fetch_parcel(pc + 2, high)) {
    return {.op = Op::kFetchFault, .imm = pc + 2};
  }
  const Instruction in = decode(std::uint32_t{high} << 16 | low);
  const bool crosses = is_long && pc % kPageBytes == kPageBytes - 2;
  if (!crosses && !breakpoints_.contains(pc)) {
    code_.put(pc, in);
    writable_.forget(page_of(pc));
  }
  return in;
}

// lr, sc and the read-modify-writes. All but lr count as stores when they fail.
std::optional<Exception> Hart::access_atomically(const Instruction& in) {
  const std::uint32_t address = x_[in.rs1];
  const bool is_load = in.op == Op::kLrW;
  if (address % 4 != 0) {
    return is_load ? Exception::kLoadMisaligned : Exception::kStoreMisaligned;
  }
  const auto fault = is_load ? Exception::kLoadAccessFault : Exception::kStoreAccessFault;
  if (in.op == Op::kScW && (!reservation_ || reservation_->address != address)) {
    reservation_.reset();
    x_[in.rd] = 1;
    return std::nullopt;
  }
  std::array<std::uint8_t, 4> bytes{};
  if (!load_slowly(address, bytes)) {
    return fault;
  }
  const std::uint32_t memory = boost::endian::load_little_u32(bytes.data());
  if (is_load) {
    reservation_ = {address, memory};
    x_[in.rd] = memory;
    return std::nullopt;
  }
  std::uint32_t result = memory;
  if (in.op == Op::kScW) {
    // Another bus master may have written in between; a changed value tells.
    const bool lost = reservation_->value != memory;
    reservation_.reset();
    if (lost) {
      x_[in.rd] = 1;
      return std::nullopt;
    }
    result = 0;
  }
  boost::endian::store_little_u32(
      bytes.data(), in.op == Op::kScW ? x_[in.rs2] : combine(in.op, memory, x_[in.rs2]));
  if (!store_slowly(address, bytes)) {
    return fault;
  }
  x_[in.rd] = result;
  return std::nullopt;
}

}  // namespace tessera::tlm::riscv
