// SPDX-License-Identifier: Apache-2.0
#include "hw/scalar/scalar_memory.h"

#include "hw/tile/context.h"

#include <fmt/format.h>

namespace tessera::hw {

std::uint8_t* StagingMemory::at(std::int64_t unit, std::uint32_t unit_bytes) {
  const auto units = static_cast<std::int64_t>(bytes_.size() / unit_bytes);
  if (wrap_ == Wrap::kCircular) {
    unit %= units;
    if (unit < 0) unit += units;
  } else if (unit < 0 || unit >= units) {
    throw CommandFault(
        fmt::format("{}: unit {} of {} bytes, there are {}", name_, unit, unit_bytes, units));
  }
  return bytes_.data() + unit * unit_bytes;
}

ScalarMemories::ScalarMemories(const spec::AcceleratorConfig& config)
    : activations("activation staging buffer", config.activation_staging_bytes,
                  StagingMemory::Wrap::kCircular),
      parameters("parameter staging buffer", config.parameter_staging_bytes,
                 StagingMemory::Wrap::kCircular),
      scalar("scalar memory", std::size_t{config.scalar_memory_words} * kScalarUnit,
             StagingMemory::Wrap::kChecked) {}

}  // namespace tessera::hw
