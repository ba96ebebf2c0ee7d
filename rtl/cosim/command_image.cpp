// SPDX-License-Identifier: Apache-2.0
#include "rtl/cosim/command_image.h"

#include "hw/spec/command_table.h"

#include <cstring>
#include <stdexcept>

namespace tessera::rtl {

void write_command_image(const spec::TensorOp& command, std::span<std::uint32_t> registers) {
  const auto fields =
      spec::find_format(static_cast<std::uint32_t>(spec::Opcode::kTensorOp))->fields;
  if (fields.size() != registers.size())
    throw std::logic_error("the RTL was built for another command description");
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(&command);
  for (std::size_t i = 0; i < fields.size(); ++i)
    std::memcpy(&registers[i], bytes + fields[i].offset, sizeof(std::uint32_t));
}

}  // namespace tessera::rtl
