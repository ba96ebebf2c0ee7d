// SPDX-License-Identifier: Apache-2.0
// The rtl engine: the Verilated op unit behind the op unit's engine interface.
#pragma once

#include "hw/tile/op_engine.h"
#include "rtl/cosim/lockstep_engine.h"
#include "rtl/cosim/switched_engine.h"
#include "rtl/cosim/wave_file.h"

#include <functional>
#include <memory>
#include <string>

namespace tessera::rtl {

/// Why the RTL cannot be the op unit of this accelerator; empty if it can. Also says so where the
/// program was built without Verilator.
[[nodiscard]] std::string engine_refusal(const spec::AcceleratorConfig& config,
                                         func::RequantMode requant);

/// Puts the signals of one Verilated unit into a wave file.
struct EngineWave {
  WaveFile& file;  // not open yet
  std::string scope;
  /// Called, in the op unit's thread, before the clock edge that ends a cycle: to wait until the
  /// file has the cycle.
  std::function<void(hw::Cycle)> before_edge;
};

/// The engine of one op unit; with `wave`, traced. Throws std::invalid_argument with the refusal,
/// if there is one.
[[nodiscard]] std::unique_ptr<hw::OpUnitEngine> make_engine(const hw::OpEngineSite& site,
                                                            const EngineWave* wave = nullptr);

/// The same in lock step with the functional engine. `difference_wave`: of its first difference.
[[nodiscard]] std::unique_ptr<hw::OpUnitEngine> make_lockstep_engine(
    const hw::OpEngineSite& site, const EngineWave* wave, DifferenceWave difference_wave);

}  // namespace tessera::rtl
