// SPDX-License-Identifier: Apache-2.0
// Energy tables, counts, ledger and area against hand calculation.
#include "hw/energy/ledger.h"
#include "hw/spec/error.h"
#include "hw/spec/system_files.h"
#include "hw/spec/system_loader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>

namespace tessera::hw {
namespace {

using spec::EnergyBand;
using spec::EnergyTable;
using ::testing::HasSubstr;
using Row = spec::EnergyRow;

std::filesystem::path shipped_folder() { return spec::folders_of(spec::FileKind::kEnergy).back(); }

std::string text_of(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

EnergyMachine machine() {
  return {.mac_cells = 4,
          .sram_bytes = 2048,
          .tiles = 1,
          .accelerators = 1,
          .dram_channels = 1,
          .cycle_ps = 2000};
}

/// Row i costs i + 1 (low), twice (typical), thrice (high).
EnergyTable ramp() {
  EnergyTable table;
  for (std::size_t i = 0; i < spec::kEnergyRows; ++i) {
    const double value = static_cast<double>(i) + 1;
    table.rows[i].value = {value, 2 * value, 3 * value};
  }
  return table;
}

TEST(EnergyTables, each_shipped_file_loads_with_rising_bands_and_sources) {
  const auto names = spec::list_files(spec::FileKind::kEnergy);
  EXPECT_EQ(names, (std::vector<std::string>{"edge_tpu_like", "nm45", "nm7"}));
  for (const std::string& name : names)
    for (const spec::EnergyFigure& figure : spec::load_energy_table(name).rows) {
      EXPECT_FALSE(figure.source.empty());
      EXPECT_LE(figure.value[0], figure.value[1]);
      EXPECT_LE(figure.value[1], figure.value[2]);
    }
}

TEST(EnergyTables, figures_are_those_of_the_facts) {
  // facts/energy.md, typed in again: ZigZag's preset, Horowitz, TPUv4i.
  const EnergyTable edge = spec::load_energy_table("edge_tpu_like");
  EXPECT_EQ(edge.value(Row::kMac, EnergyBand::kLow), 0.04);
  EXPECT_NEAR(edge.value(Row::kWideReadByte, EnergyBand::kTypical), 416.0 / 2048 * 8, 0.01);
  EXPECT_NEAR(edge.value(Row::kNarrowWriteByte, EnergyBand::kTypical), 52.0 / 512 * 8, 0.01);
  EXPECT_EQ(spec::load_energy_table("nm45").value(Row::kMac, EnergyBand::kLow), 0.2 + 0.03);
  EXPECT_EQ(spec::load_energy_table("nm7").value(Row::kMac, EnergyBand::kTypical), 0.07 + 0.03);
}

std::string refusal(const std::string& old, const std::string& text) {
  std::string file = text_of(shipped_folder() / "nm7.yaml");
  const auto at = file.find(old);
  EXPECT_NE(at, std::string::npos) << old;
  file.replace(at, old.size(), text);
  try {
    (void)spec::parse_energy_table(file, "nm7.yaml");
  } catch (const spec::SpecError& error) {
    return error.what();
  }
  return "loaded";
}

TEST(EnergyTables, wrong_files_are_refused_with_the_row) {
  EXPECT_THAT(refusal("low: 0.077", "low: 0.2"), HasSubstr("mac_pj.typical: bands fall"));
  EXPECT_THAT(refusal("low: 0.077", "low: -1"), HasSubstr("mac_pj.low: out of range"));
  EXPECT_THAT(refusal("mac_pj", "mac_nj"), HasSubstr("mac_nj: unknown key"));
  EXPECT_THAT(refusal("low: 0.077, ", ""), HasSubstr("mac_pj.low: missing key"));
  EXPECT_THAT(refusal("name: nm7", "name: nm9"), HasSubstr("nm7, as the file"));
}

TEST(EnergyManual, page_is_up_to_date) {
  const auto path = shipped_folder().parent_path() / "doc" / "energy.md";
  if (std::getenv("TESSERA_UPDATE_DOCS") != nullptr)
    std::ofstream(path, std::ios::binary) << spec::energy_markdown();
  EXPECT_EQ(text_of(path), spec::energy_markdown()) << "run this test with TESSERA_UPDATE_DOCS=1";
}

TEST(EnergyLedger, action_and_leakage_by_hand) {
  ActionCounts actions;
  actions[Row::kMac] = 10;             // row 0: 2 pJ typical
  actions[Row::kRequantizedByte] = 3;  // row 1: 4 pJ
  actions[Row::kDramActivate] = 1;     // row 15: 32 pJ
  const Energy energy = PriceList(ramp(), EnergyBand::kTypical, machine()).price(actions, 5);
  EXPECT_EQ(energy[EnergyComponent::kOpUnit], (10U * 2 + 3 * 4) * 1'000'000);
  EXPECT_EQ(energy[EnergyComponent::kDram], 32'000'000U);
  // Rows 17 to 20: 36, 38, 40, 42 uW; a cycle is 2000 ps and uW x ps = aJ.
  EXPECT_EQ(energy[EnergyComponent::kSramLeakage], 5U * 2 * 36 * 2000);
  EXPECT_EQ(energy[EnergyComponent::kLogicPower], 5U * (4 * 38 + 40) * 2000);
  EXPECT_EQ(energy[EnergyComponent::kDramPower], 5U * 42 * 2000);
}

TEST(EnergyLedger, energies_of_parts_sum_to_that_of_the_whole) {
  std::mt19937_64 random(2);
  for (const char* name : {"edge_tpu_like", "nm45", "nm7"})
    for (const auto band : {EnergyBand::kLow, EnergyBand::kTypical, EnergyBand::kHigh}) {
      const PriceList prices(spec::load_energy_table(name), band,
                             energy_machine(spec::load_system("coral")));
      ActionCounts whole;
      std::uint64_t cycles = 0;
      Energy sum;
      for (int part = 0; part < 50; ++part) {
        ActionCounts own;
        for (std::uint64_t& count : own.count) count = random() % 1'000'000;
        const std::uint64_t own_cycles = random() % 100'000;
        sum += prices.price(own, own_cycles);
        whole += own;
        cycles += own_cycles;
      }
      EXPECT_EQ(sum.part, prices.price(whole, cycles).part);
      EXPECT_EQ(sum.total(), prices.price(whole, cycles).total());
    }
}

TEST(EnergyLedger, part_with_more_than_the_whole_is_noticed) {
  ActionCounts whole;
  ActionCounts part;
  part[Row::kMac] = 1;
  EXPECT_THROW((void)whole.without(part), std::logic_error);
}

TEST(EnergyActions, moved_bytes_belong_to_the_medium_of_the_unit) {
  UnitStats stats;
  stats.commands = 2;
  stats.moved_bytes = 100;
  stats.narrow_write_bytes = 8;
  const auto count = [&](const char* unit, Row row) { return count_actions(unit, stats)[row]; };
  EXPECT_EQ(count("tile_0_0.ring_producer", Row::kRingByte), 100U);
  EXPECT_EQ(count("infeed", Row::kRingByte), 100U);
  EXPECT_EQ(count("tile_1_2.mesh_west", Row::kMeshByte), 100U);
  EXPECT_EQ(count("tile_1_2.mesh_west", Row::kRingByte), 0U);
  EXPECT_EQ(count("parameter_pop", Row::kStreamByte), 100U);
  EXPECT_EQ(count("tile_0_0.op", Row::kRequantizedByte), 8U);
  EXPECT_EQ(count("tile_0_0.wide_to_narrow", Row::kRequantizedByte), 0U);
  EXPECT_EQ(count("scalar_core", Row::kScalarBundle), 2U);
  EXPECT_EQ(count("scalar_core", Row::kCommand), 0U);
}

TEST(EnergyActions, dram_activates_count_by_the_kib) {
  const spec::MemoryConfig memory = spec::load_memory("lpddr4_3200");  // 32-byte bursts, 2 KiB rows
  DramStats stats;
  stats.reads = 3;
  stats.activates = 5;
  stats.refreshes = 1;
  const ActionCounts actions = count_actions(memory, stats);
  EXPECT_EQ(actions[Row::kDramReadByte], 96U);
  EXPECT_EQ(actions[Row::kDramActivate], 10U);
  EXPECT_EQ(actions[Row::kDramRefresh], 8U * 2) << "all eight banks";
}

TEST(EnergyArea, coral_is_mostly_memory) {
  const Area area = estimate_area(spec::load_energy_table("edge_tpu_like"), EnergyBand::kTypical,
                                  energy_machine(spec::load_system("coral")));
  // 16 x (192 KiB + 520 KiB) + 16 KiB + 256 KiB + 128 KiB at 2 um2 a byte; 4096 cells of 160 um2.
  EXPECT_NEAR(area.sram, (16 * (196608 + 532480) + 16384 + 262144 + 131072) * 2e-6, 1e-9);
  EXPECT_NEAR(area.macs, 4096 * 160e-6, 1e-9);
  EXPECT_NEAR(area.total(), area.sram + area.macs + 16 * 0.15 + 3, 1e-9);
}

}  // namespace
}  // namespace tessera::hw
