// SPDX-License-Identifier: Apache-2.0
#include "workloads/zoo/forward.h"

#include "workloads/error.h"
#include "workloads/reference/dot.h"
#include "workloads/zoo/forward_images.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace tessera::workloads::zoo {
namespace {

/// e^x for -80 < x < 80 from basic arithmetic, which rounds alike everywhere; std::exp does not.
/// Within 1 in 10^6.
float portable_exp(float x) {
  constexpr float kLog2E = 1.44269504F;
  const float power = std::clamp(x, -80.0F, 80.0F) * kLog2E;
  const float whole = std::nearbyint(power);
  const float y = (power - whole) * 0.693147181F;  // within +-0.347
  float sum = 1.0F;                                // Taylor, six terms
  for (const float divisor : {6.0F, 5.0F, 4.0F, 3.0F, 2.0F, 1.0F}) {
    sum = 1.0F + y / divisor * sum;
  }
  return std::ldexp(sum, static_cast<int>(whole));
}

std::vector<float> sum_of(const Features& a, const Features& b) {
  std::vector<float> result(a.values.size());
  for (std::size_t i = 0; i < result.size(); ++i) {
    result[i] = a.real(i) + b.real(i);
  }
  return result;
}

/// Mean over the positions of each image.
std::vector<float> image_mean(const Features& x) {
  const std::size_t images = x.dimension(0);
  const std::size_t channels = x.dimension(3);
  const std::size_t positions = x.values.size() / images / channels;
  std::vector<std::int64_t> sums(images * channels);
  for (std::size_t row = 0; row < images * positions; ++row) {
    for (std::size_t c = 0; c < channels; ++c) {
      sums[row / positions * channels + c] += x.values[row * channels + c];
    }
  }
  std::vector<float> result(sums.size());
  for (std::size_t i = 0; i < sums.size(); ++i) {
    result[i] = x.grid.scale * static_cast<float>(sums[i]) / static_cast<float>(positions);
  }
  return result;
}

/// Product; the second factor has one value per image and channel.
std::vector<float> gated(const Features& x, const Features& gate) {
  const std::size_t channels = x.dimension(3);
  const std::size_t positions = x.values.size() / x.dimension(0) / channels;
  std::vector<float> result;
  result.reserve(x.values.size());
  for (std::size_t row = 0; row < x.dimension(0) * positions; ++row) {
    for (std::size_t c = 0; c < channels; ++c) {
      result.push_back(x.real(row * channels + c) * gate.real(row / positions * channels + c));
    }
  }
  return result;
}

/// x * gate(x), element by element.
template <class Gate>
std::vector<float> self_gated(const Features& x, Gate gate) {
  auto result = reals(x);
  for (auto& value : result) {
    value *= gate(value);
  }
  return result;
}

float hard_sigmoid(float x) { return std::clamp(x + 3.0F, 0.0F, 6.0F) / 6.0F; }

/// GELU's gate, the normal distribution function, in the approximation by tanh(y) that GELU's
/// authors give (arXiv 1606.08415); (1 + tanh(y)) / 2 = 1 / (1 + exp(-2y)).
float normal_share(float x) {
  const float y = 0.79788456F * (x + 0.044715F * x * x * x);
  return 1.0F / (1.0F + portable_exp(-2.0F * y));
}

std::vector<float> sigmoid(const Features& x) {
  auto result = reals(x);
  for (auto& value : result) {
    value = 1.0F / (1.0F + portable_exp(-value));
  }
  return result;
}

/// Rows of the last dimension.
std::vector<float> softmax(const Features& x) {
  const auto columns = static_cast<std::size_t>(x.shape.back());
  auto result = reals(x);
  for (std::size_t row = 0; row < result.size(); row += columns) {
    const auto values = std::span(result).subspan(row, columns);
    const float largest = *std::ranges::max_element(values);
    float sum = 0.0F;
    for (auto& value : values) {
      value = portable_exp(value - largest);
      sum += value;
    }
    for (auto& value : values) {
      value /= sum;
    }
  }
  return result;
}

/// [images, M, K] by [images, K, N] or, swapped, by [images, N, K].
std::vector<float> matrix_product(const Features& a, const Features& b, bool swap_b) {
  const std::size_t images = a.dimension(0);
  const std::size_t rows = a.dimension(1);
  const std::size_t inner = a.dimension(2);
  const std::size_t columns = b.dimension(swap_b ? 1 : 2);
  const float step = a.grid.scale * b.grid.scale;
  std::vector<float> result;
  result.reserve(images * rows * columns);
  std::vector<std::int16_t> swapped(columns * inner);  // [N, K], so that sums run along rows
  std::vector<std::uint32_t> sums(columns);
  for (std::size_t image = 0; image < images; ++image) {
    const std::int16_t* from = b.values.data() + image * inner * columns;
    for (std::size_t i = 0; i < swapped.size(); ++i) {
      swapped[i] = swap_b ? from[i] : from[i % inner * columns + i / inner];
    }
    for (std::size_t row = 0; row < rows; ++row) {
      std::ranges::fill(sums, 0U);
      add_all_dots(a.values.data() + (image * rows + row) * inner, swapped.data(), inner,
                   sums.data(), columns);
      for (const auto sum : sums) {
        result.push_back(step * static_cast<float>(static_cast<std::int32_t>(sum)));
      }
    }
  }
  return result;
}

struct Forward {
  Operands operands;
  const Shape& output;  // of one image

  std::vector<float> operator()(const Add&) const { return sum_of(*operands[0], *operands[1]); }
  std::vector<float> operator()(const Mean&) const { return image_mean(*operands[0]); }
  std::vector<float> operator()(const Pool2d& pool) const {
    return pool.kind == Pool2d::Kind::kMax ? window_maxima(*operands[0], pool)
                                           : image_mean(*operands[0]);
  }

  std::vector<float> operator()(const Mul&) const { return gated(*operands[0], *operands[1]); }
  std::vector<float> operator()(const HardSwish&) const {
    return self_gated(*operands[0], hard_sigmoid);
  }
  std::vector<float> operator()(const Gelu&) const {
    return self_gated(*operands[0], normal_share);
  }
  std::vector<float> operator()(const Logistic&) const { return sigmoid(*operands[0]); }
  std::vector<float> operator()(const Reshape&) const { return reals(*operands[0]); }
  std::vector<float> operator()(const Concatenation&) const { return joined_channels(operands); }
  std::vector<float> operator()(const Pad&) const { return padded(*operands[0], output); }
  std::vector<float> operator()(const ResizeBilinear&) const {
    return resized_with_corners(*operands[0], output);
  }
  std::vector<float> operator()(const Softmax&) const { return softmax(*operands[0]); }
  std::vector<float> operator()(const BatchMatmul& product) const {
    return matrix_product(*operands[0], *operands[1], product.adjoint_b);
  }

  template <class Other>
  std::vector<float> operator()(const Other& other) const {
    throw Error(fmt::format("zoo: {} without calibration", operator_name(OperatorOptions{other})));
  }
};

}  // namespace

std::vector<float> forward(const OperatorOptions& options, Operands operands, const Shape& output) {
  return std::visit(Forward{operands, output}, options);
}

std::optional<Grid> fixed_grid(const OperatorOptions& options, Operands operands) {
  if (std::holds_alternative<Pool2d>(options) || std::holds_alternative<Reshape>(options) ||
      std::holds_alternative<Pad>(options) || std::holds_alternative<Concatenation>(options) ||
      std::holds_alternative<ResizeBilinear>(options)) {
    for (const auto* operand : operands) {
      if (operand->grid != operands[0]->grid) {
        throw Error(fmt::format("zoo: {} of tensors with different scales or zero points",
                                operator_name(options)));
      }
    }
    return operands[0]->grid;
  }
  if (std::holds_alternative<Softmax>(options) || std::holds_alternative<Logistic>(options)) {
    return Grid{1.0F / 256.0F, -128};  // TFLite's int8 specification
  }
  return std::nullopt;
}

}  // namespace tessera::workloads::zoo
