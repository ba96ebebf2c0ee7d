// SPDX-License-Identifier: Apache-2.0
// Program files: what is written comes back; what is damaged is refused.
#include "workloads/program/tpx.h"

#include "tests/support/two_part_program.h"
#include "workloads/error.h"
#include "workloads/graph/validate.h"
#include "workloads/program/check.h"
#include "workloads/program/tpx_graph_fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <utility>

namespace tessera::workloads {
namespace {

using ::testing::HasSubstr;

/// A program in which nothing has its default value.
Program full_program() {
  Program program = test::two_part_program();
  program.compiler_version = "compiler 7";
  program.min_runtime_version = 3;
  program.target = {"coral", "edgetpu", spec::Encoding::kWide};
  program.requant = func::RequantMode::kSingle;
  program.rule = ConstantRule::kXnnpack;
  program.caching = program.parts[0].execution;
  program.caching->kind = ExecutableKind::kParameterCaching;
  program.caching->caching_token = 0x1122334455667788;
  program.caching->dma_hints.clear();
  program.caching->bitstreams[0].relocations.clear();
  for (auto& part : program.parts) {
    part.execution.kind = ExecutableKind::kExecutionOnly;
    part.execution.caching_token = program.caching->caching_token;
    part.execution.dma_hints.push_back({FenceHint{}, HintDirection::kOutfeed});
  }
  program.layers = {{"conv1", "CONV_2D", 0, 0, 1, 12}, {"conv2", "CONV_2D", 1, 1, 1, 34}};
  Tensor constant{.name = "weights", .type = DataType::kInt8, .shape = {2, 1}};
  constant.quantization = Quantization{{0.5F, 0.25F}, {0, 1}, 0};
  constant.data = std::make_shared<const Bytes>(Bytes{1, 2});
  program.host.tensors.push_back(constant);
  program.host.tensors.push_back(program.host.tensors[0]);
  program.host.tensors.back().is_variable = true;
  program.host.name = "net";
  validate(program.host);
  check(program);
  return program;
}

TEST(Tpx, a_program_comes_back_whole) {
  const Program program = full_program();
  const Bytes bytes = write_tpx(program);
  const Program back = read_tpx("made.tpx", bytes);
  EXPECT_EQ(back.source, "made.tpx");
  EXPECT_EQ(back.model_name, program.model_name);
  EXPECT_EQ(back.compiler_version, "compiler 7");
  EXPECT_EQ(back.min_runtime_version, 3);
  EXPECT_EQ(back.target, program.target);
  EXPECT_EQ(back.requant, program.requant);
  EXPECT_EQ(back.rule, program.rule);
  EXPECT_EQ(back.caching, program.caching);
  EXPECT_EQ(back.parts, program.parts);
  EXPECT_EQ(back.layers, program.layers);
  EXPECT_EQ(back.host.inputs, program.host.inputs);
  EXPECT_EQ(back.host.outputs, program.host.outputs);
  ASSERT_EQ(back.host.tensors.size(), 6U);
  EXPECT_EQ(back.host.tensors[4].name, "weights");
  EXPECT_EQ(back.host.tensors[4].type, DataType::kInt8);
  EXPECT_EQ(back.host.tensors[4].quantization, program.host.tensors[4].quantization);
  EXPECT_EQ(*back.host.tensors[4].data, (Bytes{1, 2}));
  EXPECT_TRUE(back.host.tensors[5].is_variable);
  EXPECT_EQ(back.host.operators.size(), 3U);
  EXPECT_TRUE(std::holds_alternative<Reshape>(back.host.operators[1].options));
  EXPECT_EQ(write_tpx(back), bytes);
}

/// An archive that gives every member another value.
class Filler {
 public:
  template <class T>
  using Ref = T&;
  static constexpr bool kReads = true;

  template <class T>
  void number(const char*, T& value) {
    value = static_cast<T>(++next_);
  }
  void flag(const char*, bool& value) { value = true; }
  template <class Enum>
  void enumeration(const char*, Enum& value, Enum last) {
    value = last;
  }
  template <class T, class Each>
  void list(const char*, std::vector<T>& values, std::size_t, const Each& each) {
    values.resize(2);
    for (auto& value : values) each(value);
  }

 private:
  int next_ = 100;
};

template <class Options>
Bytes option_bytes(const Operator& op) {
  tpx::Writer writer;
  tpx::describe(writer, op);
  return writer.take();
}

template <class Options>
void expect_round_trip() {
  Options options{};
  Filler filler;
  tpx::describe_options(filler, options);
  Operator op;
  op.options = options;
  op.inputs = {1, kNoTensor};
  op.name = "layer";
  const Bytes bytes = option_bytes<Options>(op);
  Operator back;
  tpx::Reader reader("made.tpx", "HOST", 0, bytes);
  tpx::describe(reader, back);
  reader.expect_end();
  EXPECT_TRUE(std::holds_alternative<Options>(back.options)) << operator_name(op.options);
  EXPECT_EQ(back.inputs, op.inputs);
  EXPECT_EQ(back.name, "layer");
  EXPECT_EQ(option_bytes<Options>(back), bytes) << operator_name(op.options);
}

TEST(Tpx, every_operator_keeps_its_options) {
  const auto all = []<std::size_t... I>(std::index_sequence<I...>) {
    (expect_round_trip<std::variant_alternative_t<I, OperatorOptions>>(), ...);
  };
  all(std::make_index_sequence<std::variant_size_v<OperatorOptions>>{});
  // Written out once, so that the helper above cannot agree with itself on nothing.
  Operator conv;
  conv.options = Conv2d{{Padding::kValid, 2, 3, 4, 5}, Activation::kRelu6};
  Operator back;
  const Bytes bytes = option_bytes<Conv2d>(conv);
  tpx::Reader reader("made.tpx", "HOST", 0, bytes);
  tpx::describe(reader, back);
  const auto& options = std::get<Conv2d>(back.options);
  EXPECT_EQ(options.window.stride_x, 3);
  EXPECT_EQ(options.window.dilation_y, 4);
  EXPECT_EQ(options.window.padding, Padding::kValid);
  EXPECT_EQ(options.activation, Activation::kRelu6);
}

// --- The container, by its description in doc/tpx.md.

std::uint64_t little(const Bytes& bytes, std::size_t offset, std::size_t size) {
  std::uint64_t value = 0;
  for (std::size_t i = size; i-- > 0;) value = value << 8 | bytes.at(offset + i);
  return value;
}

void put(Bytes& bytes, std::size_t offset, std::size_t size, std::uint64_t value) {
  for (std::size_t i = 0; i < size; ++i)
    bytes.at(offset + i) = static_cast<std::uint8_t>(value >> (8 * i));
}

/// CRC-32 bit by bit: polynomial 0x04c11db7 reflected, ones before and after.
std::uint32_t crc_by_hand(const Bytes& bytes, std::size_t begin, std::size_t size) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (std::size_t i = begin; i < begin + size; ++i) {
    crc ^= bytes.at(i);
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
  }
  return ~crc;
}

/// Makes the checksums fit again, so that damage reaches what stands behind them.
void seal(Bytes& bytes) {
  const auto sections = std::min<std::uint64_t>(little(bytes, 12, 4), (bytes.size() - 32) / 24);
  for (std::size_t i = 0; i < sections; ++i) {
    const std::size_t entry = 32 + 24 * i;
    const auto offset = little(bytes, entry + 8, 8);
    const auto size = little(bytes, entry + 16, 8);
    if (offset <= bytes.size() && size <= bytes.size() - offset)
      put(bytes, entry + 4, 4, crc_by_hand(bytes, offset, size));
  }
  put(bytes, 24, 4, crc_by_hand(bytes, 32, 24 * sections));
  put(bytes, 28, 4, crc_by_hand(bytes, 0, 28));
}

TEST(TpxContainer, header_and_directory_are_as_described) {
  const Bytes bytes = write_tpx(full_program());
  EXPECT_EQ(std::string(bytes.begin(), bytes.begin() + 8), "\x89TPX\r\n\x1a\n");
  EXPECT_EQ(little(bytes, 8, 4), 1U);   // version
  EXPECT_EQ(little(bytes, 12, 4), 6U);  // INFO HOST CACH PART PART LAYR
  EXPECT_EQ(little(bytes, 16, 8), bytes.size());
  EXPECT_EQ(little(bytes, 24, 4), crc_by_hand(bytes, 32, 6 * 24));
  EXPECT_EQ(little(bytes, 28, 4), crc_by_hand(bytes, 0, 28));
  std::string ids;
  for (std::size_t i = 0; i < 6; ++i) {
    const std::size_t entry = 32 + 24 * i;
    ids.append(bytes.begin() + std::ptrdiff_t(entry), bytes.begin() + std::ptrdiff_t(entry) + 4);
    const auto offset = little(bytes, entry + 8, 8);
    EXPECT_EQ(offset % 8, 0U);
    EXPECT_EQ(little(bytes, entry + 4, 4),
              crc_by_hand(bytes, offset, little(bytes, entry + 16, 8)));
  }
  EXPECT_EQ(ids, "INFOHOSTCACHPARTPARTLAYR");
  Bytes sealed = bytes;
  seal(sealed);
  EXPECT_EQ(sealed, bytes);
}

// --- Hostile files

std::string refusal(const Bytes& bytes) {
  try {
    static_cast<void>(read_tpx("made.tpx", bytes));
  } catch (const Error& error) {
    return error.what();
  }
  return "not refused";
}

TEST(TpxHostile, every_truncation_is_refused) {
  const Bytes bytes = write_tpx(full_program());
  for (std::size_t size = 0; size < bytes.size(); ++size)
    ASSERT_THAT(refusal(Bytes(bytes.begin(), bytes.begin() + std::ptrdiff_t(size))),
                HasSubstr("made.tpx: "))
        << size;
}

TEST(TpxHostile, every_flipped_bit_is_refused) {
  Bytes bytes = write_tpx(full_program());
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
    ASSERT_THAT(refusal(bytes), HasSubstr("made.tpx: ")) << bit;
    bytes[bit / 8] ^= static_cast<std::uint8_t>(1U << bit % 8);
  }
}

TEST(TpxHostile, what_passes_the_checksums_loads_or_is_refused) {
  const Bytes original = write_tpx(full_program());
  std::mt19937 random(20261124);
  int refused = 0;
  for (int i = 0; i < 10'000; ++i) {
    Bytes bytes = original;
    const auto damage = 1 + random() % 4;
    for (unsigned n = 0; n < damage; ++n) {
      const std::size_t at = 12 + random() % (bytes.size() - 16);
      switch (random() % 3) {
        case 0:
          bytes[at] ^= static_cast<std::uint8_t>(1U << random() % 8);
          break;
        case 1:
          bytes[at] = static_cast<std::uint8_t>(random());
          break;
        default:
          put(bytes, at, 4, random() % 2 == 0 ? 0xFFFFFFFF : random());
      }
    }
    seal(bytes);
    try {
      const Program program = read_tpx("made.tpx", bytes);
      EXPECT_NO_THROW(check(program));
      static_cast<void>(write_tpx(program));
    } catch (const Error&) {
      ++refused;
    }
  }
  EXPECT_GT(refused, 2'000);
  EXPECT_LT(refused, 10'000);
}

TEST(TpxHostile, messages_name_section_field_and_what_is_allowed) {
  const Bytes original = write_tpx(full_program());
  const auto spoiled = [&](std::size_t section, std::size_t byte, std::uint64_t value,
                           std::size_t size) {
    Bytes bytes = original;
    put(bytes, little(bytes, 32 + 24 * section + 8, 8) + byte, size, value);
    seal(bytes);
    return refusal(bytes);
  };
  EXPECT_THAT(spoiled(0, 0, 0xFFFFFFFF, 4),
              HasSubstr("section INFO: model_name at byte 176: 4294967295 bytes, allowed at most"));
  EXPECT_THAT(spoiled(5, 0, 1000, 4), HasSubstr("section LAYR: layers at byte"));
  EXPECT_THAT(spoiled(5, 0, 1, 4), HasSubstr("bytes left over"));
  EXPECT_THAT(refusal(Bytes(100, 0)), HasSubstr("not a program file"));
  Bytes version = original;
  version[8] = 2;
  EXPECT_THAT(refusal(version), HasSubstr("version at byte 8: 2, allowed 1"));
  Bytes order = original;
  order[32] = 'X';
  seal(order);
  EXPECT_THAT(refusal(order), HasSubstr("section XNFO, allowed INFO"));
  Program long_name = full_program();
  long_name.model_name.assign(5000, 'x');
  EXPECT_THROW(static_cast<void>(write_tpx(long_name)), UsageError);
}

}  // namespace
}  // namespace tessera::workloads
