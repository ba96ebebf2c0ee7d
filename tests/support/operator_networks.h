// SPDX-License-Identifier: Apache-2.0
// Two small int8 networks in which every operator occurs that moves elements, or that computes with
// them beyond convolutions and pools: seeds of the fuzzer and subjects of damage.
#pragma once

#include "tests/support/tflite_builder.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tessera::test {

/// A network under construction; an operator's outputs are made with it.
class OperatorNetwork {
 public:
  using Shape = std::vector<std::int32_t>;

  std::int32_t tensor(Shape shape, FlatBytes data = {}) {
    spec.tensors.push_back({"t" + std::to_string(spec.tensors.size()),
                            std::move(shape),
                            9,
                            {0.05F},
                            {-3},
                            0,
                            std::move(data),
                            false});
    return static_cast<std::int32_t>(spec.tensors.size() - 1);
  }
  std::int32_t numbers(const std::vector<std::int32_t>& values) {
    spec.tensors.push_back({"n" + std::to_string(spec.tensors.size()),
                            {static_cast<std::int32_t>(values.size())},
                            2,
                            {},
                            {},
                            0,
                            to_bytes(values),
                            false});
    return static_cast<std::int32_t>(spec.tensors.size() - 1);
  }
  std::int32_t apply(std::int32_t code, std::vector<std::int32_t> inputs, Shape shape,
                     std::uint8_t options_type = 0, std::vector<FlatField> options = {}) {
    const auto output = tensor(std::move(shape));
    OperatorSpec op;
    op.code = code;
    op.inputs = std::move(inputs);
    op.outputs = {output};
    op.options_type = options_type;
    op.options = std::move(options);
    spec.operators.push_back(std::move(op));
    return output;
  }

  TfliteSpec spec;
};

/// TRANSPOSE, PAD, PADV2, SLICE, STRIDED_SLICE, PACK, UNPACK, SQUEEZE, EXPAND_DIMS, RESHAPE,
/// RESIZE_NEAREST_NEIGHBOR.
inline FlatBytes movement_network() {
  OperatorNetwork net;
  const auto x = net.tensor({1, 4, 3, 2});
  const auto turned = net.apply(39, {x, net.numbers({0, 2, 1, 3})}, {1, 3, 4, 2});
  const auto wide = net.apply(34, {turned, net.numbers({0, 0, 1, 0, 0, 2, 0, 0})}, {1, 4, 6, 2});
  const auto wider = net.apply(
      60, {wide, net.numbers({0, 0, 0, 1, 0, 0, 0, 0}), net.tensor({1}, {7})}, {1, 5, 6, 2});
  const auto part =
      net.apply(65, {wider, net.numbers({0, 1, 2, 0}), net.numbers({1, 3, -1, 2})}, {1, 3, 4, 2});
  const auto strided = net.apply(
      45, {part, net.numbers({0, 2, 0, 1}), net.numbers({1, -9, 4, 2}), net.numbers({1, -1, 2, 1})},
      {1, 3, 2}, 32, {scalar<std::int32_t>(4, 8)});
  const auto pair = net.apply(83, {strided, strided}, {1, 3, 2, 2}, 59,
                              {scalar<std::int32_t>(0, 2), scalar<std::int32_t>(1, -1)});
  const auto large =
      net.apply(97, {pair, net.numbers({4, 5})}, {1, 4, 5, 2}, 74, {scalar<std::uint8_t>(1, 1)});
  const auto flat = net.apply(22, {large, net.numbers({1, -1, 2})}, {1, 20, 2});
  const auto less = net.apply(43, {flat}, {20, 2});
  const auto more = net.apply(70, {less, net.numbers({0})}, {1, 20, 2});
  const auto first =
      net.apply(88, {more}, {1, 20}, 64, {scalar<std::int32_t>(0, 2), scalar<std::int32_t>(1, 2)});
  const auto second = net.tensor({1, 20});
  net.spec.operators.back().outputs.push_back(second);
  net.spec.inputs = {x};
  net.spec.outputs = {first, second};
  return make_tflite(net.spec);
}

/// SUB, MUL, HARD_SWISH, GELU, RELU, RELU6, RELU_N1_TO_1, LEAKY_RELU, RSQRT, TANH, BATCH_MATMUL,
/// TRANSPOSE_CONV, RESIZE_BILINEAR, SUM, REDUCE_MAX.
inline FlatBytes arithmetic_network() {
  OperatorNetwork net;
  const auto none = scalar<std::int8_t>(0, 0);
  const auto x = net.tensor({1, 3, 3, 4});
  const auto less = net.apply(41, {x, net.tensor({4}, {1, 2, 3, 4})}, {1, 3, 3, 4}, 28, {none});
  const auto product = net.apply(18, {less, x}, {1, 3, 3, 4}, 21, {none});
  auto last = product;
  for (const std::int32_t code : {117, 150, 19, 21, 20, 76}) {
    last = net.apply(code, {last}, {1, 3, 3, 4});
  }
  last = net.apply(98, {last}, {1, 3, 3, 4}, 75, {scalar(0, 0.25F)});
  const auto limited = net.apply(28, {last}, {1, 3, 3, 4});
  net.spec.tensors.back().scales = {1.0F / 128.0F};
  net.spec.tensors.back().zero_points = {0};
  const auto squares =
      net.apply(126, {limited, x}, {1, 3, 3, 3}, 101, {scalar<std::uint8_t>(1, 1)});
  const auto larger =
      net.apply(67,
                {net.numbers({1, 6, 6, 2}), net.tensor({2, 3, 3, 3}, FlatBytes(54, 5)), squares,
                 net.numbers({100, -100})},
                {1, 6, 6, 2}, 49, {scalar<std::int32_t>(1, 2), scalar<std::int32_t>(2, 2)});
  const auto smooth =
      net.apply(23, {larger, net.numbers({5, 4})}, {1, 5, 4, 2}, 15, {scalar<std::uint8_t>(3, 1)});
  const auto sum = net.apply(74, {smooth, net.numbers({1})}, {1, 4, 2}, 27);
  const auto most =
      net.apply(82, {sum, net.numbers({-1})}, {1, 4, 1}, 27, {scalar<std::uint8_t>(0, 1)});
  net.spec.inputs = {x};
  net.spec.outputs = {most};
  return make_tflite(net.spec);
}

}  // namespace tessera::test
