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
        const std::int64_t iy = top + ky;
        const std::int64_t ix = left + kx;
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
