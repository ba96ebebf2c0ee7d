// SPDX-License-Identifier: Apache-2.0
// Commands: from words to decoded structs and back, in either encoding.
#pragma once

#include "hw/spec/command_table.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace tessera::spec {

inline constexpr std::size_t kWordBytes = 16;

/// coral: Google's words. wide: the same fields, 32 bits each, behind a header word.
enum class Encoding : std::uint8_t { kCoral, kWide };

/// A decoded command; `format` says which member of `body` is active.
struct Command {
  const CommandFormat* format = nullptr;
  CommandBody body;
};

/// What came out of one decode step. `error` is empty if and only if `command` is complete.
struct Decoded {
  Command command;
  std::size_t words = 0;  // 128-bit words taken
  std::string error;
};

/// Decodes the command that starts at `bytes`. Refuses unknown opcodes, commands cut short and bits
/// without a meaning, naming them; never reads outside `bytes`.
[[nodiscard]] Decoded decode(std::span<const std::uint8_t> bytes, Encoding encoding);

/// Words of the command that starts at `bytes`, from its first word alone; 0 if its opcode is
/// unknown.
[[nodiscard]] std::size_t command_words(std::span<const std::uint8_t> bytes, Encoding encoding);

/// Words of a command of this kind.
[[nodiscard]] std::size_t command_words(Opcode opcode, Encoding encoding);

/// The inverse of `decode`. A value too large for its field throws std::out_of_range naming it.
[[nodiscard]] std::vector<std::uint8_t> encode(const Command& command, Encoding encoding);

/// One field of a decoded command as an integer (floats as their bits).
[[nodiscard]] std::int64_t field_value(const Command& command, const CommandField& field);

/// Disassembly: the command's name and every field that is not zero, `name=value` each.
[[nodiscard]] std::string to_text(const Command& command);

}  // namespace tessera::spec
