// SPDX-License-Identifier: Apache-2.0
// Random small networks over all operators: compiled, executed, equal to the reference in every
// byte. A test prints the number of the network that fails; network N of a test is made from seed
// N.
#include "hw/spec/system_loader.h"
#include "tests/compiler/network_maker.h"
#include "tests/support/direct_host.h"
#include "tests/support/scramble.h"
#include "workloads/compiler/compile.h"
#include "workloads/error.h"
#include "workloads/reference/executor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <string>

namespace tessera::test {
namespace {

using workloads::Activation;
using workloads::Bytes;
using workloads::Padding;
using workloads::TensorIndex;
using workloads::Window;

/// Grows a network of images, then perhaps a head of vectors.
class RandomNetwork {
 public:
  /// Images of up to `largest` rows and columns.
  explicit RandomNetwork(std::uint32_t seed, std::int32_t largest = 20)
      : net_(seed * 2654435761U + 1, seed % 3 != 0), largest_(largest) {}

  workloads::Graph make() {
    TensorIndex x = net_.input({1, size(1, largest_), size(1, largest_), size(1, 24)});
    const std::uint32_t layers = 1 + net_.pick(4);
    for (std::uint32_t i = 0; i < layers; ++i) x = layer(x);
    std::vector<TensorIndex> outputs;
    if (net_.pick(4) == 0) outputs.push_back(x);
    if (net_.pick(2) == 0) x = head(x);
    if (outputs.empty() || outputs.back() != x) outputs.push_back(x);
    return net_.build(outputs);
  }

 private:
  std::int32_t size(std::int32_t low, std::int32_t high) {
    return low + static_cast<std::int32_t>(net_.pick(static_cast<std::uint32_t>(high - low + 1)));
  }
  Activation activation() {
    constexpr Activation kAll[] = {Activation::kNone, Activation::kRelu, Activation::kRelu6,
                                   Activation::kReluN1To1};
    return kAll[net_.pick(4)];
  }
  /// A window that fits an axis of this length.
  std::int32_t kernel(std::int32_t length, Padding padding, std::int32_t dilation) {
    const std::int32_t most = padding == Padding::kSame ? 5 : (length - 1) / dilation + 1;
    return size(1, std::min(5, most));
  }
  Window window() {
    Window result;
    result.padding = net_.pick(2) == 0 ? Padding::kSame : Padding::kValid;
    result.stride_y = size(1, 3);
    result.stride_x = net_.pick(3) == 0 ? size(1, 3) : result.stride_y;
    if (net_.pick(4) == 0) {
      result.stride_y = result.stride_x = 1;
      result.dilation_y = size(1, 3);
      result.dilation_x = size(1, 3);
    }
    return result;
  }

  TensorIndex layer(TensorIndex x) {
    const workloads::Shape shape = net_.tensor(x).shape;
    const Window w = window();
    const std::int32_t ky = kernel(shape[1], w.padding, w.dilation_y);
    const std::int32_t kx = kernel(shape[2], w.padding, w.dilation_x);
    switch (net_.pick(13)) {
      case 0:
        return net_.conv(x, size(1, 40), 1, 1, {}, activation());
      case 1:
        return net_.conv(x, size(1, 150), ky, kx, w, activation());
      case 2:
        return net_.depthwise(x, net_.pick(4) == 0 ? size(2, 3) : 1, ky, kx, w, activation());
      case 3:
        return net_.add(x, net_.conv(x, shape[3], 3, 3, {}, activation()));
      case 4: {
        Window pool;
        pool.padding = Padding::kValid;
        pool.stride_y = size(1, 2);
        pool.stride_x = size(1, 2);
        return net_.average_pool(x, size(1, std::min(shape[1], 4)), size(1, std::min(shape[2], 4)),
                                 pool);
      }
      case 5:
        return net_.function(x, net_.pick(NetworkMaker::kFunctions));
      case 6:
        return net_.sub(net_.conv(x, shape[3], 1, 1, {}), x);
      case 7:
        return product(x);
      case 9:
      case 10:
        return movement(x);
      case 8: {
        Window pool = w;
        pool.dilation_y = pool.dilation_x = 1;
        return net_.max_pool(x, kernel(shape[1], w.padding, 1), kernel(shape[2], w.padding, 1),
                             pool, activation());
      }
      default:
        return net_.add(net_.conv(x, 16, 1, 1, {}),
                        net_.depthwise(net_.conv(x, 16, 1, 1, {}), 1, 3, 3, {}));
    }
  }

  TensorIndex movement(TensorIndex x) {
    const workloads::Shape shape = net_.tensor(x).shape;
    const workloads::Quantization same = *net_.tensor(x).quantization;
    switch (net_.pick(5)) {
      case 0: {  // a padding that a convolution takes in
        const TensorIndex padded = net_.pad(x, around(0, 3));
        const workloads::Shape larger = net_.tensor(padded).shape;
        const std::int32_t ky = kernel(larger[1], Padding::kValid, 1);
        const std::int32_t kx = kernel(larger[2], Padding::kValid, 1);
        return net_.pick(2) == 0 ? net_.conv(padded, size(1, 30), ky, kx, wide_open(), activation())
                                 : net_.depthwise(padded, 1, ky, kx, wide_open(), activation());
      }
      case 1:
        return net_.pad(x, around(0, 5));
      case 2: {
        const std::int32_t y = size(0, shape[1] - 1);
        const std::int32_t column = size(0, shape[2] - 1);
        const std::int32_t channel = size(0, shape[3] - 1);
        return net_.slice(
            x, {0, y, column, channel},
            {1, size(1, shape[1] - y), size(1, shape[2] - column), size(1, shape[3] - channel)});
      }
      case 3: {
        const std::vector<TensorIndex> parts =
            net_.split(net_.conv_like(x, 2 * size(1, 12), same), 2);
        return net_.concatenation({net_.conv_like(parts[1], 4 * size(1, 4), same), parts[0]});
      }
      default:
        return net_.concatenation(
            {net_.conv_like(x, 4 * size(1, 8), same), net_.conv_like(x, size(1, 20), same)});
    }
  }
  /// Rows and columns before and behind.
  std::vector<std::int32_t> around(std::int32_t low, std::int32_t high) {
    return {0, 0, size(low, high), size(low, high), size(low, high), size(low, high), 0, 0};
  }
  Window wide_open() {
    const std::int32_t stride = size(1, 2);
    return {Padding::kValid, stride, stride, 1, 1};
  }

  TensorIndex product(TensorIndex x) {
    const std::int32_t channels = net_.tensor(x).shape[3];
    switch (net_.pick(4)) {
      case 0:
        return net_.mul_by_constants(x);
      case 1:
        return net_.mul(net_.conv(x, channels, 1, 1, {}), x);
      case 2:  // of an image with the square of itself
        return net_.mul(x, net_.mul(x, x));
      default: {  // squeeze and excite
        const TensorIndex squeezed = net_.conv(net_.mean(x), size(1, 20), 1, 1, {});
        return net_.mul(x, net_.function(net_.conv(squeezed, channels, 1, 1, {}), 1));
      }
    }
  }

  TensorIndex head(TensorIndex x) {
    if (net_.pick(3) != 0) x = net_.mean(x, {}, net_.pick(2) == 0);
    x = net_.fully_connected(x, size(1, 200));
    if (net_.pick(3) == 0) x = net_.function(x, net_.pick(NetworkMaker::kFunctions));
    if (net_.pick(2) == 0) x = net_.fully_connected(x, size(1, 70));
    if (net_.pick(6) == 0) x = net_.mul(x, net_.fully_connected(x, net_.tensor(x).shape[1]));
    if (net_.pick(4) == 0) x = net_.add(x, net_.fully_connected(x, net_.tensor(x).shape[1]));
    return net_.pick(2) == 0 ? net_.softmax(x) : x;
  }

  NetworkMaker net_;
  std::int32_t largest_;
};

struct Case {
  const char* system;
  func::RequantMode mode;
  std::uint32_t first;
  std::uint32_t count;
  std::uint32_t scramble = 0;  // seed of other latencies for every unit; 0: those of the system
  std::int32_t largest = 20;   // rows and columns of the image
};

void PrintTo(const Case& each, std::ostream* out) {
  *out << each.system << " mode " << static_cast<int>(each.mode) << " from " << each.first;
  if (each.scramble != 0) *out << " scrambled by " << each.scramble;
}

void run_networks(const Case& each) {
  const spec::SystemConfig system = spec::load_system(each.system);
  hw::AcceleratorOptions accelerator;
  accelerator.requant = each.mode;
  if (each.scramble != 0) accelerator.latency_factor = scrambled(each.scramble);

  DirectHost host("host", system, accelerator);
  std::uint32_t refused = 0;
  for (std::uint32_t seed = each.first; seed < each.first + each.count; ++seed) {
    SCOPED_TRACE(testing::Message() << "network " << seed);
    const workloads::Graph graph = RandomNetwork(seed, each.largest).make();
    workloads::CompileOptions options;
    options.mode = each.mode;
    // All of these would fit the tiles, and their weights never be dense.
    if (seed % 3 == 1) options.byte_price = seed % 2 == 0 ? 1.0 : 1.0 / 16;
    workloads::Program program;
    try {
      program = workloads::compile(graph, system, options);
    } catch (const workloads::UnsupportedError&) {
      ++refused;  // too large for the small machine
      continue;
    }
    workloads::Lcg random(seed);
    std::vector<Bytes> inputs;
    for (const TensorIndex index : graph.inputs)
      inputs.push_back(random.bytes(graph.tensor(index).size_bytes()));
    const DirectResult result = host.infer(program, inputs, sc_core::sc_time(1, sc_core::SC_SEC));
    ASSERT_EQ(result.end, DirectResult::End::kCompleted) << result.text;
    workloads::ExecutorOptions reference_options;
    reference_options.rule = options.rule;
    reference_options.mode = options.mode;
    workloads::Executor reference(graph, reference_options);
    reference.run(inputs);
    for (std::size_t i = 0; i < graph.outputs.size(); ++i)
      ASSERT_EQ(result.outputs.at(i), reference.output(i)) << "output " << i;
  }
  EXPECT_LE(refused, each.count / 4);
}

class RandomNetworks : public testing::TestWithParam<Case> {};
TEST_P(RandomNetworks, equal_the_reference) { run_networks(GetParam()); }

constexpr auto kF32 = func::RequantMode::kF32;
constexpr auto kSingle = func::RequantMode::kSingle;
constexpr auto kDouble = func::RequantMode::kDouble;

INSTANTIATE_TEST_SUITE_P(
    Batches, RandomNetworks,
    testing::Values(Case{"coral", kF32, 0, 200}, Case{"coral", kF32, 200, 200},
                    Case{"coral", kSingle, 400, 200}, Case{"coral", kSingle, 600, 200},
                    Case{"coral", kDouble, 800, 200}, Case{"tiny", kF32, 1000, 400},
                    Case{"tiny", kSingle, 1400, 300}, Case{"tiny", kDouble, 1700, 300}));

/// Many of these do not fit the small machine: images are taken in stripes.
INSTANTIATE_TEST_SUITE_P(Large, RandomNetworks,
                         testing::Values(Case{"tiny", kF32, 3000, 25, 0, 60},
                                         Case{"tiny", kSingle, 3300, 25, 0, 60},
                                         Case{"tiny", kDouble, 3200, 25, 0, 60}));

/// Host weights of the second of two copies of an input overtook it: the counter that tells of them
/// counts rows of the image, too.
INSTANTIATE_TEST_SUITE_P(Found, RandomNetworks, testing::Values(Case{"tiny", kF32, 43049, 1}));

/// What a program gives must not depend on how fast its units are.
INSTANTIATE_TEST_SUITE_P(Scrambled, RandomNetworks,
                         testing::Values(Case{"coral", kF32, 2000, 30, 1},
                                         Case{"coral", kF32, 2100, 30, 2},
                                         Case{"tiny", kF32, 2200, 60, 3},
                                         Case{"tiny", kF32, 2300, 60, 4},
                                         Case{"tiny", kSingle, 2400, 60, 5}));

class RandomNetworksSlow : public testing::TestWithParam<Case> {};
TEST_P(RandomNetworksSlow, equal_the_reference) { run_networks(GetParam()); }

INSTANTIATE_TEST_SUITE_P(
    Batches, RandomNetworksSlow,
    testing::Values(Case{"coral", kF32, 10000, 4000}, Case{"coral", kSingle, 20000, 4000},
                    Case{"coral", kDouble, 30000, 4000}, Case{"tiny", kF32, 40000, 4000},
                    Case{"tiny", kSingle, 50000, 4000}, Case{"tiny", kDouble, 60000, 4000}));

}  // namespace
}  // namespace tessera::test
