// SPDX-License-Identifier: Apache-2.0
#include "workloads/zoo/assemble.h"

#include "workloads/graph/builder.h"
#include "workloads/input/lcg.h"
#include "workloads/zoo/expand.h"
#include "workloads/zoo/features.h"
#include "workloads/zoo/forward.h"
#include "workloads/zoo/normalize.h"
#include "workloads/zoo/range.h"
#include "workloads/zoo/sums.h"
#include "workloads/zoo/weights.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>
#include <vector>

namespace tessera::workloads::zoo {
namespace {

/// Pixels from -1 to 1, as the networks are trained with.
constexpr Grid kInputGrid{2.0F / 255.0F, -1};
/// Values that exist once per image come from few samples.
constexpr float kVectorMargin = 1.25F;

Quantization per_tensor(Grid grid) { return {{grid.scale}, {grid.zero_point}}; }

template <class T>
Bytes bytes_of(const std::vector<T>& values) {
  Bytes bytes(values.size() * sizeof(T));
  std::memcpy(bytes.data(), values.data(), bytes.size());
  return bytes;
}

Activation activation_of(const OperatorOptions& options) {
  if (const auto* conv = std::get_if<Conv2d>(&options)) {
    return conv->activation;
  }
  if (const auto* depthwise = std::get_if<DepthwiseConv2d>(&options)) {
    return depthwise->activation;
  }
  return Activation::kNone;
}

/// Where the output channels of a layer's weights lie.
std::size_t channel_axis(const Layer& layer) {
  return std::holds_alternative<DepthwiseConv2d>(layer.options) ? 3 : 0;
}

std::vector<std::int32_t> sums_of(const Layer& layer, const Features& x,
                                  const std::vector<std::int8_t>& weights) {
  const std::vector<std::int16_t> wide(weights.begin(), weights.end());
  if (const auto* conv = std::get_if<Conv2d>(&layer.options)) {
    return conv_sums(x, conv->window, layer.weights, wide);
  }
  if (const auto* depthwise = std::get_if<DepthwiseConv2d>(&layer.options)) {
    return depthwise_sums(x, depthwise->window, layer.weights, wide);
  }
  return fully_connected_sums(x, layer.weights, wide);
}

class Assembly {
 public:
  Assembly(const Network& network, std::uint64_t seed)
      : seed_(seed),
        images_(static_cast<std::size_t>(network.images)),
        layers_(expand(network)),
        builder_(std::string(network.name)) {
    last_use_.resize(layers_.size() + 1);
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      for (const auto value : layers_[i].inputs) {
        last_use_[value] = i;
      }
    }
    input(network.resolution);
  }

  Graph run() && {
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      const auto& layer = layers_[i];
      features_.push_back(layer.weights.empty() ? plain(layer) : weighted(layer));
      for (const auto value : layer.inputs) {
        if (last_use_[value] == i) {
          features_[value].values = {};
        }
      }
    }
    builder_.output(tensors_.back());
    return builder_.build();
  }

 private:
  void input(std::int32_t resolution) {
    const Shape image{1, resolution, resolution, 3};
    tensors_.push_back(builder_.input("input", DataType::kInt8, image, per_tensor(kInputGrid)));
    const auto pixels = Lcg().bytes(images_ * static_cast<std::size_t>(element_count(image)));
    Features features{batch(image), kInputGrid, std::vector<std::int16_t>(pixels.size())};
    std::ranges::transform(pixels, features.values.begin(), [](std::uint8_t pixel) {
      return static_cast<std::int16_t>(static_cast<std::int8_t>(pixel) - kInputGrid.zero_point);
    });
    features_.push_back(std::move(features));
  }

  [[nodiscard]] Shape batch(Shape image) const {
    image[0] = static_cast<std::int32_t>(images_);
    return image;
  }

  Features weighted(const Layer& layer) {
    const auto& x = features_[layer.inputs[0]];
    const auto axis = channel_axis(layer);
    const auto weights = generate_weights(seed_, layer.name, layer.weights, axis);
    const auto sums = sums_of(layer, x, weights);
    const auto channels = static_cast<std::size_t>(layer.output.back());
    const auto norm = normalize(sums, images_, channels, x.grid.scale, layer.target,
                                Random(seed_, layer.name + "/norm"));

    std::vector<float> steps(channels);  // of the accumulators
    std::ranges::transform(norm.weight_scales, steps.begin(),
                           [&](float scale) { return x.grid.scale * scale; });
    std::vector<float> real(sums.size());
    for (std::size_t row = 0; row < real.size(); row += channels) {
      for (std::size_t c = 0; c < channels; ++c) {
        real[row + c] = steps[c] * static_cast<float>(sums[row + c] + norm.bias[c]);
      }
    }

    const std::vector<std::int64_t> zeros(channels);
    const auto weight_tensor =
        builder_.constant(layer.name + "/weights", DataType::kInt8, layer.weights,
                          Quantization{norm.weight_scales, zeros, static_cast<std::int32_t>(axis)},
                          bytes_of(weights));
    const auto bias_tensor =
        builder_.constant(layer.name + "/bias", DataType::kInt32, {layer.output.back()},
                          Quantization{steps, zeros, 0}, bytes_of(norm.bias));
    return emit(layer, {tensors_[layer.inputs[0]], weight_tensor, bias_tensor}, real, std::nullopt);
  }

  Features plain(const Layer& layer) {
    std::vector<const Features*> operands;
    std::vector<TensorIndex> inputs;
    for (const auto value : layer.inputs) {
      operands.push_back(&features_[value]);
      inputs.push_back(tensors_[value]);
    }
    if (std::holds_alternative<Mean>(layer.options)) {
      inputs.push_back(builder_.integers(layer.name + "/axes", {1, 2}));
    }
    return emit(layer, inputs, forward(layer.options, operands),
                fixed_grid(layer.options, operands));
  }

  Features emit(const Layer& layer, std::vector<TensorIndex> inputs, const std::vector<float>& real,
                std::optional<Grid> fixed) {
    const auto activation = activation_of(layer.options);
    const bool vector = element_count(layer.output) == layer.output.back();
    const Grid grid = fixed ? *fixed : choose_grid(real, activation, vector ? kVectorMargin : 1.0F);
    tensors_.push_back(builder_.add(layer.name, layer.options, std::move(inputs), DataType::kInt8,
                                    per_tensor(grid)));
    return {batch(layer.output), grid, quantize(real, activation, grid)};
  }

  std::uint64_t seed_;
  std::size_t images_;
  std::vector<Layer> layers_;
  GraphBuilder builder_;
  std::vector<std::size_t> last_use_;  // per value: the last layer that reads it
  std::vector<TensorIndex> tensors_;   // per value
  std::vector<Features> features_;     // per value; dropped after the last use
};

}  // namespace

Graph assemble(const Network& network, std::uint64_t seed) { return Assembly(network, seed).run(); }

}  // namespace tessera::workloads::zoo
