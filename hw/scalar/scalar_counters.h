// SPDX-License-Identifier: Apache-2.0
// The scalar core's sync counters: bank and names.
#pragma once

#include "hw/tile/counters.h"

namespace tessera::hw {

using spec::kScalarCounters;
using spec::ScalarCounter;

inline constexpr std::array<const char*, kScalarCounters> kScalarCounterNames = {
    "AVDATA_POP", "PARAMETER_POP", "AVDATA_INFEED", "PARAMETER_INFEED", "SCALAR_INFEED",
    "PRODUCER_A", "PRODUCER_B",    "RING_OUTFEED",  "SCALAR_PIPELINE"};

using ScalarCounters = CounterBank<kScalarCounters>;

}  // namespace tessera::hw
