// SPDX-License-Identifier: Apache-2.0
// Stacks of one layer that others measured on an Edge TPU, from the generators beside their
// figures: github.com/iwatake2222/EdgeTPU_Analysis Ops/model_generator_conv.py and
// model_generator_dense.py. The input is 2x2x3 in all of them, so that it costs nothing to send;
// Keras, biases, ReLU.
#include "workloads/zoo/network.h"

#include <array>

namespace tessera::workloads::zoo {
namespace {

constexpr std::int32_t kSize = 128;
/// Layers far inside see no border; 32 positions show their values as well as 128 do.
constexpr std::int32_t kCalibrationSize = 32;

/// 7x7 convolutions to 32 channels at 128x128, then one corner of the result to a single value.
template <std::int32_t kLayers>
constexpr std::array kConvStack{
    pad_to(kSize, kCalibrationSize),
    repeated(with_bias(conv(7, 1, 32)), kLayers),
    unpadded(with_bias(conv(1, kSize, 1))),
};

template <std::int32_t kUnits, std::int32_t kLayers>
constexpr std::array kDenseStack{dense(kUnits, kLayers), dense(1)};

/// The same author's "trivial" model is not named; this is the smallest his generators make.
constexpr std::array kTrivial{dense(1)};

constexpr std::string_view kConv = "7x7 convolutions, 32 channels, 128x128";
constexpr std::string_view kDense = "fully connected layers";

constexpr Network make(std::string_view name, std::string_view description,
                       std::span<const Block> blocks, std::int32_t images) {
  return {.name = name,
          .description = description,
          .input = square(2),
          .nonlinearity = Nonlinearity::kRelu,
          .blocks = blocks,
          .published = {0.0, 0.0, "github.com/iwatake2222/EdgeTPU_Analysis Ops"},
          .images = images};
}

template <std::int32_t kLayers>
constexpr Network conv_stack(std::string_view name) {
  return make(name, kConv, kConvStack<kLayers>, 4);
}

template <std::int32_t kUnits, std::int32_t kLayers>
constexpr Network dense_stack(std::string_view name) {
  return make(name, kDense, kDenseStack<kUnits, kLayers>, 16);
}

constexpr std::array kNetworks{
    make("trivial", "one fully connected layer of one output", kTrivial, 16),
    conv_stack<10>("conv_stack_10"),
    conv_stack<25>("conv_stack_25"),
    conv_stack<50>("conv_stack_50"),
    conv_stack<75>("conv_stack_75"),
    conv_stack<100>("conv_stack_100"),
    conv_stack<150>("conv_stack_150"),
    conv_stack<200>("conv_stack_200"),
    conv_stack<250>("conv_stack_250"),
    conv_stack<300>("conv_stack_300"),
    dense_stack<100, 100>("dense_stack_100x100"),
    dense_stack<100, 200>("dense_stack_100x200"),
    dense_stack<100, 300>("dense_stack_100x300"),
    dense_stack<100, 400>("dense_stack_100x400"),
    dense_stack<100, 500>("dense_stack_100x500"),
    dense_stack<100, 600>("dense_stack_100x600"),
    dense_stack<100, 700>("dense_stack_100x700"),
    dense_stack<100, 800>("dense_stack_100x800"),
    dense_stack<100, 900>("dense_stack_100x900"),
    dense_stack<150, 100>("dense_stack_150x100"),
    dense_stack<200, 100>("dense_stack_200x100"),
    dense_stack<250, 100>("dense_stack_250x100"),
    dense_stack<300, 100>("dense_stack_300x100"),
    dense_stack<350, 100>("dense_stack_350x100"),
    dense_stack<400, 100>("dense_stack_400x100"),
};

}  // namespace

std::span<const Network> stack_networks() { return kNetworks; }

}  // namespace tessera::workloads::zoo
