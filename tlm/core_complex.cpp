// SPDX-License-Identifier: Apache-2.0
#include "tlm/core_complex.h"

#include "tlm/memory_map.h"

#include <utility>

namespace tessera::tlm {

namespace map = memory_map;

std::vector<RouterWindow> CoreComplex::windows() {
  return {{"plic", map::kPlic.base, map::kPlic.bytes},
          {"clint", map::kClint.base, map::kClint.bytes},
          {"uart", map::kUart.base, map::kUart.bytes},
          {"finisher", map::kTestFinisher.base, map::kTestFinisher.bytes}};
}

CoreComplex::CoreComplex(const sc_core::sc_module_name& name, const ControlCoreConfig& config,
                         std::function<void(std::uint8_t)> put)
    : sc_module(name),
      core("core", config),
      plic("plic", map::kPlicSources),
      clint("clint", map::kTimebaseHz),
      uart("uart", std::move(put)),
      finisher("finisher") {
  core.irq_external.bind(external);
  plic.irq.bind(external);
  core.irq_timer.bind(timer);
  clint.timer.bind(timer);
  core.irq_software.bind(software);
  clint.software.bind(software);
  core.rst.bind(reset);
  // Nothing else is going on then, so the simulation ends by itself.
  finisher.on_finish([this](const TestFinisher::Verdict&) { core.halt(); });
}

void CoreComplex::bind(AddressRouter& router) {
  core.bus.bind(router.in);
  router.out("plic").bind(plic.socket);
  router.out("clint").bind(clint.socket);
  router.out("uart").bind(uart.socket);
  router.out("finisher").bind(finisher.socket);
}

}  // namespace tessera::tlm
