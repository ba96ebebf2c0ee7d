// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fuzz_seeds.h"

#include "tests/support/command_builder.h"
#include "tests/support/hand_program.h"
#include "tests/support/operator_networks.h"

#include <utility>

namespace tessera::test {
namespace {

/// A network under construction, operator by operator; every 8-bit tensor is uint8.
class Network {
 public:
  std::int32_t add(std::vector<std::int32_t> shape, FlatBytes data = {}, std::int8_t type = 3) {
    TensorSpec tensor;
    tensor.name = "t" + std::to_string(spec.tensors.size());
    tensor.shape = std::move(shape);
    tensor.type = type;
    if (type == 3) tensor.scales = {0.05F}, tensor.zero_points = {100};
    tensor.data = std::move(data);
    spec.tensors.push_back(std::move(tensor));
    return static_cast<std::int32_t>(spec.tensors.size() - 1);
  }
  void apply(std::int32_t code, std::vector<std::int32_t> inputs, std::vector<std::int32_t> outputs,
             std::uint8_t options_type = 0, std::vector<FlatField> options = {}) {
    OperatorSpec op;
    op.code = code;
    op.inputs = std::move(inputs);
    op.outputs = std::move(outputs);
    op.options_type = options_type;
    op.options = std::move(options);
    spec.operators.push_back(std::move(op));
  }
  TfliteSpec spec;
};

FlatBytes ramp(std::size_t bytes) {
  FlatBytes result(bytes);
  for (std::size_t i = 0; i < bytes; ++i) result[i] = static_cast<std::uint8_t>(80 + 7 * i);
  return result;
}

/// CONV_2D, DEPTHWISE_CONV_2D, MAX_POOL_2D, AVERAGE_POOL_2D, RESHAPE, FULLY_CONNECTED, SOFTMAX.
FlatBytes windows() {
  const std::vector<FlatField> stride_1 = {scalar<std::int32_t>(1, 1), scalar<std::int32_t>(2, 1)};
  auto depthwise = stride_1;
  depthwise.push_back(scalar<std::int32_t>(3, 1));
  auto pool = stride_1;
  pool.push_back(scalar<std::int32_t>(3, 2));
  pool.push_back(scalar<std::int32_t>(4, 2));
  auto whole = pool;
  whole[2] = scalar<std::int32_t>(3, 5);
  whole[3] = scalar<std::int32_t>(4, 5);
  for (auto* valid : {&pool, &whole}) valid->push_back(scalar<std::int8_t>(0, 1));

  Network net;
  const auto x = net.add({1, 6, 6, 2});
  const auto conv = net.add({1, 6, 6, 4});
  net.apply(3, {x, net.add({4, 3, 3, 2}, ramp(72)), net.add({4}, FlatBytes(16), 2)}, {conv}, 1,
            stride_1);
  const auto deep = net.add({1, 6, 6, 4});
  net.apply(4, {conv, net.add({1, 3, 3, 4}, ramp(36)), net.add({4}, FlatBytes(16), 2)}, {deep}, 2,
            depthwise);
  const auto most = net.add({1, 5, 5, 4});
  net.apply(17, {deep}, {most}, 5, pool);
  const auto mean = net.add({1, 1, 1, 4});
  net.apply(1, {most}, {mean}, 5, whole);
  const auto flat = net.add({1, 4});
  net.apply(22, {mean}, {flat});
  const auto full = net.add({1, 3});
  net.apply(9, {flat, net.add({3, 4}, ramp(12)), net.add({3}, FlatBytes(12), 2)}, {full}, 8,
            {scalar<std::int8_t>(0, 1)});
  const auto soft = net.add({1, 3});
  net.spec.tensors.back().scales = {1.0F / 256};
  net.spec.tensors.back().zero_points = {0};
  net.apply(25, {full}, {soft}, 9, {scalar(0, 1.0F)});
  net.spec.inputs = {x};
  net.spec.outputs = {soft};
  return make_tflite(net.spec);
}

/// QUANTIZE, ADD, CONCATENATION, SPLIT, LOGISTIC, MEAN, DEQUANTIZE, ARG_MAX.
FlatBytes pointwise() {
  Network net;
  const auto real = net.add({1, 2, 2, 4}, {}, 0);
  const auto x = net.add({1, 2, 2, 4});
  net.apply(114, {real}, {x});
  const auto sum = net.add({1, 2, 2, 4});
  net.spec.tensors.back().scales = {0.1F};
  net.apply(0, {x, x}, {sum}, 11, {scalar<std::int8_t>(0, 1)});
  const auto left = net.add({1, 2, 2, 2});
  const auto right = net.add({1, 2, 2, 2});
  net.apply(49, {net.add({}, to_bytes<std::int32_t>({3}), 2), x}, {left, right});
  const auto both = net.add({1, 2, 2, 4});
  net.apply(2, {right, left}, {both}, 10, {scalar<std::int32_t>(0, 3)});
  const auto gate = net.add({1, 2, 2, 4});
  net.spec.tensors.back().scales = {1.0F / 256};
  net.spec.tensors.back().zero_points = {0};
  net.apply(14, {both}, {gate});
  const auto mean = net.add({1, 4});
  net.apply(40, {x, net.add({2}, to_bytes<std::int32_t>({1, 2}), 2)}, {mean}, 27);
  const auto back = net.add({1, 2, 2, 4}, {}, 0);
  net.apply(6, {sum}, {back});
  const auto best = net.add({1}, {}, 2);
  net.apply(56, {mean, net.add({}, to_bytes<std::int32_t>({1}), 2)}, {best});
  net.spec.inputs = {real};
  net.spec.outputs = {gate, back, best};
  return make_tflite(net.spec);
}

/// Parameters in a program of their own, inference in a second one.
FlatBytes caching_pair() {
  Program nothing;
  nothing.host_transfer(4).halt();
  ExecutableSpec caching = hand_program();
  caching.type = 1;
  caching.token = 77;
  caching.inputs.clear();
  caching.outputs.clear();
  caching.bitstreams = {{nothing.bitstream(), {}}};
  ExecutableSpec inference = hand_program();
  inference.type = 2;
  inference.token = 77;
  auto host = default_host(make_custom_options(make_package({caching, inference})));
  for (auto& tensor : host.tensors)
    tensor.shape = {1, 1, 1, static_cast<std::int32_t>(kHandProgramBytes)};
  return make_tflite(host);
}

}  // namespace

std::vector<FuzzSeed> fuzz_seeds() {
  const FlatBytes code = hand_program().bitstreams[0].bytes;
  FlatBytes wide;
  for (std::span<const std::uint8_t> left = code; !left.empty();) {
    const spec::Decoded decoded = spec::decode(left, spec::Encoding::kCoral);
    const FlatBytes words = spec::encode(decoded.command, spec::Encoding::kWide);
    wide.insert(wide.end(), words.begin(), words.end());
    left = left.subspan(decoded.words * spec::kWordBytes);
  }
  return {{"edgetpu_execution", "hand_program", hand_program_file()},
          {"edgetpu_execution", "caching_pair", caching_pair()},
          {"edgetpu_execution", "layout", make_edgetpu_file({default_executable()})},
          {"command_decode", "coral", code},
          {"command_decode", "wide", wide},
          {"tflite_import", "windows", windows()},
          {"tflite_import", "pointwise", pointwise()},
          {"tflite_import", "movement", movement_network()},
          {"tflite_import", "arithmetic", arithmetic_network()}};
}

}  // namespace tessera::test
