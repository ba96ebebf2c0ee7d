// SPDX-License-Identifier: Apache-2.0
// The register map: against the facts page, against itself, and against the header of the firmware.
#include "hw/spec/generated/register_map.h"

#include "hw/spec/generated/tessera_registers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <stdexcept>
#include <string>

namespace tessera::spec {
namespace {

std::string full_name(const RegisterInfo& info) {
  return std::string(info.block) + "." + std::string(info.name);
}

struct Known {
  const char* name;
  std::uint32_t offset;
};

// Typed in from facts/edgetpu.md section 6.1, not from the description.
constexpr Known kKnown[] = {
    {"tile.deepSleep", 0x40020},
    {"tile.opRunControl", 0x400c0},
    {"tile.wideToNarrowRunControl", 0x40110},
    {"tile.narrowToWideRunControl", 0x40150},
    {"tile.ringBusConsumer0RunControl", 0x40190},
    {"tile.ringBusConsumer1RunControl", 0x401d0},
    {"tile.ringBusProducerRunControl", 0x40210},
    {"tile.meshBus0RunControl", 0x40250},
    {"tile.meshBus1RunControl", 0x40298},
    {"tile.meshBus2RunControl", 0x402e0},
    {"tile.meshBus3RunControl", 0x40328},
    {"tile_debug.tileid", 0x42000},
    {"tile_debug.SyncCounter_AVDATA", 0x42028},
    {"tile_debug.SyncCounter_RING_PRODUCER_B", 0x420b8},
    {"tile_debug.StallCounter", 0x420d8},
    {"tile_debug.Error_Tile", 0x42370},
    {"tile_debug.opTtuStateRegFile", 0x423c0},
    {"tile_debug.wideToNarrowTtuStateRegFile", 0x42480},
    {"tile_debug.narrowToWideTtuStateRegFile", 0x42580},
    {"tile_debug.ringBusProducerTtuStateRegFile", 0x426a0},
    {"tile_debug.meshBus3TtuStateRegFile", 0x42880},
    {"scalar_core.scalarCoreRunControl", 0x44018},
    {"scalar_core.currentPc", 0x44028},
    {"scalar_core.SyncCounter_AVDATA_POP", 0x44050},
    {"scalar_core.SyncCounter_SCALAR_PIPELINE", 0x44090},
    {"scalar_core.avDataPopRunControl", 0x44158},
    {"scalar_core.parameterPopRunControl", 0x44198},
    {"scalar_core.infeedRunControl", 0x441d8},
    {"scalar_core.outfeedRunControl", 0x44218},
    {"scalar_core.scalarCoreRunStatus", 0x44258},
    {"scalar_core.Error_ScalarCore", 0x44260},
    {"scalar_core.scalarRegisterFile", 0x44400},
    {"scalar_core.predicateRegisterFile", 0x44500},
    {"hib_kernel.page_table_size", 0x46000},
    {"hib_kernel.translation_enable", 0x46010},
    {"hib_kernel.fatal_err_int_vector", 0x46048},
    {"hib_kernel.msix_table", 0x46800},
    {"hib_user.output_actv_queue_control", 0x48500},
    {"hib_user.instruction_queue_control", 0x48568},
    {"hib_user.instruction_queue_base", 0x48590},
    {"hib_user.instruction_queue_size", 0x485a0},
    {"hib_user.instruction_queue_tail", 0x485a8},
    {"hib_user.instruction_queue_int_status", 0x485c8},
    {"hib_user.input_actv_queue_control", 0x485d0},
    {"hib_user.param_queue_control", 0x48638},
    {"hib_user.sc_host_int_status", 0x486a8},
    {"hib_user.sc_host_int_count", 0x486d0},
    {"hib_user.hib_error_status", 0x486f0},
    {"hib_user.output_actv_credits", 0x48758},
    {"hib_user.wire_int_pending_bit_array", 0x48778},
    {"hib_user.tileconfig0", 0x48788},
    {"hib_user.dma_burst_limiter", 0x487a8},
    {"idle.idleRegister", 0x4a000},
    {"usb.outfeed_chunk_length", 0x4c058},
    {"usb.descr_ep", 0x4c148},
    {"usb.multi_bo_ep", 0x4c160},
    {"page_table.page_table", 0x50000},
    {"chip.gcbb_credit0", 0x1907c},
    {"chip.omc0_d4", 0x1a0d4},
    {"chip.efuse_00", 0x1a200},
    {"chip.scu_ctrl_0", 0x1a30c},
    {"chip.scu_ctrl_3", 0x1a318},
    {"chip.scu_ctr_7", 0x1a33c},
};

TEST(RegisterMap, offsets_are_those_of_the_facts_page) {
  for (const Known& known : kKnown) {
    const RegisterInfo* info = find_register(std::string_view(known.name));
    ASSERT_NE(info, nullptr) << known.name;
    EXPECT_EQ(info->offset, known.offset) << known.name;
  }
}

TEST(RegisterMap, rows_are_ordered_apart_aligned_and_indexed_by_id) {
  std::uint32_t free_from = 0;
  std::size_t index = 0;
  std::set<std::string> names;
  for (const RegisterInfo& info : register_map()) {
    EXPECT_EQ(static_cast<std::size_t>(info.id), index++) << full_name(info);
    EXPECT_TRUE(names.insert(full_name(info)).second) << full_name(info);
    EXPECT_GE(info.offset, free_from) << full_name(info);
    EXPECT_EQ(info.offset % info.stride(), 0U) << full_name(info);
    free_from = info.offset + info.size_bytes();
    EXPECT_FALSE(info.description.empty()) << full_name(info);
  }
  EXPECT_LE(free_from, kRegisterSpaceBytes);
  EXPECT_EQ(index, kRegisterCount);
}

TEST(RegisterMap, fields_lie_apart_in_their_register_and_make_its_masks) {
  for (const RegisterInfo& info : register_map()) {
    const std::uint64_t all = info.width == 64 ? ~0ULL : (1ULL << info.width) - 1;
    std::uint64_t seen = 0;
    std::uint64_t writable = 0;
    for (const RegisterField& field : info.fields) {
      EXPECT_EQ(field.bits.mask() & (seen | ~all), 0U) << full_name(info) << "." << field.name;
      seen |= field.bits.mask();
      if (field.access == Access::kReadWrite || field.access == Access::kWriteOnly) {
        writable |= field.bits.mask();
      }
    }
    EXPECT_EQ(info.writable_mask, writable) << full_name(info);
    EXPECT_EQ(info.reset & ~all, 0U) << full_name(info);
    EXPECT_EQ(info.writable_mask & (info.w1c_mask | info.w0c_mask), 0U) << full_name(info);
    EXPECT_TRUE(info.writable() || (info.writable_mask | info.w1c_mask | info.w0c_mask) == 0)
        << full_name(info);
  }
}

TEST(RegisterMap, reset_values_are_those_of_the_public_driver) {
  // libedgetpu, beagle_csr_helper.h and common_csr_helper.h; the descriptor size is what its queue
  // expects.
  EXPECT_EQ(register_info(RegisterId::kChipScuCtrl3).reset, 0x80050410U);
  EXPECT_EQ(register_info(RegisterId::kChipOmc0D4).reset, 1U);
  EXPECT_EQ(register_info(RegisterId::kIdleIdleRegister).reset, 0x9000U);
  EXPECT_EQ(register_info(RegisterId::kHibUserInstructionQueueDescriptorSize).reset, 16U);
  EXPECT_EQ(register_info(RegisterId::kScalarCoreScalarCoreRunControl).reset, 0U);
  EXPECT_EQ(fields::kChipScuCtr7RgInactThd.get(register_info(RegisterId::kChipScuCtr7).reset),
            0x3fU);
  EXPECT_EQ(
      fields::kChipScuCtr7RgBootFailureMask.get(register_info(RegisterId::kChipScuCtr7).reset), 3U);
}

TEST(RegisterMap, look_up_finds_every_byte_of_every_element_and_no_hole) {
  std::uint32_t expected_end = 0;
  for (const RegisterInfo& info : register_map()) {
    if (info.offset > expected_end) {
      EXPECT_FALSE(find_register(info.offset - 1)) << "hole before " << full_name(info);
    }
    for (const std::uint32_t element : {0U, info.count - 1U}) {
      const auto last = find_register(info.offset_of(element) + info.stride() - 1);
      ASSERT_TRUE(last) << full_name(info);
      EXPECT_EQ(last->info->id, info.id);
      EXPECT_EQ(last->element, element);
      EXPECT_EQ(last->byte, info.stride() - 1);
    }
    expected_end = info.offset + info.size_bytes();
  }
  EXPECT_FALSE(find_register(0U));
  EXPECT_FALSE(find_register(kRegisterSpaceBytes));
  EXPECT_FALSE(find_register(0xffffffffU));
}

TEST(RegisterMap, arrays_have_their_elements) {
  EXPECT_EQ(register_info(RegisterId::kScalarCoreScalarRegisterFile).count, 32);
  EXPECT_EQ(register_info(RegisterId::kScalarCoreScalarRegisterFile).offset_of(31), 0x444f8U);
  EXPECT_EQ(register_info(RegisterId::kScalarCorePredicateRegisterFile).count, 8);
  EXPECT_EQ(register_info(RegisterId::kPageTable).size_bytes(), 8192U * 8U);
}

TEST(RegisterMap, tile_window_shows_the_registers_of_the_debug_window) {
  const RegisterInfo& window = register_info(RegisterId::kTileOpRunControl);
  EXPECT_EQ(window.storage, RegisterId::kTileDebugOpRunControl);
  EXPECT_TRUE(window.per_tile);
  const RegisterInfo& own = register_info(window.storage);
  EXPECT_EQ(own.storage, own.id);
  EXPECT_EQ(own.offset - 0x42000, window.offset - 0x40000);
}

TEST(RegisterMap, unknown_names_and_ids_are_refused) {
  EXPECT_EQ(find_register(std::string_view("hib_user.nothing")), nullptr);
  EXPECT_EQ(find_register(std::string_view("tileconfig0")), nullptr)
      << "the block is part of the name";
  try {
    (void)register_info(static_cast<RegisterId>(kRegisterCount));
    FAIL();
  } catch (const std::out_of_range& error) {
    EXPECT_THAT(error.what(), ::testing::HasSubstr("there are " + std::to_string(kRegisterCount)));
  }
}

TEST(ValueAfterWrite, follows_the_access_of_each_bit) {
  const RegisterInfo& status = register_info(RegisterId::kHibUserScHostIntStatus);
  EXPECT_EQ(value_after_write(status, 0b1011, ~0b0001ULL), 0b1010U)
      << "writing 0 clears, 1 does not set";
  EXPECT_EQ(value_after_write(status, 0b1011, 0, 0), 0b1011U) << "bytes that are not enabled";

  const RegisterInfo& failures = register_info(RegisterId::kChipScuCtr7);  // rw, ro and w1c bits
  const std::uint64_t both =
      fields::kChipScuCtr7PllLockFailure.mask() | fields::kChipScuCtr7UsbSelFailure.mask();
  const std::uint64_t after =
      value_after_write(failures, both, fields::kChipScuCtr7PllLockFailure.mask() | 0x55);
  EXPECT_EQ(after, fields::kChipScuCtr7UsbSelFailure.mask() | 0x55);

  const RegisterInfo& base = register_info(RegisterId::kHibUserInstructionQueueBase);
  EXPECT_EQ(value_after_write(base, 0x1111222233334444, 0xaaaabbbbccccdddd, 0xffffffff00000000),
            0xaaaabbbb33334444U);
  EXPECT_EQ(value_after_write(register_info(RegisterId::kHibUserTileconfig0), 0, ~0ULL), 0x7fU);
  EXPECT_EQ(value_after_write(register_info(RegisterId::kScalarCoreCurrentPc), 5, 9), 5U);
}

TEST(RegisterBitsFunctions, cut_out_and_replace) {
  constexpr RegisterBits kBits{4, 8};
  EXPECT_EQ(kBits.get(0xabcd), 0xbcU);
  EXPECT_EQ(kBits.set(0xabcd, 0x112), 0xa12dU) << "bits beyond the width are dropped";
  EXPECT_EQ((RegisterBits{0, 64}).mask(), ~0ULL);
}

TEST(FirmwareHeader, agrees_with_the_table) {
  EXPECT_EQ(TESSERA_HIB_USER_INSTRUCTION_QUEUE_TAIL,
            register_info(RegisterId::kHibUserInstructionQueueTail).offset);
  EXPECT_EQ(TESSERA_TILE_WIDE_TO_NARROW_RUN_CONTROL,
            register_info(RegisterId::kTileWideToNarrowRunControl).offset);
  EXPECT_EQ(TESSERA_PAGE_TABLE, register_info(RegisterId::kPageTable).offset);
  EXPECT_EQ(TESSERA_PAGE_TABLE_COUNT, register_info(RegisterId::kPageTable).count);
  EXPECT_EQ(TESSERA_CHIP_SCU_CTRL_3_RG_GCB_CLKDIV_MASK, fields::kChipScuCtrl3RgGcbClkdiv.mask());
  EXPECT_EQ(TESSERA_QUEUE_CONTROL_SB_WR_ENABLE_SHIFT, fields::kQueueControlSbWrEnable.lsb);
  EXPECT_EQ(TESSERA_RUN_CONTROL_RUN, values::kRunControlRun);
  EXPECT_EQ(TESSERA_TILE_BROADCAST, 0x7fU);
}

}  // namespace
}  // namespace tessera::spec
