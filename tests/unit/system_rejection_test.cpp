// SPDX-License-Identifier: Apache-2.0
// System files that must not load: each message names file, line, key, given value and what is
// allowed.
#include "hw/spec/system_loader.h"
#include "hw/spec/yaml_document.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <ostream>
#include <random>
#include <string>

namespace tessera::spec {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string tiny_text() {
  std::ifstream stream(system_folders().back() / "tiny.yaml", std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// The message of the refusal, or "loaded".
std::string refusal(const std::string& text) {
  try {
    (void)parse_system(text, "tiny.yaml");
  } catch (const SpecError& error) {
    return error.what();
  }
  return "loaded";
}

/// tiny.yaml with the first `from` after `anchor` replaced.
std::string edited(const std::string& anchor, const std::string& from, const std::string& to) {
  std::string text = tiny_text();
  const auto place = text.find(from, text.find(anchor));
  EXPECT_NE(place, std::string::npos) << anchor << " " << from;
  return text.replace(place, from.size(), to);
}

struct Edit {
  const char* test;
  const char* anchor;
  const char* from;
  const char* to;
  const char* message;

  friend std::ostream& operator<<(std::ostream& stream, const Edit& edit) {
    return stream << edit.test;
  }
};

class SystemRejection : public ::testing::TestWithParam<Edit> {};

TEST_P(SystemRejection, names_key_value_and_allowed_range) {
  const Edit& edit = GetParam();
  const std::string message = refusal(edited(edit.anchor, edit.from, edit.to));
  EXPECT_THAT(message, StartsWith("tiny.yaml:"));
  EXPECT_THAT(message, HasSubstr(edit.message));
}

constexpr Edit kKeys[] = {
    {"unknown_key", "\nclock", "clock_mhz", "clock_khz",
     "tiny.yaml:6: clock_khz: unknown key; given: clock_khz; allowed: name, description, "
     "clock_mhz, host, "
     "accelerators, extends"},
    {"missing_unit", "\nclock", "clock_mhz", "clock",
     "clock: unknown key (missing unit: clock_mhz?); given: clock; allowed: name,"},
    {"unknown_nested_key", "pop:", "start_cycles", "begin_cycles",
     "accelerators.tiny.timing.pop.begin_cycles: unknown key; given: begin_cycles; allowed: "
     "start_cycles, bytes_per_cycle"},
    {"missing_key", "    lanes",
     "    lanes: {value: 16, source: \"small on purpose; no chip behind it\", confidence: "
     "assumed}\n",
     "", "tiny.yaml: accelerators.tiny.lanes: missing key; allowed: integer 1 to 1024 (Cells of"},
    {"missing_group", "      sync:", "      sync:\n        signal_cycles",
     "      sync: {}\n      #",
     "accelerators.tiny.timing.sync.signal_cycles: missing key; allowed: integer 0 to 1000000"},
    {"group_as_value", "    grid:", "    grid:", "    grid: 4\n    grid2:",
     "accelerators.tiny.grid: wrong kind; given: 4; allowed: a map of rows, columns"},
    {"repeated_key", "\nclock", "clock_mhz", "name",
     "given: the key 'name' again; allowed: each key once"},
};

constexpr Edit kValues[] = {
    {"text_for_number", "rows", "value: 2", "value: two",
     "accelerators.tiny.grid.rows: wrong kind; given: two; allowed: integer 1 to 64"},
    {"quoted_number", "rows", "value: 2", "value: \"2\"",
     "wrong kind; given: \"2\"; allowed: integer"},
    {"fraction_for_integer", "rows", "value: 2", "value: 2.5",
     "wrong kind; given: 2.5; allowed: integer"},
    {"integer_with_point", "rows", "value: 2", "value: 2.0",
     "wrong kind; given: 2.0; allowed: integer"},
    {"hexadecimal", "rows", "value: 2", "value: 0x2", "wrong kind; given: 0x2"},
    {"no_number", "\nclock", "value: 100", "value: nan",
     "clock_mhz: wrong kind; given: nan; allowed: number 1 to 10000"},
    {"infinite", "\nclock", "value: 100", "value: inf", "clock_mhz: wrong kind; given: inf"},
    {"missing_value", "rows", "value: 2", "value: ",
     "accelerators.tiny.grid.rows.value: wrong kind; given: nothing; allowed: integer 1 to 64"},
    {"too_small", "rows", "value: 2", "value: 0",
     "out of range; given: 0; allowed: integer 1 to 64"},
    {"negative", "rows", "value: 2", "value: -1",
     "out of range; given: -1; allowed: integer 1 to 64"},
    {"too_large", "rows", "value: 2", "value: 65",
     "out of range; given: 65; allowed: integer 1 to 64"},
    {"beyond_32_bits", "rows", "value: 2", "value: 4294967298",
     "out of range; given: 4294967298; allowed: integer 1 to 64"},
    {"slow_clock", "\nclock", "value: 100", "value: 0.5",
     "tiny.yaml:6: clock_mhz: out of range; given: 0.5; allowed: number 1 to 10000"},
    {"unknown_choice", "kind", "pcie", "wifi",
     "host.link.kind: wrong kind; given: wifi; allowed: pcie, usb3, usb2, on_chip"},
    {"map_for_choice", "kind", "pcie", "{value: pcie}", "host.link.kind: wrong kind; given: a map"},
    {"empty_text", "\ndescription", "2 x 2 tiles of 16 lanes for tests", "\"\"",
     "description: wrong kind"},
};

constexpr Edit kFigures[] = {
    {"bare_figure", "front_end_queue_depth",
     "{value: 4, source: \"small on purpose; no chip behind it\", confidence: assumed}", "4",
     "accelerators.tiny.front_end_queue_depth: a figure without source and confidence; given: 4; "
     "allowed: "
     "{value: integer 1 to 4096, source: text, confidence: verified, third_party, derived, "
     "assumed, fitted}"},
    {"no_source", "rows", "source: \"small on purpose; no chip behind it\", ", "",
     "accelerators.tiny.grid.rows.source: missing key"},
    {"empty_source", "rows", "\"small on purpose; no chip behind it\"", "\"\"",
     "accelerators.tiny.grid.rows.source: wrong kind"},
    {"no_confidence", "rows", ", confidence: assumed", "",
     "accelerators.tiny.grid.rows.confidence: missing key; allowed: verified, third_party"},
    {"unknown_confidence", "rows", "assumed", "certain",
     "rows.confidence: unknown confidence; given: certain; allowed: verified, third_party, "
     "derived, assumed, fitted"},
    {"choice_is_no_confidence_of_a_figure", "rows", "assumed", "choice",
     "unknown confidence; given: choice"},
    {"unit_in_figure", "rows", "value: 2", "value: 2, unit: tiles",
     "rows.unit: unknown key; given: unit; allowed: value, source, confidence"},
};

constexpr Edit kAccelerators[] = {
    {"no_list", "\naccelerators", "accelerators:\n  - name: tiny", "accelerators:\n    name: tiny",
     "accelerators: wrong kind; given: a map; allowed: a list"},
    {"no_name", "\naccelerators", "- name: tiny\n", "-\n",
     "accelerators[0].name: missing key; allowed: a name"},
    {"bad_name", "\naccelerators", "- name: tiny", "- name: tile[0]",
     "accelerators[0].name: not a name; given: tile[0]; allowed: small letters, digits and '_'"},
    {"name_twice", "\naccelerators", "accelerators:\n", "accelerators:\n  - name: tiny\n",
     "accelerators[1].name: name given twice; given: tiny"},
    {"value_in_list", "\naccelerators", "accelerators:\n", "accelerators:\n  - 5\n",
     "accelerators[0]: wrong kind; given: 5; allowed: a map"},
};

constexpr Edit kRules[] = {
    {"other_name_than_the_file", "\nname", "name: tiny", "name: huge",
     "tiny.yaml: name: inconsistent value; given: huge; allowed: tiny, as the file"},
    {"dot_no_power_of_two", "    dot", "value: 4", "value: 3",
     "accelerators.tiny.dot: inconsistent value; given: 3; allowed: powers of two"},
    {"broken_row", "wide_memory_bytes", "value: 65536", "value: 65540",
     "accelerators.tiny.wide_memory_bytes: inconsistent value; given: 65540; allowed: multiples of "
     "64"},
    {"broken_word", "narrow_memory_bytes", "value: 16384", "value: 16383",
     "narrow_memory_bytes: inconsistent value; given: 16383; allowed: multiples of 4 (a word is "
     "dot bytes)"},
    {"packet_longer_than_a_row", "packet_bytes", "value: 64", "value: 128",
     "accelerators.tiny.ring.packet_bytes: inconsistent value; given: 128; allowed: at most 64"},
    {"odd_burst", "burst_bytes", "value: 64", "value: 60",
     "host.link.burst_bytes: inconsistent value; given: 60; allowed: multiples of 8"},
    {"broken_instruction_word", "instruction_buffer", "value: 16384", "value: 16383",
     "host.instruction_buffer_bytes: inconsistent value; given: 16383; allowed: multiples of 16"},
    {"coral_encoding_of_another_machine", "encoding", "wide", "coral",
     "accelerators.tiny.lanes: inconsistent value; given: 16; allowed: 64 with encoding coral"},
};

constexpr Edit kExtends[] = {
    {"path", "\nname", "name: tiny", "name: tiny\nextends: ../coral.yaml",
     "tiny.yaml:5: extends: wrong kind; given: ../coral.yaml; allowed: the name of a system"},
    {"unknown_system", "\nname", "name: tiny", "name: tiny\nextends: nothing",
     "tiny.yaml:5: extends: no such system in"},
    {"no_text", "\nname", "name: tiny", "name: tiny\nextends: [tiny]", "extends: wrong kind"},
};

const auto kTestName = [](const auto& info) { return std::string(info.param.test); };
INSTANTIATE_TEST_SUITE_P(Keys, SystemRejection, ::testing::ValuesIn(kKeys), kTestName);
INSTANTIATE_TEST_SUITE_P(Values, SystemRejection, ::testing::ValuesIn(kValues), kTestName);
INSTANTIATE_TEST_SUITE_P(Figures, SystemRejection, ::testing::ValuesIn(kFigures), kTestName);
INSTANTIATE_TEST_SUITE_P(Accelerators, SystemRejection, ::testing::ValuesIn(kAccelerators),
                         kTestName);
INSTANTIATE_TEST_SUITE_P(Rules, SystemRejection, ::testing::ValuesIn(kRules), kTestName);
INSTANTIATE_TEST_SUITE_P(Extends, SystemRejection, ::testing::ValuesIn(kExtends), kTestName);

TEST(HostileYaml, structure_that_system_files_do_not_need_is_refused) {
  EXPECT_THAT(refusal("a: &x [*x]"),
              HasSubstr("tiny.yaml:1: not the YAML of a system file; given: an anchor"));
  EXPECT_THAT(refusal("a: !!binary aGk="), HasSubstr("given: the tag"));
  EXPECT_THAT(refusal("a: 1\n---\nb: 2"), HasSubstr("given: a second document"));
  EXPECT_THAT(refusal("? [a]\n: 1"), HasSubstr("given: a key that is no text"));
  EXPECT_THAT(refusal("just a text"),
              HasSubstr("not a system file; given: just a text; allowed: a map"));
  EXPECT_THAT(refusal(""), HasSubstr("not a system file; given: nothing; allowed: a map"));
  EXPECT_THAT(refusal("a: [1, 2"), HasSubstr("not YAML"));
  EXPECT_THAT(refusal("a: *nobody"), HasSubstr("tiny.yaml:1: not YAML"));
}

TEST(HostileYaml, size_depth_and_count_are_limited) {
  EXPECT_THAT(refusal(std::string(17, '[') + std::string(17, ']')),
              HasSubstr("given: more than 16 levels"));
  EXPECT_THAT(refusal(std::string(100000, '[')), StartsWith("tiny.yaml:1: "));
  EXPECT_THAT(refusal(std::string(kYamlMaxBytes + 1, ' ')), HasSubstr("the file is too large"));
  std::string many;
  for (std::size_t i = 0; i <= kYamlMaxNodes; ++i) many += "- a\n";
  EXPECT_THAT(refusal(many), HasSubstr("given: more than 5000 values"));
  EXPECT_THAT(refusal(std::string("a: 1\0b: 2", 9)),
              HasSubstr("not a text file; given: a NUL byte"));
}

TEST(HostileYaml, message_shows_no_control_characters_and_no_endless_text) {
  const std::string message = refusal("\"\\e[31m" + std::string(1000, 'x') + "\": 1");
  EXPECT_EQ(message.find('\x1b'), std::string::npos);
  EXPECT_THAT(message, HasSubstr("\\x1b[31mxxx"));
  EXPECT_LT(message.size(), 500U);
}

TEST(HostileYaml, damaged_files_load_or_are_refused_but_do_nothing_else) {
  constexpr unsigned kSeed = 20261123;
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  std::mt19937 random(kSeed);
  const std::string good = tiny_text();
  const std::string inserts =
      "{}[]:,&*!|>'\"%@`#?-\n\t \\\x80\xff"
      "0eE.";
  for (int round = 0; round < 1000; ++round) {
    std::string text = good;
    for (unsigned change = 1 + random() % 4; change > 0; --change) {
      const std::size_t place = random() % text.size();
      switch (random() % 3) {
        case 0:
          text[place] = inserts[random() % inserts.size()];
          break;
        case 1:
          text.insert(place, 1, inserts[random() % inserts.size()]);
          break;
        default:
          text.erase(place, random() % 40);
          break;
      }
    }
    EXPECT_NO_THROW((void)refusal(text)) << text;  // it catches SpecError only
  }
}

TEST(SpecErrorParts, are_kept_beside_the_message) {
  try {
    (void)parse_system(edited("rows", "value: 2", "value: 65"), "tiny.yaml");
    FAIL();
  } catch (const SpecError& error) {
    EXPECT_EQ(error.problem().file, "tiny.yaml");
    EXPECT_EQ(error.problem().key, "accelerators.tiny.grid.rows");
    EXPECT_EQ(error.problem().value, "65");
    EXPECT_EQ(error.problem().allowed, "integer 1 to 64");
    EXPECT_GT(error.problem().line, 10);
  }
}

}  // namespace
}  // namespace tessera::spec
