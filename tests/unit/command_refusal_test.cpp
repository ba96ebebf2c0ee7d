// SPDX-License-Identifier: Apache-2.0
// What the decoder refuses, and that field positions are those of facts/beagle_isa.md.
#include "hw/spec/command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace tessera::spec {
namespace {

using ::testing::HasSubstr;
using Bytes = std::vector<std::uint8_t>;

/// Where the wide encoding holds the opcode field: fields are 32 bits each, behind a header word.
std::size_t opcode_byte(const CommandFormat& format) {
  const auto is_opcode = [](const CommandField& field) {
    return std::string_view(field.name) == "opcode";
  };
  const auto index = std::find_if(format.fields.begin(), format.fields.end(), is_opcode);
  return kWordBytes + 4 * static_cast<std::size_t>(index - format.fields.begin());
}

Bytes empty_command(const CommandFormat& format, Encoding encoding) {
  Bytes first_word(kWordBytes);
  const auto opcode = static_cast<std::uint32_t>(format.opcode);
  first_word[0] = static_cast<std::uint8_t>(opcode << 6);
  first_word[1] = static_cast<std::uint8_t>(opcode >> 2);
  Bytes bytes(command_words(first_word, encoding) * kWordBytes);
  std::copy(first_word.begin(), first_word.end(), bytes.begin());
  if (encoding ==
      Encoding::kWide)  // among the fields as well: bits 6-11 of the word are its header
    bytes[opcode_byte(format)] = static_cast<std::uint8_t>(opcode);
  return bytes;
}

const CommandField* find_field(std::uint32_t opcode, std::string_view name) {
  for (const CommandField& field : find_format(opcode)->fields)
    if (field.name == name) return &field;
  return nullptr;
}

struct KnownField {
  std::uint32_t opcode;
  const char* name;
  std::size_t bit;
  std::size_t width;
};

// facts/beagle_isa.md sections 1 to 7 and 10, first and last of repeated parts.
constexpr KnownField kFields[] = {
    {0x01, "tiles", 12, 16},
    {0x01, "sequence", 46, 14},
    {0x01, "loop0-1", 62, 14},
    {0x01, "loop7-1", 62 + 7 * 14, 14},
    {0x01, "loops.last_count-1", 174, 14},
    {0x01, "loops.last_level", 188, 3},
    {0x01, "in.base", 191, 18},
    {0x01, "in.increment7", 209 + 7 * 37, 19},
    {0x01, "in.count7-1", 209 + 7 * 37 + 19, 18},
    {0x01, "in.level", 513, 3},
    {0x01, "out.slot", 899, 19},
    {0x01, "par.increment7", 971 + 7 * 29, 15},
    {0x01, "par.skip", 1246, 14},
    {0x01, "psum.last_level", 1546, 3},
    {0x01, "sync0.counter", 1578, 5},
    {0x01, "sync5.threshold", 1578 + 5 * 41 + 8, 16},
    {0x01, "sync5.valid", 1823, 1},
    {0x01, "reduce_mask", 1926, 8},
    {0x01, "multiplier", 1949, 32},
    {0x01, "offset", 2045, 32},
    {0x01, "channel_multipliers", 2094, 1},
    {0x10, "sync2.step", 343 + 2 * 41 + 23, 16},
    {0x10, "destinations", 467, 17},
    {0x11, "sync1.side", 339 + 2 * 41 - 1, 1},
    {0x13, "wide.base", 335, 18},
    {0x13, "sync5.side", 547 + 6 * 42 - 1, 1},
    {0x14, "narrow.increment5", 283 + 5 * 33, 17},
    {0x14, "to_scaling", 867, 1},
    {0x15, "inbound.base", 265, 18},
    {0x15, "fill_pattern", 728, 32},
    {0x19, "coefficients39", 62 + 39 * 32, 32},
    {0x19, "breakpoints0", 62 + 40 * 32, 32},
    {0x19, "mode", 62 + 47 * 32, 32},
    {0x1a, "counters", 44, 19},
    {0x1a, "token", 107, 1},
    {0x22, "offset", 17, 15},
    {0x23, "length", 28, 12},
    {0x24, "thresholds8", 93 + 8 * 16, 16},
    {0x24, "waits", 237, 9},
    {0x3e, "length", 19, 32},
};

TEST(CommandFields, lie_where_the_facts_say) {
  for (const KnownField& known : kFields) {
    const CommandField* field = find_field(known.opcode, known.name);
    ASSERT_NE(field, nullptr) << known.name;
    EXPECT_EQ(field->bit, known.bit) << known.name;
    EXPECT_EQ(field->width, known.width) << known.name;
  }
}

TEST(CommandFields, reach_the_member_of_the_same_name) {
  Bytes bytes = empty_command(*find_format(0x01), Encoding::kCoral);
  // Bit 1949 + 23..29 set: 0x3f800000 = 1.0F; sync1.threshold (1578 + 41 + 8, 16 bits) = -1.
  for (std::size_t bit = 1949 + 23; bit < 1949 + 30; ++bit) bytes[bit / 8] |= 1U << bit % 8;
  for (std::size_t bit = 1627; bit < 1643; ++bit) bytes[bit / 8] |= 1U << bit % 8;
  bytes[(209 + 2 * 37 + 19) / 8] |= 1U << (209 + 2 * 37 + 19) % 8;  // in: count of dimension 2
  const Decoded decoded = decode(bytes, Encoding::kCoral);
  ASSERT_EQ(decoded.error, "");
  const auto& op = std::get<TensorOp>(decoded.command.body);
  EXPECT_EQ(op.multiplier, 1.0F);
  EXPECT_EQ(op.sync[1].threshold, -1);
  EXPECT_EQ(op.in.dims[2].count_minus_1, 1U);
  EXPECT_EQ(to_text(decoded.command), "tensor_op in.count2-1=1 multiplier=1 sync1.threshold=-1");
}

TEST(CommandRefusal, unknown_opcode_is_named) {
  int unknown = 0;
  for (std::uint32_t opcode = 0; opcode < 64; ++opcode) {
    if (find_format(opcode) != nullptr) continue;
    ++unknown;
    Bytes bytes(17 * kWordBytes);
    bytes[0] = static_cast<std::uint8_t>(opcode << 6);
    bytes[1] = static_cast<std::uint8_t>(opcode >> 2);
    for (const Encoding encoding : {Encoding::kCoral, Encoding::kWide}) {
      const char digits[] = {"0123456789abcdef"[opcode >> 4], "0123456789abcdef"[opcode & 15], 0};
      EXPECT_EQ(decode(bytes, encoding).error, std::string("unknown opcode 0x") + digits);
      EXPECT_EQ(decode(bytes, encoding).words, 0U);
      EXPECT_EQ(command_words(bytes, encoding), 0U);
    }
  }
  EXPECT_EQ(unknown, 64 - 25);
}

TEST(CommandRefusal, command_cut_short_at_any_byte_is_refused) {
  for (const CommandFormat& format : command_formats()) {
    for (const Encoding encoding : {Encoding::kCoral, Encoding::kWide}) {
      const Bytes whole = empty_command(format, encoding);
      EXPECT_EQ(decode(whole, encoding).error, "") << format.name;
      for (std::size_t size = 0; size < whole.size(); ++size) {
        // A copy of exactly this size: a sanitizer sees a read behind it.
        const Bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
        const Decoded decoded = decode(cut, encoding);
        ASSERT_THAT(decoded.error, HasSubstr("cut short")) << format.name << ", " << size;
        if (size >= kWordBytes) {
          ASSERT_THAT(decoded.error, HasSubstr(format.name));
          ASSERT_THAT(decoded.error,
                      HasSubstr(std::to_string(size / kWordBytes) + " of " +
                                std::to_string(whole.size() / kWordBytes) + " words"));
        }
      }
    }
  }
}

TEST(CommandRefusal, bit_without_meaning_is_named) {
  int refused = 0;
  for (const CommandFormat& format : command_formats()) {
    std::set<std::size_t> known;
    for (const CommandField& field : format.fields)
      for (std::size_t i = 0; i < field.width; ++i) known.insert(field.bit + i);
    const Bytes plain = empty_command(format, Encoding::kCoral);
    for (std::size_t bit = 0; bit < 8 * plain.size(); ++bit) {
      if (bit >= 6 && bit < 12) continue;  // the opcode itself
      Bytes bytes = plain;
      bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
      const std::string error = decode(bytes, Encoding::kCoral).error;
      if (known.contains(bit)) {
        ASSERT_EQ(error, "") << format.name << ", bit " << bit;
      } else {
        ASSERT_THAT(error,
                    HasSubstr(std::string(format.name) + ": bit " + std::to_string(bit) + " "));
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, 100);
}

// Found by the fuzzer: a field of 0 beside the header's opcode was taken, and came back as another
// encoding of the same command.
TEST(CommandRefusal, wide_opcode_field_that_differs_from_the_header_is_refused) {
  for (const CommandFormat& format : command_formats()) {
    Bytes bytes = empty_command(format, Encoding::kWide);
    ASSERT_EQ(decode(bytes, Encoding::kWide).error, "") << format.name;
    bytes[opcode_byte(format)] = 0;
    EXPECT_THAT(decode(bytes, Encoding::kWide).error, HasSubstr("its opcode field says 0x00"));
    bytes[opcode_byte(format)] = static_cast<std::uint8_t>(format.opcode) ^ 1U;
    EXPECT_THAT(decode(bytes, Encoding::kWide).error, HasSubstr("its opcode field says 0x"));
  }
}

// decode() promises to refuse "bits without a meaning" in either encoding: in the wide one, the
// header word has its opcode only, and the last word may end in words that no field uses.
TEST(CommandRefusal, wide_bit_without_meaning_is_named) {
  for (const CommandFormat& format : command_formats()) {
    const Bytes plain = empty_command(format, Encoding::kWide);
    for (std::size_t bit = 0; bit < 8 * plain.size(); ++bit) {
      const bool header = bit < 128;
      const bool padding = bit >= 128 + 32 * format.fields.size();
      if (!(header || padding) || (bit >= 6 && bit < 12)) continue;
      Bytes bytes = plain;
      bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
      ASSERT_THAT(decode(bytes, Encoding::kWide).error,
                  HasSubstr(std::string(format.name) + ": bit " + std::to_string(bit) + " "));
    }
  }
}

}  // namespace
}  // namespace tessera::spec
