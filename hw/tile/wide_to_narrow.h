// SPDX-License-Identifier: Apache-2.0
// Mover from wide rows to narrow words, or to the scaling store.
#pragma once

#include "hw/tile/counters.h"
#include "hw/tile/tile_memory.h"
#include "hw/tile/unit.h"

namespace tessera::hw {

/// Reads rows in the order of the wide TTU as one stream, drops the first `skip` words, writes the
/// rest in the order of the narrow TTU, and ends with whichever of them ends first.
class WideToNarrow final : public Unit {
 public:
  WideToNarrow(const sc_core::sc_module_name& name, const AcceleratorContext& context,
               TileMemory& memory, TileCounters& counters);

 private:
  void execute(const spec::Command& command) override;
  void copy(const std::uint8_t* source, std::int64_t target, std::int64_t stride,
            std::uint32_t elements);

  TileMemory& memory_;
  TileCounters& counters_;
  bool to_scaling_ = false;
  std::size_t element_bytes_ = kWordBytes;
};

}  // namespace tessera::hw
