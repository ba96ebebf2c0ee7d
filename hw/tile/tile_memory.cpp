// SPDX-License-Identifier: Apache-2.0
#include "hw/tile/tile_memory.h"

#include "hw/tile/context.h"

#include <fmt/format.h>

namespace tessera::hw {

TileMemory::TileMemory(const spec::AcceleratorConfig& config, func::RequantMode mode)
    : shape_(config),
      narrow_(config.narrow_memory_bytes),
      wide_(config.wide_memory_bytes),
      scaling_((mode == func::RequantMode::kF32 ? 2 : 3) * shape_.scaling_bias_step *
               kScalingStepBytes) {}

void TileMemory::out_of_range(const char* name, std::int64_t address, std::size_t size,
                              std::size_t capacity) {
  throw CommandFault(fmt::format("{} memory: {} bytes at {} lie outside its {} bytes", name, size,
                                 address, capacity));
}

}  // namespace tessera::hw
