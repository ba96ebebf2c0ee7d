// SPDX-License-Identifier: Apache-2.0
// The C driver on a fake chip: programs, their buffers and relocations, faults, watchdog.
#include "firmware/driver/tpu_bits.h"
#include "firmware/runtime/tpu_runtime.h"
#include "hw/spec/generated/tessera_registers.h"
#include "tests/unit/driver_fixture.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace tessera::test {
namespace {

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
