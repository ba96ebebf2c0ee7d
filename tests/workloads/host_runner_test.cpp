// SPDX-License-Identifier: Apache-2.0
// The host's part of compiled networks: operators, buffers and state around the device call.
#include "workloads/reference/host_runner.h"

#include "tests/support/edgetpu_builder.h"
#include "tests/support/shared_models.h"
#include "workloads/error.h"
#include "workloads/import/edgetpu_package.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>
#include <vector>

namespace tessera::workloads {
namespace {

using test::default_executable;
using test::default_host;
using test::make_custom_options;
using test::make_edgetpu_file;
using test::make_package;
using test::make_tflite;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Program load(const Bytes& bytes) { return import_edgetpu_package("made.tflite", bytes); }

/// float32 -> QUANTIZE -> compiled -> DEQUANTIZE -> float32.
test::TfliteSpec quantized_host() {
  auto host = default_host(make_custom_options(make_package({default_executable()})));
  auto real_in = host.tensors[0];
  real_in.name = "real_in";
  real_in.type = 0;
  real_in.scales.clear();
  real_in.zero_points.clear();
  auto real_out = real_in;
  real_out.name = "real_out";
  host.tensors.push_back(real_in);
  host.tensors.push_back(real_out);
  test::OperatorSpec quantize;
  quantize.code = 114;
  quantize.inputs = {2};
  quantize.outputs = {0};
  test::OperatorSpec dequantize;
  dequantize.code = 6;
  dequantize.inputs = {1};
  dequantize.outputs = {3};
  host.operators = {quantize, host.operators[0], dequantize};
  host.inputs = {2};
  host.outputs = {3};
  return host;
}

TEST(HostRunner, operators_around_the_device_are_executed) {
  const auto program = load(make_tflite(quantized_host()));
  HostRunner host(program);
  const std::vector<float> real = {0.0F, 0.5F,  -0.5F, 1.0F, 63.5F, -64.0F,
                                   1e9F, -1e9F, 2.0F,  2.5F, 3.0F,  3.5F};
  const auto sent = host.begin(std::vector<Bytes>{test::to_bytes(real)});
  ASSERT_EQ(sent.size(), 1U);
  // value / 0.5 + 128, saturated, then four bytes of padding
  EXPECT_THAT(sent[0],
              ElementsAre(128, 129, 127, 130, 255, 0, 255, 0, 132, 133, 134, 135, 0, 0, 0, 0));
  const auto outputs = host.finish(std::vector<Bytes>{Bytes(16, 130)});
  ASSERT_EQ(outputs.size(), 1U);
  EXPECT_EQ(outputs[0], test::to_bytes(std::vector<float>(12, 1.0F)));
}

TEST(HostRunner, other_operators_are_refused_by_name) {
  auto host = quantized_host();
  host.tensors[3].type = 3;
  host.tensors[3].scales = {1.0F / 256};
  host.tensors[3].zero_points = {0};
  host.operators[2].code = 14;  // LOGISTIC
  const auto program = load(make_tflite(host));
  try {
    HostRunner runner(program);
    FAIL() << "not refused";
  } catch (const UnsupportedError& error) {
    EXPECT_THAT(error.what(), HasSubstr("made.tflite: operator 2 LOGISTIC"));
  }
}

TEST(HostRunner, wrong_number_of_buffers_is_a_usage_error) {
  const auto program = load(make_edgetpu_file({default_executable()}));
  HostRunner host(program);
  EXPECT_THROW(static_cast<void>(host.begin(std::vector<Bytes>{})), UsageError);
  EXPECT_THROW(static_cast<void>(host.finish(std::vector<Bytes>{})), UsageError);
  EXPECT_THROW(static_cast<void>(host.begin(std::vector<Bytes>{Bytes(11)})), UsageError);
}

TEST(EdgetpuRealState, lstm_state_goes_back_into_the_next_run) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto program =
      import_edgetpu_package(test::shared_model("keras_lstm_mnist_ptq_edgetpu.tflite"));
  ASSERT_EQ(program.inputs.size(), 3U);
  ASSERT_EQ(program.outputs.size(), 3U);
  HostRunner host(program);
  const std::vector<Bytes> image = {Bytes(784, 5)};
  const auto first = host.begin(image);
  // The states start at their zero points: int8 -1 is 127 here, int16 0 is 0x8000.
  EXPECT_EQ(first[1].at(0), 127);
  EXPECT_EQ(first[1].at(19), 127);
  EXPECT_EQ(first[2].at(0), 0x00);
  EXPECT_EQ(first[2].at(1), 0x80);

  const std::vector<Bytes> sent = {Bytes(16, 1), Bytes(24, 0x11), Bytes(40, 0x22)};
  const auto outputs = host.finish(sent);
  ASSERT_EQ(outputs.size(), 1U);
  EXPECT_EQ(outputs[0], Bytes(10, 1));
  const auto second = host.begin(image);
  EXPECT_EQ(second[1].at(19), 0x11);
  EXPECT_EQ(second[1].at(20), 0);  // padding
  EXPECT_EQ(second[2], Bytes(40, 0x22));
  host.reset_variables();
  EXPECT_EQ(host.begin(image), first);
}

}  // namespace
}  // namespace tessera::workloads
