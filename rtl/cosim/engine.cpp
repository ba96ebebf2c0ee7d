// SPDX-License-Identifier: Apache-2.0
#ifdef TESSERA_HAS_VERILATOR
// Before the kernel's headers: where their version macro is known, Verilator counts on a function
// that they keep in a namespace.
#include <VOpUnit16.h>
#include <VOpUnit32.h>
#include <VOpUnit64.h>
#endif

#include "rtl/cosim/engine.h"

#ifdef TESSERA_HAS_VERILATOR
#include "rtl/cosim/lockstep_engine.h"
#include "rtl/cosim/verilated_engine.h"
#endif

#include <fmt/format.h>

#include <stdexcept>

namespace tessera::rtl {

#ifdef TESSERA_HAS_VERILATOR

std::string engine_refusal(const spec::AcceleratorConfig& config, func::RequantMode requant) {
  const auto refused = [&](const char* what, std::uint32_t value, const char* allowed) {
    return fmt::format("the RTL op unit is built for {} {}, accelerator {} has {}", what, allowed,
                       config.name, value);
  };
  if (config.lanes != 16 && config.lanes != 32 && config.lanes != 64)
    return refused("lanes", config.lanes, "16, 32 or 64");
  if (config.dot != 4) return refused("dot", config.dot, "4");
  if (config.scaling_entries != 2) return refused("scaling_entries", config.scaling_entries, "2");
  const spec::OpTimingConfig& timing = config.timing.op;
  if (timing.output_words_per_cycle != 1)
    return refused("timing.op.output_words_per_cycle", timing.output_words_per_cycle, "1");
  if (timing.lanes_per_hop != kLanesPerHop)
    return refused("timing.op.lanes_per_hop", timing.lanes_per_hop, "4");
  if (timing.pipeline_cycles != kPipelineCycles)
    return refused("timing.op.pipeline_cycles", timing.pipeline_cycles, "20");
  if (requant == func::RequantMode::kDouble)
    return "the RTL op unit requantizes in modes f32 and single; double is not built";
  return {};
}

namespace {

std::unique_ptr<hw::OpUnitEngine> make_logged_engine(const hw::OpEngineSite& site, WriteLog* log,
                                                     const EngineWave* wave) {
  const std::string refusal = engine_refusal(site.config, site.requant);
  if (!refusal.empty()) throw std::invalid_argument(refusal);
  if (site.factor != 1)
    throw std::invalid_argument("the rtl engine has its own latencies; they cannot be scaled");
  switch (site.config.lanes) {
    case 16:
      return std::make_unique<VerilatedEngine<VOpUnit16>>(site, log, wave);
    case 32:
      return std::make_unique<VerilatedEngine<VOpUnit32>>(site, log, wave);
    default:
      return std::make_unique<VerilatedEngine<VOpUnit64>>(site, log, wave);
  }
}

}  // namespace

std::unique_ptr<hw::OpUnitEngine> make_engine(const hw::OpEngineSite& site,
                                              const EngineWave* wave) {
  return make_logged_engine(site, nullptr, wave);
}

std::unique_ptr<hw::OpUnitEngine> make_lockstep_engine(const hw::OpEngineSite& site,
                                                       const EngineWave* wave,
                                                       DifferenceWave difference_wave) {
  return std::make_unique<LockstepEngine>(site, make_logged_engine, wave,
                                          std::move(difference_wave));
}

#else

std::unique_ptr<hw::OpUnitEngine> make_lockstep_engine(const hw::OpEngineSite& site,
                                                       const EngineWave* wave,
                                                       DifferenceWave /*difference_wave*/) {
  return make_engine(site, wave);
}

std::string engine_refusal(const spec::AcceleratorConfig&, func::RequantMode) {
  return "this program was built without Verilator: install verilator and build again";
}

std::unique_ptr<hw::OpUnitEngine> make_engine(const hw::OpEngineSite& site,
                                              const EngineWave* /*wave*/) {
  throw std::invalid_argument(engine_refusal(site.config, site.requant));
}

#endif

}  // namespace tessera::rtl
