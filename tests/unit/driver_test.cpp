// SPDX-License-Identifier: Apache-2.0
// The C driver on a fake chip: bits, page table, device life, programs, faults, watchdog.
#include "firmware/driver/tpu_bits.h"
#include "firmware/driver/tpu_device.h"
#include "firmware/runtime/tpu_runtime.h"
#include "hw/spec/generated/tessera_registers.h"
#include "tests/support/fake_chip.h"

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

class Driver : public testing::Test {
 protected:
  tpu_status open() { return tpu_device_open(&device_, &hal_, &config_); }

  /// Position of the first write of `value` to `offset`; -1 if there was none.
  [[nodiscard]] int position(std::uint32_t offset, std::uint64_t value) const {
    const auto& writes = chip_.writes();
    const auto found = std::find(writes.begin(), writes.end(), std::pair{offset, value});
    return found == writes.end() ? -1 : static_cast<int>(found - writes.begin());
  }

  FakeChip chip_;
  tpu_hal hal_ = chip_.hal();
  tpu_device device_{};
  tpu_device_config config_{FakeChip::kMemoryBase, FakeChip::kMemoryBytes, 6144, 8, 10'000};
};

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

// --- programs ----------------------------------------------------------------------------------

/// A caching and an execution program with relocations for every kind of buffer.
class DriverProgram : public Driver {
 protected:
  void SetUp() override {
    chip_.on_bitstream = [this](std::span<const std::uint8_t> code) {
      executed_.emplace_back(code.begin(), code.end());
      chip_.raise(0);
    };
    ASSERT_EQ(open(), TPU_OK);
  }

  [[nodiscard]] static std::uint64_t patched(const std::vector<std::uint8_t>& code,
                                             unsigned low_bit) {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < 64; ++i) {
      value |=
          std::uint64_t{static_cast<unsigned>(code[(low_bit + i) / 8]) >> (low_bit + i) % 8 & 1U}
          << i;
    }
    return value;
  }

  std::vector<std::vector<std::uint8_t>> executed_;

  const std::vector<std::uint8_t> code_ = std::vector<std::uint8_t>(128, 0xa5);
  const std::vector<tpu_relocation> relocations_ = {
      {70, TPU_BUFFER_INPUT, 0, 1, 1},       {102, TPU_BUFFER_INPUT, 1, 1, 1},
      {200, TPU_BUFFER_OUTPUT, 0, 0, 0},     {232, TPU_BUFFER_OUTPUT, 1, 0, 0},
      {333, TPU_BUFFER_PARAMETERS, 0, 0, 0}, {365, TPU_BUFFER_PARAMETERS, 1, 0, 0},
      {960, TPU_BUFFER_SCRATCH, 0, 0, 0},    {992, TPU_BUFFER_SCRATCH, 1, 0, 0}};
  const std::array<std::uint32_t, 2> input_bytes_ = {100, 5000};
  const std::array<std::uint32_t, 1> output_bytes_ = {40};
  const std::array<tpu_bitstream, 1> bitstreams_ = {
      {{code_.data(), 128, static_cast<std::uint32_t>(relocations_.size()), relocations_.data()}}};
  const std::vector<std::uint8_t> parameters_ = std::vector<std::uint8_t>(9000, 0x33);

  tpu_executable execution_{bitstreams_.data(),
                            1,
                            parameters_.data(),
                            9000,
                            64,
                            2,
                            input_bytes_.data(),
                            output_bytes_.data(),
                            2,
                            1,
                            1,
                            77,
                            0,
                            0,
                            nullptr,
                            nullptr};
  const std::array<tpu_bitstream, 1> caching_bitstreams_ = {{{code_.data(), 64, 0, nullptr}}};
  tpu_executable caching_{caching_bitstreams_.data(),
                          1,
                          nullptr,
                          0,
                          0,
                          1,
                          nullptr,
                          nullptr,
                          0,
                          0,
                          1,
                          77,
                          0,
                          0,
                          nullptr,
                          nullptr};
  tpu_package package_{&caching_, &execution_};
  tpu_model model_{};
};

TEST_F(DriverProgram, relocations_take_device_addresses) {
  tpu_program program{};
  ASSERT_EQ(tpu_program_load(&program, &device_, &execution_), TPU_OK);
  ASSERT_EQ(tpu_program_run(&program), TPU_OK);
  ASSERT_EQ(executed_.size(), 1U);
  const auto& code = executed_[0];
  EXPECT_EQ(patched(code, 70), program.inputs[1].device_address + 5000);  // batch element 1
  EXPECT_EQ(patched(code, 200), program.outputs[0].device_address);
  EXPECT_EQ(patched(code, 333), program.parameters.device_address);
  EXPECT_EQ(patched(code, 960), program.scratch.device_address);
  EXPECT_EQ(code[0], 0xa5);
  const std::uint64_t bus = chip_.translate(program.parameters.device_address);
  EXPECT_EQ(chip_.memory(bus, 9000)[8999], 0x33);
  EXPECT_EQ(program.inputs[1].bytes, 10'000U);
}

TEST_F(DriverProgram, bound_memory_replaces_the_buffer) {
  tpu_program program{};
  ASSERT_EQ(tpu_program_load(&program, &device_, &execution_), TPU_OK);
  const std::uint64_t mine = FakeChip::kMemoryBase + 0x70'0040;
  ASSERT_EQ(tpu_program_bind(&program, TPU_BUFFER_OUTPUT, 0, mine), TPU_OK);
  ASSERT_EQ(tpu_program_run(&program), TPU_OK);
  EXPECT_EQ(chip_.translate(patched(executed_[0], 200)), mine);
  EXPECT_EQ(tpu_program_bind(&program, TPU_BUFFER_OUTPUT, 1, mine), TPU_BAD_ARGUMENT);
  EXPECT_EQ(tpu_program_bind(&program, TPU_BUFFER_SCRATCH, 0, mine), TPU_BAD_ARGUMENT);
}

TEST_F(DriverProgram, inconsistent_executables_are_refused) {
  tpu_program program{};
  const auto refused = [&](const tpu_executable& executable) {
    return tpu_program_load(&program, &device_, &executable) == TPU_BAD_EXECUTABLE;
  };
  auto wrong = execution_;
  wrong.bitstream_count = 0;
  EXPECT_TRUE(refused(wrong));
  wrong = execution_;
  wrong.input_count = TPU_MAX_TENSORS + 1;
  EXPECT_TRUE(refused(wrong));
  wrong = execution_;
  wrong.batch = 0;
  EXPECT_TRUE(refused(wrong));
  wrong = execution_;
  wrong.parameters = nullptr;
  EXPECT_TRUE(refused(wrong));
  const std::array<tpu_relocation, 5> bad = {{{993, TPU_BUFFER_INPUT, 0, 0, 0},
                                              {0, 4, 0, 0, 0},
                                              {0, TPU_BUFFER_INPUT, 0, 2, 0},
                                              {0, TPU_BUFFER_INPUT, 2, 0, 0},
                                              {0, TPU_BUFFER_INPUT, 0, 0, 2}}};
  for (const tpu_relocation& relocation : bad) {
    const tpu_bitstream stream{code_.data(), 128, 1, &relocation};
    wrong = execution_;
    wrong.bitstreams = &stream;
    EXPECT_TRUE(refused(wrong)) << &relocation - bad.data();
  }
  const tpu_bitstream odd{code_.data(), 120, 0, nullptr};
  wrong = execution_;
  wrong.bitstreams = &odd;
  EXPECT_TRUE(refused(wrong));
}

TEST_F(DriverProgram, unload_gives_memory_and_pages_back) {
  const std::uint64_t used = device_.memory_used;
  for (unsigned i = 0; i < 100; ++i) {
    ASSERT_EQ(tpu_model_load(&model_, &device_, &package_), TPU_OK) << i;
    ASSERT_EQ(tpu_model_unload(&model_), TPU_OK);
  }
  EXPECT_EQ(device_.memory_used, used);
}

TEST_F(DriverProgram, model_too_large_for_memory_is_refused_without_a_trace) {
  const std::uint64_t used = device_.memory_used;
  const std::array<std::uint32_t, 2> huge = {100, 3 << 20};
  execution_.batch = 4;
  execution_.input_bytes = huge.data();
  EXPECT_EQ(tpu_model_load(&model_, &device_, &package_), TPU_OUT_OF_MEMORY);
  EXPECT_EQ(device_.memory_used, used);
}

TEST_F(DriverProgram, caching_program_runs_once_per_token) {
  ASSERT_EQ(tpu_model_load(&model_, &device_, &package_), TPU_OK);
  for (unsigned i = 0; i < 3; ++i) {
    ASSERT_EQ(tpu_model_run(&model_), TPU_OK);
  }
  EXPECT_EQ(executed_.size(), 4U);
  EXPECT_EQ(executed_[0].size(), 64U);
  EXPECT_EQ(model_.caching_runs, 1U);
  device_.resident_token = 5;  // another model was here
  ASSERT_EQ(tpu_model_run(&model_), TPU_OK);
  EXPECT_EQ(model_.caching_runs, 2U);
}

TEST_F(DriverProgram, token_zero_is_never_resident) {
  caching_.parameter_caching_token = 0;
  ASSERT_EQ(tpu_model_load(&model_, &device_, &package_), TPU_OK);
  ASSERT_EQ(tpu_model_run(&model_), TPU_OK);
  ASSERT_EQ(tpu_model_run(&model_), TPU_OK);
  EXPECT_EQ(model_.caching_runs, 2U);
}

TEST_F(DriverProgram, ring_and_interrupt_counter_wrap) {
  chip_.set_reg(TESSERA_HIB_USER_SC_HOST_INT_COUNT, 0xfff0);
  ASSERT_EQ(tpu_device_reset(&device_), TPU_OK);
  package_.parameter_caching = nullptr;
  ASSERT_EQ(tpu_model_load(&model_, &device_, &package_), TPU_OK);
  for (unsigned i = 0; i < 1000; ++i) {
    ASSERT_EQ(tpu_model_run(&model_), TPU_OK) << i;
  }
  EXPECT_EQ(model_.runs, 1000U);
}

TEST_F(DriverProgram, watchdog_resets_a_silent_device_and_the_next_run_works) {
  ASSERT_EQ(tpu_model_load(&model_, &device_, &package_), TPU_OK);
  ASSERT_EQ(tpu_model_run(&model_), TPU_OK);
  const auto working = std::exchange(chip_.on_bitstream, nullptr);
  chip_.complete_descriptors = false;
  EXPECT_EQ(tpu_model_run(&model_), TPU_TIMEOUT);
  EXPECT_EQ(device_.resets, 1U);
  EXPECT_EQ(device_.fault.fault, TPU_FAULT_NONE);
  chip_.on_bitstream = working;
  chip_.complete_descriptors = true;
  EXPECT_EQ(tpu_model_run(&model_), TPU_OK);
  EXPECT_EQ(model_.caching_runs, 2U);  // the reset lost the parameters
}

TEST_F(DriverProgram, fault_is_decoded_and_the_device_recovers) {
  ASSERT_EQ(tpu_model_load(&model_, &device_, &package_), TPU_OK);
  const auto working = chip_.on_bitstream;
  chip_.on_bitstream = [this](auto) { chip_.fail(1U << 4, 0); };
  EXPECT_EQ(tpu_model_run(&model_), TPU_FAULT);
  EXPECT_EQ(device_.fault.fault, TPU_FAULT_BUS_READ);
  EXPECT_EQ(device_.fault.hib_error, 1U << 4);
  chip_.on_bitstream = working;
  EXPECT_EQ(tpu_model_run(&model_), TPU_OK);
}

TEST_F(DriverProgram, inputs_and_outputs_are_bounds_checked) {
  std::vector<std::uint8_t> data(20'000, 7);
  EXPECT_EQ(tpu_model_write_input(&model_, 0, data.data(), 1), TPU_BAD_STATE);
  ASSERT_EQ(tpu_model_load(&model_, &device_, &package_), TPU_OK);
  EXPECT_EQ(tpu_model_write_input(&model_, 1, data.data(), 10'000), TPU_OK);
  EXPECT_EQ(tpu_model_write_input(&model_, 1, data.data(), 10'001), TPU_BAD_ARGUMENT);
  EXPECT_EQ(tpu_model_write_input(&model_, 2, data.data(), 1), TPU_BAD_ARGUMENT);
  EXPECT_EQ(tpu_model_read_output(&model_, 0, data.data(), 80), TPU_OK);
  EXPECT_EQ(tpu_model_read_output(&model_, 0, data.data(), 81), TPU_BAD_ARGUMENT);
}

}  // namespace
}  // namespace tessera::test
