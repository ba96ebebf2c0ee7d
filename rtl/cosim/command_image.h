// SPDX-License-Identifier: Apache-2.0
// A tensor command as the registers that the RTL op unit takes (op_command_pkg::tensor_op_t).
#pragma once

#include "hw/spec/generated/commands.h"

#include <cstdint>
#include <span>

namespace tessera::rtl {

inline constexpr std::size_t kCommandRegisters = 174;

/// Writes field i of the command into register i, as the generated package declares them.
void write_command_image(const spec::TensorOp& command, std::span<std::uint32_t> registers);

}  // namespace tessera::rtl
