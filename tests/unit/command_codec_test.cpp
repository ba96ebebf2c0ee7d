// SPDX-License-Identifier: Apache-2.0
// Commands to words and back, in both encodings. Bit positions come from facts/beagle_isa.md, typed
// in here; the bits themselves are placed one at a time by the test.
#include "hw/spec/command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace tessera::spec {
namespace {

using ::testing::HasSubstr;
using Bytes = std::vector<std::uint8_t>;

constexpr std::uint32_t kSeed = 20261124;

void put(Bytes& bytes, std::size_t bit, std::size_t width, std::uint64_t value) {
  for (std::size_t i = 0; i < width; ++i) {
    const auto mask = static_cast<std::uint8_t>(1U << (bit + i) % 8);
    std::uint8_t& byte = bytes.at((bit + i) / 8);
    byte = static_cast<std::uint8_t>((value >> i & 1U) != 0 ? byte | mask : byte & ~mask);
  }
}

std::size_t wide_words(const CommandFormat& format) {
  return 1 + (format.fields.size() + 3) / 4;  // a header word, then four 32-bit fields per word
}

/// A field's value as `field_value` gives it: two's complement for signed fields.
std::int64_t meant(const CommandField& field, std::uint64_t bits) {
  if (field.kind != FieldKind::kSigned || (bits >> (field.width - 1)) == 0)
    return static_cast<std::int64_t>(bits);
  return static_cast<std::int64_t>(bits) - (std::int64_t{1} << field.width);
}

/// One command as raw field bits and in both encodings.
struct Sample {
  Bytes coral;
  Bytes wide;
  std::vector<std::int64_t> values;
};

Sample make_sample(const CommandFormat& format, std::mt19937& random, std::uint32_t mask) {
  Sample sample{Bytes(format.words * kWordBytes), Bytes(wide_words(format) * kWordBytes), {}};
  put(sample.wide, 6, 6, static_cast<std::uint64_t>(format.opcode));
  for (std::size_t i = 0; i < format.fields.size(); ++i) {
    const CommandField& field = format.fields[i];
    std::uint64_t bits = random() & mask & ((std::uint64_t{1} << field.width) - 1);
    if (std::string_view(field.name) == "opcode") bits = static_cast<std::uint64_t>(format.opcode);
    const std::int64_t value = meant(field, bits);
    put(sample.coral, field.bit, field.width, bits);
    put(sample.wide, 128 + 32 * i, 32, static_cast<std::uint64_t>(value));
    sample.values.push_back(value);
  }
  return sample;
}

Sample plain_sample(const CommandFormat& format) {
  std::mt19937 random(kSeed);
  return make_sample(format, random, 0);
}

struct KnownOpcode {
  std::uint32_t opcode;
  std::uint32_t words;
  const char* name;
};

// facts/beagle_isa.md section 2.
constexpr KnownOpcode kOpcodes[] = {
    {0x01, 17, "tensor_op"},
    {0x02, 17, "max_op"},
    {0x03, 17, "sum_op"},
    {0x05, 17, "resize_op"},
    {0x10, 4, "ring_producer"},
    {0x11, 4, "ring_consumer_0"},
    {0x12, 4, "ring_consumer_1"},
    {0x13, 7, "narrow_to_wide"},
    {0x14, 7, "wide_to_narrow"},
    {0x15, 6, "mesh_south"},
    {0x16, 6, "mesh_west"},
    {0x17, 6, "mesh_north"},
    {0x18, 6, "mesh_east"},
    {0x19, 13, "nlu_load"},
    {0x1a, 1, "tile_fence"},
    {0x20, 1, "bundle"},
    {0x21, 1, "halt"},
    {0x22, 1, "branch"},
    {0x23, 1, "loop"},
    {0x24, 2, "scalar_fence"},
    {0x25, 2, "pop"},
    {0x26, 4, "infeed"},
    {0x27, 2, "outfeed"},
    {0x3e, 1, "start"},
    {0x3f, 1, "end"},
};

TEST(CommandCodec, formats_are_exactly_the_25_known_opcodes) {
  ASSERT_EQ(command_formats().size(), std::size(kOpcodes));
  for (const KnownOpcode& known : kOpcodes) {
    const CommandFormat* format = find_format(known.opcode);
    ASSERT_NE(format, nullptr) << known.name;
    EXPECT_EQ(format->words, known.words) << known.name;
    EXPECT_STREQ(format->name, known.name);
    EXPECT_EQ(format->tile, known.opcode < 0x20) << known.name;
  }
}

TEST(CommandCodec, known_words_decode_to_their_meaning) {
  const std::map<std::uint64_t, std::string> words = {
      {0x10840, "halt code=4"},        // 0x21 << 6 | 4 << 14
      {0x4840, "halt code=1"},         // the next bitstream continues
      {0x800, "bundle"},               // nop: 0x20 << 6
      {0x4000fc0, "end length=128"},   // 0x3f << 6 | 128 << 19
      {0x1400f80, "start length=40"},  // 0x3e << 6 | 40 << 19
  };
  for (const auto& [word, text] : words) {
    Bytes bytes(kWordBytes);
    put(bytes, 0, 64, word);
    const Decoded decoded = decode(bytes, Encoding::kCoral);
    ASSERT_EQ(decoded.error, "") << text;
    EXPECT_EQ(decoded.words, 1U);
    EXPECT_EQ(to_text(decoded.command), text);
    EXPECT_EQ(encode(decoded.command, Encoding::kCoral), bytes) << text;
  }
}

TEST(CommandCodec, random_fields_round_trip_through_both_encodings) {
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  std::mt19937 random(kSeed);
  for (const CommandFormat& format : command_formats()) {
    SCOPED_TRACE(format.name);
    for (int i = 0; i < 40; ++i) {
      const Sample sample = make_sample(format, random, i == 0 ? UINT32_MAX : random() | random());
      const Decoded coral = decode(sample.coral, Encoding::kCoral);
      const Decoded wide = decode(sample.wide, Encoding::kWide);
      ASSERT_EQ(coral.error + wide.error, "");
      EXPECT_EQ(coral.words, format.words);
      EXPECT_EQ(wide.words, wide_words(format));
      EXPECT_EQ(coral.command.body.index(), format.body);
      for (std::size_t f = 0; f < format.fields.size(); ++f) {
        const CommandField& field = format.fields[f];
        ASSERT_EQ(field_value(coral.command, field), sample.values[f]) << field.name;
        ASSERT_EQ(field_value(wide.command, field), sample.values[f]) << field.name;
      }
      ASSERT_EQ(encode(coral.command, Encoding::kCoral), sample.coral);
      ASSERT_EQ(encode(coral.command, Encoding::kWide), sample.wide);
      ASSERT_EQ(encode(wide.command, Encoding::kCoral), sample.coral);
    }
  }
}

TEST(CommandCodec, value_too_large_for_its_field_throws_naming_it) {
  int fields = 0;
  for (const CommandFormat& format : command_formats()) {
    const Sample plain = plain_sample(format);
    for (std::size_t i = 0; i < format.fields.size(); ++i) {
      const CommandField& field = format.fields[i];
      if (field.width == 32 || std::string_view(field.name) == "opcode") continue;
      const bool is_signed = field.kind == FieldKind::kSigned;
      std::vector<std::int64_t> outside = {std::int64_t{1} << (field.width - (is_signed ? 1 : 0))};
      if (is_signed) outside.push_back(-outside[0] - 1);
      for (const std::int64_t value : outside) {
        Bytes bytes = plain.wide;
        put(bytes, 128 + 32 * i, 32, static_cast<std::uint64_t>(value));
        const Decoded decoded = decode(bytes, Encoding::kWide);
        if (field.width < 6) {  // registers, counters, modes: no more of them in either encoding
          EXPECT_THAT(decoded.error, HasSubstr(std::string(field.name) + " = "));
          continue;
        }
        ASSERT_EQ(decoded.error, "");
        try {
          (void)encode(decoded.command, Encoding::kCoral);
          ADD_FAILURE() << format.name << "." << field.name << " = " << value << " was encoded";
        } catch (const std::out_of_range& error) {
          EXPECT_THAT(error.what(), HasSubstr(std::string(format.name) + ": " + field.name + " ="));
          EXPECT_THAT(error.what(), HasSubstr(std::to_string(value) + " does not fit"));
        }
      }
      ++fields;
    }
  }
  EXPECT_GT(fields, 1000);
}

TEST(CommandCodec, signed_limits_fit_their_field) {
  // in.increment0 of the tensor op has 19 bits: -2^18 .. 2^18 - 1 (section 3).
  for (const std::int32_t value : {-262144, 262143}) {
    Command command{find_format(0x01), TensorOp{}};
    auto& op = std::get<TensorOp>(command.body);
    op.opcode = 0x01;
    op.in.dims[0].increment = value;
    const Decoded back = decode(encode(command, Encoding::kCoral), Encoding::kCoral);
    ASSERT_EQ(back.error, "");
    EXPECT_EQ(std::get<TensorOp>(back.command.body).in.dims[0].increment, value);
  }
}

}  // namespace
}  // namespace tessera::spec
