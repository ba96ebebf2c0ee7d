// SPDX-License-Identifier: Apache-2.0
#include "tlm/peripherals/plic.h"

#include "tlm/memory_map.h"

namespace tessera::tlm {
namespace {

constexpr std::uint32_t kPending = 0x1000;
constexpr std::uint32_t kEnable = 0x2000;
constexpr std::uint32_t kEnableEnd = 0x2080;  // where context 1 would begin
constexpr std::uint32_t kThreshold = 0x20'0000;
constexpr std::uint32_t kClaim = 0x20'0004;
constexpr std::uint32_t kPriorityMask = 7;

unsigned checked(unsigned sources) {
  if (sources == 0 || sources > 1023) {
    SC_REPORT_ERROR("/tessera/plic/config", "sources must be 1 to 1023");
    return memory_map::kPlicSources;
  }
  return sources;
}

}  // namespace

Plic::Plic(const sc_core::sc_module_name& name, unsigned count)
    : MmioTarget(name, memory_map::kPlic.bytes),
      sources("source", checked(count)),
      irq("irq"),
      rst("rst"),
      state_(sources.size() + 1) {}

void Plic::end_of_elaboration() {
  SC_HAS_PROCESS(Plic);
  SC_METHOD(follow_sources);
  for (InputPort& each : sources) {
    if (each.size() != 0) {
      sensitive << each->value_changed_event();
    }
  }
  if (rst.size() != 0) {
    SC_METHOD(reset);
    sensitive << rst->posedge_event();
    dont_initialize();
  }
}

unsigned Plic::best(std::uint32_t threshold) const {
  unsigned found = 0;
  for (unsigned number = 1; number < state_.size(); ++number) {
    const Source& each = state_[number];
    const std::uint32_t to_beat = found == 0 ? threshold : state_[found].priority;
    if (each.pending && each.enabled && each.priority > to_beat) {
      found = number;
    }
  }
  return found;
}

bool Plic::has_word(std::uint32_t word) const { return word <= (state_.size() - 1) / 32; }

std::uint32_t Plic::bits(std::uint32_t word, bool Source::*flag) const {
  std::uint32_t result = 0;
  for (unsigned bit = 0; bit < 32 && 32 * word + bit < state_.size(); ++bit) {
    result |= std::uint32_t{state_[32 * word + bit].*flag} << bit;
  }
  return result;
}

bool Plic::peek(std::uint32_t offset, unsigned bytes, std::uint64_t& value) const {
  if (bytes != 4) {
    return false;
  }
  if (offset < kPending) {
    const bool exists = offset / 4 < state_.size();
    value = exists ? state_[offset / 4].priority : 0;
    return exists;
  }
  if (offset < kEnable) {
    value = bits((offset - kPending) / 4, &Source::pending);
    return has_word((offset - kPending) / 4);
  }
  if (offset < kEnableEnd) {
    value = bits((offset - kEnable) / 4, &Source::enabled);
    return has_word((offset - kEnable) / 4);
  }
  value = offset == kThreshold ? threshold_ : best(0);
  return offset == kThreshold || offset == kClaim;
}

::tlm::tlm_response_status Plic::read(std::uint32_t offset, unsigned bytes, std::uint64_t& value,
                                      sc_core::sc_time& delay) {
  if (!peek(offset, bytes, value)) {
    return bytes == 4 ? ::tlm::TLM_ADDRESS_ERROR_RESPONSE : ::tlm::TLM_BURST_ERROR_RESPONSE;
  }
  if (offset != kClaim) {
    return ::tlm::TLM_OK_RESPONSE;
  }
  synchronise(delay);
  value = best(0);
  if (value != 0) {
    state_[value].pending = false;
    state_[value].claimed = true;
  }
  irq_wire_.set_and_settle(best(threshold_) != 0);
  return ::tlm::TLM_OK_RESPONSE;
}

::tlm::tlm_response_status Plic::write(std::uint32_t offset, unsigned bytes, std::uint64_t value,
                                       sc_core::sc_time& delay) {
  std::uint64_t before = 0;
  if (!peek(offset, bytes, before)) {
    return bytes == 4 ? ::tlm::TLM_ADDRESS_ERROR_RESPONSE : ::tlm::TLM_BURST_ERROR_RESPONSE;
  }
  if (offset >= kPending && offset < kEnable) {
    return ::tlm::TLM_COMMAND_ERROR_RESPONSE;
  }
  synchronise(delay);
  const auto priority = static_cast<std::uint32_t>(value) & kPriorityMask;
  if (offset == kClaim) {
    complete(value);
  } else if (offset == kThreshold) {
    threshold_ = priority;
  } else if (offset >= kEnable) {
    const unsigned first = (offset - kEnable) / 4 * 32;
    for (unsigned bit = 0; bit < 32 && first + bit < state_.size(); ++bit) {
      state_[first + bit].enabled = first + bit != 0 && (value >> bit & 1) != 0;
    }
  } else if (offset != 0) {
    state_[offset / 4].priority = priority;
  }
  irq_wire_.set_and_settle(best(threshold_) != 0);
  return ::tlm::TLM_OK_RESPONSE;
}

// A number that is not enabled for the context is ignored (specification, chapter 9).
void Plic::complete(std::uint64_t number) {
  if (number != 0 && number < state_.size() && state_[number].enabled) {
    state_[number].claimed = false;
    sample_sources();
  }
}

void Plic::sample_sources() {
  for (unsigned number = 1; number < state_.size(); ++number) {
    InputPort& port = source(number);
    Source& each = state_[number];
    if (port.size() != 0 && port->read() && !each.claimed) {
      each.pending = true;
    }
  }
}

void Plic::follow_sources() {
  sample_sources();
  irq_wire_.set(best(threshold_) != 0);
}

void Plic::reset() {
  state_.assign(state_.size(), Source{});
  threshold_ = 0;
  follow_sources();
}

}  // namespace tessera::tlm
