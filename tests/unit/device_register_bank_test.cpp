// SPDX-License-Identifier: Apache-2.0
// Access rules of the register bank, on registers of the real map.
#include "tlm/register_bank.h"

#include <gtest/gtest.h>

#include <array>
#include <cstdint>
#include <vector>

namespace tessera::tlm {
namespace {

using Id = spec::RegisterId;

constexpr std::array<bool, 8> kAll = {true, true, true, true, true, true, true, true};

class RegisterBankTest : public testing::Test {
 protected:
  static std::uint32_t offset_of(Id id) { return spec::register_info(id).offset; }

  RegisterStatus write(std::uint64_t offset, std::uint64_t value, std::size_t bytes) {
    std::array<std::uint8_t, 8> data{};
    for (unsigned i = 0; i < 8; ++i) {
      data[i] = static_cast<std::uint8_t>(value >> (8 * i));
    }
    return bank_.write(offset, std::span(data).first(bytes), std::span(kAll).first(bytes));
  }

  std::uint64_t read(std::uint64_t offset, std::size_t bytes) {
    std::array<std::uint8_t, 8> data{};
    EXPECT_EQ(bank_.read(offset, std::span(data).first(bytes), std::span(kAll).first(bytes)),
              RegisterStatus::kOk);
    std::uint64_t value = 0;
    for (std::size_t i = bytes; i-- > 0;) {
      value = value << 8 | data[i];
    }
    return value;
  }

  RegisterBank bank_{4};
};

TEST_F(RegisterBankTest, reset_values_come_from_the_map) {
  EXPECT_EQ(bank_.get(Id::kHibUserInstructionQueueDescriptorSize), 16U);
  bank_.set(Id::kHibUserInstructionQueueTail, 7);
  bank_.reset(false);
  EXPECT_EQ(bank_.get(Id::kHibUserInstructionQueueTail), 0U);
}

TEST_F(RegisterBankTest, halves_of_a_64_bit_register_merge) {
  const auto offset = offset_of(Id::kHibUserInstructionQueueBase);
  EXPECT_EQ(write(offset, 0x1111'2222'3333'4444, 8), RegisterStatus::kOk);
  EXPECT_EQ(write(offset + 4, 0xaaaa'bbbb, 4), RegisterStatus::kOk);
  EXPECT_EQ(read(offset, 8), 0xaaaa'bbbb'3333'4444U);
  EXPECT_EQ(read(offset, 4), 0x3333'4444U);
  EXPECT_EQ(read(offset + 4, 4), 0xaaaa'bbbbU);
}

TEST_F(RegisterBankTest, split_write_runs_the_hook_once) {
  std::vector<std::uint64_t> seen;
  bank_.on_write(Id::kHibUserInstructionQueueTail,
                 [&](const RegisterWrite& write) { seen.push_back(write.after); });
  const auto offset = offset_of(Id::kHibUserInstructionQueueTail);
  (void)write(offset + 4, 0, 4);
  (void)write(offset, 9, 4);
  EXPECT_EQ(seen, (std::vector<std::uint64_t>{9}));
}

TEST_F(RegisterBankTest, byte_enables_leave_other_bytes) {
  const auto offset = offset_of(Id::kHibUserInstructionQueueBase);
  (void)write(offset, 0x1111'2222'3333'4444, 8);
  const std::array<std::uint8_t, 8> data = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
  const std::array<bool, 8> lanes = {false, true, false, false, false, false, false, true};
  EXPECT_EQ(bank_.write(offset, data, lanes), RegisterStatus::kOk);
  EXPECT_EQ(read(offset, 8), 0xff11'2222'3333'ff44U);
}

TEST_F(RegisterBankTest, interrupt_status_clears_on_written_zero_only) {
  bank_.set(Id::kHibUserScHostIntStatus, 0b1011);
  (void)write(offset_of(Id::kHibUserScHostIntStatus), 0b1110, 8);  // clears bit 0
  EXPECT_EQ(bank_.get(Id::kHibUserScHostIntStatus), 0b1010U);
}

TEST_F(RegisterBankTest, refusals_name_the_reason) {
  std::array<std::uint8_t, 8> data{};
  const auto lanes = std::span<const bool>(kAll);
  EXPECT_EQ(write(offset_of(Id::kHibUserHibErrorStatus), 1, 8), RegisterStatus::kNotAllowed);
  EXPECT_EQ(bank_.read(offset_of(Id::kHibUserHibInjectError), data, lanes),
            RegisterStatus::kNotAllowed);
  EXPECT_EQ(write(0, 1, 8), RegisterStatus::kUnmapped);
  EXPECT_EQ(write(std::uint64_t{1} << 40, 1, 8), RegisterStatus::kUnmapped);
  EXPECT_EQ(write(offset_of(Id::kHibUserInstructionQueueBase), 1, 2), RegisterStatus::kBadSize);
  EXPECT_EQ(write(offset_of(Id::kHibUserInstructionQueueBase) + 4, 1, 8), RegisterStatus::kBadSize);
  EXPECT_EQ(write(offset_of(Id::kChipScuCtrl0), 1, 8), RegisterStatus::kBadSize);
}

TEST_F(RegisterBankTest, tile_registers_follow_tileconfig) {
  const auto tileconfig = offset_of(Id::kHibUserTileconfig0);
  const auto scratchpad = offset_of(Id::kTileDebugScratchpad);
  (void)write(tileconfig, spec::values::kTileBroadcast, 8);
  (void)write(scratchpad, 0x55, 8);
  (void)write(tileconfig, 2, 8);
  (void)write(scratchpad, 0x77, 8);
  EXPECT_EQ(bank_.stored({Id::kTileDebugScratchpad, 0, 1}), 0x55U);
  EXPECT_EQ(read(scratchpad, 8), 0x77U);
  (void)write(tileconfig, 4, 8);  // there are four tiles: 0 to 3
  EXPECT_EQ(write(scratchpad, 1, 8), RegisterStatus::kUnmapped);
}

TEST_F(RegisterBankTest, user_window_shows_the_same_tile_register) {
  (void)write(offset_of(Id::kTileOpRunControl), 1, 8);
  EXPECT_EQ(read(offset_of(Id::kTileDebugOpRunControl), 8), 1U);
}

TEST_F(RegisterBankTest, chip_block_survives_a_reset_on_request) {
  (void)write(offset_of(Id::kChipScuCtrl2), 0x8, 4);
  bank_.reset(true);
  EXPECT_EQ(bank_.get(Id::kChipScuCtrl2), 0x8U);
  bank_.reset(false);
  EXPECT_EQ(bank_.get(Id::kChipScuCtrl2), 0U);
}

TEST_F(RegisterBankTest, peek_stops_at_a_hole_and_poke_runs_no_hook) {
  unsigned calls = 0;
  bank_.on_write(Id::kHibUserTileconfig0, [&](const RegisterWrite&) { ++calls; });
  std::array<std::uint8_t, 24> bytes{};
  bytes.fill(0x01);
  EXPECT_EQ(bank_.poke(offset_of(Id::kHibUserTileconfig0), bytes), 16U);  // tileconfig0 and 1
  EXPECT_EQ(calls, 0U);
  EXPECT_EQ(bank_.peek(offset_of(Id::kHibUserTileconfig0), bytes), 16U);
  EXPECT_EQ(bank_.peek(0, bytes), 0U);
}

}  // namespace
}  // namespace tessera::tlm
