// SPDX-License-Identifier: Apache-2.0
#include "workloads/import/edgetpu_layer.h"

#include "workloads/graph/validate.h"
#include "workloads/import/edgetpu_schema.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace tessera::workloads {
namespace {

namespace schema = edgetpu;

DeviceType read_type(const Table& layer) {
  const auto code = layer.scalar<std::int16_t>(schema::layer::kDataType, 0);
  switch (code) {
    case 0:
    case 1:
    case 2:
    case 3:
    case 4:
    case 5:
    case 8:
    case 9:
      return static_cast<DeviceType>(code);
    default:
      layer.fail(schema::layer::kDataType, fmt::format("{}, allowed 0 to 5, 8 and 9", code));
  }
}

Shape read_shape(const Table& layer) {
  Shape shape;
  const auto table = layer.table(schema::layer::kShape, "TensorShape");
  if (!table) {
    return shape;
  }
  for (const auto& [start, end] :
       table->structs<std::int32_t, 2>(schema::tensor_shape::kDimension, kMaxRank)) {
    if (start != 0 || end < 0 || end >= kMaxElements) {
      table->fail(
          schema::tensor_shape::kDimension,
          fmt::format("range {} to {}, allowed 0 to less than {}", start, end, kMaxElements));
    }
    shape.push_back(end + 1);
  }
  return shape;
}

TensorLayout read_layout(const Table& layout) {
  const auto list = [&](Field field) {
    return layout.scalars<std::int32_t>(field, schema::kMaxCoordinates);
  };
  return {list(schema::output_layout::kYTile),      list(schema::output_layout::kXTile),
          list(schema::output_layout::kTileOffset), list(schema::output_layout::kXLocal),
          list(schema::output_layout::kYLocal),     list(schema::output_layout::kXRowSize)};
}

DeviceTensor read_layer(const Table& layer, std::uint8_t kind) {
  DeviceTensor tensor;
  tensor.name = layer.text(schema::layer::kName, schema::kMaxNameBytes);
  tensor.type = read_type(layer);
  tensor.y_dim = layer.scalar<std::int32_t>(schema::layer::kYDim, 0);
  tensor.x_dim = layer.scalar<std::int32_t>(schema::layer::kXDim, 0);
  tensor.z_dim = layer.scalar<std::int32_t>(schema::layer::kZDim, 0);
  tensor.shape = read_shape(layer);
  const auto size = layer.scalar<std::int32_t>(schema::layer::kSizeBytes, 0);
  if (size < 1) {
    layer.fail(schema::layer::kSizeBytes, fmt::format("{}, allowed 1 and more", size));
  }
  tensor.size_bytes = static_cast<std::uint32_t>(size);
  if (const auto numerics = layer.table(schema::layer::kNumerics, "NumericsConstants")) {
    tensor.zero_point = numerics->scalar<std::int32_t>(schema::numerics::kZeroPoint, 0);
    tensor.scale = numerics->scalar<float>(schema::numerics::kFactor, 0.0F);
  }
  tensor.execution_count = layer.scalar<std::int32_t>(schema::layer::kExecutionCount, 1);
  tensor.cache_on_dram = layer.scalar<std::uint8_t>(schema::layer::kCacheOnDram, 0) != 0;

  const auto found = layer.scalar<std::uint8_t>(schema::layer::kAnyLayerType, 0);
  if (found != kind) {
    layer.fail(schema::layer::kAnyLayerType, fmt::format("{}, allowed {}", found, kind));
  }
  if (kind == schema::layer::kOutputLayer) {
    const auto output = layer.required(schema::layer::kAnyLayer, "OutputLayer");
    if (const auto layout = output.table(schema::output_layer::kLayout, "OutputLayout")) {
      tensor.layout = read_layout(*layout);
    } else if (tensor.y_dim != 1 || tensor.x_dim != 1) {  // the order of the elements is not known
      output.fail(schema::output_layer::kLayout,
                  fmt::format("no layout for y {} by x {}, allowed only for 1 by 1", tensor.y_dim,
                              tensor.x_dim));
    }
  }
  return tensor;
}

std::vector<DeviceTensor> read_layers(const Table& executable, Field field, std::uint8_t kind) {
  std::vector<DeviceTensor> tensors;
  for (const auto& layer : executable.tables(field, "Layer", schema::kMaxLayers)) {
    tensors.push_back(read_layer(layer, kind));
  }
  return tensors;
}

}  // namespace

std::vector<DeviceTensor> read_input_layers(const Table& executable) {
  return read_layers(executable, schema::executable::kInputLayers, schema::layer::kInputLayer);
}

std::vector<DeviceTensor> read_output_layers(const Table& executable) {
  return read_layers(executable, schema::executable::kOutputLayers, schema::layer::kOutputLayer);
}

}  // namespace tessera::workloads
