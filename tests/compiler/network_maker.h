// SPDX-License-Identifier: Apache-2.0
// Small quantized networks with random weights for tests of the compiler.
#pragma once

#include "workloads/graph/builder.h"
#include "workloads/input/lcg.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tessera::test {

/// Adds operators with random constants to a network; every layer is called by its number.
class NetworkMaker {
 public:
  NetworkMaker(std::uint32_t seed, bool is_signed)
      : random_(seed), signed_(is_signed), builder_("random") {}

  using Index = workloads::TensorIndex;

  Index input(const workloads::Shape& shape);
  Index conv(Index x, std::int32_t outputs, std::int32_t kernel_y, std::int32_t kernel_x,
             const workloads::Window& window,
             workloads::Activation activation = workloads::Activation::kNone);
  Index depthwise(Index x, std::int32_t multiplier, std::int32_t kernel_y, std::int32_t kernel_x,
                  const workloads::Window& window,
                  workloads::Activation activation = workloads::Activation::kNone);
  /// An image `stride` times as large as x, with SAME padding.
  Index transpose_conv(Index x, std::int32_t outputs, std::int32_t kernel_y, std::int32_t kernel_x,
                       std::int32_t stride,
                       workloads::Activation activation = workloads::Activation::kNone,
                       const std::optional<workloads::Quantization>& quantization = {});
  Index fully_connected(Index x, std::int32_t outputs);
  Index average_pool(Index x, std::int32_t kernel_y, std::int32_t kernel_x,
                     const workloads::Window& window,
                     workloads::Activation activation = workloads::Activation::kNone);
  Index max_pool(Index x, std::int32_t kernel_y, std::int32_t kernel_x,
                 const workloads::Window& window,
                 workloads::Activation activation = workloads::Activation::kNone);
  /// Quantized as given, or in a way of its own.
  Index mean(Index x, std::optional<workloads::Quantization> quantization = {},
             bool keep_dimensions = true);
  Index add(Index a, Index b);
  Index sub(Index a, Index b);
  /// Of one shape, or an image and a vector of its channels.
  Index mul(Index a, Index b);
  Index mul_by_constants(Index x);
  Index pad(Index x, const std::vector<std::int32_t>& before_and_after);
  /// Along the channels.
  std::vector<Index> split(Index x, std::int32_t parts);
  Index concatenation(const std::vector<Index>& parts);
  Index slice(Index x, const std::vector<std::int32_t>& begin,
              const std::vector<std::int32_t>& size);
  /// Quantized as given, so that its result can be concatenated.
  Index conv_like(Index x, std::int32_t outputs, const workloads::Quantization& quantization);
  Index softmax(Index x);
  static constexpr std::uint32_t kFunctions = 11;
  /// One of the functions of single elements; sums and products with a constant among them.
  Index function(Index x, std::uint32_t which);
  workloads::Graph build(Index output);
  workloads::Graph build(const std::vector<Index>& outputs);

  /// 0 .. below - 1
  std::uint32_t pick(std::uint32_t below) {
    const workloads::Bytes bytes = random_.bytes(2);
    return (bytes[0] | std::uint32_t{bytes[1]} << 8) % below;
  }
  [[nodiscard]] const workloads::Tensor& tensor(Index index) const {
    return builder_.tensor(index);
  }

 private:
  [[nodiscard]] workloads::DataType type() const {
    return signed_ ? workloads::DataType::kInt8 : workloads::DataType::kUint8;
  }
  Index conv(Index x, std::int32_t outputs, std::int32_t kernel_y, std::int32_t kernel_x,
             const workloads::Window& window, workloads::Activation activation,
             const workloads::Quantization& quantization);
  workloads::Quantization activation_quantization();
  workloads::Quantization product_quantization(Index a, Index b);
  workloads::Quantization weight_quantization(std::int32_t channels, std::int32_t axis,
                                              float fan_in);
  Index weights(const workloads::Shape& shape, const workloads::Quantization& quantization);
  Index bias(Index x, const workloads::Quantization& weights, std::int32_t channels);
  std::string name(const char* what) { return std::string(what) + std::to_string(number_++); }

  workloads::Lcg random_;
  bool signed_;
  workloads::GraphBuilder builder_;
  int number_ = 0;
};

}  // namespace tessera::test
