// SPDX-License-Identifier: Apache-2.0
// Mode f32 of the operators that XNNPACK has, against XNNPACK called here: random shapes, scales
// and zero points, every byte equal.
#include "tests/workloads/kernel_case.h"

#include <gtest/gtest.h>
#include <xnnpack.h>

#include <algorithm>
#include <array>
#include <memory>
#include <tuple>

namespace tessera::workloads {
namespace {

using test::activation;
using test::in_mode;
using test::Random;

constexpr auto kF32 = func::RequantMode::kF32;
constexpr int kCases = 60;

struct Delete {
  void operator()(xnn_operator_t op) const { xnn_delete_operator(op); }
};
using Handle = std::unique_ptr<xnn_operator, Delete>;

/// Creates with `create(&op)`, sets up with `setup(op)` and runs.
template <class Create, class Setup>
void run_xnnpack(Create create, Setup setup) {
  ASSERT_EQ(xnn_initialize(nullptr), xnn_status_success);
  xnn_operator_t op = nullptr;
  ASSERT_EQ(create(&op), xnn_status_success);
  const Handle owner(op);
  ASSERT_EQ(setup(op), xnn_status_success);
  ASSERT_EQ(xnn_run_operator(op, nullptr), xnn_status_success);
}

/// XNNPACK reads a little beyond its inputs.
Bytes padded(Bytes bytes) {
  bytes.resize(bytes.size() + XNN_EXTRA_BYTES);
  return bytes;
}

const std::int8_t* as_int8(const Bytes& bytes) {
  return reinterpret_cast<const std::int8_t*>(bytes.data());
}
std::int8_t* as_int8(Bytes& bytes) { return reinterpret_cast<std::int8_t*>(bytes.data()); }

std::int8_t zero_of(const Quantization& quantization) {
  return static_cast<std::int8_t>(quantization.zero_points[0]);
}

Quantization random_quantization(Random& random, float low, float high) {
  return per_tensor(random.scale(low, high), random.between(-128, 127));
}

std::vector<std::size_t> dimensions(const Shape& shape) { return {shape.begin(), shape.end()}; }

/// Two shapes that broadcast, and the shape of the result.
struct Pair {
  Shape a, b, y;
};

Pair random_pair(Random& random) {
  Pair pair;
  const int rank = random.between(1, 4);
  for (int i = 0; i < rank; ++i) {
    const int size = random.between(1, 5);
    const int kind = random.between(0, 3);
    pair.a.push_back(kind == 1 ? 1 : size);
    pair.b.push_back(kind == 2 ? 1 : size);
    pair.y.push_back(size);
  }
  while (!pair.b.empty() && pair.b.front() == 1 && random.between(0, 1) == 1) {
    pair.b.erase(pair.b.begin());
  }
  for (std::size_t i = 0; i < pair.y.size(); ++i) {
    const auto behind = pair.y.size() - i;
    const auto other = behind <= pair.b.size() ? pair.b[pair.b.size() - behind] : 1;
    pair.y[i] = std::max(pair.a[i], other);
  }
  return pair;
}

template <class Create, class Setup>
void compare_binary(const OperatorOptions& op, Create create, Setup setup, std::uint32_t seed) {
  Random random(seed);
  for (int i = 0; i < kCases; ++i) {
    SCOPED_TRACE(testing::Message() << "seed " << seed << ", case " << i);
    const auto [a_shape, b_shape, y_shape] = random_pair(random);
    const auto a = random_quantization(random, 0.01F, 0.1F);
    const auto b = random_quantization(random, 0.01F, 0.1F);
    const auto y = random_quantization(random, 0.005F, 0.2F);
    const auto a_bytes = random.bytes(a_shape);
    const auto b_bytes = random.bytes(b_shape);
    const auto a_readable = padded(a_bytes);
    const auto b_readable = padded(b_bytes);
    Bytes expected(static_cast<std::size_t>(element_count(y_shape)));
    run_xnnpack(
        [&](xnn_operator_t* made) {
          return create(zero_of(a), a.scales[0], zero_of(b), b.scales[0], zero_of(y), y.scales[0],
                        std::int8_t{-128}, std::int8_t{127}, 0U, made);
        },
        [&](xnn_operator_t made) {
          const auto a_sizes = dimensions(a_shape);
          const auto b_sizes = dimensions(b_shape);
          return setup(made, a_sizes.size(), a_sizes.data(), b_sizes.size(), b_sizes.data(),
                       as_int8(a_readable), as_int8(b_readable), as_int8(expected), nullptr);
        });
    EXPECT_EQ(
        test::outputs_of(op, {activation(a_shape, a_bytes, a), activation(b_shape, b_bytes, b)},
                         in_mode(kF32, y)),
        expected);
  }
}

TEST(XnnpackOperators, mul_is_equal) {
  compare_binary(Mul{}, xnn_create_multiply_nd_qs8, xnn_setup_multiply_nd_qs8, 1);
}

TEST(XnnpackOperators, sub_is_equal) {
  compare_binary(Sub{}, xnn_create_subtract_nd_qs8, xnn_setup_subtract_nd_qs8, 2);
}

TEST(XnnpackOperators, tanh_is_equal_for_every_input) {
  const auto y = per_tensor(1.0F / 128.0F, 0);
  const auto inputs = test::every_byte();
  Random random(3);
  for (int i = 0; i < kCases; ++i) {
    const auto x = random_quantization(random, 0.001F, 0.2F);
    Bytes expected(256);
    run_xnnpack(
        [&](xnn_operator_t* made) {
          return xnn_create_tanh_nc_qs8(1, 1, 1, zero_of(x), x.scales[0], 0, y.scales[0], -128, 127,
                                        0, made);
        },
        [&](xnn_operator_t made) {
          return xnn_setup_tanh_nc_qs8(made, 256, as_int8(inputs), as_int8(expected), nullptr);
        });
    EXPECT_EQ(test::outputs_of(Tanh{}, {activation({256}, inputs, x)}, in_mode(kF32, y)), expected)
        << "scale " << x.scales[0] << ", zero point " << x.zero_points[0];
  }
}

TEST(XnnpackOperators, leaky_relu_is_equal_for_every_input) {
  const auto inputs = test::every_byte();
  Random random(4);
  for (int i = 0; i < kCases; ++i) {
    const auto x = per_tensor(random.scale(0.01F, 0.1F), random.between(0, 255));
    const auto y = per_tensor(random.scale(0.01F, 0.1F), random.between(0, 255));
    const float alpha = random.scale(0.01F, 1.0F);  // XNNPACK takes no more
    Bytes expected(256);
    run_xnnpack(
        [&](xnn_operator_t* made) {
          return xnn_create_leaky_relu_nc_qu8(
              1, 1, 1, alpha, static_cast<std::uint8_t>(x.zero_points[0]), x.scales[0],
              static_cast<std::uint8_t>(y.zero_points[0]), y.scales[0], 0, 255, 0, made);
        },
        [&](xnn_operator_t made) {
          return xnn_setup_leaky_relu_nc_qu8(made, 256, inputs.data(), expected.data(), nullptr);
        });
    EXPECT_EQ(test::outputs_of(LeakyRelu{alpha}, {activation({256}, inputs, x, DataType::kUint8)},
                               in_mode(kF32, y, DataType::kUint8)),
              expected)
        << "scales " << x.scales[0] << " to " << y.scales[0] << ", alpha " << alpha;
  }
}

TEST(XnnpackOperators, relu_family_is_a_clamp_where_scales_are_equal) {
  const auto inputs = test::every_byte();
  Random random(5);
  for (int i = 0; i < kCases; ++i) {
    const auto x = random_quantization(random, 0.01F, 0.1F);
    for (const auto& [kind, low, high] :
         {std::tuple{Relu::Kind::kRelu, 0.0F, 1e9F}, std::tuple{Relu::Kind::kRelu6, 0.0F, 6.0F},
          std::tuple{Relu::Kind::kReluN1To1, -1.0F, 1.0F}}) {
      const auto code = [&](float real) {
        const float unclamped =
            std::nearbyint(real / x.scales[0]) + static_cast<float>(x.zero_points[0]);
        return static_cast<std::int8_t>(std::clamp(unclamped, -128.0F, 127.0F));
      };
      const auto bottom = code(low);
      const auto top = code(high);
      if (bottom >= top) continue;  // XNNPACK wants a range
      Bytes expected(256);
      run_xnnpack(
          [&](xnn_operator_t* made) {
            return xnn_create_clamp_nc_s8(1, 1, 1, bottom, top, 0, made);
          },
          [&](xnn_operator_t made) {
            return xnn_setup_clamp_nc_s8(made, 256, as_int8(inputs), as_int8(expected), nullptr);
          });
      EXPECT_EQ(test::outputs_of(Relu{kind}, {activation({256}, inputs, x)}, in_mode(kF32, x)),
                expected);
    }
  }
}

TEST(XnnpackOperators, resize_bilinear_is_equal) {
  const auto unit = per_tensor(1.0F, 0);
  Random random(6);
  for (int i = 0; i < 3 * kCases; ++i) {
    const Shape shape = {random.between(1, 2), random.between(1, 9), random.between(1, 9),
                         random.between(1, 5)};
    const int height = random.between(1, 20);
    const int width = random.between(1, 20);
    const bool align = i % 3 == 1;
    const bool half = i % 3 == 2;
    const std::uint32_t flags = align  ? XNN_FLAG_ALIGN_CORNERS
                                : half ? 0U
                                       : XNN_FLAG_TENSORFLOW_LEGACY_MODE;
    const auto inputs = random.bytes(shape);
    const auto readable = padded(inputs);
    const auto size = [&](std::size_t axis) { return static_cast<std::size_t>(shape[axis]); };
    Bytes expected(size(0) * static_cast<std::size_t>(height * width) * size(3));
    run_xnnpack(
        [&](xnn_operator_t* made) {
          return xnn_create_resize_bilinear2d_nhwc_s8(size(3), size(3), size(3), flags, made);
        },
        [&](xnn_operator_t made) {
          return xnn_setup_resize_bilinear2d_nhwc_s8(
              made, size(0), size(1), size(2), static_cast<std::size_t>(height),
              static_cast<std::size_t>(width), as_int8(readable), as_int8(expected), nullptr);
        });
    EXPECT_EQ(test::outputs_of(ResizeBilinear{align, half},
                               {activation(shape, inputs, unit), test::numbers({height, width})},
                               in_mode(kF32, unit)),
              expected)
        << to_string(shape) << " to " << height << "x" << width << ", case " << i;
  }
}

TEST(XnnpackOperators, transposed_convolution_is_equal) {
  Random random(7);
  for (int i = 0; i < kCases; ++i) {
    SCOPED_TRACE(testing::Message() << "case " << i);
    const bool same = random.between(0, 1) == 1;
    const int stride = random.between(1, 3);
    const int kernel = random.between(stride, 4);
    const int in_y = random.between(2, 5);
    const int in_x = random.between(2, 5);
    const int in_c = random.between(1, 9);
    const int out_c = random.between(1, 9);
    // Any output whose convolution has the size of x.
    const auto larger = [&](int in) {
      const int slack = random.between(0, stride - 1);
      return same ? in * stride - slack : (in - 1) * stride + kernel + slack;
    };
    const int out_y = larger(in_y);
    const int out_x = larger(in_x);
    const auto total = [&](int in, int out) { return (in - 1) * stride + kernel - out; };
    const auto pad_y = std::max(total(in_y, out_y), 0);
    const auto pad_x = std::max(total(in_x, out_x), 0);
    const auto adjust_y = std::max(-total(in_y, out_y), 0);
    const auto adjust_x = std::max(-total(in_x, out_x), 0);
    const auto x = random_quantization(random, 0.01F, 0.1F);
    const auto y = random_quantization(random, 0.1F, 1.0F);
    const auto w = per_tensor(random.scale(0.001F, 0.01F), 0);
    const Shape x_shape = {2, in_y, in_x, in_c};
    const Shape w_shape = {out_c, kernel, kernel, in_c};
    const auto x_bytes = random.bytes(x_shape);
    const auto w_bytes = random.bytes(w_shape);
    std::vector<std::int32_t> bias;
    for (int c = 0; c < out_c; ++c) bias.push_back(random.between(-5000, 5000));
    const auto readable = padded(x_bytes);
    Bytes expected(static_cast<std::size_t>(2 * out_y * out_x * out_c));
    const auto u = [](int value) { return static_cast<std::uint32_t>(value); };
    run_xnnpack(
        [&](xnn_operator_t* made) {
          return xnn_create_deconvolution2d_nhwc_qs8(
              u(pad_y / 2), u(pad_x - pad_x / 2), u(pad_y - pad_y / 2), u(pad_x / 2), u(kernel),
              u(kernel), u(stride), u(stride), 1, 1, 1, u(in_c), u(out_c), u(in_c), u(out_c),
              zero_of(x), x.scales[0], w.scales[0], as_int8(w_bytes), bias.data(), zero_of(y),
              y.scales[0], -128, 127, 0, made);
        },
        [&](xnn_operator_t made) {
          return xnn_setup_deconvolution2d_nhwc_qs8(made, 2, u(in_y), u(in_x), u(adjust_y),
                                                    u(adjust_x), as_int8(readable),
                                                    as_int8(expected), nullptr);
        });
    auto weights = activation(w_shape, w_bytes, w);
    weights.is_constant = true;
    const TransposeConv op{{same ? Padding::kSame : Padding::kValid, stride, stride}};
    EXPECT_EQ(test::outputs_of(op,
                               {test::numbers({2, out_y, out_x, out_c}), weights,
                                activation(x_shape, x_bytes, x), test::numbers(bias)},
                               in_mode(kF32, y)),
              expected);
  }
}

TEST(XnnpackOperators, batch_matmul_is_equal_to_a_fully_connected_layer_per_batch) {
  Random random(8);
  for (int i = 0; i < kCases; ++i) {
    const int batches = random.between(1, 3);
    const int rows = random.between(1, 5);
    const int length = random.between(1, 17);
    const int columns = random.between(1, 9);
    const auto a = random_quantization(random, 0.01F, 0.1F);
    const auto b = per_tensor(random.scale(0.01F, 0.1F), 0);
    const auto y = random_quantization(random, 0.05F, 0.5F);
    const Shape a_shape = {batches, rows, length};
    const Shape b_shape = {batches, columns, length};
    const auto a_bytes = random.bytes(a_shape);
    const auto b_bytes = random.bytes(b_shape);
    const auto readable = padded(a_bytes);
    const auto n = [](int value) { return static_cast<std::size_t>(value); };
    Bytes expected(n(batches * rows * columns));
    for (std::size_t batch = 0; batch < n(batches); ++batch) {
      run_xnnpack(
          [&](xnn_operator_t* made) {
            return xnn_create_fully_connected_nc_qs8(
                n(length), n(columns), n(length), n(columns), zero_of(a), a.scales[0], b.scales[0],
                as_int8(b_bytes) + batch * n(columns * length), nullptr, zero_of(y), y.scales[0],
                -128, 127, 0, made);
          },
          [&](xnn_operator_t made) {
            return xnn_setup_fully_connected_nc_qs8(
                made, n(rows), as_int8(readable) + batch * n(rows * length),
                as_int8(expected) + batch * n(rows * columns), nullptr);
          });
    }
    EXPECT_EQ(test::outputs_of(BatchMatmul{false, true},
                               {activation(a_shape, a_bytes, a), activation(b_shape, b_bytes, b)},
                               in_mode(kF32, y)),
              expected);
  }
}

TEST(XnnpackOperators, pad_is_equal) {
  Random random(9);
  for (int i = 0; i < kCases; ++i) {
    const int rank = random.between(1, 4);
    Shape shape;
    std::vector<std::int32_t> paddings;
    std::vector<std::size_t> before, after;
    std::size_t elements = 1;
    for (int axis = 0; axis < rank; ++axis) {
      shape.push_back(random.between(1, 5));
      before.push_back(static_cast<std::size_t>(random.between(0, 3)));
      after.push_back(static_cast<std::size_t>(random.between(0, 3)));
      paddings.push_back(static_cast<std::int32_t>(before.back()));
      paddings.push_back(static_cast<std::int32_t>(after.back()));
      elements *= static_cast<std::size_t>(shape.back()) + before.back() + after.back();
    }
    const auto x = random_quantization(random, 0.01F, 0.1F);
    const auto inputs = random.bytes(shape);
    const auto readable = padded(inputs);
    const auto sizes = dimensions(shape);
    const std::array<std::uint8_t, 4> value{static_cast<std::uint8_t>(zero_of(x))};
    Bytes expected(elements);
    run_xnnpack(
        [&](xnn_operator_t* made) { return xnn_create_constant_pad_nd_x8(value.data(), 0, made); },
        [&](xnn_operator_t made) {
          return xnn_setup_constant_pad_nd_x8(made, sizes.size(), sizes.data(), before.data(),
                                              after.data(), readable.data(), expected.data(),
                                              nullptr);
        });
    EXPECT_EQ(test::outputs_of(Pad{}, {activation(shape, inputs, x), test::numbers(paddings)},
                               in_mode(kF32, x)),
              expected);
  }
}

}  // namespace
}  // namespace tessera::workloads
