// SPDX-License-Identifier: Apache-2.0
// SUM and REDUCE_MAX on codes; MEAN, which the Edge TPU executes, is with the pools.
#include "workloads/reference/reduction.h"

#include "workloads/graph/validate.h"
#include "workloads/reference/kernels.h"
#include "workloads/reference/movement.h"

#include <algorithm>
#include <utility>

namespace tessera::workloads {

std::vector<std::size_t> reduced_positions(const Context& context) {
  const auto& shape = context.input(0).shape;
  std::vector<bool> reduced(shape.size());
  for (const auto axis : constant_int32(context.graph(), context.index(), context.op().inputs[1])) {
    reduced[normalized_axis(context.graph(), context.index(), axis, shape.size())] = true;
  }
  std::vector<std::size_t> strides(shape.size());
  std::size_t stride = 1;
  for (std::size_t i = shape.size(); i-- > 0;) {
    strides[i] = reduced[i] ? 0 : stride;
    stride *= reduced[i] ? 1 : static_cast<std::size_t>(shape[i]);
  }
  std::vector<std::size_t> positions(static_cast<std::size_t>(element_count(shape)));
  for (std::size_t i = 0; i < positions.size(); ++i) {
    std::size_t rest = i;
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      positions[i] += rest % static_cast<std::size_t>(shape[axis]) * strides[axis];
      rest /= static_cast<std::size_t>(shape[axis]);
    }
  }
  return positions;
}

/// Zero points are taken off the wrapping int32 sum, which is then requantized as a whole (TFLite's
/// kernel; XNNPACK has none, so mode f32 is the same sum through the float32 stage).
void run_kernel(const Context& context, const Sum&) {
  const auto x = context.quantized_input(0);
  const auto y = context.quantized_output();
  OutputStage stage = context.output_stage(Activation::kNone);
  stage.multipliers = {product_multiplier(context.rule(), x.quantization.scale, 1.0F, y.scale)};
  stage.fixed = {func::quantize_multiplier(double{x.quantization.scale} / double{y.scale})};
  std::vector<std::uint32_t> sums(static_cast<std::size_t>(context.output().elements()));
  const auto positions = reduced_positions(context);
  for (std::size_t i = 0; i < positions.size(); ++i) {
    sums[positions[i]] += static_cast<std::uint32_t>(x.codes[i] - x.quantization.zero_point);
  }
  Bytes result(sums.size());
  std::ranges::transform(sums, result.begin(), [&](auto sum) { return stage(sum, 0); });
  context.emit(std::move(result));
}

void run_kernel(const Context& context, const ReduceMax&) {
  const auto x = context.quantized_input(0);
  require_alike(context, 0);
  Bytes result(context.output().size_bytes());
  const auto positions = reduced_positions(context);
  for (std::size_t i = 0; i < positions.size(); ++i) {
    auto& largest = result[positions[i]];
    largest = std::max(largest, x.codes[i]);
  }
  context.emit(std::move(result));
}

}  // namespace tessera::workloads
