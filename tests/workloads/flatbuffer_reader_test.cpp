// SPDX-License-Identifier: Apache-2.0
// The checked FlatBuffer and FlexBuffer readers: right values, and no way to read outside.
#include "tests/support/tflite_builder.h"
#include "workloads/error.h"
#include "workloads/flatbuffer/flex_value.h"
#include "workloads/flatbuffer/table.h"

#include <flatbuffers/flexbuffers.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace tessera::workloads {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr Field kInt{0, "int"};
constexpr Field kText{1, "text"};
constexpr Field kList{2, "list"};
constexpr Field kChild{3, "child"};
constexpr Field kChildren{4, "children"};
constexpr Field kPairs{5, "pairs"};
constexpr Field kStrings{6, "strings"};
constexpr Field kAbsent{9, "absent"};

Bytes sample() {
  flatbuffers::FlatBufferBuilder builder;
  struct Pair {
    std::int32_t first, second;
  };
  const auto text = builder.CreateString("hello").o;
  const auto list = builder.CreateVector(std::vector<std::int16_t>{1, -2, 3}).o;
  const auto child = test::write_table(builder, {test::scalar<std::uint8_t>(0, 200)});
  const auto children = test::write_tables(builder, {child, child});
  const auto pairs = builder.CreateVectorOfStructs(std::vector<Pair>{{1, 2}, {3, 4}}).o;
  const auto first = builder.CreateString("a").o;
  const auto second = builder.CreateString("bc").o;
  const auto strings = test::write_tables(builder, {first, second});
  const auto root = test::write_table(
      builder, {test::scalar<std::int32_t>(0, -7), test::reference(1, text),
                test::reference(2, list), test::reference(3, child), test::reference(4, children),
                test::reference(5, pairs), test::reference(6, strings)});
  return test::finish(builder, root, "TEST");
}

/// Reads every field of `sample`.
void read_all(const ByteView& view) {
  const auto root = Table::root(view, "Root", "TEST");
  EXPECT_EQ(root.scalar<std::int32_t>(kInt, 0), -7);
  EXPECT_EQ(root.text(kText, 100), "hello");
  EXPECT_THAT(root.scalars<std::int16_t>(kList, 100), ElementsAre(1, -2, 3));
  EXPECT_EQ(root.required(kChild, "Child").scalar<std::uint8_t>(kInt, 0), 200);
  EXPECT_EQ(root.tables(kChildren, "Child", 100).at(1).scalar<std::uint8_t>(kInt, 0), 200);
  EXPECT_THAT((root.structs<std::int32_t, 2>(kPairs, 100)),
              ElementsAre(ElementsAre(1, 2), ElementsAre(3, 4)));
  EXPECT_EQ(root.strings(kStrings, 100).at(1).text(), "bc");
}

/// Message of the FormatError that `action` must throw.
std::string refusal(const std::function<void()>& action) {
  try {
    action();
  } catch (const FormatError& error) {
    return error.what();
  }
  ADD_FAILURE() << "not refused";
  return {};
}

TEST(FlatBufferTable, all_kinds_of_fields_are_read) {
  const auto bytes = sample();
  ReadBudget budget(bytes.size());
  read_all(ByteView("sample", bytes, budget));
}

TEST(FlatBufferTable, buffer_at_an_odd_address_reads_the_same) {
  auto bytes = sample();
  bytes.insert(bytes.begin(), 0xEE);
  ReadBudget budget(bytes.size());
  read_all(ByteView("sample", std::span(bytes).subspan(1), budget));
}

TEST(FlatBufferTable, absent_fields_give_defaults) {
  const auto bytes = sample();
  ReadBudget budget(bytes.size());
  const auto root = Table::root(ByteView("sample", bytes, budget), "Root");
  EXPECT_EQ(root.scalar<std::int32_t>(kAbsent, 42), 42);
  EXPECT_TRUE(root.text(kAbsent, 1).empty());
  EXPECT_TRUE(root.scalars<float>(kAbsent, 1).empty());
  EXPECT_FALSE(root.table(kAbsent, "Child").has_value());
  EXPECT_FALSE(root.bytes(kAbsent).has_value());
  EXPECT_FALSE(root.has(kAbsent));
  EXPECT_TRUE(root.has(kInt));
  EXPECT_THAT(refusal([&] { static_cast<void>(root.required(kAbsent, "Child")); }),
              HasSubstr("sample: Root.absent"));
}

TEST(FlatBufferTable, every_truncation_is_refused) {
  const auto bytes = sample();
  constexpr std::size_t kUnread = 3;  // end of the last string: terminator and alignment
  for (std::size_t size = 0; size < bytes.size() - kUnread; ++size) {
    const Bytes shorter(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size));
    ReadBudget budget(bytes.size());
    EXPECT_THROW(read_all(ByteView("sample", shorter, budget)), FormatError) << size << " bytes";
  }
}

TEST(FlatBufferTable, every_single_byte_change_reads_or_is_refused) {
  const auto original = sample();
  int refused = 0;
  for (std::size_t at = 0; at < original.size(); ++at) {
    for (const int value : {0x00, 0x01, 0x7F, 0x80, 0xFF}) {
      auto bytes = original;
      bytes[at] = static_cast<std::uint8_t>(value);
      ReadBudget budget(bytes.size());
      const ByteView view("sample", bytes, budget);
      try {
        const auto root = Table::root(view, "Root");
        static_cast<void>(root.text(kText, 100));
        static_cast<void>(root.scalars<std::int16_t>(kList, 100));
        static_cast<void>(root.tables(kChildren, "Child", 100));
        static_cast<void>(root.structs<std::int32_t, 2>(kPairs, 100));
        static_cast<void>(root.strings(kStrings, 100));
      } catch (const FormatError&) {
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, 100);
}

TEST(FlatBufferTable, wrong_identifier_is_refused_with_both_names) {
  const auto bytes = sample();
  ReadBudget budget(bytes.size());
  const ByteView view("sample", bytes, budget);
  EXPECT_THAT(refusal([&] { static_cast<void>(Table::root(view, "Root", "TFL3")); }),
              HasSubstr("found \"TEST\", allowed \"TFL3\""));
}

TEST(FlatBufferTable, more_elements_than_allowed_are_refused_with_the_counts) {
  const auto bytes = sample();
  ReadBudget budget(bytes.size());
  const auto root = Table::root(ByteView("sample", bytes, budget), "Root");
  EXPECT_THAT(refusal([&] { static_cast<void>(root.scalars<std::int16_t>(kList, 2)); }),
              HasSubstr("Root.list at byte"));
  EXPECT_THAT(refusal([&] { static_cast<void>(root.scalars<std::int16_t>(kList, 2)); }),
              HasSubstr("3 elements, allowed at most 2"));
}

TEST(FlatBufferTable, reading_one_region_too_often_is_refused) {
  const auto bytes = sample();
  ReadBudget budget(bytes.size());
  const auto root = Table::root(ByteView("sample", bytes, budget), "Root");
  const auto read_often = [&] {
    for (int i = 0; i < 1'000'000; ++i) {
      static_cast<void>(root.scalars<std::int16_t>(kList, 3));
    }
  };
  EXPECT_THAT(refusal(read_often), HasSubstr("overlap"));
}

TEST(FlatBufferTable, offset_in_a_nested_buffer_is_the_place_in_the_file) {
  auto bytes = sample();
  const auto inner = bytes.size();
  bytes.insert(bytes.end(), bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(inner));
  ReadBudget budget(bytes.size());
  const ByteView outer("sample", bytes, budget);
  try {
    static_cast<void>(Table::root(outer.slice(inner, inner, "nested"), "Root", "NONE"));
    FAIL() << "not refused";
  } catch (const FormatError& error) {
    EXPECT_EQ(error.offset(), inner + 4);
  }
}

Bytes flex_sample() {
  flexbuffers::Builder builder;
  builder.Map([&] {
    builder.Int("negative", -5);
    builder.UInt("large", 4294967295U);
    builder.String("text", "value");
    builder.Vector("list", [&] {
      builder.String("first");
      builder.Int(7);
    });
  });
  builder.Finish();
  return builder.GetBuffer();
}

void read_flex(const ByteView& view) {
  const auto map = FlexValue::root(view);
  EXPECT_EQ(map.find("negative").value().integer("n"), -5);
  EXPECT_EQ(map.find("large").value().integer("l"), 4294967295);
  EXPECT_EQ(map.find("text").value().bytes("t").text(), "value");
  const auto list = map.find("list").value();
  EXPECT_EQ(list.size("list"), 2U);
  EXPECT_EQ(list.at(0, "list").bytes("first").text(), "first");
  EXPECT_EQ(list.at(1, "list").integer("second"), 7);
}

TEST(FlexValue, map_vector_string_and_integers_are_read) {
  const auto bytes = flex_sample();
  ReadBudget budget(bytes.size());
  const ByteView view("flex", bytes, budget);
  read_flex(view);
  EXPECT_FALSE(FlexValue::root(view).find("missing").has_value());
}

TEST(FlexValue, wrong_types_are_refused_by_name) {
  const auto bytes = flex_sample();
  ReadBudget budget(bytes.size());
  const auto map = FlexValue::root(ByteView("flex", bytes, budget));
  const auto text = map.find("text").value();
  EXPECT_THAT(refusal([&] { static_cast<void>(text.integer("key")); }),
              HasSubstr("flex: key at byte"));
  EXPECT_THROW(static_cast<void>(text.find("x")), FormatError);
  EXPECT_THROW(static_cast<void>(map.find("negative").value().bytes("n")), FormatError);
  EXPECT_THROW(static_cast<void>(map.find("list").value().at(2, "list")), FormatError);
}

TEST(FlexValue, every_value_of_every_byte_reads_or_is_refused) {
  const auto original = flex_sample();
  int refused = 0;
  for (std::size_t at = 0; at < original.size(); ++at) {
    for (int value = 0; value < 256; ++value) {
      auto bytes = original;
      bytes[at] = static_cast<std::uint8_t>(value);
      ReadBudget budget(bytes.size());
      try {
        const auto map = FlexValue::root(ByteView("flex", bytes, budget));
        for (const char* key : {"negative", "large", "text", "list"}) {
          if (const auto found = map.find(key)) {
            static_cast<void>(found->bytes(key));
          }
        }
      } catch (const FormatError&) {
        ++refused;
      }
    }
  }
  EXPECT_GT(refused, 1000);
}

TEST(FlexValue, key_without_end_is_refused) {
  // Map of one key in front of the buffer's end, with no zero byte behind the key's place:
  // [key vector: size 1, offset][map: keys offset, key width, size, value, type][root, type, width]
  const Bytes bytes = {0x41, 0x41, 0x01, 0x02, 0x01, 0x01, 0x01, 0x07, 0x04, 0x02, 0x24, 0x01};
  ReadBudget budget(bytes.size());
  const ByteView view("flex", bytes, budget);
  EXPECT_THAT(refusal([&] { static_cast<void>(FlexValue::root(view).find("A")); }),
              HasSubstr("no terminating zero"));
}

}  // namespace
}  // namespace tessera::workloads
