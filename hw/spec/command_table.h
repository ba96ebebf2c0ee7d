// SPDX-License-Identifier: Apache-2.0
// The generated field tables: where each field of a command lies, in the words and in its struct.
#pragma once

#include "hw/spec/generated/commands.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace tessera::spec {

enum class FieldKind : std::uint8_t { kUnsigned, kSigned, kFloat };

struct CommandField {
  const char* name;
  std::uint16_t bit;   // first bit in the coral encoding
  std::uint8_t width;  // bits in the coral encoding, 1..32
  FieldKind kind;
  std::size_t offset;  // of the 4-byte member in the command's struct
};

struct CommandFormat {
  Opcode opcode;
  const char* name;
  std::uint32_t words;  // 128-bit words in the coral encoding
  bool tile;            // sent to tiles; otherwise executed by the scalar core
  std::size_t body;     // index of the struct in CommandBody
  std::span<const CommandField> fields;
};

/// Every opcode there is, in the order of the description.
[[nodiscard]] std::span<const CommandFormat> command_formats();

/// The format of a 6-bit opcode, or null where there is none.
[[nodiscard]] const CommandFormat* find_format(std::uint32_t opcode);

}  // namespace tessera::spec
