// SPDX-License-Identifier: Apache-2.0
// AVERAGE_POOL_2D, MAX_POOL_2D and MEAN on codes.
#include "workloads/graph/window.h"
#include "workloads/reference/kernels.h"
#include "workloads/reference/mean_stage.h"
#include "workloads/reference/reduction.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <utility>
#include <vector>

namespace tessera::workloads {
namespace {

constexpr std::int32_t kSignedOffset = 128;
constexpr std::int32_t kMaxCode = 255;

/// Integer mean of values, ties away from zero, as TFLite's kernel (which XNNPACK users get).
/// `offset` is what makes values of codes: 128 for int8.
std::int32_t integer_mean(std::int64_t code_sum, std::int64_t count, std::int32_t offset) {
  const std::int64_t sum = code_sum - offset * count;
  const std::int64_t mean = sum >= 0 ? (sum + count / 2) / count : (sum - count / 2) / count;
  return static_cast<std::int32_t>(mean) + offset;
}

/// Mean as the Edge TPU forms it: raw codes times f32(1/window) (facts: beagle_isa section 6).
std::int32_t device_mean(std::int64_t code_sum, std::int64_t count) {
  const float multiplier = 1.0F / static_cast<float>(count);
  return func::requantize_f32(static_cast<std::int32_t>(code_sum), multiplier, 0.0F,
                              static_cast<float>(kMaxCode), 0);
}

class Pooling {
 public:
  Pooling(const Context& context, const Pool2d& pool)
      : context_(context),
        pool_(pool),
        x_(context.quantized_input(0)),
        y_axis_(axis_y(pool.window, x_.shape[1], pool.filter_y)),
        x_axis_(axis_x(pool.window, x_.shape[2], pool.filter_x)) {
    context.require_one_type();
    if (x_.quantization != context.quantized_output()) {
      context.refuse("input and output with different scales or zero points");
    }
    // Both kinds run in TFLite's own kernels, whose clamps those of the fixed-point modes are.
    range_ = context.code_bounds(pool.activation);
  }

  [[nodiscard]] Bytes run() const {
    Bytes result;
    result.reserve(context_.output().size_bytes());
    for (std::int64_t n = 0; n < x_.shape[0]; ++n) {
      for (std::int64_t oy = 0; oy < y_axis_.output(); ++oy) {
        for (std::int64_t ox = 0; ox < x_axis_.output(); ++ox) {
          for (std::int64_t c = 0; c < x_.shape[3]; ++c) {
            result.push_back(static_cast<std::uint8_t>(
                std::clamp(window(n, oy, ox, c), range_.low, range_.high)));
          }
        }
      }
    }
    return result;
  }

 private:
  struct Range {
    std::int64_t begin, end;
  };

  /// Part of a window that lies inside the image.
  [[nodiscard]] static Range inside(const WindowAxis& axis, std::int64_t position) {
    const std::int64_t begin = position * axis.stride - axis.pad_before();
    return {std::max<std::int64_t>(begin, 0), std::min(begin + axis.filter, axis.input)};
  }

  [[nodiscard]] std::int32_t window(std::int64_t n, std::int64_t oy, std::int64_t ox,
                                    std::int64_t c) const {
    const auto rows = inside(y_axis_, oy);
    const auto columns = inside(x_axis_, ox);
    std::int64_t sum = 0;
    std::int32_t largest = 0;
    for (std::int64_t y = rows.begin; y < rows.end; ++y) {
      for (std::int64_t x = columns.begin; x < columns.end; ++x) {
        const std::int32_t code = x_.codes[static_cast<std::size_t>(
            ((n * x_.shape[1] + y) * x_.shape[2] + x) * x_.shape[3] + c)];
        sum += code;
        largest = std::max(largest, code);
      }
    }
    if (pool_.kind == Pool2d::Kind::kMax) {
      return largest;
    }
    return average(sum, (rows.end - rows.begin) * (columns.end - columns.begin));
  }

  [[nodiscard]] std::int32_t average(std::int64_t sum, std::int64_t count) const {
    if (context_.rule() != ConstantRule::kGoogle) {
      return integer_mean(sum, count,
                          context_.input(0).type == DataType::kInt8 ? kSignedOffset : 0);
    }
    return device_mean(sum, count);
  }

  const Context& context_;
  const Pool2d& pool_;
  QuantizedOperand x_;
  WindowAxis y_axis_;
  WindowAxis x_axis_;
  CodeBounds range_{0, kMaxCode};
};

}  // namespace

void run_kernel(const Context& context, const Pool2d& pool) {
  context.emit(Pooling(context, pool).run());
}

void run_kernel(const Context& context, const Mean&) {
  const auto x = context.quantized_input(0);
  std::vector<std::int64_t> sums(static_cast<std::size_t>(context.output().elements()));
  const auto positions = reduced_positions(context);
  for (std::size_t i = 0; i < positions.size(); ++i) {
    sums[positions[i]] += x.codes[i];
  }
  const auto count = static_cast<std::int64_t>(positions.size() / sums.size());
  const OutputStage stage = mean_stage(context, count);
  Bytes result;
  result.reserve(sums.size());
  for (const auto sum : sums) {
    const auto centered = static_cast<std::uint32_t>(sum - count * x.quantization.zero_point);
    result.push_back(context.rule() == ConstantRule::kGoogle
                         ? static_cast<std::uint8_t>(device_mean(sum, count))
                         : stage(centered, 0));
  }
  context.emit(std::move(result));
}

}  // namespace tessera::workloads
