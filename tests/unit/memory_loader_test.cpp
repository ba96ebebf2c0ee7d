// SPDX-License-Identifier: Apache-2.0
// Memory files that load, those that are refused, and the manual page.
#include "hw/spec/error.h"
#include "hw/spec/memory_schema.h"
#include "hw/spec/system_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace tessera::spec {
namespace {

using ::testing::HasSubstr;

std::filesystem::path shipped_folder() { return folders_of(FileKind::kMemory).back(); }

std::string text_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

/// The message for the part lpddr4_3200 with `text` in place of `old`.
std::string refusal(const std::string& old, const std::string& text) {
  std::string file = text_of(shipped_folder() / "lpddr4_3200.yaml");
  const auto at = file.find(old);
  EXPECT_NE(at, std::string::npos) << old;
  file.replace(at, old.size(), text);
  try {
    (void)parse_memory(file, "lpddr4_3200.yaml");
  } catch (const SpecError& error) {
    return error.what();
  }
  return "loaded";
}

TEST(MemoryFiles, each_shipped_file_loads_and_every_figure_has_a_source) {
  const auto names = list_files(FileKind::kMemory);
  EXPECT_GE(names.size(), 8U);
  for (const std::string& name : names) {
    const MemoryConfig memory = load_memory(name);
    EXPECT_EQ(memory.name, name);
    for (const EffectiveParameter& row : effective_parameters(memory))
      EXPECT_FALSE(row.source.empty()) << name << ": " << row.path;
  }
}

TEST(MemoryFiles, peak_bandwidths_are_those_of_the_parts) {
  // Transfers per second times bytes: what a data sheet's first page says.
  EXPECT_NEAR(load_memory("lpddr4_3200").peak_bytes_per_second(), 2 * 3200e6 * 2, 1);
  EXPECT_NEAR(load_memory("lpddr4_3200_x64").peak_bytes_per_second(), 3200e6 * 8, 1);
  EXPECT_NEAR(load_memory("lpddr5_6400").peak_bytes_per_second(), 2 * 6400e6 * 2, 1);
  EXPECT_NEAR(load_memory("hbm2_2000").peak_bytes_per_second(), 8 * 2000e6 * 16, 1);
  EXPECT_EQ(load_memory("lpddr4_3200").channel_bytes(), std::uint64_t{1} << 30) << "8 Gb";
}

TEST(MemoryFiles, what_does_not_fit_together_is_refused) {
  EXPECT_THAT(refusal("ro ba co ch co3", "ro ba co ch"), HasSubstr("loaded"));
  EXPECT_THAT(refusal("ro ba co ch co3", "ro ba ch co3"), HasSubstr("3 bits of 'co' are missing"));
  EXPECT_THAT(refusal("ro ba co ch co3", "ro ba co ch cx"), HasSubstr("'cx' is no field"));
  EXPECT_THAT(refusal("ro ba co ch co3", "co3 ro ba co ch"), HasSubstr("'co3' is no field"));
  EXPECT_THAT(refusal("banks_per_group: {value: 8", "banks_per_group: {value: 6"),
              HasSubstr("powers of two"));
  EXPECT_THAT(refusal("write_low: {value: 8", "write_low: {value: 24"),
              HasSubstr("less than queue.write_high"));
  EXPECT_THAT(refusal("ras_cycles", "ras"), HasSubstr("unknown key (missing unit: ras_cycles?)"));
  EXPECT_THAT(refusal("clock_mhz: {value: 1600", "clock_mhz: {value: 0"),
              HasSubstr("out of range; given: 0"));
  EXPECT_THAT(refusal("name: lpddr4_3200", "name: other"), HasSubstr("lpddr4_3200, as the file"));
}

TEST(MemoryFiles, unknown_name_is_refused_with_the_known_ones) {
  try {
    (void)load_memory("core_memory");
    FAIL();
  } catch (const SpecError& error) {
    EXPECT_THAT(error.what(), HasSubstr("no such memory"));
    EXPECT_THAT(error.what(), HasSubstr("lpddr5_6400"));
  }
}

TEST(MemoryManual, page_is_up_to_date) {
  const auto path = shipped_folder().parent_path() / "doc" / "memories.md";
  if (std::getenv("TESSERA_UPDATE_DOCS") != nullptr)
    std::ofstream(path, std::ios::binary) << memory_markdown();
  EXPECT_EQ(text_of(path), memory_markdown()) << "run this test with TESSERA_UPDATE_DOCS=1";
}

}  // namespace
}  // namespace tessera::spec
