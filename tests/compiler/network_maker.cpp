// SPDX-License-Identifier: Apache-2.0
#include "tests/compiler/network_maker.h"

#include <cmath>
#include <cstring>

namespace tessera::test {

using workloads::Bytes;
using workloads::DataType;
using workloads::Quantization;
using workloads::Shape;
using workloads::Tensor;

Quantization NetworkMaker::activation_quantization() {
  const float scale = 0.01F + 0.001F * static_cast<float>(pick(50));
  const auto zero = static_cast<std::int64_t>(pick(120));
  return {{scale}, {signed_ ? zero - 60 : zero + 60}, 0};
}

Quantization NetworkMaker::weight_quantization(std::int32_t channels, std::int32_t axis,
                                               float fan_in) {
  // Sums of random products of full range come out at about the width of the output's range.
  const auto scale = [&] {
    return (0.5F + 0.01F * static_cast<float>(pick(100))) / (40.0F * std::sqrt(fan_in));
  };
  if (!signed_) return {{scale()}, {static_cast<std::int64_t>(100 + pick(60))}, 0};
  Quantization result;
  result.axis = axis;
  for (std::int32_t c = 0; c < channels; ++c) {
    result.scales.push_back(scale());
    result.zero_points.push_back(0);
  }
  return result;
}

NetworkMaker::Index NetworkMaker::weights(const Shape& shape, const Quantization& quantization) {
  Bytes contents = random_.bytes(static_cast<std::size_t>(workloads::element_count(shape)));
  if (signed_)
    for (auto& byte : contents)
      if (byte == 0x80) byte = 0x81;
  return builder_.constant(name("weights"), type(), shape, quantization, std::move(contents));
}

NetworkMaker::Index NetworkMaker::bias(Index x, const Quantization& weights,
                                       std::int32_t channels) {
  Quantization quantization;
  Bytes contents(4 * static_cast<std::size_t>(channels));
  for (std::int32_t c = 0; c < channels; ++c) {
    const float weight = weights.scales.size() == 1 ? weights.scales[0]
                                                    : weights.scales[static_cast<std::size_t>(c)];
    quantization.scales.push_back(builder_.tensor(x).quantization->scales[0] * weight);
    quantization.zero_points.push_back(0);
    const auto value = static_cast<std::int32_t>(pick(4001)) - 2000;
    std::memcpy(contents.data() + 4 * static_cast<std::size_t>(c), &value, 4);
  }
  if (channels == 1 || weights.scales.size() == 1) {
    quantization.scales.resize(1);
    quantization.zero_points.resize(1);
  }
  return builder_.constant(name("bias"), DataType::kInt32, {channels}, quantization,
                           std::move(contents));
}

NetworkMaker::Index NetworkMaker::input(const Shape& shape) {
  return builder_.input(name("input"), type(), shape, activation_quantization());
}

NetworkMaker::Index NetworkMaker::conv(Index x, std::int32_t outputs, std::int32_t kernel_y,
                                       std::int32_t kernel_x, const workloads::Window& window,
                                       workloads::Activation activation) {
  return conv(x, outputs, kernel_y, kernel_x, window, activation, activation_quantization());
}

NetworkMaker::Index NetworkMaker::conv_like(Index x, std::int32_t outputs,
                                            const Quantization& quantization) {
  return conv(x, outputs, 1, 1, {}, workloads::Activation::kNone, quantization);
}

NetworkMaker::Index NetworkMaker::conv(Index x, std::int32_t outputs, std::int32_t kernel_y,
                                       std::int32_t kernel_x, const workloads::Window& window,
                                       workloads::Activation activation,
                                       const Quantization& quantization) {
  const std::int32_t inputs = builder_.tensor(x).shape[3];
  const Quantization scales =
      weight_quantization(outputs, 0, static_cast<float>(inputs * kernel_y * kernel_x));
  const Index w = weights({outputs, kernel_y, kernel_x, inputs}, scales);
  const Index b = bias(x, scales, outputs);
  return builder_.add(name("conv"), workloads::Conv2d{window, activation}, {x, w, b}, type(),
                      quantization);
}

NetworkMaker::Index NetworkMaker::depthwise(Index x, std::int32_t multiplier, std::int32_t kernel_y,
                                            std::int32_t kernel_x, const workloads::Window& window,
                                            workloads::Activation activation) {
  const std::int32_t outputs = builder_.tensor(x).shape[3] * multiplier;
  const Quantization scales =
      weight_quantization(outputs, 3, static_cast<float>(kernel_y * kernel_x));
  const Index w = weights({1, kernel_y, kernel_x, outputs}, scales);
  const Index b = bias(x, scales, outputs);
  return builder_.add(name("depthwise"), workloads::DepthwiseConv2d{window, multiplier, activation},
                      {x, w, b}, type(), activation_quantization());
}

NetworkMaker::Index NetworkMaker::transpose_conv(Index x, std::int32_t outputs,
                                                 std::int32_t kernel_y, std::int32_t kernel_x,
                                                 std::int32_t stride,
                                                 workloads::Activation activation,
                                                 const std::optional<Quantization>& quantization) {
  const Shape image = builder_.tensor(x).shape;
  // An output sees one tap in `stride` along either axis.
  const Quantization scales = weight_quantization(
      outputs, 0,
      static_cast<float>(kernel_y * kernel_x * image[3]) / static_cast<float>(stride * stride));
  const Index w = weights({outputs, kernel_y, kernel_x, image[3]}, scales);
  const Index b = bias(x, scales, outputs);
  const Index shape =
      builder_.integers(name("shape"), {1, image[1] * stride, image[2] * stride, outputs});
  const workloads::Window window{workloads::Padding::kSame, stride, stride, 1, 1};
  return builder_.add(name("transpose_conv"), workloads::TransposeConv{window, activation},
                      {shape, w, x, b}, type(),
                      quantization ? *quantization : activation_quantization());
}

NetworkMaker::Index NetworkMaker::fully_connected(Index x, std::int32_t outputs) {
  const auto inputs = static_cast<std::int32_t>(builder_.tensor(x).elements());
  Quantization scales = weight_quantization(outputs, 0, static_cast<float>(inputs));
  scales.scales.resize(1);
  scales.zero_points.resize(1);
  const Index w = weights({outputs, inputs}, scales);
  const Index b = bias(x, scales, outputs);
  return builder_.add(name("dense"), workloads::FullyConnected{}, {x, w, b}, type(),
                      activation_quantization());
}

NetworkMaker::Index NetworkMaker::average_pool(Index x, std::int32_t kernel_y,
                                               std::int32_t kernel_x,
                                               const workloads::Window& window,
                                               workloads::Activation activation) {
  workloads::Pool2d pool;
  pool.activation = activation;
  pool.window = window;
  pool.filter_y = kernel_y;
  pool.filter_x = kernel_x;
  return builder_.add(name("pool"), pool, {x}, type(), *builder_.tensor(x).quantization);
}

NetworkMaker::Index NetworkMaker::max_pool(Index x, std::int32_t kernel_y, std::int32_t kernel_x,
                                           const workloads::Window& window,
                                           workloads::Activation activation) {
  workloads::Pool2d pool;
  pool.kind = workloads::Pool2d::Kind::kMax;
  pool.activation = activation;
  pool.window = window;
  pool.filter_y = kernel_y;
  pool.filter_x = kernel_x;
  return builder_.add(name("max_pool"), pool, {x}, type(), *builder_.tensor(x).quantization);
}

NetworkMaker::Index NetworkMaker::mean(Index x, std::optional<Quantization> quantization,
                                       bool keep_dimensions) {
  const Index axes = builder_.integers(name("axes"), {1, 2});
  return builder_.add(name("mean"), workloads::Mean{keep_dimensions}, {x, axes}, type(),
                      quantization ? *quantization : activation_quantization());
}

NetworkMaker::Index NetworkMaker::add(Index a, Index b) {
  return builder_.add(name("add"), workloads::Add{}, {a, b}, type(), activation_quantization());
}

NetworkMaker::Index NetworkMaker::sub(Index a, Index b) {
  return builder_.add(name("sub"), workloads::Sub{}, {a, b}, type(), activation_quantization());
}

NetworkMaker::Index NetworkMaker::mul(Index a, Index b) {
  return builder_.add(name("mul"), workloads::Mul{}, {a, b}, type(), product_quantization(a, b));
}

NetworkMaker::Index NetworkMaker::mul_by_constants(Index x) {
  const auto channels = static_cast<std::int32_t>(builder_.tensor(x).shape.back());
  const Index factors =
      builder_.constant(name("factors"), type(), {channels}, activation_quantization(),
                        random_.bytes(static_cast<std::size_t>(channels)));
  return mul(factors, x);
}

/// Products of full range come out at about the width of the output's range.
Quantization NetworkMaker::product_quantization(Index a, Index b) {
  Quantization result = activation_quantization();
  result.scales[0] = builder_.tensor(a).quantization->scales[0] *
                     builder_.tensor(b).quantization->scales[0] *
                     (30.0F + static_cast<float>(pick(60)));
  return result;
}

NetworkMaker::Index NetworkMaker::function(Index x, std::uint32_t which) {
  using namespace workloads;
  Quantization out = activation_quantization();
  const auto made = [&](const OperatorOptions& op) {
    return builder_.add(name("function"), op, {x}, type(), out);
  };
  const auto with_constant = [&](const OperatorOptions& op) {
    const Index constant = builder_.constant(name("constant"), type(), {1},
                                             activation_quantization(), random_.bytes(1));
    return builder_.add(name("function"), op, {x, constant}, type(), out);
  };
  switch (which) {
    case 0:
      return made(HardSwish{});
    case 1:
      out = {{1.0F / 256}, {signed_ ? -128 : 0}, 0};
      return made(Logistic{});
    case 2:
      out = {{1.0F / 128}, {signed_ ? 0 : 128}, 0};
      return made(Tanh{});
    case 3:
      return made(Gelu{pick(2) == 0});
    case 4:
      return made(Relu{Relu::Kind::kRelu});
    case 5:
      return made(Relu{Relu::Kind::kRelu6});
    case 6:
      return made(Relu{Relu::Kind::kReluN1To1});
    case 7:
      return made(LeakyRelu{0.01F * static_cast<float>(pick(60))});
    case 8:
      return made(Quantize{});
    case 9:
      return with_constant(Mul{});
    default:
      return with_constant(Add{});
  }
}

NetworkMaker::Index NetworkMaker::pad(Index x, const std::vector<std::int32_t>& before_and_after) {
  const Quantization same = *builder_.tensor(x).quantization;
  Bytes contents(4 * before_and_after.size());
  std::memcpy(contents.data(), before_and_after.data(), contents.size());
  const Index around = builder_.constant(
      name("around"), DataType::kInt32, {static_cast<std::int32_t>(before_and_after.size() / 2), 2},
      {}, std::move(contents));
  return builder_.add(name("pad"), workloads::Pad{}, {x, around}, type(), same);
}

std::vector<NetworkMaker::Index> NetworkMaker::split(Index x, std::int32_t parts) {
  const Quantization same = *builder_.tensor(x).quantization;
  const Index axis = builder_.integers(name("axis"), {-1});
  return builder_.add_all(name("split"), workloads::Split{parts}, {axis, x}, type(), same);
}

NetworkMaker::Index NetworkMaker::concatenation(const std::vector<Index>& parts) {
  const Quantization same = *builder_.tensor(parts[0]).quantization;
  return builder_.add(name("concatenation"), workloads::Concatenation{-1, {}}, parts, type(), same);
}

NetworkMaker::Index NetworkMaker::slice(Index x, const std::vector<std::int32_t>& begin,
                                        const std::vector<std::int32_t>& size) {
  const Quantization same = *builder_.tensor(x).quantization;
  const Index from = builder_.integers(name("begin"), begin);
  const Index count = builder_.integers(name("size"), size);
  return builder_.add(name("slice"), workloads::Slice{}, {x, from, count}, type(), same);
}

NetworkMaker::Index NetworkMaker::softmax(Index x) {
  Quantization out{{1.0F / 256}, {signed_ ? -128 : 0}, 0};
  return builder_.add(name("softmax"), workloads::Softmax{}, {x}, type(), out);
}

workloads::Graph NetworkMaker::build(Index output) { return build(std::vector<Index>{output}); }

workloads::Graph NetworkMaker::build(const std::vector<Index>& outputs) {
  for (const Index output : outputs) builder_.output(output);
  return builder_.build();
}

}  // namespace tessera::test
