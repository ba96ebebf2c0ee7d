// SPDX-License-Identifier: Apache-2.0
#include "workloads/zoo/layer_list.h"

#include "workloads/graph/window.h"

namespace tessera::workloads::zoo {
namespace {

std::uint64_t count(const Shape& shape) { return static_cast<std::uint64_t>(element_count(shape)); }

Window same_window(std::int32_t stride) { return {.stride_y = stride, .stride_x = stride}; }

std::int32_t strided(std::int32_t size, std::int32_t stride) {
  return (size + stride - 1) / stride;
}

/// The clamp that the layer itself applies.
Activation fused(std::optional<Nonlinearity> nonlinearity) {
  if (nonlinearity == Nonlinearity::kRelu) {
    return Activation::kRelu;
  }
  return nonlinearity == Nonlinearity::kRelu6 ? Activation::kRelu6 : Activation::kNone;
}

std::uint64_t parameters_per_channel(Affine affine) {
  switch (affine) {
    case Affine::kBatchNorm:
      return 2;
    case Affine::kBias:
      return 1;
    case Affine::kFolded:
      break;
  }
  return 0;
}

}  // namespace

Node LayerList::append(Layer layer) {
  Node node{layers_.size() + 1, layer.output};
  layers_.push_back(std::move(layer));
  return node;
}

Node LayerList::weighted(Layer layer, const Node& x, const Tail& tail) {
  layer.inputs = {x.value};
  layer.target = tail.target;
  layer.parameters =
      count(layer.weights) +
      parameters_per_channel(tail.affine) * static_cast<std::uint64_t>(layer.output.back()) +
      tail.more_parameters;
  const auto name = layer.name;
  auto node = append(std::move(layer));
  if (tail.nonlinearity == Nonlinearity::kHardSwish) {
    return unweighted(name + "/hard_swish", HardSwish{}, {node.value}, node.shape);
  }
  if (tail.nonlinearity == Nonlinearity::kGelu) {
    return unweighted(name + "/gelu", Gelu{}, {node.value}, node.shape);
  }
  return node;
}

Node LayerList::conv(const std::string& name, const Node& x, std::int32_t kernel,
                     std::int32_t stride, std::int32_t out, const Tail& tail) {
  Layer layer{.name = name,
              .options = Conv2d{same_window(stride), fused(tail.nonlinearity)},
              .inputs = {},
              .output = {1, strided(x.shape[1], stride), strided(x.shape[2], stride), out},
              .weights = {out, kernel, kernel, x.channels()}};
  layer.macs = count(layer.output) * count(layer.weights) / static_cast<std::uint64_t>(out);
  return weighted(std::move(layer), x, tail);
}

Node LayerList::depthwise(const std::string& name, const Node& x, std::int32_t kernel,
                          std::int32_t stride, const Tail& tail) {
  Layer layer{.name = name,
              .options = DepthwiseConv2d{same_window(stride), 1, fused(tail.nonlinearity)},
              .inputs = {},
              .output = {1, strided(x.shape[1], stride), strided(x.shape[2], stride), x.channels()},
              .weights = {1, kernel, kernel, x.channels()}};
  layer.macs = count(layer.output) * static_cast<std::uint64_t>(kernel * kernel);
  return weighted(std::move(layer), x, tail);
}

Node LayerList::fully_connected(const std::string& name, const Node& x, std::int32_t out,
                                const Tail& tail) {
  const auto inputs = static_cast<std::int32_t>(element_count(x.shape));
  Layer layer{.name = name,
              .options = FullyConnected{fused(tail.nonlinearity)},
              .inputs = {},
              .output = {1, out},
              .weights = {out, inputs}};
  layer.macs = count(layer.weights);
  return weighted(std::move(layer), x, tail);
}

Node LayerList::unweighted(const std::string& name, OperatorOptions options,
                           std::vector<Value> inputs, Shape output) {
  return append({.name = name,
                 .options = std::move(options),
                 .inputs = std::move(inputs),
                 .output = std::move(output),
                 .weights = {}});
}

Node LayerList::mean(const std::string& name, const Node& x) {
  return unweighted(name, Mean{.keep_dimensions = true}, {x.value}, {1, 1, 1, x.channels()});
}

Node LayerList::average_pool(const std::string& name, const Node& x) {
  const Pool2d pool{.kind = Pool2d::Kind::kAverage,
                    .window = {.padding = Padding::kValid},
                    .filter_y = x.shape[1],
                    .filter_x = x.shape[2]};
  return unweighted(name, pool, {x.value}, {1, 1, 1, x.channels()});
}

Node LayerList::add(const std::string& name, const Node& a, const Node& b) {
  return unweighted(name, Add{}, {a.value, b.value}, a.shape);
}

Node LayerList::mul(const std::string& name, const Node& a, const Node& b) {
  return unweighted(name, Mul{}, {a.value, b.value}, a.shape);
}

Node LayerList::reshape(const std::string& name, const Node& x, const Shape& shape) {
  return unweighted(name, Reshape{shape}, {x.value}, shape);
}

Node LayerList::softmax(const std::string& name, const Node& x) {
  return unweighted(name, Softmax{}, {x.value}, x.shape);
}

Node LayerList::matmul(const std::string& name, const Node& a, const Node& b, bool swap_b) {
  const std::int32_t columns = swap_b ? b.shape[1] : b.shape[2];
  Layer layer{.name = name,
              .options = BatchMatmul{.adjoint_b = swap_b},
              .inputs = {a.value, b.value},
              .output = {1, a.shape[1], columns},
              .weights = {}};
  layer.macs = count(a.shape) * static_cast<std::uint64_t>(columns);
  return append(std::move(layer));
}

}  // namespace tessera::workloads::zoo
