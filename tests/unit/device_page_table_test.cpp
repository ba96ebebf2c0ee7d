// SPDX-License-Identifier: Apache-2.0
// Address translation, by hand-made tables (facts/edgetpu.md 6.2).
#include "tlm/page_table.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <optional>

namespace tessera::tlm {
namespace {

using Id = spec::RegisterId;

constexpr std::uint64_t kExtended = std::uint64_t{1} << 63;

class PageTableTest : public testing::Test {
 protected:
  PageTableTest() { registers_.set(Id::kHibKernelExtendedTable, 6144); }

  void set_entry(std::uint32_t index, std::uint64_t value) {
    std::array<std::uint8_t, 8> bytes{};
    for (unsigned i = 0; i < 8; ++i) {
      bytes[i] = static_cast<std::uint8_t>(value >> (8 * i));
    }
    const auto offset = spec::register_info(Id::kPageTable).offset_of(index);
    ASSERT_EQ(registers_.poke(offset, bytes), 8U);
  }

  Translation translate(std::uint64_t address) {
    return table_.translate(address, [this](std::uint64_t bus) -> std::optional<std::uint64_t> {
      const auto found = second_level_.find(bus);
      if (found == second_level_.end()) {
        return std::nullopt;
      }
      return found->second;
    });
  }

  RegisterBank registers_{1};
  PageTable table_{registers_, 8192};
  std::map<std::uint64_t, std::uint64_t> second_level_;
};

TEST_F(PageTableTest, simple_address_maps_page_and_keeps_offset) {
  set_entry(5, 0x1'2345'6001);
  const Translation found = translate(0x5abc);
  EXPECT_EQ(found.status, TranslationStatus::kOk);
  EXPECT_EQ(found.bus_address, 0x1'2345'6abcU);
}

TEST_F(PageTableTest, entry_without_valid_bit_faults) {
  set_entry(5, 0x1'2345'6000);
  EXPECT_EQ(translate(0x5000).status, TranslationStatus::kInboundPageFault);
}

TEST_F(PageTableTest, simple_index_at_the_split_faults) {
  set_entry(6143, 0x1000'0001);
  set_entry(6144, 0x2000'0001);
  EXPECT_EQ(translate(std::uint64_t{6143} * 4096).status, TranslationStatus::kOk);
  EXPECT_EQ(translate(std::uint64_t{6144} * 4096).status, TranslationStatus::kInboundPageFault);
}

TEST_F(PageTableTest, simple_address_beyond_the_index_bits_faults) {
  set_entry(0, 0x1000'0001);
  EXPECT_EQ(translate(std::uint64_t{1} << 40).status, TranslationStatus::kInboundPageFault);
}

TEST_F(PageTableTest, extended_address_goes_through_second_level) {
  set_entry(6144 + 3, 0x4000'0001);                   // first level 3: table at 0x40000000
  second_level_[0x4000'0000 + 8 * 17] = 0x7777'7001;  // page 17
  const Translation found = translate(kExtended | 3 << 21 | 17 << 12 | 0x123);
  EXPECT_EQ(found.status, TranslationStatus::kOk);
  EXPECT_EQ(found.bus_address, 0x7777'7123U);
}

TEST_F(PageTableTest, extended_faults_name_the_level) {
  EXPECT_EQ(translate(kExtended).status, TranslationStatus::kExtendedPageFault);
  set_entry(6144, 0x4000'0001);
  EXPECT_EQ(translate(kExtended).status, TranslationStatus::kTableReadError);
  second_level_[0x4000'0000] = 0x5000'0000;
  EXPECT_EQ(translate(kExtended).status, TranslationStatus::kExtendedPageFault);
}

TEST_F(PageTableTest, extended_index_beyond_the_table_faults) {
  EXPECT_EQ(translate(kExtended | std::uint64_t{2048} << 21).status,
            TranslationStatus::kExtendedPageFault);
}

TEST_F(PageTableTest, disabled_translation_passes_addresses) {
  registers_.set(Id::kHibKernelTranslationEnable, 0);
  EXPECT_EQ(translate(0x1234'5678).bus_address, 0x1234'5678U);
}

TEST_F(PageTableTest, sizes_larger_than_the_table_do_not_reach_beyond_it) {
  registers_.set(Id::kHibKernelPageTableSize, 0x3fff);
  registers_.set(Id::kHibKernelExtendedTable, 0x3fff);
  EXPECT_EQ(translate(std::uint64_t{8192} * 4096).status, TranslationStatus::kInboundPageFault);
  EXPECT_EQ(translate(kExtended).status, TranslationStatus::kExtendedPageFault);
}

}  // namespace
}  // namespace tessera::tlm
