// SPDX-License-Identifier: Apache-2.0
// The host's part of compiled networks: operators, buffers and state around the device call.
#include "workloads/reference/host_runner.h"

#include "tests/support/edgetpu_builder.h"
#include "tests/support/shared_models.h"
#include "tests/support/two_part_program.h"
#include "workloads/error.h"
#include "workloads/graph/validate.h"
#include "workloads/import/edgetpu_package.h"
#include "workloads/program/check.h"

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
  host.set_inputs(std::vector<Bytes>{test::to_bytes(real)});
  const auto sent = host.begin(0);
  ASSERT_EQ(sent.size(), 1U);
  // value / 0.5 + 128, saturated, then four bytes of padding
  EXPECT_THAT(sent[0],
              ElementsAre(128, 129, 127, 130, 255, 0, 255, 0, 132, 133, 134, 135, 0, 0, 0, 0));
  host.finish(0, std::vector<Bytes>{Bytes(16, 130)});
  const auto outputs = host.outputs();
  ASSERT_EQ(outputs.size(), 1U);
  EXPECT_EQ(outputs[0], test::to_bytes(std::vector<float>(12, 1.0F)));
}

TEST(HostRunner, operators_between_parts_are_executed) {
  const auto program = test::two_part_program();
  validate(program.host);
  check(program);
  HostRunner host(program);
  host.set_inputs(std::vector<Bytes>{Bytes(12, 9)});
  EXPECT_EQ(host.begin(0).at(0).at(11), 9);
  // Row 1 is sent first, each element in four bytes of which three count (default_executable).
  host.finish(0, std::vector<Bytes>{{1, 2, 3, 0, 4, 5, 6, 0, 7, 8, 9, 0, 10, 11, 12, 0}});
  EXPECT_THAT(host.begin(1).at(0), ElementsAre(7, 8, 9, 10, 11, 12, 1, 2, 3, 4, 5, 6, 0, 0, 0, 0));
  host.finish(1, std::vector<Bytes>{Bytes(16, 5)});
  EXPECT_THAT(host.outputs(), ElementsAre(Bytes(12, 5)));
}

TEST(ProgramCheck, parts_and_compiled_operators_belong_together) {
  const auto refused = [](const auto& spoil, const char* message) {
    auto program = test::two_part_program();
    spoil(program);
    try {
      check(program);
      ADD_FAILURE() << "not refused: " << message;
    } catch (const ModelError& error) {
      EXPECT_THAT(error.what(), HasSubstr(message));
    }
  };
  refused(
      [](Program& p) {
        p.parts.clear();
        p.caching.emplace();
      },
      "0 compiled parts, allowed 1 to 1024");
  refused([](Program& p) { p.parts.pop_back(); }, "compiled operator 2 belongs to no part");
  refused([](Program& p) { p.parts[1].custom_operator = 1; }, "operator 2 belongs to no part");
  refused([](Program& p) { p.host.operators.pop_back(); }, "part 1 stands at operator 2");
  refused([](Program& p) { p.parts[1].input_tensors = {0}; }, "bound to tensor 0");
  refused([](Program& p) { p.parts[1].output_tensors = {-1}; }, "bound to tensor -1");
  refused([](Program& p) { p.parts[1].inputs.clear(); }, "refers to a layer \"in\"");
  refused([](Program& p) { p.parts[1].execution.kind = ExecutableKind::kExecutionOnly; },
          "kind 2 without a caching executable, allowed 0");
  refused([](Program& p) { p.caching = p.parts[0].execution; }, "caching executable");
  refused(
      [](Program& p) {
        p.layers = {{"conv", "CONV_2D", 2, 0, 1, 0}};
      },
      "layer 0 \"conv\": part 2, allowed 0 to 1");
  refused(
      [](Program& p) {
        p.layers = {{"conv", "CONV_2D", 0, 1, 2, 0}};
      },
      "commands 1 to 3, the part has 2 words");
}

TEST(HostRunner, wrong_number_of_buffers_is_a_usage_error) {
  const auto program = load(make_edgetpu_file({default_executable()}));
  HostRunner host(program);
  EXPECT_THROW(host.set_inputs(std::vector<Bytes>{}), UsageError);
  EXPECT_THROW(host.finish(0, std::vector<Bytes>{}), UsageError);
  EXPECT_THROW(host.set_inputs(std::vector<Bytes>{Bytes(11)}), UsageError);
}

TEST(EdgetpuRealState, lstm_state_goes_back_into_the_next_run) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto program =
      import_edgetpu_package(test::shared_model("keras_lstm_mnist_ptq_edgetpu.tflite"));
  ASSERT_EQ(program.parts.at(0).inputs.size(), 3U);
  ASSERT_EQ(program.parts.at(0).outputs.size(), 3U);
  HostRunner host(program);
  const std::vector<Bytes> image = {Bytes(784, 5)};
  host.set_inputs(image);
  const auto first = host.begin(0);
  // The states start at their zero points: int8 -1 is 127 here, int16 0 is 0x8000.
  EXPECT_EQ(first[1].at(0), 127);
  EXPECT_EQ(first[1].at(19), 127);
  EXPECT_EQ(first[2].at(0), 0x00);
  EXPECT_EQ(first[2].at(1), 0x80);

  const std::vector<Bytes> sent = {Bytes(16, 1), Bytes(24, 0x11), Bytes(40, 0x22)};
  host.finish(0, sent);
  const auto outputs = host.outputs();
  ASSERT_EQ(outputs.size(), 1U);
  EXPECT_EQ(outputs[0], Bytes(10, 1));
  host.set_inputs(image);
  const auto second = host.begin(0);
  EXPECT_EQ(second[1].at(19), 0x11);
  EXPECT_EQ(second[1].at(20), 0);  // padding
  EXPECT_EQ(second[2], Bytes(40, 0x22));
  host.reset_variables();
  host.set_inputs(image);
  EXPECT_EQ(host.begin(0), first);
}

}  // namespace
}  // namespace tessera::workloads
