// SPDX-License-Identifier: Apache-2.0
#include "workloads/zoo/sums.h"

#include "workloads/graph/window.h"
#include "workloads/reference/dot.h"

#include <algorithm>
#include <array>

namespace tessera::workloads::zoo {
namespace {

/// Positions of a filter over NHWC images.
struct Positions {
  std::size_t images, in_y, in_x, in_c;
  WindowAxis y, x;

  Positions(const Features& features, const Window& window, const Shape& filter)
      : images(features.dimension(0)),
        in_y(features.dimension(1)),
        in_x(features.dimension(2)),
        in_c(features.dimension(3)),
        y(axis_y(window, features.shape[1], filter[1])),
        x(axis_x(window, features.shape[2], filter[2])) {}

  [[nodiscard]] std::size_t count() const {
    return images * static_cast<std::size_t>(y.output() * x.output());
  }

  /// Calls visit(tap, first element of the input position) for every tap inside the image.
  template <class Visit>
  void for_each_tap(std::size_t position, Visit visit) const {
    const auto width = static_cast<std::size_t>(x.output());
    const auto height = static_cast<std::size_t>(y.output());
    const std::size_t image = position / (width * height);
    const auto oy = static_cast<std::int64_t>(position / width % height);
    const auto ox = static_cast<std::int64_t>(position % width);
    const std::int64_t top = oy * y.stride - y.pad_before();
    const std::int64_t left = ox * x.stride - x.pad_before();
    for (std::int64_t ky = 0; ky < y.filter; ++ky) {
      for (std::int64_t kx = 0; kx < x.filter; ++kx) {
        const std::int64_t iy = top + ky * y.dilation;
        const std::int64_t ix = left + kx * x.dilation;
        if (iy >= 0 && iy < y.input && ix >= 0 && ix < x.input) {
          visit(static_cast<std::size_t>(ky * x.filter + kx),
                ((image * in_y + static_cast<std::size_t>(iy)) * in_x +
                 static_cast<std::size_t>(ix)) *
                    in_c);
        }
      }
    }
  }
};

/// `rows` rows of `length` activations by `channels` rows of weights.
void multiply(const std::int16_t* rows_of_x, std::size_t rows, std::size_t length,
              const std::int16_t* weights, std::size_t channels, std::int32_t* sums) {
  constexpr std::size_t kBlock = 4;  // rows of weights that stay in the nearest cache
  for (std::size_t channel = 0; channel < channels; channel += kBlock) {
    const std::size_t block = std::min(kBlock, channels - channel);
    for (std::size_t row = 0; row < rows; ++row) {
      std::array<std::uint32_t, kBlock> totals{};
      add_all_dots(rows_of_x + row * length, weights + channel * length, length, totals.data(),
                   block);
      for (std::size_t i = 0; i < block; ++i) {
        sums[row * channels + channel + i] = static_cast<std::int32_t>(totals[i]);
      }
    }
  }
}

}  // namespace

std::vector<std::int32_t> conv_sums(const Features& x, const Window& window, const Shape& filter,
                                    std::span<const std::int16_t> weights) {
  const Positions positions(x, window, filter);
  const auto channels = static_cast<std::size_t>(filter[0]);
  const std::size_t length = weights.size() / channels;
  const bool pointwise =
      length == positions.in_c && positions.y.stride == 1 && positions.x.stride == 1;
  std::vector<std::int32_t> sums(positions.count() * channels);
  constexpr std::size_t kTile = 32;  // positions that share a pass over the weights
  std::vector<std::int16_t> patches(pointwise ? 0 : kTile * length);
  for (std::size_t first = 0; first < positions.count(); first += kTile) {
    const std::size_t rows = std::min(kTile, positions.count() - first);
    const std::int16_t* source = x.values.data() + first * length;
    if (!pointwise) {
      std::ranges::fill(patches, std::int16_t{0});  // the border: real 0
      for (std::size_t row = 0; row < rows; ++row) {
        positions.for_each_tap(first + row, [&](std::size_t tap, std::size_t from) {
          std::copy_n(x.values.data() + from, positions.in_c,
                      patches.data() + row * length + tap * positions.in_c);
        });
      }
      source = patches.data();
    }
    multiply(source, rows, length, weights.data(), channels, sums.data() + first * channels);
  }
  return sums;
}

std::vector<std::int32_t> depthwise_sums(const Features& x, const Window& window,
                                         const Shape& filter,
                                         std::span<const std::int16_t> weights) {
  const Positions positions(x, window, filter);
  const std::size_t channels = positions.in_c;
  std::vector<std::int32_t> sums;
  sums.reserve(positions.count() * channels);
  std::vector<std::uint32_t> totals(channels);
  for (std::size_t position = 0; position < positions.count(); ++position) {
    std::ranges::fill(totals, 0U);
    positions.for_each_tap(position, [&](std::size_t tap, std::size_t from) {
      add_products(x.values.data() + from, weights.data() + tap * channels, channels,
                   totals.data());
    });
    sums.insert(sums.end(), totals.begin(), totals.end());
  }
  return sums;
}

/// Every input position is multiplied by all taps; the products are added up where they belong.
std::vector<std::int32_t> transpose_conv_sums(const Features& x, const Window& window,
                                              const Shape& filter, const Shape& output,
                                              std::span<const std::int16_t> weights) {
  const auto y_axis = axis_y(window, output[1], filter[1]);
  const auto x_axis = axis_x(window, output[2], filter[2]);
  const auto channels = static_cast<std::size_t>(filter[0]);
  const auto taps = static_cast<std::size_t>(y_axis.filter * x_axis.filter);
  const std::size_t depth = x.dimension(3);
  std::vector<std::int32_t> sums(x.dimension(0) * static_cast<std::size_t>(element_count(output)));
  std::vector<std::int32_t> products(channels * taps);
  const std::size_t positions = x.values.size() / depth;
  for (std::size_t position = 0; position < positions; ++position) {
    multiply(x.values.data() + position * depth, 1, depth, weights.data(), channels * taps,
             products.data());
    const std::size_t image = position / x.dimension(1) / x.dimension(2);
    const auto row = static_cast<std::int64_t>(position / x.dimension(2) % x.dimension(1));
    const auto column = static_cast<std::int64_t>(position % x.dimension(2));
    for (std::size_t tap = 0; tap < taps; ++tap) {
      const auto at = static_cast<std::int64_t>(tap);
      const std::int64_t oy = row * y_axis.stride - y_axis.pad_before() + at / x_axis.filter;
      const std::int64_t ox = column * x_axis.stride - x_axis.pad_before() + at % x_axis.filter;
      if (oy < 0 || oy >= y_axis.input || ox < 0 || ox >= x_axis.input) {
        continue;
      }
      const std::size_t first =
          ((image * static_cast<std::size_t>(output[1]) + static_cast<std::size_t>(oy)) *
               static_cast<std::size_t>(output[2]) +
           static_cast<std::size_t>(ox)) *
          channels;
      for (std::size_t channel = 0; channel < channels; ++channel) {
        sums[first + channel] += products[channel * taps + tap];
      }
    }
  }
  return sums;
}

std::vector<std::int32_t> fully_connected_sums(const Features& x, const Shape& filter,
                                               std::span<const std::int16_t> weights) {
  const auto channels = static_cast<std::size_t>(filter[0]);
  const auto length = static_cast<std::size_t>(filter[1]);
  const std::size_t rows = x.values.size() / length;
  std::vector<std::int32_t> sums(rows * channels);
  multiply(x.values.data(), rows, length, weights.data(), channels, sums.data());
  return sums;
}

}  // namespace tessera::workloads::zoo
