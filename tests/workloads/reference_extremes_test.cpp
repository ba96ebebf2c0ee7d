// SPDX-License-Identifier: Apache-2.0
// What a hostile network may say without breaking a rule of its format: scales that are worlds
// apart, integers without a scale. Found by fuzz/tflite_import_fuzz.cpp or in its reading.
#include "tests/support/tflite_builder.h"
#include "workloads/error.h"
#include "workloads/import/tflite.h"
#include "workloads/reference/executor.h"
#include "workloads/reference/float_evaluator.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tessera::workloads {
namespace {

using test::OperatorSpec;
using test::TensorSpec;
using test::TfliteSpec;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::ThrowsMessage;

TensorSpec codes(const char* name, std::vector<std::int32_t> shape, float scale, int zero_point,
                 test::FlatBytes data = {}) {
  return {name, std::move(shape), 3, {scale}, {zero_point}, 0, std::move(data), false};
}

TfliteSpec network(std::vector<TensorSpec> tensors, std::int32_t code,
                   std::vector<std::int32_t> operands, std::uint8_t options_type) {
  TfliteSpec spec;
  spec.tensors = std::move(tensors);
  OperatorSpec op;
  op.code = code;
  op.inputs = std::move(operands);
  op.outputs = {static_cast<std::int32_t>(spec.tensors.size()) - 1};
  op.options_type = options_type;
  spec.operators = {op};
  spec.inputs = {0};
  spec.outputs = op.outputs;
  return spec;
}

/// CONCATENATION of x with itself, from one scale to another.
Bytes concatenated(float from, float to, int zero_point) {
  const Graph graph = import_tflite(
      "made", test::make_tflite(network(
                  {codes("x", {3}, from, 100), codes("y", {6}, to, zero_point)}, 2, {0, 0}, 10)));
  Executor executor(graph);
  executor.run(std::vector<Bytes>{{99, 100, 101}});
  return executor.output();
}

TEST(ReferenceExtremes, concatenation_to_a_tiny_scale_saturates) {
  EXPECT_THAT(concatenated(1.0F, 1e-20F, 7), ElementsAre(0, 7, 255, 0, 7, 255));
}

TEST(ReferenceExtremes, concatenation_of_an_infinite_ratio_gives_codes) {
  EXPECT_EQ(concatenated(3e38F, 1e-38F, 7).size(), 6U);
}

TEST(ReferenceExtremes, addition_of_vanishing_scales_is_refused) {
  const Graph graph = import_tflite(
      "made", test::make_tflite(network({codes("x", {3}, 1e-38F, 0), codes("z", {3}, 1e-38F, 0),
                                         codes("y", {3}, 3e38F, 0)},
                                        0, {0, 0}, 11)));
  Executor executor(graph);
  EXPECT_THAT(
      [&] {
        executor.run(std::vector<Bytes>{{1, 2, 3}});
      },
      ThrowsMessage<UnsupportedError>(HasSubstr("too far apart")));
}

/// FULLY_CONNECTED with a tensor that has lost its scale.
Graph dense_without_scale(std::size_t tensor) {
  std::vector<TensorSpec> tensors = {codes("x", {1, 2}, 1.0F, 0),
                                     codes("w", {3, 2}, 1.0F, 0, test::FlatBytes(6, 1)),
                                     {"b", {3}, 2, {1.0F}, {0}, 0, test::FlatBytes(12), false},
                                     codes("y", {1, 3}, 1.0F, 0)};
  tensors[tensor].scales.clear();
  return import_tflite("made", test::make_tflite(network(std::move(tensors), 9, {0, 1, 2}, 8)));
}

TEST(ReferenceExtremes, float_evaluation_refuses_weights_and_bias_without_a_scale) {
  for (const std::size_t tensor : {1U, 2U}) {
    const Graph graph = dense_without_scale(tensor);
    FloatEvaluator evaluator(graph);
    EXPECT_THAT(
        [&] {
          evaluator.run(std::vector<Bytes>{{1, 2}});
        },
        ThrowsMessage<UnsupportedError>(HasSubstr("has no real value")));
  }
}

}  // namespace
}  // namespace tessera::workloads
