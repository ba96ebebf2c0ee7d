// SPDX-License-Identifier: Apache-2.0
// System files that load: values, provenance, inheritance, search, and the manual page.
#include "hw/spec/system_loader.h"

#include "hw/spec/system_schema.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

namespace tessera::spec {
namespace {

using ::testing::HasSubstr;

std::filesystem::path shipped_folder() { return system_folders().back(); }

std::string text_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// A folder of this test's own that $TESSERA_SYSTEMS names; both go away with the test.
class SystemSearch : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ =
        std::filesystem::path(::testing::TempDir()) / (std::string("tessera_") + info->name());
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
    if (const char* value = std::getenv("TESSERA_SYSTEMS")) {
      before_ = value;
    }
    setenv("TESSERA_SYSTEMS", folder_.c_str(), 1);
  }
  void TearDown() override {
    if (before_) {
      setenv("TESSERA_SYSTEMS", before_->c_str(), 1);
    } else {
      unsetenv("TESSERA_SYSTEMS");
    }
    std::filesystem::remove_all(folder_);
  }

  std::filesystem::path write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return folder_ / name;
  }

  std::string error_of(const std::string& name_or_path) {
    try {
      (void)load_system(name_or_path);
    } catch (const SpecError& error) {
      return error.what();
    }
    return "loaded";
  }

  std::filesystem::path folder_;

 private:
  std::optional<std::string> before_;
};

TEST(SystemFiles, coral_states_the_chip) {
  // Figures of facts/edgetpu.md sections 1 and 5.2, typed in again here.
  const SystemConfig coral = load_system("coral");
  EXPECT_EQ(coral.name, "coral");
  EXPECT_EQ(coral.clock_mhz, 500);
  EXPECT_EQ(coral.host.link.kind, LinkKind::kPcie);
  EXPECT_EQ(coral.host.page_table_entries, 8192U);
  ASSERT_EQ(coral.accelerators.size(), 1U);
  const AcceleratorConfig& tpu = coral.accelerators.front();
  EXPECT_EQ(tpu.encoding, Encoding::kCoral);
  EXPECT_EQ(tpu.grid.tiles(), 16U);
  EXPECT_EQ(tpu.grid.tiles() * tpu.lanes * tpu.dot, 4096U) << "peak MACs per cycle";
  EXPECT_EQ(tpu.narrow_memory_bytes, 192U * 1024U);
  EXPECT_EQ(tpu.wide_memory_bytes, 8320U * 64U);
  EXPECT_EQ(tpu.row_bytes(), 256U);
  EXPECT_EQ(tpu.scalar_memory_words, 4096U);
}

TEST(SystemFiles, each_shipped_file_loads_and_every_figure_has_a_source) {
  for (const auto& entry : std::filesystem::directory_iterator(shipped_folder())) {
    const SystemConfig system = load_system(entry.path().string());
    EXPECT_EQ(system.name, entry.path().stem());
    for (const EffectiveParameter& row : effective_parameters(system)) {
      EXPECT_FALSE(row.source.empty()) << system.name << ": " << row.path;
      EXPECT_FALSE(row.value.empty()) << system.name << ": " << row.path;
    }
  }
}

TEST(SystemFiles, extending_file_changes_its_keys_and_inherits_the_rest) {
  const SystemConfig coral = load_system("coral");
  const SystemConfig usb = load_system("coral_usb3");
  EXPECT_EQ(usb.host.link.kind, LinkKind::kUsb3);
  EXPECT_EQ(usb.host.link.bandwidth_in_mb_s, 55);
  EXPECT_EQ(usb.accelerators.front().wide_memory_bytes,
            coral.accelerators.front().wide_memory_bytes);
  // The provenance follows the value.
  EXPECT_THAT(usb.provenance.at("host.link.burst_bytes").file, HasSubstr("coral_usb3.yaml"));
  EXPECT_THAT(usb.provenance.at("host.page_table_entries").file, HasSubstr("coral.yaml"));
  EXPECT_EQ(usb.provenance.at("host.link.bandwidth_in_mb_s").confidence, Confidence::kThirdParty);
}

TEST(EffectiveParameters, show_the_present_value_with_unit_and_source) {
  SystemConfig system = load_system("tiny");
  system.accelerators.front().timing.sync.signal_cycles = 7;
  const auto rows = effective_parameters(system);
  EXPECT_EQ(rows.size(), system_parameters().size() + accelerator_parameters().size());
  const auto row = std::ranges::find(rows, "accelerators.tiny.timing.sync.signal_cycles",
                                     &EffectiveParameter::path);
  ASSERT_NE(row, rows.end());
  EXPECT_EQ(row->value, "7");
  EXPECT_EQ(row->unit, "cycles");
  EXPECT_EQ(row->source, "small on purpose; no chip behind it");
  EXPECT_EQ(row->confidence, Confidence::kAssumed);
}

TEST_F(SystemSearch, list_joins_both_folders) {
  write("mine.yaml", "");
  write("tiny.yaml", "");  // also shipped: listed once
  write("notes.txt", "");
  write("Not-A-Name.yaml", "");
  const auto names = list_systems();
  EXPECT_EQ(std::ranges::count(names, "mine"), 1);
  EXPECT_EQ(std::ranges::count(names, "tiny"), 1);
  EXPECT_EQ(std::ranges::count(names, "coral"), 1);
  EXPECT_TRUE(std::ranges::is_sorted(names));
  EXPECT_EQ(std::ranges::count(names, "notes") + std::ranges::count(names, "Not-A-Name"), 0);
}

TEST_F(SystemSearch, named_folder_comes_before_the_shipped_one) {
  write("half.yaml",
        "extends: tiny\nname: half\ndescription: Tiny at half its clock\n"
        "clock_mhz: {value: 50, source: test, confidence: assumed}\n");
  EXPECT_EQ(load_system("half").clock_mhz, 50);
  EXPECT_EQ(load_system("half").accelerators.front().lanes, 16U);
}

TEST_F(SystemSearch, path_is_taken_as_it_is_and_extends_looks_beside_it) {
  write("base.yaml", "extends: tiny\nname: base\ndescription: d\n");
  const auto path = write("top.yaml", "extends: base\nname: top\ndescription: d\n");
  setenv("TESSERA_SYSTEMS", "", 1);
  EXPECT_EQ(load_system(path.string()).name, "top");
}

TEST_F(SystemSearch, accelerator_of_the_base_is_changed_and_another_is_added) {
  std::string second = text_of(shipped_folder() / "tiny.yaml");
  second = second.substr(second.find("  - name: tiny"));
  second.replace(second.find("tiny"), 4, "more");
  write("two.yaml", "extends: tiny\nname: two\ndescription: d\naccelerators:\n" + second +
                        "  - name: tiny\n    front_end_queue_depth: {value: 9, source: s, "
                        "confidence: assumed}\n");
  const SystemConfig two = load_system("two");
  ASSERT_EQ(two.accelerators.size(), 2U);
  EXPECT_EQ(two.accelerators[0].name, "tiny");
  EXPECT_EQ(two.accelerators[0].front_end_queue_depth, 9U);
  EXPECT_EQ(two.accelerators[1].name, "more");
  EXPECT_EQ(two.accelerators[1].front_end_queue_depth, 4U);
}

TEST_F(SystemSearch, missing_things_are_named) {
  EXPECT_THAT(
      error_of("nothing"),
      HasSubstr("given: nothing; allowed: coral, coral_devboard, coral_lpddr4, coral_usb3"));
  EXPECT_THAT(error_of("./nothing.yaml"), HasSubstr("./nothing.yaml: cannot be read"));
  EXPECT_THAT(error_of(folder_.string()), HasSubstr("cannot be read; given: not a file"));
  setenv("TESSERA_SYSTEMS", "/nonexistent", 1);
  EXPECT_THAT(error_of("nothing"), HasSubstr("/nonexistent: the folder of systems cannot be read"));
}

TEST_F(SystemSearch, circle_of_extends_is_refused) {
  write("a.yaml", "extends: b\nname: a\n");
  write("b.yaml", "extends: a\nname: b\n");
  EXPECT_THAT(error_of("a"), HasSubstr("b.yaml:1: extends: the system extends itself; given: a"));
}

TEST_F(SystemSearch, manual_example_loads) {
  const std::string page = schema_markdown();
  const auto start = page.find("```yaml\n") + 8;
  write("my_coral.yaml", page.substr(start, page.find("```\n", start) - start));
  const SystemConfig system = load_system("my_coral");
  EXPECT_EQ(system.clock_mhz, 250);
  EXPECT_EQ(system.accelerators.front().timing.op.pipeline_cycles, 12U);
}

TEST(SystemManual, page_is_up_to_date) {
  const auto path = shipped_folder().parent_path() / "doc" / "systems.md";
  if (std::getenv("TESSERA_UPDATE_DOCS") != nullptr) {
    std::ofstream(path, std::ios::binary) << schema_markdown();
  }
  EXPECT_EQ(text_of(path), schema_markdown()) << "run this test with TESSERA_UPDATE_DOCS=1";
}

}  // namespace
}  // namespace tessera::spec
