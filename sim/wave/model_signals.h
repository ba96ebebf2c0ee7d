// SPDX-License-Identifier: Apache-2.0
// The model's own signals in a wave file.
#pragma once

#include "rtl/cosim/wave_file.h"
#include "sim/platform/platform.h"
#include "sim/wave/unit_log.h"
#include "sim/wave/wave_plan.h"

#include <functional>
#include <string>
#include <vector>

namespace tessera::sim {

struct ModelView {
  const Platform& platform;
  UnitLog& units;
  std::vector<std::string> layers;       // names
  std::function<std::uint64_t()> cycle;  // of the result, from the first doorbell on
  std::function<std::size_t()> layer;    // 1 + number of the layer that began last; 0: none yet
};

/// Unit states, commands and queue depths, sync counters, ring, host DMA, firmware and layer: those
/// that are in `scope`. Their values are those at the kernel's time. `view` must outlive the file.
void add_model_signals(rtl::WaveFile& file, const WaveScope& scope, const ModelView& view);

}  // namespace tessera::sim
