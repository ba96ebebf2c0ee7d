// SPDX-License-Identifier: Apache-2.0
// Operators that move elements without looking at them: SQUEEZE, EXPAND_DIMS, SLICE, STRIDED_SLICE,
// PACK, UNPACK, TRANSPOSE, PAD.
#include "workloads/reference/movement.h"

#include "workloads/graph/operands.h"
#include "workloads/graph/strided_slice.h"
#include "workloads/graph/validate.h"
#include "workloads/reference/kernels.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace tessera::workloads {
namespace {

void emit_unmoved(const Context& context) {
  require_alike(context, 0);
  const auto codes = context.codes(0);
  context.emit({codes.begin(), codes.end()});
}

void emit_slice(const Context& context, const SlicePlan& plan) {
  require_alike(context, 0);
  auto from = whole(context.input(0).shape);
  Shape counts;
  for (std::size_t i = 0; i < plan.axes.size(); ++i) {
    const auto& axis = plan.axes[i];
    from.first += axis.start * from.strides[i];
    from.strides[i] *= axis.stride;
    counts.push_back(axis.count);
  }
  Bytes result(context.output().size_bytes());
  copy_elements(counts, context.codes(0), from, result, whole(counts),
                element_bytes(context.output().type));
  context.emit(std::move(result));
}

/// Elements in front of, along and behind an axis of a shape.
struct Sizes {
  std::size_t outer = 1;
  std::size_t along = 1;
  std::size_t inner = 1;
};

Sizes sizes(const Shape& shape, std::size_t axis) {
  Sizes result;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    auto& part = i < axis ? result.outer : i == axis ? result.along : result.inner;
    part *= static_cast<std::size_t>(shape[i]);
  }
  return result;
}

/// Contents of the output before x is copied into it.
Bytes padding(const Context& context, const Pad& pad) {
  const auto& y = context.output();
  Bytes result(y.size_bytes());
  if (pad.with_value) {
    const auto& value = context.input(2);
    const bool same_meaning = value.type == y.type &&
                              (!y.is_quantized_8bit() || context.quantized_input(2).quantization ==
                                                             context.quantized_output());
    if (!same_meaning) {
      context.refuse("a value of another type, scale or zero point than the output");
    }
    const auto element = context.codes(2);
    for (std::size_t i = 0; i < result.size(); i += element.size()) {
      std::ranges::copy(element, result.begin() + static_cast<std::ptrdiff_t>(i));
    }
  } else if (y.is_quantized_8bit()) {
    std::ranges::fill(result, static_cast<std::uint8_t>(context.quantized_output().zero_point));
  } else if (y.quantization && y.quantization->zero_points[0] != 0) {
    context.refuse(fmt::format("{} with a zero point of {}, allowed 0", data_type_name(y.type),
                               y.quantization->zero_points[0]));
  }
  return result;
}

}  // namespace

void require_alike(const Context& context, std::size_t operand, std::size_t result) {
  const auto& x = context.input(operand);
  const auto& y = context.output(result);
  if (x.type != y.type) {
    context.refuse(fmt::format("input {} of {} and output of {}", operand, data_type_name(x.type),
                               data_type_name(y.type)));
  }
  if (element_bytes(x.type) == 0) {
    context.refuse(fmt::format("elements of {}", data_type_name(x.type)));
  }
  if (x.quantization && y.quantization &&
      (x.quantization->scales != y.quantization->scales ||
       x.quantization->zero_points != y.quantization->zero_points)) {
    context.refuse("input and output with different scales or zero points");
  }
}

Walk whole(const Shape& shape) {
  Walk walk;
  walk.strides.resize(shape.size());
  std::ptrdiff_t stride = 1;
  for (std::size_t i = shape.size(); i-- > 0;) {
    walk.strides[i] = stride;
    stride *= shape[i];
  }
  return walk;
}

void copy_elements(const Shape& shape, std::span<const std::uint8_t> source, const Walk& from,
                   std::span<std::uint8_t> target, const Walk& to, std::size_t element) {
  const auto count = element_count(shape);
  const auto bytes = static_cast<std::ptrdiff_t>(element);
  std::vector<std::int32_t> position(shape.size());
  std::ptrdiff_t read = from.first;
  std::ptrdiff_t write = to.first;
  for (std::int64_t i = 0; i < count; ++i) {
    std::memcpy(target.data() + write * bytes, source.data() + read * bytes, element);
    for (std::size_t axis = shape.size(); axis-- > 0;) {
      read += from.strides[axis];
      write += to.strides[axis];
      if (++position[axis] < shape[axis]) {
        break;
      }
      read -= from.strides[axis] * shape[axis];
      write -= to.strides[axis] * shape[axis];
      position[axis] = 0;
    }
  }
}

void run_kernel(const Context& context, const Squeeze&) { emit_unmoved(context); }
void run_kernel(const Context& context, const ExpandDims&) { emit_unmoved(context); }

void run_kernel(const Context& context, const Slice&) {
  emit_slice(context, plan_slice(Operands(context.graph(), context.index())));
}

void run_kernel(const Context& context, const StridedSlice& slice) {
  emit_slice(context, plan_strided_slice(Operands(context.graph(), context.index()), slice));
}

void run_kernel(const Context& context, const Transpose&) {
  require_alike(context, 0);
  const auto& x = context.input(0);
  const auto order = constant_int32(context.graph(), context.index(), context.op().inputs[1]);
  const auto straight = whole(x.shape);
  Walk from;
  for (const auto axis : order) {
    from.strides.push_back(
        straight.strides[normalized_axis(context.graph(), context.index(), axis, x.shape.size())]);
  }
  const auto& y = context.output();
  Bytes result(y.size_bytes());
  copy_elements(y.shape, context.codes(0), from, result, whole(y.shape), element_bytes(y.type));
  context.emit(std::move(result));
}

void run_kernel(const Context& context, const Pack& pack) {
  const auto& y = context.output();
  const auto axis = normalized_axis(context.graph(), context.index(), pack.axis, y.shape.size());
  const auto [outer, along, inner] = sizes(y.shape, axis);
  const std::size_t run = inner * element_bytes(y.type);
  Bytes result(y.size_bytes());
  for (std::size_t part = 0; part < along; ++part) {
    require_alike(context, part);
    const auto codes = context.codes(part);
    for (std::size_t i = 0; i < outer; ++i) {
      std::copy_n(codes.data() + i * run, run, result.data() + (i * along + part) * run);
    }
  }
  context.emit(std::move(result));
}

void run_kernel(const Context& context, const Unpack& unpack) {
  const auto& x = context.input(0);
  const auto axis = normalized_axis(context.graph(), context.index(), unpack.axis, x.shape.size());
  const auto [outer, along, inner] = sizes(x.shape, axis);
  const std::size_t run = inner * element_bytes(x.type);
  for (std::size_t part = 0; part < along; ++part) {
    require_alike(context, 0, part);
    const auto codes = context.codes(0);
    Bytes result(context.output(part).size_bytes());
    for (std::size_t i = 0; i < outer; ++i) {
      std::copy_n(codes.data() + (i * along + part) * run, run, result.data() + i * run);
    }
    context.emit(std::move(result), part);
  }
}

void run_kernel(const Context& context, const Pad& pad) {
  require_alike(context, 0);
  const auto& x = context.input(0);
  const auto before = constant_int32(context.graph(), context.index(), context.op().inputs[1]);
  auto to = whole(context.output().shape);
  for (std::size_t i = 0; i < x.shape.size(); ++i) {
    to.first += before[2 * i] * to.strides[i];
  }
  auto result = padding(context, pad);
  copy_elements(x.shape, context.codes(0), whole(x.shape), result, to, element_bytes(x.type));
  context.emit(std::move(result));
}

}  // namespace tessera::workloads
