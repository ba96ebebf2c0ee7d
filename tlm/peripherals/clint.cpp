// SPDX-License-Identifier: Apache-2.0
#include "tlm/peripherals/clint.h"

#include "tlm/memory_map.h"

namespace tessera::tlm {
namespace {

constexpr std::uint32_t kMsip = 0x0;
constexpr std::uint32_t kMtimecmp = 0x4000;
constexpr std::uint32_t kMtime = 0xbff8;

/// Is the access inside the 8-byte register?
constexpr bool is_in(std::uint32_t reg, std::uint32_t offset, unsigned bytes) {
  return bytes >= 4 && offset >= reg && offset + bytes <= reg + 8;
}

constexpr std::uint64_t part_of(std::uint64_t value, std::uint32_t offset) {
  return value >> (8 * (offset % 8));
}

constexpr std::uint64_t merged(std::uint64_t old, std::uint32_t offset, unsigned bytes,
                               std::uint64_t value) {
  const unsigned shift = 8 * (offset % 8);
  const std::uint64_t mask = (bytes == 8 ? ~std::uint64_t{0} : 0xffff'ffff) << shift;
  return (old & ~mask) | (value << shift & mask);
}

sc_core::sc_time period_of(std::uint64_t hertz) {
  if (hertz == 0 || hertz > 1'000'000'000) {
    SC_REPORT_ERROR("/tessera/clint/config", "timebase_hz must be 1 to 1000000000");
    hertz = memory_map::kTimebaseHz;
  }
  return {1.0 / static_cast<double>(hertz), sc_core::SC_SEC};
}

}  // namespace

Clint::Clint(const sc_core::sc_module_name& name, std::uint64_t timebase_hz)
    : MmioTarget(name, memory_map::kClint.bytes),
      timer("timer"),
      software("software"),
      rst("rst"),
      period_(period_of(timebase_hz)) {
  SC_HAS_PROCESS(Clint);
  SC_METHOD(follow_time);
  sensitive << expiry_;
  dont_initialize();
}

void Clint::end_of_elaboration() {
  if (rst.size() != 0) {
    SC_HAS_PROCESS(Clint);
    SC_METHOD(reset);
    sensitive << rst->posedge_event();
    dont_initialize();
  }
}

std::uint64_t Clint::mtime(const sc_core::sc_time& when) const {
  return when.value() / period_.value() + mtime_offset_;
}

bool Clint::value_at(std::uint32_t offset, unsigned bytes, const sc_core::sc_time& when,
                     std::uint64_t& value) const {
  if (offset == kMsip && bytes == 4) {
    value = msip_ ? 1 : 0;
  } else if (is_in(kMtimecmp, offset, bytes)) {
    value = part_of(mtimecmp_, offset);
  } else if (is_in(kMtime, offset, bytes)) {
    value = part_of(mtime(when), offset);
  } else {
    return false;
  }
  return true;
}

bool Clint::peek(std::uint32_t offset, unsigned bytes, std::uint64_t& value) const {
  return value_at(offset, bytes, sc_core::sc_time_stamp(), value);
}

::tlm::tlm_response_status Clint::read(std::uint32_t offset, unsigned bytes, std::uint64_t& value,
                                       sc_core::sc_time& delay) {
  return value_at(offset, bytes, sc_core::sc_time_stamp() + delay, value)
             ? ::tlm::TLM_OK_RESPONSE
             : ::tlm::TLM_ADDRESS_ERROR_RESPONSE;
}

::tlm::tlm_response_status Clint::write(std::uint32_t offset, unsigned bytes, std::uint64_t value,
                                        sc_core::sc_time& delay) {
  std::uint64_t before = 0;
  if (!peek(offset, bytes, before)) {
    return ::tlm::TLM_ADDRESS_ERROR_RESPONSE;
  }
  synchronise(delay);
  if (offset == kMsip) {
    msip_ = (value & 1) != 0;
    software_wire_.set_and_settle(msip_);
    return ::tlm::TLM_OK_RESPONSE;
  }
  if (is_in(kMtimecmp, offset, bytes)) {
    mtimecmp_ = merged(mtimecmp_, offset, bytes, value);
  } else {
    const std::uint64_t now = mtime(sc_core::sc_time_stamp());
    mtime_offset_ += merged(now, offset, bytes, value) - now;
  }
  schedule_timer();
  timer_wire_.set_and_settle(is_due());
  return ::tlm::TLM_OK_RESPONSE;
}

// An expiry beyond the end of representable time is none.
void Clint::schedule_timer() {
  expiry_.cancel();
  const sc_core::sc_time now = sc_core::sc_time_stamp();
  const std::uint64_t count = mtime(now);
  if (count >= mtimecmp_) {
    return;
  }
  const std::uint64_t into_tick = now.value() % period_.value();
  const std::uint64_t room = (sc_core::sc_max_time() - now).value() / period_.value();
  if (mtimecmp_ - count < room) {
    expiry_.notify(sc_core::sc_time::from_value((mtimecmp_ - count) * period_.value() - into_tick));
  }
}

bool Clint::is_due() const { return mtime(sc_core::sc_time_stamp()) >= mtimecmp_; }

void Clint::follow_time() { timer_wire_.set(is_due()); }

void Clint::reset() {
  msip_ = false;
  mtimecmp_ = ~std::uint64_t{0};
  mtime_offset_ = 0 - sc_core::sc_time_stamp().value() / period_.value();
  expiry_.cancel();
  timer_wire_.set(false);
  software_wire_.set(false);
}

}  // namespace tessera::tlm
