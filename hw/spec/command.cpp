// SPDX-License-Identifier: Apache-2.0
#include "hw/spec/command.h"

#include <fmt/format.h>

#include <bit>
#include <cstring>
#include <stdexcept>
#include <utility>

namespace tessera::spec {
namespace {

constexpr std::size_t kWordBits = 8 * kWordBytes;
constexpr std::size_t kOpcodeBit = 6;
constexpr std::size_t kOpcodeWidth = 6;
constexpr std::size_t kWideFieldBits = 32;
/// Fields from this many bits on hold sizes and addresses, which the wide encoding has more room
/// for.
constexpr std::size_t kNarrowestSize = 6;

/// `width` <= 32 bits from `bit` on; the caller has checked the range.
std::uint32_t get_bits(std::span<const std::uint8_t> bytes, std::size_t bit, std::size_t width) {
  std::uint64_t window = 0;
  const std::size_t first = bit / 8;
  const std::size_t count = std::min<std::size_t>(8, bytes.size() - first);
  std::memcpy(&window, bytes.data() + first, count);
  return static_cast<std::uint32_t>((window >> (bit % 8)) & ((std::uint64_t{1} << width) - 1));
}

void put_bits(std::span<std::uint8_t> bytes, std::size_t bit, std::size_t width,
              std::uint32_t value) {
  const std::size_t first = bit / 8;
  const std::size_t count = std::min<std::size_t>(8, bytes.size() - first);
  std::uint64_t window = 0;
  std::memcpy(&window, bytes.data() + first, count);
  const std::uint64_t mask = ((std::uint64_t{1} << width) - 1) << (bit % 8);
  window = (window & ~mask) | ((std::uint64_t{value} << (bit % 8)) & mask);
  std::memcpy(bytes.data() + first, &window, count);
}

std::uint32_t sign_extend(std::uint32_t value, std::size_t width) {
  if (width >= 32 || (value >> (width - 1)) == 0) return value;
  return value | ~((std::uint32_t{1} << width) - 1);
}

template <std::size_t... Index>
CommandBody make_body(std::size_t wanted, std::index_sequence<Index...>) {
  CommandBody body;
  ((Index == wanted ? static_cast<void>(body.emplace<Index>()) : void()), ...);
  return body;
}

std::uint8_t* raw(CommandBody& body) {
  return std::visit([](auto& value) { return reinterpret_cast<std::uint8_t*>(&value); }, body);
}

const std::uint8_t* raw(const CommandBody& body) {
  return std::visit([](const auto& value) { return reinterpret_cast<const std::uint8_t*>(&value); },
                    body);
}

std::size_t words_of(const CommandFormat& format, Encoding encoding) {
  if (encoding == Encoding::kCoral) return format.words;
  return 1 + (format.fields.size() * kWideFieldBits + kWordBits - 1) / kWordBits;
}

struct Place {
  std::size_t bit;
  std::size_t width;
};

Place place_of(const CommandField& field, std::size_t index, Encoding encoding) {
  if (encoding == Encoding::kCoral) return {field.bit, field.width};
  return {kWordBits + index * kWideFieldBits, kWideFieldBits};
}

/// First bit set outside every field of the format, or -1: such a bit has no known meaning.
long unknown_bit(const CommandFormat& format, std::span<const std::uint8_t> bytes,
                 Encoding encoding) {
  std::vector<std::uint8_t> rest(bytes.begin(), bytes.end());
  put_bits(rest, kOpcodeBit, kOpcodeWidth, 0);
  for (std::size_t i = 0; i < format.fields.size(); ++i) {
    const Place place = place_of(format.fields[i], i, encoding);
    put_bits(rest, place.bit, place.width, 0);
  }
  for (std::size_t i = 0; i < rest.size(); ++i)
    if (rest[i] != 0) return static_cast<long>(8 * i) + std::countr_zero(rest[i]);
  return -1;
}

bool is_opcode(const CommandField& field) { return std::string_view(field.name) == "opcode"; }

}  // namespace

const CommandFormat* find_format(std::uint32_t opcode) {
  for (const CommandFormat& format : command_formats())
    if (static_cast<std::uint32_t>(format.opcode) == opcode) return &format;
  return nullptr;
}

std::size_t command_words(std::span<const std::uint8_t> bytes, Encoding encoding) {
  if (bytes.size() < kWordBytes) return 0;
  const CommandFormat* format = find_format(get_bits(bytes, kOpcodeBit, kOpcodeWidth));
  return format == nullptr ? 0 : words_of(*format, encoding);
}

std::size_t command_words(Opcode opcode, Encoding encoding) {
  return words_of(*find_format(static_cast<std::uint32_t>(opcode)), encoding);
}

Decoded decode(std::span<const std::uint8_t> bytes, Encoding encoding) {
  Decoded result;
  if (bytes.size() < kWordBytes) {
    result.error =
        fmt::format("command cut short: {} bytes left, a word has {}", bytes.size(), kWordBytes);
    return result;
  }
  const std::uint32_t opcode = get_bits(bytes, kOpcodeBit, kOpcodeWidth);
  const CommandFormat* format = find_format(opcode);
  if (format == nullptr) {
    result.error = fmt::format("unknown opcode 0x{:02x}", opcode);
    return result;
  }
  const std::size_t words = words_of(*format, encoding);
  if (bytes.size() < words * kWordBytes) {
    result.error =
        fmt::format("{} cut short: {} of {} words", format->name, bytes.size() / kWordBytes, words);
    return result;
  }
  bytes = bytes.first(words * kWordBytes);
  if (const long bit = unknown_bit(*format, bytes, encoding); bit >= 0) {
    result.error = fmt::format("{}: bit {} is set and has no known meaning", format->name, bit);
    return result;
  }
  result.command.format = format;
  result.command.body =
      make_body(format->body, std::make_index_sequence<std::variant_size_v<CommandBody>>());
  std::uint8_t* const members = raw(result.command.body);
  for (std::size_t i = 0; i < format->fields.size(); ++i) {
    const CommandField& field = format->fields[i];
    const Place place = place_of(field, i, encoding);
    std::uint32_t value = get_bits(bytes, place.bit, place.width);
    if (field.kind == FieldKind::kSigned) value = sign_extend(value, place.width);
    if (is_opcode(field) && value != opcode) {  // the wide encoding holds it twice
      result.error = fmt::format("{}: its opcode field says 0x{:02x}", format->name, value);
      return result;
    }
    // Numbers of registers, counters, loops and modes: there are no more of them in either
    // encoding.
    if (field.width < kNarrowestSize && (value >> field.width) != 0) {
      result.error = fmt::format("{}: {} = {}, {} is the largest", format->name, field.name, value,
                                 (1U << field.width) - 1);
      return result;
    }
    std::memcpy(members + field.offset, &value, sizeof value);
  }
  result.words = words;
  return result;
}

std::vector<std::uint8_t> encode(const Command& command, Encoding encoding) {
  const CommandFormat& format = *command.format;
  std::vector<std::uint8_t> bytes(words_of(format, encoding) * kWordBytes);
  const std::uint8_t* const members = raw(command.body);
  for (std::size_t i = 0; i < format.fields.size(); ++i) {
    const CommandField& field = format.fields[i];
    const Place place = place_of(field, i, encoding);
    std::uint32_t value = 0;
    std::memcpy(&value, members + field.offset, sizeof value);
    if (is_opcode(field)) value = static_cast<std::uint32_t>(format.opcode);
    const auto mask = static_cast<std::uint32_t>((std::uint64_t{1} << place.width) - 1);
    const std::uint32_t back =
        field.kind == FieldKind::kSigned ? sign_extend(value & mask, place.width) : value & mask;
    if (back != value)
      throw std::out_of_range(fmt::format("{}: {} = {} does not fit in {} bits", format.name,
                                          field.name, field_value(command, field), place.width));
    put_bits(bytes, place.bit, place.width, value & mask);
  }
  if (encoding == Encoding::kWide)
    put_bits(bytes, kOpcodeBit, kOpcodeWidth, static_cast<std::uint32_t>(format.opcode));
  return bytes;
}

std::int64_t field_value(const Command& command, const CommandField& field) {
  std::uint32_t value = 0;
  std::memcpy(&value, raw(command.body) + field.offset, sizeof value);
  return field.kind == FieldKind::kSigned ? std::int64_t{static_cast<std::int32_t>(value)}
                                          : std::int64_t{value};
}

std::string to_text(const Command& command) {
  std::string text = command.format->name;
  for (const CommandField& field : command.format->fields) {
    const std::int64_t value = field_value(command, field);
    if (value == 0 || is_opcode(field)) continue;
    if (field.kind == FieldKind::kFloat)
      text += fmt::format(" {}={}", field.name,
                          std::bit_cast<float>(static_cast<std::uint32_t>(value)));
    else
      text += fmt::format(" {}={}", field.name, value);
  }
  return text;
}

}  // namespace tessera::spec
