// SPDX-License-Identifier: Apache-2.0
#include "workloads/zoo/assemble.h"

#include "workloads/error.h"
#include "workloads/graph/builder.h"
#include "workloads/input/lcg.h"
#include "workloads/zoo/expand.h"
#include "workloads/zoo/features.h"
#include "workloads/zoo/forward.h"
#include "workloads/zoo/normalize.h"
#include "workloads/zoo/range.h"
#include "workloads/zoo/sums.h"
#include "workloads/zoo/weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>
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

template <class Options>
concept Activated = requires(const Options& options) {
  options.activation;
};

Activation activation_of(const OperatorOptions& options) {
  return std::visit(
      []<class Options>(const Options& of) {
        if constexpr (Activated<Options>) {
          return of.activation;
        } else {
          return Activation::kNone;
        }
      },
      options);
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
  if (const auto* transposed = std::get_if<TransposeConv>(&layer.options)) {
    return transpose_conv_sums(x, transposed->window, layer.weights, layer.output, wide);
  }
  return fully_connected_sums(x, layer.weights, wide);
}

class Assembly {
 public:
  Assembly(const Network& network, std::uint64_t seed)
      : seed_(seed),
        images_(static_cast<std::size_t>(network.images)),
        layers_(expand(network)),
        calibrated_(expand_for_calibration(network)),
        builder_(std::string(network.name)) {
    check_weights(network);
    last_use_.resize(layers_.size() + 1);
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      for (const auto value : layers_[i].inputs) {
        last_use_[value] = i;
      }
    }
    const auto& size = network.calibration.height == 0 ? network.input : network.calibration;
    input(network.input, size);
  }

  Graph run() && {
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      const auto& layer = layers_[i];
      features_.push_back(layer.weights.empty() ? plain(i) : weighted(i));
      for (const auto value : layer.inputs) {
        if (last_use_[value] == i) {
          features_[value].values = {};
        }
      }
    }
    outputs();
    return builder_.build();
  }

 private:
  /// Layers that see a whole image as one vector have no other size.
  void check_weights(const Network& network) const {
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      if (layers_[i].weights != calibrated_[i].weights) {
        throw Error(fmt::format("zoo: {} cannot be calibrated at another size: {} has weights {}",
                                network.name, layers_[i].name, to_string(layers_[i].weights)));
      }
    }
  }

  void outputs() {
    bool marked = false;
    for (std::size_t i = 0; i < layers_.size(); ++i) {
      if (layers_[i].result) {
        builder_.output(tensors_[i + 1]);
        marked = true;
      }
    }
    if (!marked) {
      builder_.output(tensors_.back());
    }
  }

  void input(const ImageSize& size, const ImageSize& calibration) {
    tensors_.push_back(builder_.input("input", DataType::kInt8,
                                      {1, size.height, size.width, size.channels},
                                      per_tensor(kInputGrid)));
    const Shape image{1, calibration.height, calibration.width, calibration.channels};
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

  Features weighted(std::size_t index) {
    const auto& layer = calibrated_[index];
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
    const auto tensor = tensors_[layer.inputs[0]];
    if (std::holds_alternative<TransposeConv>(layer.options)) {
      return emit(index, {numbers(layers_[index]), weight_tensor, tensor, bias_tensor}, real,
                  layer.grid);
    }
    return emit(index, {tensor, weight_tensor, bias_tensor}, real, layer.grid);
  }

  Features plain(std::size_t index) {
    const auto& layer = calibrated_[index];
    std::vector<const Features*> operands;
    std::vector<TensorIndex> inputs;
    for (const auto value : layer.inputs) {
      operands.push_back(&features_[value]);
      inputs.push_back(tensors_[value]);
    }
    if (!layer.numbers.empty()) {
      inputs.push_back(numbers(layers_[index]));
    }
    return emit(index, inputs, forward(layer.options, operands, layer.output),
                fixed_grid(layer.options, operands));
  }

  /// The operand that says where elements go; a PAD's has a row for each dimension.
  TensorIndex numbers(const Layer& layer) {
    const auto& name = layer.name + (std::holds_alternative<Mean>(layer.options) ? "/axes" : "/to");
    if (std::holds_alternative<Pad>(layer.options)) {
      const auto rows = static_cast<std::int32_t>(layer.numbers.size() / 2);
      return builder_.constant(name, DataType::kInt32, {rows, 2}, std::nullopt,
                               bytes_of(layer.numbers));
    }
    return builder_.integers(name, layer.numbers);
  }

  Features emit(std::size_t index, std::vector<TensorIndex> inputs, const std::vector<float>& real,
                std::optional<Grid> fixed) {
    const auto& layer = calibrated_[index];
    const auto activation = activation_of(layer.options);
    const bool vector = element_count(layer.output) == layer.output.back();
    const Grid grid = fixed ? *fixed : choose_grid(real, activation, vector ? kVectorMargin : 1.0F);
    tensors_.push_back(builder_.add(layer.name, layers_[index].options, std::move(inputs),
                                    DataType::kInt8, per_tensor(grid)));
    return {batch(layer.output), grid, quantize(real, activation, grid)};
  }

  std::uint64_t seed_;
  std::size_t images_;
  std::vector<Layer> layers_;
  std::vector<Layer> calibrated_;  // the same on the calibration's images
  GraphBuilder builder_;
  std::vector<std::size_t> last_use_;  // per value: the last layer that reads it
  std::vector<TensorIndex> tensors_;   // per value
  std::vector<Features> features_;     // per value; dropped after the last use
};

}  // namespace

Graph assemble(const Network& network, std::uint64_t seed) { return Assembly(network, seed).run(); }

}  // namespace tessera::workloads::zoo
