// SPDX-License-Identifier: Apache-2.0
// The sync counters of a tile and of the scalar core, by number (facts/beagle_isa.md section 4).
#pragma once

#include <cstddef>
#include <cstdint>

namespace tessera::spec {

enum class TileCounter : std::uint8_t {
  kAvdata = 0,
  kParameters = 1,
  kPartialSums = 2,
  kMeshNorthIn = 3,
  kMeshEastIn = 4,
  kMeshSouthIn = 5,
  kMeshWestIn = 6,
  kMeshNorthOut = 7,
  kMeshEastOut = 8,
  kMeshSouthOut = 9,
  kMeshWestOut = 10,
  kWideToNarrow = 11,
  kWideToScaling = 12,
  kNarrowToWide = 13,
  kRingReadA = 14,
  kRingReadB = 15,
  kRingWrite = 16,
  kRingProducerA = 17,
  kRingProducerB = 18,
};
inline constexpr std::size_t kTileCounters = 19;

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

}  // namespace tessera::spec
