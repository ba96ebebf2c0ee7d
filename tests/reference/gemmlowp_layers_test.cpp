// SPDX-License-Identifier: Apache-2.0
// Mode double against gemmlowp: fully connected layers by its matrix product and output pipeline,
// SOFTMAX, LOGISTIC and TANH by its fixed-point functions put together as TFLite's kernels do.
#include "tests/reference/fixed_oracle.h"
#include "tests/reference/golden_case.h"
#include "tests/reference/one_operator.h"
#include "workloads/reference/activation_codes.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <public/gemmlowp.h>

#include <cmath>
#include <numeric>
#include <tuple>

namespace tessera::test {
namespace {

using func::RequantMode;
using workloads::Bytes;
using workloads::DataType;
using workloads::ExecutorOptions;

constexpr std::uint32_t kSeed = 20261126;
constexpr ExecutorOptions kDouble{.mode = RequantMode::kDouble};

/// uint8 rows x weights^T through gemmlowp's output pipeline.
Bytes gemmlowp_dense(const DenseLayer& layer, const Bytes& x) {
  const auto range = output_range(layer.type, layer.activation, layer.y);
  const float product = layer.x.scale * layer.w.scale;
  const auto multiplier = multiplier_of(double{product} / double{layer.y.scale});
  Bytes output(static_cast<std::size_t>(layer.rows * layer.outputs));
  const gemmlowp::MatrixMap<const std::uint8_t, gemmlowp::MapOrder::RowMajor> weights(
      layer.weights.data(), layer.outputs, layer.inputs);
  const gemmlowp::MatrixMap<const std::uint8_t, gemmlowp::MapOrder::ColMajor> columns(
      x.data(), layer.inputs, layer.rows);
  gemmlowp::MatrixMap<std::uint8_t, gemmlowp::MapOrder::ColMajor> result(output.data(),
                                                                         layer.outputs, layer.rows);
  using Bias = gemmlowp::VectorMap<const std::int32_t, gemmlowp::VectorShape::Col>;
  gemmlowp::OutputStageBiasAddition<Bias> bias;
  bias.bias_vector = Bias(layer.bias.data(), layer.outputs);
  gemmlowp::OutputStageScaleInt32ByFixedPointAndExponent scale;
  scale.result_fixedpoint_multiplier = multiplier.q;
  scale.result_exponent = multiplier.exponent;
  scale.result_offset_after_shift = layer.y.zero_point;
  const gemmlowp::OutputStageClamp clamp{range.low, range.high};
  gemmlowp::GemmContext context;
  context.set_max_num_threads(1);
  gemmlowp::GemmWithOutputPipeline<std::uint8_t, std::uint8_t,
                                   gemmlowp::L8R8WithLhsNonzeroBitDepthParams>(
      &context, weights, columns, &result, -layer.w.zero_point, -layer.x.zero_point,
      std::make_tuple(bias, scale, clamp, gemmlowp::OutputStageSaturatingCastToUint8()));
  return output;
}

TEST(GemmlowpDense, uint8_layers_of_random_shapes) {
  for (std::uint32_t i = 0; i < 150; ++i) {
    SCOPED_TRACE(fmt::format("seed {}", kSeed + i));
    Random random(kSeed + i);
    DenseLayer layer;
    layer.type = DataType::kUint8;
    layer.rows = random.integer(1, 7);
    layer.inputs = random.integer(1, 300);
    layer.outputs = random.integer(1, 50);
    layer.activation =
        random.chance(2) ? workloads::Activation::kNone : workloads::Activation::kRelu6;
    layer.x = random.quant(layer.type, 0.001F, 0.5F);
    layer.w = {random.scale(0.0005F, 0.05F), random.integer(1, 255)};
    layer.weights = random.bytes(static_cast<std::size_t>(layer.inputs * layer.outputs));
    for (auto& weight : layer.weights)
      weight = std::max<std::uint8_t>(weight, 1);  // as gemmlowp asks
    layer.bias = random.integers(static_cast<std::size_t>(layer.outputs), 5000);
    layer.y = {layer.x.scale * layer.w.scale * random.scale(30.0F, 3000.0F),
               random.zero_point(layer.type)};
    const auto x = random.bytes(static_cast<std::size_t>(layer.rows * layer.inputs));
    ASSERT_EQ(outputs_of(graph_of(layer), kDouble, {x}), gemmlowp_dense(layer, x));
  }
}

/// TFLite's reference kernels of LOGISTIC and TANH for int8, without their saturated ends: the
/// scales below keep every argument within 4 integer bits.
std::int32_t gemmlowp_function(Function function, float scale, std::int32_t input) {
  using Argument = gemmlowp::FixedPoint<std::int32_t, 4>;
  const auto argument = Argument::FromRaw(
      multiplied_twice_rounded(input, multiplier_of(double{scale} * double{1 << 27})));
  const bool logistic = function == Function::kLogistic;
  const std::int32_t result =
      logistic ? gemmlowp::logistic(argument).raw() : gemmlowp::tanh(argument).raw();
  const std::int32_t rounded =
      gemmlowp::RoundingDivideByPOT(result, logistic ? 31 - 8 : 31 - 7) + (logistic ? 0 : 128);
  return std::clamp(rounded, 0, 255);  // as a code
}

TEST(GemmlowpFunctionCodes, all_inputs_of_many_scales) {
  for (std::uint32_t i = 0; i < 500; ++i) {
    SCOPED_TRACE(fmt::format("seed {}", kSeed + i));
    Random random(kSeed + i);
    const float scale = random.scale(0.001F, 0.05F);  // 255 steps stay below 15
    const std::int32_t zero = random.integer(0, 255);
    const auto logistic =
        logistic_codes(RequantMode::kDouble, {scale, zero}, workloads::kLogisticOutput);
    const auto tanh = tanh_codes(RequantMode::kDouble, {scale, zero}, workloads::kTanhOutput);
    for (std::int32_t code = 0; code < 256; ++code) {
      const auto index = static_cast<std::size_t>(code);
      ASSERT_EQ(logistic[index], gemmlowp_function(Function::kLogistic, scale, code - zero))
          << code;
      ASSERT_EQ(tanh[index], gemmlowp_function(Function::kTanh, scale, code - zero)) << code;
    }
  }
}

TEST(FunctionCodes, far_arguments_give_the_ends) {
  for (const auto mode : {RequantMode::kF32, RequantMode::kSingle, RequantMode::kDouble}) {
    const auto logistic = logistic_codes(mode, {1.0F, 128}, workloads::kLogisticOutput);
    const auto tanh = tanh_codes(mode, {1.0F, 128}, workloads::kTanhOutput);
    EXPECT_EQ(logistic[0], 0);
    EXPECT_EQ(logistic[255], 255);
    EXPECT_EQ(tanh[0], 0);
    EXPECT_EQ(tanh[255], 255);
    EXPECT_EQ(logistic[128], 128);
    EXPECT_EQ(tanh[128], 128);
  }
}

/// TFLite's reference SOFTMAX of one row of codes.
Bytes gemmlowp_softmax(float scale, float beta, const Bytes& row) {
  using Argument = gemmlowp::FixedPoint<std::int32_t, 5>;
  using Sum = gemmlowp::FixedPoint<std::int32_t, 12>;
  using Result = gemmlowp::FixedPoint<std::int32_t, 0>;
  const auto multiplier = multiplier_of(double{beta} * double{scale} * double{1 << 26});
  const auto largest_distance = std::floor(31.0 * std::ldexp(1.0, 26 - multiplier.exponent));
  const std::int32_t largest = *std::max_element(row.begin(), row.end());
  const auto exponential = [&](std::int32_t code) {
    return gemmlowp::exp_on_negative_values(
        Argument::FromRaw(multiplied_twice_rounded(code - largest, multiplier)));
  };
  Sum sum = Sum::Zero();
  for (const std::int32_t code : row) {
    if (largest - code <= largest_distance) sum = sum + gemmlowp::Rescale<12>(exponential(code));
  }
  const auto raw = static_cast<std::uint32_t>(sum.raw());
  const int zeros = __builtin_clz(raw);
  const auto fraction =
      Result::FromRaw(static_cast<std::int32_t>((raw << zeros) - (std::uint32_t{1} << 31U)));
  const auto reciprocal = gemmlowp::one_over_one_plus_x_for_x_in_0_1(fraction);
  Bytes output;
  for (const std::int32_t code : row) {
    const std::int32_t value =
        largest - code > largest_distance
            ? 0
            : gemmlowp::RoundingDivideByPOT((reciprocal * exponential(code)).raw(),
                                            12 - zeros + 31 - 8);
    output.push_back(static_cast<std::uint8_t>(std::clamp(value, 0, 255)));
  }
  return output;
}

TEST(GemmlowpSoftmax, random_rows_and_scales) {
  for (std::uint32_t i = 0; i < 300; ++i) {
    SCOPED_TRACE(fmt::format("seed {}", kSeed + i));
    Random random(kSeed + i);
    const std::int32_t length = random.integer(1, 500);  // sums beyond 2^9 stop the original
    const Quant x = random.quant(DataType::kUint8, 0.002F, 2.0F);
    const float beta = random.chance(2) ? 1.0F : random.scale(0.25F, 4.0F);
    const auto graph = graph_of(workloads::Softmax{beta}, DataType::kUint8, {{{1, length}, x}},
                                {1.0F / 256.0F, 0});
    auto row = random.bytes(static_cast<std::size_t>(length));
    const auto lowest = static_cast<std::uint8_t>(random.integer(0, 250));  // nearer to each other
    for (auto& code : row) code = static_cast<std::uint8_t>(lowest + code % (256 - lowest));
    ASSERT_EQ(outputs_of(graph, kDouble, {row}), gemmlowp_softmax(x.scale, beta, row));
  }
}

}  // namespace
}  // namespace tessera::test
