// SPDX-License-Identifier: Apache-2.0
#include "workloads/zoo/layer_list.h"

#include "workloads/graph/window.h"

namespace tessera::workloads::zoo {
namespace {

std::uint64_t count(const Shape& shape) { return static_cast<std::uint64_t>(element_count(shape)); }

Window same_window(std::int32_t stride) { return {.stride_y = stride, .stride_x = stride}; }

/// [1, height, width, channels] of what a window leaves of an image.
Shape windowed(const Node& x, const Window& window, std::int32_t kernel, std::int32_t channels) {
  return {1, static_cast<std::int32_t>(axis_y(window, x.shape[1], kernel).output()),
          static_cast<std::int32_t>(axis_x(window, x.shape[2], kernel).output()), channels};
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
  layer.grid = tail.grid;
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
  return conv(name, x, kernel, same_window(stride), out, tail);
}

Node LayerList::conv(const std::string& name, const Node& x, std::int32_t kernel,
                     const Window& window, std::int32_t out, const Tail& tail) {
  Layer layer{.name = name,
              .options = Conv2d{window, fused(tail.nonlinearity)},
              .inputs = {},
              .output = windowed(x, window, kernel, out),
              .weights = {out, kernel, kernel, x.channels()}};
  layer.macs = count(layer.output) * count(layer.weights) / static_cast<std::uint64_t>(out);
  return weighted(std::move(layer), x, tail);
}

Node LayerList::depthwise(const std::string& name, const Node& x, std::int32_t kernel,
                          std::int32_t stride, const Tail& tail) {
  return depthwise(name, x, kernel, same_window(stride), tail);
}

Node LayerList::depthwise(const std::string& name, const Node& x, std::int32_t kernel,
                          const Window& window, const Tail& tail) {
  Layer layer{.name = name,
              .options = DepthwiseConv2d{window, 1, fused(tail.nonlinearity)},
              .inputs = {},
              .output = windowed(x, window, kernel, x.channels()),
              .weights = {1, kernel, kernel, x.channels()}};
  layer.macs = count(layer.output) * static_cast<std::uint64_t>(kernel * kernel);
  return weighted(std::move(layer), x, tail);
}

Node LayerList::affine(const std::string& name, const Node& x, const Tail& tail) {
  Tail with_term = tail;  // the factors are the layer's weights
  with_term.affine = Affine::kBias;
  return depthwise(name, x, 1, 1, with_term);
}

Node LayerList::transpose_conv(const std::string& name, const Node& x, std::int32_t kernel,
                               std::int32_t stride, std::int32_t out, const Tail& tail) {
  Layer layer{.name = name,
              .options = TransposeConv{same_window(stride), fused(tail.nonlinearity)},
              .inputs = {},
              .output = {1, x.shape[1] * stride, x.shape[2] * stride, out},
              .weights = {out, kernel, kernel, x.channels()}};
  layer.numbers = {layer.output.begin(), layer.output.end()};
  layer.macs = count(x.shape) * count(layer.weights) / static_cast<std::uint64_t>(x.channels());
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
  auto node = unweighted(name, Mean{.keep_dimensions = true}, {x.value}, {1, 1, 1, x.channels()});
  layers_.back().numbers = {1, 2};  // axes
  return node;
}

Node LayerList::average_pool(const std::string& name, const Node& x) {
  const Pool2d pool{.kind = Pool2d::Kind::kAverage,
                    .window = {.padding = Padding::kValid},
                    .filter_y = x.shape[1],
                    .filter_x = x.shape[2]};
  return unweighted(name, pool, {x.value}, {1, 1, 1, x.channels()});
}

Node LayerList::max_pool(const std::string& name, const Node& x, std::int32_t kernel,
                         const Window& window) {
  const Pool2d pool{
      .kind = Pool2d::Kind::kMax, .window = window, .filter_y = kernel, .filter_x = kernel};
  return unweighted(name, pool, {x.value}, windowed(x, window, kernel, x.channels()));
}

Node LayerList::pad(const std::string& name, const Node& x, std::int32_t size) {
  const std::int32_t y = size - x.shape[1];
  const std::int32_t column = size - x.shape[2];
  auto node = unweighted(name, Pad{}, {x.value}, {1, size, size, x.channels()});
  layers_.back().numbers = {0, 0, y / 2, y - y / 2, column / 2, column - column / 2, 0, 0};
  return node;
}

Node LayerList::resize(const std::string& name, const Node& x, std::int32_t height,
                       std::int32_t width) {
  auto node = unweighted(name, ResizeBilinear{.align_corners = true}, {x.value},
                         {1, height, width, x.channels()});
  layers_.back().numbers = {height, width};
  return node;
}

Node LayerList::concatenate(const std::string& name, const Node& a, const Node& b) {
  Shape shape = a.shape;
  shape[3] += b.shape[3];
  return unweighted(name, Concatenation{3, Activation::kNone}, {a.value, b.value}, shape);
}

Node LayerList::add(const std::string& name, const Node& a, const Node& b, Activation activation) {
  return unweighted(name, Add{activation}, {a.value, b.value}, a.shape);
}

Node LayerList::mul(const std::string& name, const Node& a, const Node& b, Activation activation) {
  return unweighted(name, Mul{activation}, {a.value, b.value}, a.shape);
}

Node LayerList::logistic(const std::string& name, const Node& x) {
  return unweighted(name, Logistic{}, {x.value}, x.shape);
}

void LayerList::mark_result(const Node& x) { layers_.at(x.value - 1).result = true; }

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
