// SPDX-License-Identifier: Apache-2.0
// Appends operators to a list of layers, with their shapes, parameters and MACs.
#pragma once

#include "workloads/zoo/block.h"
#include "workloads/zoo/layer.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tessera::workloads::zoo {

/// A value with its shape.
struct Node {
  Value value = 0;
  Shape shape;

  [[nodiscard]] std::int32_t channels() const { return shape.back(); }
};

/// What stands between the products of a layer and its activation; it becomes weight scales and
/// bias. Parameters per channel: 2, 1, 0.
enum class Affine { kBatchNorm, kBias, kFolded };

/// How a layer with weights goes on behind its products.
struct Tail {
  std::optional<Nonlinearity> nonlinearity = std::nullopt;
  Affine affine = Affine::kBatchNorm;
  Target target = {};
  std::uint64_t more_parameters = 0;  // published parameters that were folded into the layer
  std::optional<Grid> grid = std::nullopt;
};

class LayerList final {
 public:
  [[nodiscard]] std::vector<Layer> take() && { return std::move(layers_); }

  Node conv(const std::string& name, const Node& x, std::int32_t kernel, std::int32_t stride,
            std::int32_t out, const Tail& tail);
  Node conv(const std::string& name, const Node& x, std::int32_t kernel, const Window& window,
            std::int32_t out, const Tail& tail);
  Node depthwise(const std::string& name, const Node& x, std::int32_t kernel, std::int32_t stride,
                 const Tail& tail);
  Node depthwise(const std::string& name, const Node& x, std::int32_t kernel, const Window& window,
                 const Tail& tail);
  /// A factor and a term per channel: a depthwise layer of one position.
  Node affine(const std::string& name, const Node& x, const Tail& tail);
  Node transpose_conv(const std::string& name, const Node& x, std::int32_t kernel,
                      std::int32_t stride, std::int32_t out, const Tail& tail);
  Node fully_connected(const std::string& name, const Node& x, std::int32_t out, const Tail& tail);
  Node mean(const std::string& name, const Node& x);          // over the image, dimensions kept
  Node average_pool(const std::string& name, const Node& x);  // over the image
  Node max_pool(const std::string& name, const Node& x, std::int32_t kernel, const Window& window);
  Node pad(const std::string& name, const Node& x, std::int32_t size);  // around the image
  Node resize(const std::string& name, const Node& x, std::int32_t height, std::int32_t width);
  Node concatenate(const std::string& name, const Node& a, const Node& b);  // channels
  Node add(const std::string& name, const Node& a, const Node& b,
           Activation activation = Activation::kNone);
  Node mul(const std::string& name, const Node& a, const Node& b,
           Activation activation = Activation::kNone);
  Node logistic(const std::string& name, const Node& x);
  Node reshape(const std::string& name, const Node& x, const Shape& shape);
  Node softmax(const std::string& name, const Node& x);
  /// [1, M, K] by [1, K, N], or by [1, N, K] with the last two dimensions swapped.
  Node matmul(const std::string& name, const Node& a, const Node& b, bool swap_b);

  /// Makes a value an output of the network.
  void mark_result(const Node& x);

 private:
  /// A layer with weights, and its nonlinearity where that is an operator of its own.
  Node weighted(Layer layer, const Node& x, const Tail& tail);
  Node unweighted(const std::string& name, OperatorOptions options, std::vector<Value> inputs,
                  Shape output);
  Node append(Layer layer);

  std::vector<Layer> layers_;
};

}  // namespace tessera::workloads::zoo
