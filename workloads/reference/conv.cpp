// SPDX-License-Identifier: Apache-2.0
// CONV_2D and DEPTHWISE_CONV_2D on codes: subtract zero points once, then integer sums.
#include "workloads/graph/window.h"
#include "workloads/reference/dot.h"
#include "workloads/reference/kernels.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace tessera::workloads {
namespace {

/// Activations with the zero point subtracted; padding is then 0.
std::vector<std::int16_t> centered(const QuantizedOperand& operand) {
  std::vector<std::int16_t> values(operand.codes.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    values[i] = static_cast<std::int16_t>(operand.codes[i] - operand.quantization.zero_point);
  }
  return values;
}

/// Positions of a filter over an NHWC image.
struct Geometry {
  std::int64_t batch, in_y, in_x, in_c;
  std::int64_t out_y, out_x, out_c;
  WindowAxis y, x;

  Geometry(const Window& window, const Shape& input, const Shape& output, std::int32_t filter_y,
           std::int32_t filter_x)
      : batch(input[0]),
        in_y(input[1]),
        in_x(input[2]),
        in_c(input[3]),
        out_y(output[1]),
        out_x(output[2]),
        out_c(output[3]),
        y(axis_y(window, in_y, filter_y)),
        x(axis_x(window, in_x, filter_x)) {}

  /// Calls visit(tap, first element of the input position) for every tap inside the image.
  template <class Visit>
  void for_each_tap(std::int64_t n, std::int64_t oy, std::int64_t ox, Visit visit) const {
    const std::int64_t top = oy * y.stride - y.pad_before();
    const std::int64_t left = ox * x.stride - x.pad_before();
    for (std::int64_t ky = 0; ky < y.filter; ++ky) {
      const std::int64_t iy = top + ky * y.dilation;
      if (iy < 0 || iy >= in_y) {
        continue;
      }
      for (std::int64_t kx = 0; kx < x.filter; ++kx) {
        const std::int64_t ix = left + kx * x.dilation;
        if (ix >= 0 && ix < in_x) {
          visit(static_cast<std::size_t>(ky * x.filter + kx),
                static_cast<std::size_t>(((n * in_y + iy) * in_x + ix) * in_c));
        }
      }
    }
  }

  /// Calls visit(n, oy, ox) in NHWC order.
  template <class Visit>
  void for_each_output(Visit visit) const {
    for (std::int64_t n = 0; n < batch; ++n) {
      for (std::int64_t oy = 0; oy < out_y; ++oy) {
        for (std::int64_t ox = 0; ox < out_x; ++ox) {
          visit(n, oy, ox);
        }
      }
    }
  }
};

void append(Bytes& result, const OutputStage& stage,
            const std::vector<std::uint32_t>& accumulators) {
  const std::size_t begin = result.size();
  result.resize(begin + accumulators.size());
  for (std::size_t channel = 0; channel < accumulators.size(); ++channel) {
    result[begin + channel] = stage(accumulators[channel], channel);
  }
}

}  // namespace

void run_kernel(const Context& context, const Conv2d& conv) {
  const auto x = context.quantized_input(0);
  const auto w = context.weights(1, 0);
  const Geometry geometry(conv.window, x.shape, context.output().shape, w.shape[1], w.shape[2]);
  const auto channels = static_cast<std::size_t>(geometry.out_c);
  const auto depth = static_cast<std::size_t>(geometry.in_c);
  const auto bias = context.bias(2, channels);
  const auto stage = context.output_stage(x.quantization.scale, w.scales, conv.activation);
  const auto image = centered(x);
  const auto taps = static_cast<std::size_t>(geometry.y.filter * geometry.x.filter);

  Bytes result;
  result.reserve(context.output().size_bytes());
  std::vector<std::int16_t> patch(taps * depth);
  auto accumulators = bias;
  geometry.for_each_output([&](std::int64_t n, std::int64_t oy, std::int64_t ox) {
    std::ranges::fill(patch, std::int16_t{0});
    geometry.for_each_tap(n, oy, ox, [&](std::size_t tap, std::size_t from) {
      std::copy_n(image.data() + from, depth, patch.data() + tap * depth);
    });
    accumulators = bias;
    add_all_dots(patch.data(), w.values.data(), patch.size(), accumulators.data(), channels);
    append(result, stage, accumulators);
  });
  context.emit(std::move(result));
}

void run_kernel(const Context& context, const DepthwiseConv2d& conv) {
  const auto x = context.quantized_input(0);
  const auto w = context.weights(1, 3);
  const Geometry geometry(conv.window, x.shape, context.output().shape, w.shape[1], w.shape[2]);
  const auto channels = static_cast<std::size_t>(geometry.out_c);
  const auto multiplier = static_cast<std::size_t>(conv.depth_multiplier);
  const auto bias = context.bias(2, channels);
  const auto stage = context.output_stage(x.quantization.scale, w.scales, conv.activation);
  const auto image = centered(x);

  Bytes result;
  result.reserve(context.output().size_bytes());
  auto accumulators = bias;
  geometry.for_each_output([&](std::int64_t n, std::int64_t oy, std::int64_t ox) {
    accumulators = bias;
    geometry.for_each_tap(n, oy, ox, [&](std::size_t tap, std::size_t from) {
      const auto* weights = w.values.data() + tap * channels;
      const auto* values = image.data() + from;
      if (multiplier == 1) {
        add_products(values, weights, channels, accumulators.data());
        return;
      }
      for (std::size_t c = 0; c < channels; ++c) {
        accumulators[c] +=
            static_cast<std::uint32_t>(std::int32_t{values[c / multiplier]} * weights[c]);
      }
    });
    append(result, stage, accumulators);
  });
  context.emit(std::move(result));
}

void run_kernel(const Context& context, const FullyConnected& layer) {
  const auto x = context.quantized_input(0);
  const auto w = context.weights(1, 0);
  const auto outputs = static_cast<std::size_t>(w.shape[0]);
  const auto inputs = static_cast<std::size_t>(w.shape[1]);
  const auto bias = context.bias(2, outputs);
  const auto stage = context.output_stage(x.quantization.scale, w.scales, layer.activation);
  const auto rows = centered(x);

  Bytes result;
  result.reserve(context.output().size_bytes());
  for (std::size_t row = 0; row < rows.size() / inputs; ++row) {
    auto accumulators = bias;
    add_all_dots(rows.data() + row * inputs, w.values.data(), inputs, accumulators.data(), outputs);
    append(result, stage, accumulators);
  }
  context.emit(std::move(result));
}

}  // namespace tessera::workloads
