// SPDX-License-Identifier: Apache-2.0
// Small networks that github.com/FrederikRogalski/tinycoral measured (bench/RESULTS.md @3d332b6):
// single fully connected layers, and its MNIST network with one image or several on top of each
// other, which windows without padding keep apart.
#include "workloads/zoo/network.h"

#include <array>

namespace tessera::workloads::zoo {
namespace {

template <std::int32_t kOutputs>
constexpr std::array kFullyConnected{classifier(kOutputs)};

/// examples/mnist.py; its two batch norms are folded.
constexpr std::array kMnist{
    unpadded(with_bias(conv(5, 1, 32))),
    unpadded(with_bias(conv(5, 1, 32))),
    max_pool(2, 2),
    unpadded(with_bias(conv(3, 1, 64))),
    unpadded(with_bias(conv(3, 1, 64))),
    max_pool(2, 2),
    classifier(10),
};

/// tools/export.py, tall=N: the last layer is a 3x3 convolution.
constexpr std::array kStackedMnist{
    unpadded(with_bias(conv(5, 1, 32))),
    unpadded(with_bias(conv(5, 1, 32))),
    max_pool(2, 2),
    unpadded(with_bias(conv(3, 1, 64))),
    unpadded(with_bias(conv(3, 1, 64))),
    max_pool(2, 2),
    unpadded(linear(with_bias(conv(3, 1, 10)))),
};

constexpr Published kSource{0.0, 0.0, "github.com/FrederikRogalski/tinycoral bench"};

template <std::int32_t kOutputs>
constexpr Network fully_connected(std::string_view name, std::int32_t inputs) {
  return {.name = name,
          .description = "one fully connected layer, outputs x inputs",
          .input = {1, 1, inputs},
          .nonlinearity = Nonlinearity::kNone,
          .blocks = kFullyConnected<kOutputs>,
          .published = kSource,
          .images = 16};
}

constexpr std::int32_t kMnistSize = 28;
constexpr std::int32_t kCalibrated = 8;  // images on top of each other

constexpr Network mnist(std::string_view name, std::string_view description,
                        std::span<const Block> blocks, std::int32_t stacked) {
  return {.name = name,
          .description = description,
          .input = {stacked * kMnistSize, kMnistSize, 1},
          .nonlinearity = Nonlinearity::kRelu,
          .blocks = blocks,
          .published = kSource,
          .images = stacked == 1 ? 16 : 4,
          .calibration = {stacked == 1 ? 0 : kCalibrated * kMnistSize, kMnistSize, 1}};
}

constexpr std::array kNetworks{
    fully_connected<64>("fc_64x64", 64),
    fully_connected<288>("fc_288x288", 288),
    fully_connected<768>("fc_768x288", 288),
    fully_connected<288>("fc_288x768", 768),
    fully_connected<1024>("fc_1024x1024", 1024),
    fully_connected<2048>("fc_2048x1024", 1024),
    fully_connected<1024>("fc_1024x4096", 4096),
    mnist("mnist_cnn", "4 convolutions, 2 pools, 1 linear layer", kMnist, 1),
    mnist("mnist_cnn_8", "8 images at once", kStackedMnist, 8),
    mnist("mnist_cnn_32", "32 images at once", kStackedMnist, 32),
    mnist("mnist_cnn_64", "64 images at once", kStackedMnist, 64),
    mnist("mnist_cnn_128", "128 images at once", kStackedMnist, 128),
};

}  // namespace

std::span<const Network> fully_connected_networks() { return kNetworks; }

}  // namespace tessera::workloads::zoo
