// SPDX-License-Identifier: Apache-2.0
// Networks made by programs: what the builder makes is a validated graph, what does not fit is
// refused with operator and reason, and leaves the builder as it was.
#include "workloads/error.h"
#include "workloads/graph/builder.h"
#include "workloads/reference/executor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera::workloads {
namespace {

using ::testing::ElementsAre;
using ::testing::StrEq;

constexpr auto kInt8 = DataType::kInt8;

/// CONV_2D of one output channel that adds up a 2x2 window of x [1, 3, 3, 1].
TensorIndex add_window_sum(GraphBuilder& b, TensorIndex x) {
  const auto w = b.constant("w", kInt8, {1, 2, 2, 1}, per_tensor(1.0F, 0), {1, 1, 1, 1});
  const auto bias = b.integers("bias", {10});
  return b.add("conv", Conv2d{{Padding::kValid}, Activation::kNone}, {x, w, bias}, kInt8,
               per_tensor(1.0F, 0));
}

TEST(GraphBuilder, operators_get_their_shapes_and_run) {
  GraphBuilder b("sum");
  const auto x = b.input("x", kInt8, {1, 3, 3, 1}, per_tensor(1.0F, 0));
  const auto y = add_window_sum(b, x);
  EXPECT_THAT(b.tensor(y).shape, ElementsAre(1, 2, 2, 1));
  b.output(y);
  const Graph graph = b.build();
  EXPECT_EQ(graph.operators.at(0).name, "conv");
  EXPECT_EQ(graph.find("conv"), y);
  Executor executor(graph);
  executor.run(std::vector<Bytes>{{1, 2, 3, 4, 5, 6, 7, 8, 9}});
  EXPECT_THAT(executor.output(), ElementsAre(22, 26, 34, 38));  // 10 + 1+2+4+5, ...
}

TEST(GraphBuilder, operators_with_several_outputs_name_them_by_number) {
  GraphBuilder b("parts");
  const auto x = b.input("x", kInt8, {1, 2, 2, 6}, per_tensor(1.0F, 0));
  const auto axis = b.integers("axis", {-1});
  const auto parts = b.add_all("split", Split{3}, {axis, x}, kInt8, per_tensor(1.0F, 0));
  ASSERT_EQ(parts.size(), 3U);
  EXPECT_THAT(b.tensor(parts[2]).shape, ElementsAre(1, 2, 2, 2));
  EXPECT_EQ(b.tensor(parts[2]).name, "split:2");
  b.output(parts[1]);
  EXPECT_EQ(b.build().operators.at(0).outputs, parts);
}

std::string refusal_of(GraphBuilder& b, OperatorOptions options, std::vector<TensorIndex> inputs) {
  try {
    static_cast<void>(b.add("y", std::move(options), std::move(inputs), kInt8));
  } catch (const ModelError& error) {
    return error.what();
  }
  ADD_FAILURE() << "not refused";
  return {};
}

TEST(GraphBuilder, misfits_are_refused_and_leave_nothing_behind) {
  GraphBuilder b("net");
  const auto x = b.input("x", kInt8, {1, 3, 3, 1}, per_tensor(1.0F, 0));
  const auto y = b.input("y", kInt8, {1, 2, 3, 1}, per_tensor(1.0F, 0));
  EXPECT_THAT(refusal_of(b, Add{}, {x, y}),
              StrEq("net: operator 0 ADD: [1, 3, 3, 1] and [1, 2, 3, 1] do not broadcast"));
  EXPECT_THAT(refusal_of(b, Logistic{}, {7}),
              StrEq("net: operator 0 LOGISTIC: tensor index 7, allowed -1 to 1"));
  EXPECT_THAT(refusal_of(b, Unpack{3, 1}, {x}),
              StrEq("net: operator 0 UNPACK: 3 outputs, allowed 1"));
  EXPECT_THROW(b.constant("w", kInt8, {4}, std::nullopt, {1, 2, 3}), ModelError);
  b.output(add_window_sum(b, x));
  EXPECT_EQ(b.build().operators.size(), 1U);
}

Bytes float_bytes(const std::vector<float>& values) {
  const auto* first = reinterpret_cast<const std::uint8_t*>(values.data());
  return {first, first + values.size() * sizeof(float)};
}

TEST(GraphBuilder, quantized_body_between_float_ends_runs) {
  GraphBuilder b("wrapped");
  const auto fine = per_tensor(0.5F, 10);
  const auto x = b.input("x", DataType::kFloat32, {4});
  const auto codes = b.add("quantize", Quantize{}, {x}, kInt8, fine);
  const auto squares = b.add("square", Mul{}, {codes, codes}, kInt8, per_tensor(0.25F, -128));
  b.output(b.add("dequantize", Dequantize{}, {squares}, DataType::kFloat32));
  const Graph graph = b.build();
  for (const auto mode :
       {func::RequantMode::kF32, func::RequantMode::kSingle, func::RequantMode::kDouble}) {
    ExecutorOptions options;
    options.mode = mode;
    Executor executor(graph, options);
    // To the grid of 1/2, squared, and cut off at 255/4.
    executor.run(std::vector<Bytes>{float_bytes({1.4F, -3.0F, 0.2F, 9.0F})});
    EXPECT_EQ(executor.output(), float_bytes({2.25F, 9.0F, 0.0F, 63.75F}));
  }
}

}  // namespace
}  // namespace tessera::workloads
