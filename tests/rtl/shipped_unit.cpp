// SPDX-License-Identifier: Apache-2.0
// Before the kernel's headers, see rtl/cosim/engine.cpp.
// clang-format off
#include <VOpUnitMutant.h>
// clang-format on

#include "rtl/cosim/engine.h"
#include "rtl/cosim/verilated_engine.h"
#include "tests/rtl/unit_under_test.h"

namespace tessera::test {

static_assert(kMemoryPorts == rtl::kPorts && kWritePort == rtl::kWrite);

std::unique_ptr<hw::OpUnitEngine> make_unit(const hw::OpEngineSite& site) {
  return rtl::make_engine(site);
}

/// The shipped engines take no `ready`; the model of the mutants, without one, is the same unit.
std::unique_ptr<hw::OpUnitEngine> make_stalling_unit(const hw::OpEngineSite& site,
                                                     std::function<std::uint32_t()> ready) {
  auto engine = std::make_unique<rtl::VerilatedEngine<VOpUnitMutant, true>>(site, nullptr, nullptr);
  engine->set_ready(std::move(ready));
  return engine;
}

}  // namespace tessera::test
