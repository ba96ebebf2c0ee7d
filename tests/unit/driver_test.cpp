// SPDX-License-Identifier: Apache-2.0
// The C driver on a fake chip: bits, fault codes, device life, page table.
#include "firmware/driver/tpu_bits.h"
#include "hw/spec/generated/tessera_registers.h"
#include "tests/unit/driver_fixture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace tessera::test {
namespace {

// --- bits --------------------------------------------------------------------------------------

TEST(DriverBits, patch_at_every_shift_changes_only_its_field) {
  constexpr std::uint32_t kValue = 0xdead'beef;
  for (unsigned bit = 0; bit <= 64; ++bit) {
    for (const std::uint8_t fill : {0x00, 0xff}) {
      std::array<std::uint8_t, 12> stream{};
      stream.fill(fill);
      ASSERT_TRUE(tpu_patch_bits32(stream.data(), stream.size(), bit, kValue));
      for (unsigned i = 0; i < 96; ++i) {
        const unsigned got = stream[i / 8] >> (i % 8) & 1U;
        const unsigned want =
            i >= bit && i < bit + 32 ? kValue >> (i - bit) & 1U : (fill != 0 ? 1U : 0U);
        ASSERT_EQ(got, want) << "field at " << bit << ", bit " << i;
      }
    }
  }
}

TEST(DriverBits, patch_outside_the_stream_is_refused_and_writes_nothing) {
  std::array<std::uint8_t, 16> stream{};
  EXPECT_TRUE(tpu_patch_bits32(stream.data(), stream.size(), 96, 1));
  const auto before = stream;
  EXPECT_FALSE(tpu_patch_bits32(stream.data(), stream.size(), 97, ~0U));
  EXPECT_FALSE(tpu_patch_bits32(stream.data(), stream.size(), 104, ~0U));
  EXPECT_FALSE(tpu_patch_bits32(stream.data(), stream.size(), ~std::uint64_t{0}, ~0U));
  EXPECT_FALSE(tpu_patch_bits32(stream.data(), 3, 0, ~0U));
  EXPECT_EQ(stream, before);
}

TEST(DriverBits, little_endian_loads_and_stores_agree) {
  std::array<std::uint8_t, 8> bytes{};
  tpu_store_le64(bytes.data(), 0x0123'4567'89ab'cdef);
  EXPECT_EQ(bytes[0], 0xef);
  EXPECT_EQ(bytes[7], 0x01);
  EXPECT_EQ(tpu_load_le64(bytes.data()), 0x0123'4567'89ab'cdefU);
  EXPECT_EQ(tpu_load_le32(bytes.data() + 4), 0x0123'4567U);
}

// --- faults ------------------------------------------------------------------------------------

TEST(DriverFault, first_error_decides_and_every_bit_has_a_text) {
  EXPECT_EQ(tpu_decode_fault(0x11, 0x10, 1), TPU_FAULT_BUS_READ);
  EXPECT_EQ(tpu_decode_fault(0x1, 0, 0), TPU_FAULT_INBOUND_PAGE);
  EXPECT_EQ(tpu_decode_fault(0, 0, 1), TPU_FAULT_SCALAR_CORE);
  EXPECT_EQ(tpu_decode_fault(1U << 15, 0, 0), TPU_FAULT_UNKNOWN);
  EXPECT_EQ(tpu_decode_fault(0, 0, 0), TPU_FAULT_NONE);
  for (unsigned bit = 0; bit < 15; ++bit) {
    EXPECT_NE(tpu_decode_fault(1U << bit, 1U << bit, 0), TPU_FAULT_UNKNOWN) << bit;
  }
  EXPECT_STREQ(tpu_status_text(static_cast<tpu_status>(999)), "unknown status");
}

// --- device ------------------------------------------------------------------------------------

TEST_F(Driver, open_follows_the_documented_order) {
  ASSERT_EQ(open(), TPU_OK);
  const int pause = position(TESSERA_HIB_USER_DMA_PAUSE, 1);
  const int idle = position(TESSERA_IDLE_IDLE_REGISTER, 1);
  const int translation = position(TESSERA_HIB_KERNEL_TRANSLATION_ENABLE, 1);
  const int queue = position(TESSERA_HIB_USER_INSTRUCTION_QUEUE_CONTROL, 5);
  const int run = position(TESSERA_SCALAR_CORE_SCALAR_CORE_RUN_CONTROL, TESSERA_RUN_CONTROL_RUN);
  const int op = position(TESSERA_TILE_OP_RUN_CONTROL, TESSERA_RUN_CONTROL_RUN);
  const int interrupts = position(TESSERA_HIB_USER_SC_HOST_INT_CONTROL, 0xf);
  EXPECT_LE(0, pause);
  EXPECT_LT(pause, idle);
  EXPECT_LT(idle, translation);
  EXPECT_LT(translation, queue);
  EXPECT_LT(queue, run);
  EXPECT_LT(run, op);
  EXPECT_LT(op, interrupts);
  EXPECT_EQ(chip_.resets, 1U);
  EXPECT_EQ(chip_.reg(TESSERA_TILE_DEEP_SLEEP), 0x1e02U);  // to sleep 2, to wake 30
  EXPECT_EQ(chip_.reg(TESSERA_HIB_KERNEL_EXTENDED_TABLE), 6144U);
}

TEST_F(Driver, open_skips_the_pause_of_a_sleeping_chip) {
  chip_.set_reg(TESSERA_CHIP_SCU_CTRL_3, TESSERA_CHIP_SCU_CTRL_3_RG_FORCE_SLEEP_MASK);
  ASSERT_EQ(open(), TPU_OK);
  EXPECT_EQ(position(TESSERA_HIB_USER_DMA_PAUSE, 1), -1);
}

TEST_F(Driver, open_reports_a_missing_and_a_stuck_device) {
  chip_.missing = true;
  EXPECT_EQ(open(), TPU_DEVICE_MISSING);
  chip_.missing = false;
  chip_.stuck_in_sleep = true;
  EXPECT_EQ(open(), TPU_DEVICE_STUCK);
  EXPECT_FALSE(device_.open);
}

TEST_F(Driver, open_refuses_a_configuration_without_room) {
  config_.memory_bytes = 0x4000;
  EXPECT_EQ(open(), TPU_BAD_ARGUMENT);
  config_.memory_bytes = FakeChip::kMemoryBytes;
  config_.watchdog_us = 0;
  EXPECT_EQ(open(), TPU_BAD_ARGUMENT);
}

TEST_F(Driver, close_leaves_the_chip_asleep) {
  ASSERT_EQ(open(), TPU_OK);
  EXPECT_EQ(tpu_device_close(&device_), TPU_OK);
  EXPECT_EQ(tpu_device_close(&device_), TPU_BAD_STATE);
  EXPECT_EQ(chip_.reg(TESSERA_CHIP_SCU_CTRL_3) & TESSERA_CHIP_SCU_CTRL_3_RG_FORCE_SLEEP_MASK,
            TESSERA_CHIP_SCU_CTRL_3_RG_FORCE_SLEEP_MASK);
}

// --- page table --------------------------------------------------------------------------------

TEST_F(Driver, simple_mapping_keeps_the_offset_in_the_page) {
  ASSERT_EQ(open(), TPU_OK);
  const std::uint64_t bus = FakeChip::kMemoryBase + 0x10'0234;
  std::uint64_t address = 0;
  ASSERT_EQ(tpu_mmu_map(&device_.mmu, bus, 0x3000, TPU_MAP_SIMPLE, &address), TPU_OK);
  EXPECT_EQ(address & 0xfff, 0x234U);
  EXPECT_EQ(chip_.translate(address), bus);
  EXPECT_EQ(chip_.translate(address + 0x2fff), bus + 0x2fff);
  EXPECT_EQ(chip_.translate(address + 0x4000), 0U);
  EXPECT_EQ(tpu_mmu_unmap(&device_.mmu, address), TPU_OK);
  EXPECT_EQ(chip_.translate(address), 0U);
  EXPECT_EQ(tpu_mmu_unmap(&device_.mmu, address), TPU_BAD_ARGUMENT);
}

TEST_F(Driver, extended_mapping_spans_second_level_tables) {
  ASSERT_EQ(open(), TPU_OK);
  const std::uint64_t bus = FakeChip::kMemoryBase + 0x10'0000;
  std::uint64_t address = 0;
  ASSERT_EQ(tpu_mmu_map(&device_.mmu, bus, 5 << 20, TPU_MAP_EXTENDED, &address), TPU_OK);
  EXPECT_EQ(address, std::uint64_t{1} << 63);
  EXPECT_EQ(chip_.translate(address + (4 << 20) + 5), bus + (4 << 20) + 5);
  EXPECT_EQ(chip_.translate(address + (5 << 20)), 0U);
  std::uint64_t second = 0;
  ASSERT_EQ(tpu_mmu_map(&device_.mmu, bus, 4096, TPU_MAP_EXTENDED, &second), TPU_OK);
  EXPECT_EQ(second, address + (6 << 20));  // three tables of 2 MiB are taken
}

TEST_F(Driver, split_defaults_to_three_quarters_of_the_entries_the_device_has) {
  config_.simple_entries = 0;
  ASSERT_EQ(open(), TPU_OK);
  EXPECT_EQ(chip_.reg(TESSERA_HIB_KERNEL_EXTENDED_TABLE), 6144U);
}

TEST_F(Driver, full_table_is_reported_and_freed_space_is_used_again) {
  ASSERT_EQ(open(), TPU_OK);
  std::uint64_t first = 0;
  std::uint64_t other = 0;
  const std::uint64_t bus = FakeChip::kMemoryBase;
  ASSERT_EQ(tpu_mmu_map(&device_.mmu, bus, std::uint64_t{6000} * 4096, TPU_MAP_SIMPLE, &first),
            TPU_OK);
  EXPECT_EQ(tpu_mmu_map(&device_.mmu, bus, std::uint64_t{200} * 4096, TPU_MAP_SIMPLE, &other),
            TPU_OUT_OF_PAGES);
  EXPECT_EQ(tpu_mmu_map(&device_.mmu, bus, std::uint64_t{200} * 4096, TPU_MAP_ANY, &other), TPU_OK);
  EXPECT_NE(other >> 63, 0U);
  ASSERT_EQ(tpu_mmu_unmap(&device_.mmu, first), TPU_OK);
  ASSERT_EQ(tpu_mmu_map(&device_.mmu, bus, std::uint64_t{200} * 4096, TPU_MAP_ANY, &other), TPU_OK);
  EXPECT_EQ(other, first);
  EXPECT_EQ(tpu_mmu_map(&device_.mmu, bus, 0, TPU_MAP_ANY, &other), TPU_BAD_ARGUMENT);
}

}  // namespace
}  // namespace tessera::test
