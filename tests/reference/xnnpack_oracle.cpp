// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/xnnpack_oracle.h"

#include <fmt/format.h>
#include <xnnpack.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>

namespace tessera::test {

using workloads::Activation;
using workloads::Bytes;
using workloads::DataType;

namespace {

void check(xnn_status status, const char* what) {
  if (status != xnn_status_success) {
    throw std::runtime_error(
        fmt::format("XNNPACK: {} gives status {}", what, static_cast<int>(status)));
  }
}

void initialize() {
  static const xnn_status kStatus = xnn_initialize(nullptr);
  check(kStatus, "initialize");
}

struct Delete {
  void operator()(xnn_operator_t op) const { xnn_delete_operator(op); }
};
using Operator = std::unique_ptr<xnn_operator, Delete>;

/// Runs a function that creates an operator.
template <class Create>
Operator create(const char* what, Create function) {
  initialize();
  xnn_operator_t op = nullptr;
  check(function(&op), what);
  return Operator(op);
}

void run(const Operator& op, const char* what, xnn_status setup) {
  check(setup, what);
  check(xnn_run_operator(op.get(), nullptr), what);
}

/// XNNPACK reads some bytes beyond its inputs.
Bytes padded(Bytes bytes) {
  bytes.resize(bytes.size() + XNN_EXTRA_BYTES);
  return bytes;
}

const std::int8_t* as_signed(const Bytes& bytes) {
  return reinterpret_cast<const std::int8_t*>(bytes.data());
}
std::int8_t* as_signed(Bytes& bytes) { return reinterpret_cast<std::int8_t*>(bytes.data()); }

std::int8_t s8(std::int32_t value) { return static_cast<std::int8_t>(value); }
std::uint8_t u8(std::int32_t value) { return static_cast<std::uint8_t>(value); }

std::vector<std::size_t> sizes(const workloads::Shape& shape) {
  return {shape.begin(), shape.end()};
}

}  // namespace

OutputRange output_range(DataType type, Activation activation, Quant y) {
  const std::int32_t lowest = type == DataType::kInt8 ? -128 : 0;
  const auto quantized = [&](float real) {
    const auto value = std::lrint(real / y.scale) + y.zero_point;
    return static_cast<std::int32_t>(std::clamp<long>(value, lowest, lowest + 255));
  };
  switch (activation) {
    case Activation::kRelu:
      return {quantized(0.0F), lowest + 255};
    case Activation::kReluN1To1:
      return {quantized(-1.0F), quantized(1.0F)};
    case Activation::kRelu6:
      return {quantized(0.0F), quantized(6.0F)};
    default:
      return {lowest, lowest + 255};
  }
}

Bytes xnnpack_conv(const ConvLayer& layer, const Bytes& x, std::size_t output_bytes) {
  const auto in = static_cast<std::size_t>(layer.in_channels);
  const auto out = static_cast<std::size_t>(layer.out_channels);
  const auto groups = layer.depthwise ? static_cast<std::uint32_t>(in) : 1U;
  const std::size_t group_in = in / groups;
  const std::size_t group_out = out / groups;
  std::uint32_t flags = layer.depthwise ? XNN_FLAG_DEPTHWISE_CONVOLUTION : 0U;
  if (layer.window.padding == workloads::Padding::kSame) {
    flags |= XNN_FLAG_TENSORFLOW_SAME_PADDING;
  }
  const auto range = output_range(layer.type, layer.activation, layer.y);
  const auto create_with = [&](auto function, auto... quantization) {
    return create("convolution", [&](xnn_operator_t* op) {
      return function(0, 0, 0, 0, static_cast<std::uint32_t>(layer.filter_y),
                      static_cast<std::uint32_t>(layer.filter_x),
                      static_cast<std::uint32_t>(layer.window.stride_y),
                      static_cast<std::uint32_t>(layer.window.stride_x),
                      static_cast<std::uint32_t>(layer.window.dilation_y),
                      static_cast<std::uint32_t>(layer.window.dilation_x), groups, group_in,
                      group_out, in, out, quantization..., flags, op);
    });
  };
  const auto batch = static_cast<std::size_t>(layer.batch);
  const auto height = static_cast<std::size_t>(layer.height);
  const auto width = static_cast<std::size_t>(layer.width);
  const Bytes input = padded(x);
  Bytes output(output_bytes);
  if (layer.type == DataType::kUint8) {
    const auto op = create_with(
        xnn_create_convolution2d_nhwc_qu8, u8(layer.x.zero_point), layer.x.scale,
        u8(layer.weight_zero_point), layer.weight_scales.at(0), layer.weights.data(),
        layer.bias.data(), u8(layer.y.zero_point), layer.y.scale, u8(range.low), u8(range.high));
    run(op, "convolution",
        xnn_setup_convolution2d_nhwc_qu8(op.get(), batch, height, width, input.data(),
                                         output.data(), nullptr));
  } else if (layer.weight_scales.size() == 1) {
    const auto op =
        create_with(xnn_create_convolution2d_nhwc_qs8, s8(layer.x.zero_point), layer.x.scale,
                    layer.weight_scales[0], as_signed(layer.weights), layer.bias.data(),
                    s8(layer.y.zero_point), layer.y.scale, s8(range.low), s8(range.high));
    run(op, "convolution",
        xnn_setup_convolution2d_nhwc_qs8(op.get(), batch, height, width, as_signed(input),
                                         as_signed(output), nullptr));
  } else {
    const auto op =
        create_with(xnn_create_convolution2d_nhwc_qc8, s8(layer.x.zero_point), layer.x.scale,
                    layer.weight_scales.data(), as_signed(layer.weights), layer.bias.data(),
                    s8(layer.y.zero_point), layer.y.scale, s8(range.low), s8(range.high));
    run(op, "convolution",
        xnn_setup_convolution2d_nhwc_qc8(op.get(), batch, height, width, as_signed(input),
                                         as_signed(output), nullptr));
  }
  return output;
}

Bytes xnnpack_dense(const DenseLayer& layer, const Bytes& x) {
  const auto in = static_cast<std::size_t>(layer.inputs);
  const auto out = static_cast<std::size_t>(layer.outputs);
  const auto rows = static_cast<std::size_t>(layer.rows);
  const auto range = output_range(layer.type, layer.activation, layer.y);
  const Bytes input = padded(x);
  Bytes output(rows * out);
  if (layer.type == DataType::kUint8) {
    const auto op = create("fully connected", [&](xnn_operator_t* made) {
      return xnn_create_fully_connected_nc_qu8(
          in, out, in, out, u8(layer.x.zero_point), layer.x.scale, u8(layer.w.zero_point),
          layer.w.scale, layer.weights.data(), layer.bias.data(), u8(layer.y.zero_point),
          layer.y.scale, u8(range.low), u8(range.high), 0, made);
    });
    run(op, "fully connected",
        xnn_setup_fully_connected_nc_qu8(op.get(), rows, input.data(), output.data(), nullptr));
    return output;
  }
  const auto op = create("fully connected", [&](xnn_operator_t* made) {
    return xnn_create_fully_connected_nc_qs8(in, out, in, out, s8(layer.x.zero_point),
                                             layer.x.scale, layer.w.scale, as_signed(layer.weights),
                                             layer.bias.data(), s8(layer.y.zero_point),
                                             layer.y.scale, s8(range.low), s8(range.high), 0, made);
  });
  run(op, "fully connected",
      xnn_setup_fully_connected_nc_qs8(op.get(), rows, as_signed(input), as_signed(output),
                                       nullptr));
  return output;
}

Bytes xnnpack_elementwise(Elementwise which, DataType type, Activation activation, Quant a, Quant b,
                          Quant y, const workloads::Shape& shape_a, const workloads::Shape& shape_b,
                          const Bytes& bytes_a, const Bytes& bytes_b, std::size_t output_bytes) {
  const auto range = output_range(type, activation, y);
  const auto dims_a = sizes(shape_a);
  const auto dims_b = sizes(shape_b);
  const Bytes in_a = padded(bytes_a);
  const Bytes in_b = padded(bytes_b);
  Bytes output(output_bytes);
  const auto run_with = [&](auto make, auto setup, auto cast, auto view, auto out) {
    const auto op = create("element-wise", [&](xnn_operator_t* made) {
      return make(cast(a.zero_point), a.scale, cast(b.zero_point), b.scale, cast(y.zero_point),
                  y.scale, cast(range.low), cast(range.high), 0, made);
    });
    run(op, "element-wise",
        setup(op.get(), dims_a.size(), dims_a.data(), dims_b.size(), dims_b.data(), view(in_a),
              view(in_b), out, nullptr));
  };
  const auto as_is = [](const Bytes& bytes) { return bytes.data(); };
  const auto as_int8 = [](const Bytes& bytes) { return as_signed(bytes); };
  if (type == DataType::kUint8) {
    switch (which) {
      case Elementwise::kAdd:
        run_with(xnn_create_add_nd_qu8, xnn_setup_add_nd_qu8, u8, as_is, output.data());
        break;
      case Elementwise::kSubtract:
        run_with(xnn_create_subtract_nd_qu8, xnn_setup_subtract_nd_qu8, u8, as_is, output.data());
        break;
      case Elementwise::kMultiply:
        run_with(xnn_create_multiply_nd_qu8, xnn_setup_multiply_nd_qu8, u8, as_is, output.data());
        break;
    }
    return output;
  }
  switch (which) {
    case Elementwise::kAdd:
      run_with(xnn_create_add_nd_qs8, xnn_setup_add_nd_qs8, s8, as_int8, as_signed(output));
      break;
    case Elementwise::kSubtract:
      run_with(xnn_create_subtract_nd_qs8, xnn_setup_subtract_nd_qs8, s8, as_int8,
               as_signed(output));
      break;
    case Elementwise::kMultiply:
      run_with(xnn_create_multiply_nd_qs8, xnn_setup_multiply_nd_qs8, s8, as_int8,
               as_signed(output));
      break;
  }
  return output;
}

Bytes xnnpack_mean(DataType type, Quant x, Quant y, std::int32_t batch, std::int32_t positions,
                   std::int32_t channels, const Bytes& bytes) {
  const auto c = static_cast<std::size_t>(channels);
  const auto n = static_cast<std::size_t>(batch);
  const auto p = static_cast<std::size_t>(positions);
  const Bytes input = padded(bytes);
  Bytes output(n * c);
  if (type == DataType::kUint8) {
    const auto op = create("mean", [&](xnn_operator_t* made) {
      return xnn_create_global_average_pooling_nwc_qu8(c, c, c, u8(x.zero_point), x.scale,
                                                       u8(y.zero_point), y.scale, 0, 255, 0, made);
    });
    run(op, "mean",
        xnn_setup_global_average_pooling_nwc_qu8(op.get(), n, p, input.data(), output.data(),
                                                 nullptr));
    return output;
  }
  const auto op = create("mean", [&](xnn_operator_t* made) {
    return xnn_create_global_average_pooling_nwc_qs8(c, c, c, s8(x.zero_point), x.scale,
                                                     s8(y.zero_point), y.scale, -128, 127, 0, made);
  });
  run(op, "mean",
      xnn_setup_global_average_pooling_nwc_qs8(op.get(), n, p, as_signed(input), as_signed(output),
                                               nullptr));
  return output;
}

Bytes xnnpack_function(Function function, DataType type, Quant x, Quant y, const Bytes& bytes) {
  const Bytes input = padded(bytes);
  const std::size_t count = bytes.size();
  Bytes output(count);
  if (type == DataType::kUint8) {
    const auto make =
        function == Function::kLogistic ? xnn_create_sigmoid_nc_qu8 : xnn_create_tanh_nc_qu8;
    const auto setup =
        function == Function::kLogistic ? xnn_setup_sigmoid_nc_qu8 : xnn_setup_tanh_nc_qu8;
    const auto op = create("function", [&](xnn_operator_t* made) {
      return make(1, 1, 1, u8(x.zero_point), x.scale, u8(y.zero_point), y.scale, 0, 255, 0, made);
    });
    run(op, "function", setup(op.get(), count, input.data(), output.data(), nullptr));
    return output;
  }
  const auto make =
      function == Function::kLogistic ? xnn_create_sigmoid_nc_qs8 : xnn_create_tanh_nc_qs8;
  const auto setup =
      function == Function::kLogistic ? xnn_setup_sigmoid_nc_qs8 : xnn_setup_tanh_nc_qs8;
  const auto op = create("function", [&](xnn_operator_t* made) {
    return make(1, 1, 1, s8(x.zero_point), x.scale, s8(y.zero_point), y.scale, -128, 127, 0, made);
  });
  run(op, "function", setup(op.get(), count, as_signed(input), as_signed(output), nullptr));
  return output;
}

}  // namespace tessera::test
