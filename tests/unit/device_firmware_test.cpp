// SPDX-License-Identifier: Apache-2.0
// The C firmware, unchanged, on the TLM-2.0 device: whole path from executable to output bytes.
#include "firmware/runtime/tpu_runtime.h"
#include "tests/support/device_bench.h"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace tessera::test {
namespace {

constexpr std::uint32_t kBytes = 6000;  // of the input and the output: two pages

/// out[i] = in[i] + 3 by commands of the fake accelerator, in two chained bitstreams.
struct AddThree {
  std::vector<std::uint8_t> first, second, caching;
  std::vector<tpu_relocation> first_places, second_places, caching_places;
  std::vector<tpu_bitstream> streams, caching_streams;
  std::vector<std::uint8_t> parameters = std::vector<std::uint8_t>(5000, 0x42);
  std::array<std::uint32_t, 1> bytes = {kBytes};
  tpu_executable execution{}, cache{};
  tpu_package package{};

  AddThree() {
    append(first, FakeOp::kRead, 0, kBytes);
    append(first, FakeOp::kIncrement, 3);
    append(first, FakeOp::kHalt);
    first_places = places(TPU_BUFFER_INPUT);
    append(second, FakeOp::kWrite, 0, kBytes);
    append(second, FakeOp::kInterrupt, 0);
    append(second, FakeOp::kHalt);
    second_places = places(TPU_BUFFER_OUTPUT);
    append(caching, FakeOp::kRead, 0, 5000);
    append(caching, FakeOp::kInterrupt, 0);
    append(caching, FakeOp::kHalt);
    caching_places = places(TPU_BUFFER_PARAMETERS);
    streams = {stream(first, first_places), stream(second, second_places)};
    caching_streams = {stream(caching, caching_places)};
    fill(execution, streams);
    execution.input_bytes = bytes.data();
    execution.output_bytes = bytes.data();
    execution.input_count = execution.output_count = 1;
    fill(cache, caching_streams);
    cache.parameters = parameters.data();
    cache.parameter_bytes = static_cast<std::uint32_t>(parameters.size());
    package = {&cache, &execution};
  }

  static std::vector<tpu_relocation> places(tpu_buffer buffer) {
    const auto kind = static_cast<std::uint8_t>(buffer);
    return {{address_bit(0, false), kind, 0, 0, 0}, {address_bit(0, true), kind, 1, 0, 0}};
  }
  static tpu_bitstream stream(const std::vector<std::uint8_t>& code,
                              const std::vector<tpu_relocation>& where) {
    return {code.data(), static_cast<std::uint32_t>(code.size()),
            static_cast<std::uint32_t>(where.size()), where.data()};
  }
  static void fill(tpu_executable& executable, const std::vector<tpu_bitstream>& code) {
    executable.bitstreams = code.data();
    executable.bitstream_count = static_cast<std::uint32_t>(code.size());
    executable.batch = 1;
    executable.completion_interrupts = 1;
    executable.parameter_caching_token = 99;
  }
};

constexpr tpu_device_config kConfig = {DeviceBench::kRamBase + 0x10'0000, 8 << 20, 6144, 4,
                                       100'000};

/// One inference with every input byte `value`; true if every output byte is `value` + 3.
bool infer(tpu_model& model, std::uint8_t value) {
  std::vector<std::uint8_t> data(kBytes, value);
  EXPECT_EQ(tpu_model_write_input(&model, 0, data.data(), data.size()), TPU_OK);
  EXPECT_EQ(tpu_model_run(&model), TPU_OK);
  EXPECT_EQ(tpu_model_read_output(&model, 0, data.data(), data.size()), TPU_OK);
  return data == std::vector<std::uint8_t>(kBytes, static_cast<std::uint8_t>(value + 3));
}

TEST(DeviceFirmware, inference_gives_the_bytes) {
  DeviceBench bench;
  AddThree program;
  const tpu_hal hal = bench.hal();
  ASSERT_TRUE(bench.run([&] {
    tpu_device device;
    tpu_model model;
    ASSERT_EQ(tpu_device_open(&device, &hal, &kConfig), TPU_OK);
    ASSERT_EQ(tpu_model_load(&model, &device, &program.package), TPU_OK);
    for (unsigned run = 0; run < 300; ++run) {  // the ring of 256 wraps
      ASSERT_TRUE(infer(model, static_cast<std::uint8_t>(run))) << run;
    }
    EXPECT_EQ(model.caching_runs, 1U);
    EXPECT_EQ(tpu_model_unload(&model), TPU_OK);
    EXPECT_EQ(tpu_device_close(&device), TPU_OK);
  }));
  EXPECT_EQ(bench.warnings.count(), 0U);
  EXPECT_EQ(bench.host.register_errors(), 0U);
}

TEST(DeviceFirmware, result_and_time_do_not_depend_on_the_quantum) {
  ::tlm::tlm_global_quantum::instance().set(sc_core::sc_time(10, sc_core::SC_US));
  DeviceBench bench;
  AddThree program;
  const tpu_hal hal = bench.hal();
  ASSERT_TRUE(bench.run([&] {
    tpu_device device;
    tpu_model model;
    ASSERT_EQ(tpu_device_open(&device, &hal, &kConfig), TPU_OK);
    ASSERT_EQ(tpu_model_load(&model, &device, &program.package), TPU_OK);
    EXPECT_TRUE(infer(model, 7));
    EXPECT_TRUE(infer(model, 8));
  }));
}

TEST(DeviceFirmware, hung_program_is_reset_by_the_watchdog_and_the_next_run_works) {
  DeviceBench bench;
  AddThree program;
  std::vector<std::uint8_t> hang;
  append(hang, FakeOp::kHang);
  append(hang, FakeOp::kHalt);
  const tpu_bitstream stuck = {hang.data(), static_cast<std::uint32_t>(hang.size()), 0, nullptr};
  tpu_executable silent = program.execution;
  silent.bitstreams = &stuck;
  silent.bitstream_count = 1;
  const tpu_hal hal = bench.hal();
  ASSERT_TRUE(bench.run([&] {
    tpu_device device;
    tpu_model model;
    tpu_program broken;
    ASSERT_EQ(tpu_device_open(&device, &hal, &kConfig), TPU_OK);
    ASSERT_EQ(tpu_model_load(&model, &device, &program.package), TPU_OK);
    ASSERT_EQ(tpu_program_load(&broken, &device, &silent), TPU_OK);
    EXPECT_TRUE(infer(model, 1));
    const sc_core::sc_time before = bench.host.now();
    EXPECT_EQ(tpu_program_run(&broken), TPU_TIMEOUT);
    EXPECT_GE(sc_core::sc_time_stamp() - before, sc_core::sc_time(100, sc_core::SC_MS));
    EXPECT_TRUE(infer(model, 2));
    EXPECT_EQ(model.caching_runs, 2U);
  }));
}

TEST(DeviceFirmware, faults_are_named_and_recovered_from) {
  DeviceBench bench;
  AddThree program;
  std::vector<std::uint8_t> wild;
  append(wild, FakeOp::kRead, 0, 64, 0x17f'f000);  // a simple page that nobody mapped
  append(wild, FakeOp::kHalt);
  const tpu_bitstream stray = {wild.data(), static_cast<std::uint32_t>(wild.size()), 0, nullptr};
  tpu_executable lost = program.execution;
  lost.bitstreams = &stray;
  lost.bitstream_count = 1;
  const tpu_hal hal = bench.hal();
  ASSERT_TRUE(bench.run([&] {
    tpu_device device;
    tpu_model model;
    tpu_program broken;
    ASSERT_EQ(tpu_device_open(&device, &hal, &kConfig), TPU_OK);
    ASSERT_EQ(tpu_model_load(&model, &device, &program.package), TPU_OK);
    ASSERT_EQ(tpu_program_load(&broken, &device, &lost), TPU_OK);
    EXPECT_EQ(tpu_program_run(&broken), TPU_FAULT);
    EXPECT_EQ(device.fault.fault, TPU_FAULT_INBOUND_PAGE);
    EXPECT_EQ(device.fault.page_fault_address, 0x17f'f000U);
    EXPECT_TRUE(infer(model, 5));
  }));
  EXPECT_EQ(bench.warnings.count(), 1U);
}

TEST(DeviceFirmware, smaller_page_table_is_found_and_used) {
  tlm::DeviceConfig small = bench_device_config();
  small.page_table_entries = 64;
  DeviceBench bench(small);
  AddThree program;
  tpu_device_config config = kConfig;
  config.simple_entries = 0;
  const tpu_hal hal = bench.hal();
  ASSERT_TRUE(bench.run([&] {
    tpu_device device;
    tpu_model model;
    ASSERT_EQ(tpu_device_open(&device, &hal, &config), TPU_OK);
    EXPECT_EQ(device.mmu.config.simple_entries, 48U);
    ASSERT_EQ(tpu_model_load(&model, &device, &program.package), TPU_OK);
    EXPECT_TRUE(infer(model, 11));
  }));
}

TEST(DeviceFirmware, extended_mappings_carry_a_whole_inference) {
  DeviceBench bench;
  AddThree program;
  tpu_device_config config = kConfig;
  config.simple_entries = 4;  // the queue's four pages; everything else is extended
  config.extended_tables = 64;
  const tpu_hal hal = bench.hal();
  ASSERT_TRUE(bench.run([&] {
    tpu_device device;
    tpu_model model;
    ASSERT_EQ(tpu_device_open(&device, &hal, &config), TPU_OK);
    ASSERT_EQ(tpu_model_load(&model, &device, &program.package), TPU_OK);
    EXPECT_NE(model.execution.inputs[0].device_address >> 63, 0U);
    EXPECT_TRUE(infer(model, 40));
  }));
}

}  // namespace
}  // namespace tessera::test
