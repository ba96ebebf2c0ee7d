// SPDX-License-Identifier: Apache-2.0
#include "tlm/peripherals/test_finisher.h"

#include "tlm/memory_map.h"

#include <string>

namespace tessera::tlm {

// Values: QEMU, include/hw/misc/sifive_test.h.
TestFinisher::TestFinisher(const sc_core::sc_module_name& name)
    : MmioTarget(name, memory_map::kTestFinisher.bytes) {}

bool TestFinisher::peek(std::uint32_t offset, unsigned bytes, std::uint64_t& value) const {
  value = 0;
  return offset < 4 && bytes <= 4;
}

::tlm::tlm_response_status TestFinisher::read(std::uint32_t offset, unsigned bytes,
                                              std::uint64_t& value, sc_core::sc_time& /*delay*/) {
  return peek(offset, bytes, value) ? ::tlm::TLM_OK_RESPONSE : ::tlm::TLM_ADDRESS_ERROR_RESPONSE;
}

::tlm::tlm_response_status TestFinisher::write(std::uint32_t offset, unsigned bytes,
                                               std::uint64_t value, sc_core::sc_time& delay) {
  if (offset != 0) {
    return ::tlm::TLM_ADDRESS_ERROR_RESPONSE;
  }
  if (bytes != 2 && bytes != 4) {
    return ::tlm::TLM_BURST_ERROR_RESPONSE;
  }
  const auto code = static_cast<unsigned>(value >> 16);
  switch (value & 0xffff) {
    case 0x3333:
      verdict_ = {Kind::kFail, code};
      break;
    case 0x5555:
      verdict_ = {Kind::kPass, 0};
      break;
    case 0x7777:
      verdict_ = {Kind::kReset, 0};
      break;
    default:
      SC_REPORT_WARNING("/tessera/finisher", ("no verdict: " + std::to_string(value)).c_str());
      return ::tlm::TLM_GENERIC_ERROR_RESPONSE;
  }
  synchronise(delay);
  if (hook_) {
    hook_(*verdict_);
  }
  return ::tlm::TLM_OK_RESPONSE;
}

}  // namespace tessera::tlm
