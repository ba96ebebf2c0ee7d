// SPDX-License-Identifier: Apache-2.0
#include "tlm/fault_unit.h"

namespace tessera::tlm {
namespace {

using Id = spec::RegisterId;

void report(const std::string& detail) {
  SC_REPORT_WARNING("/tessera/device/fault", detail.c_str());
}

}  // namespace

std::uint64_t FaultUnit::cycle() const {
  return static_cast<std::uint64_t>(sc_core::sc_time_stamp() / clock_);
}

void FaultUnit::raise(spec::RegisterBits error, const std::string& detail) {
  report(detail);
  const std::uint64_t before = registers_.get(Id::kHibUserHibErrorStatus);
  registers_.set(Id::kHibUserHibErrorStatus, before | error.mask());
  if (before == 0) {
    registers_.set(Id::kHibUserHibFirstErrorStatus, error.mask());
    registers_.set(Id::kHibUserHibFirstErrorTimestamp, cycle());
  }
  if ((registers_.get(Id::kHibUserHibErrorMask) & error.mask()) == 0) {
    interrupts_.raise(spec::values::kInterruptFatalErr);
  }
}

void FaultUnit::raise_page_fault(spec::RegisterBits error, std::uint64_t device_address,
                                 const std::string& detail) {
  constexpr std::uint64_t kPageFaults = spec::fields::kHibErrorInboundPageFault.mask() |
                                        spec::fields::kHibErrorExtendedPageFault.mask();
  if ((registers_.get(Id::kHibUserHibErrorStatus) & kPageFaults) == 0) {
    registers_.set(Id::kHibUserPageFaultAddress, device_address);
  }
  raise(error, detail);
}

void FaultUnit::raise_core_error(std::uint64_t bits, const std::string& detail) {
  report(detail);
  const std::uint64_t before = registers_.get(Id::kScalarCoreErrorScalarCore);
  registers_.set(Id::kScalarCoreErrorScalarCore, before | bits);
  if (before == 0) {
    registers_.set(Id::kScalarCoreErrorTimestampScalarCore, cycle());
  }
  if ((bits & ~registers_.get(Id::kScalarCoreErrorMaskScalarCore)) != 0) {
    interrupts_.raise(spec::values::kInterruptFatalErr);
  }
}

}  // namespace tessera::tlm
