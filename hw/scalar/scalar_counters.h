// SPDX-License-Identifier: Apache-2.0
// The scalar core's sync counters, by number (facts/beagle_isa.md section 4).
#pragma once

#include "hw/tile/counters.h"

namespace tessera::hw {

enum class ScalarCounter : std::uint8_t {
  kAvdataPop = 0,
  kParameterPop = 1,
  kAvdataInfeed = 2,
  kParameterInfeed = 3,
  kScalarInfeed = 4,
  kProducerA = 5,
  kProducerB = 6,
  kRingOutfeed = 7,
  kScalarPipeline = 8,
};
inline constexpr std::size_t kScalarCounters = 9;

inline constexpr std::array<const char*, kScalarCounters> kScalarCounterNames = {
    "AVDATA_POP", "PARAMETER_POP", "AVDATA_INFEED", "PARAMETER_INFEED", "SCALAR_INFEED",
    "PRODUCER_A", "PRODUCER_B",    "RING_OUTFEED",  "SCALAR_PIPELINE"};

using ScalarCounters = CounterBank<kScalarCounters>;

}  // namespace tessera::hw
