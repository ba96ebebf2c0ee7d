// SPDX-License-Identifier: Apache-2.0
#include "workloads/zoo/forward_images.h"

#include "workloads/graph/window.h"

#include <algorithm>
#include <cstddef>
#include <limits>

namespace tessera::workloads::zoo {
namespace {

/// First element of a position.
std::size_t element(const Features& x, std::size_t image, std::int64_t row, std::int64_t column) {
  return ((image * x.dimension(1) + static_cast<std::size_t>(row)) * x.dimension(2) +
          static_cast<std::size_t>(column)) *
         x.dimension(3);
}

/// Calls visit(image, row, column) for every position of `output` in every image.
template <class Visit>
void for_each_position(std::size_t images, std::int64_t height, std::int64_t width, Visit visit) {
  for (std::size_t image = 0; image < images; ++image) {
    for (std::int64_t row = 0; row < height; ++row) {
      for (std::int64_t column = 0; column < width; ++column) {
        visit(image, row, column);
      }
    }
  }
}

/// Between the elements `low` and `high`, `share` of the way from the first.
struct Sample {
  std::int64_t low = 0;
  std::int64_t high = 0;
  float share = 0.0F;
};

/// In two roundings, unlike std::lerp, whose steps are the library's own.
float between(float low, float high, float share) { return low + share * (high - low); }

Sample sample(std::int64_t position, std::int64_t input, std::int64_t output) {
  if (output <= 1 || input <= 1) {
    return {};
  }
  const std::int64_t at = position * (input - 1);
  const std::int64_t low = at / (output - 1);
  return {low, std::min(low + 1, input - 1),
          static_cast<float>(at % (output - 1)) / static_cast<float>(output - 1)};
}

}  // namespace

std::vector<float> reals(const Features& x) {
  std::vector<float> result(x.values.size());
  for (std::size_t i = 0; i < result.size(); ++i) {
    result[i] = x.real(i);
  }
  return result;
}

std::vector<float> window_maxima(const Features& x, const Pool2d& pool) {
  const auto y = axis_y(pool.window, x.shape[1], pool.filter_y);
  const auto axis = axis_x(pool.window, x.shape[2], pool.filter_x);
  const std::size_t channels = x.dimension(3);
  std::vector<float> result;
  std::vector<std::int16_t> most(channels);
  for_each_position(x.dimension(0), y.output(), axis.output(),
                    [&](std::size_t image, std::int64_t row, std::int64_t column) {
                      std::ranges::fill(most, std::numeric_limits<std::int16_t>::min());
                      const std::int64_t top = row * y.stride - y.pad_before();
                      const std::int64_t left = column * axis.stride - axis.pad_before();
                      for (std::int64_t iy = std::max<std::int64_t>(top, 0);
                           iy < std::min(top + y.filter, y.input); ++iy) {
                        for (std::int64_t ix = std::max<std::int64_t>(left, 0);
                             ix < std::min(left + axis.filter, axis.input); ++ix) {
                          const auto* from = x.values.data() + element(x, image, iy, ix);
                          for (std::size_t c = 0; c < channels; ++c) {
                            most[c] = std::max(most[c], from[c]);
                          }
                        }
                      }
                      for (const auto value : most) {
                        result.push_back(x.grid.scale * static_cast<float>(value));
                      }
                    });
  return result;
}

std::vector<float> joined_channels(Operands images) {
  std::vector<float> result;
  const std::size_t positions = images[0]->values.size() / images[0]->dimension(3);
  for (std::size_t position = 0; position < positions; ++position) {
    for (const auto* image : images) {
      for (std::size_t c = 0; c < image->dimension(3); ++c) {
        result.push_back(image->real(position * image->dimension(3) + c));
      }
    }
  }
  return result;
}

std::vector<float> padded(const Features& x, const Shape& output) {
  const std::size_t channels = x.dimension(3);
  const std::int64_t top = (output[1] - x.shape[1]) / 2;
  const std::int64_t left = (output[2] - x.shape[2]) / 2;
  std::vector<float> result;
  for_each_position(
      x.dimension(0), output[1], output[2],
      [&](std::size_t image, std::int64_t row, std::int64_t column) {
        const bool inside =
            row >= top && row < top + x.shape[1] && column >= left && column < left + x.shape[2];
        for (std::size_t c = 0; c < channels; ++c) {
          result.push_back(inside ? x.real(element(x, image, row - top, column - left) + c) : 0.0F);
        }
      });
  return result;
}

std::vector<float> resized_with_corners(const Features& x, const Shape& output) {
  const std::size_t channels = x.dimension(3);
  std::vector<float> result;
  for_each_position(x.dimension(0), output[1], output[2],
                    [&](std::size_t image, std::int64_t row, std::int64_t column) {
                      const auto y = sample(row, x.shape[1], output[1]);
                      const auto across = sample(column, x.shape[2], output[2]);
                      const auto at = [&](std::int64_t iy, std::int64_t ix, std::size_t c) {
                        return x.real(element(x, image, iy, ix) + c);
                      };
                      for (std::size_t c = 0; c < channels; ++c) {
                        const float above = between(at(y.low, across.low, c),
                                                    at(y.low, across.high, c), across.share);
                        const float below = between(at(y.high, across.low, c),
                                                    at(y.high, across.high, c), across.share);
                        result.push_back(between(above, below, y.share));
                      }
                    });
  return result;
}

}  // namespace tessera::workloads::zoo
