// SPDX-License-Identifier: Apache-2.0
#include "workloads/import/tflite_tensors.h"

#include "workloads/error.h"
#include "workloads/graph/validate.h"
#include "workloads/import/tflite_schema.h"

#include <fmt/format.h>

#include <utility>

namespace tessera::workloads {
namespace {

namespace schema = tflite;

DataType read_type(const Table& table) {
  const auto code = table.scalar<std::int8_t>(schema::tensor::kType, 0);
  switch (code) {
    case 0:
      return DataType::kFloat32;
    case 1:
      return DataType::kFloat16;
    case 2:
      return DataType::kInt32;
    case 3:
      return DataType::kUint8;
    case 4:
      return DataType::kInt64;
    case 6:
      return DataType::kBool;
    case 7:
      return DataType::kInt16;
    case 9:
      return DataType::kInt8;
    default:
      throw UnsupportedError(table.file(), table.where(schema::tensor::kType),
                             fmt::format("type {}, allowed 0 to 4, 6, 7 and 9", code));
  }
}

std::optional<Quantization> read_quantization(const Table& tensor) {
  const auto table = tensor.table(schema::tensor::kQuantization, "QuantizationParameters");
  if (!table) {
    return std::nullopt;
  }
  Quantization quantization;
  quantization.scales = table->scalars<float>(schema::quantization::kScale, schema::kMaxChannels);
  quantization.zero_points =
      table->scalars<std::int64_t>(schema::quantization::kZeroPoint, schema::kMaxChannels);
  quantization.axis = table->scalar<std::int32_t>(schema::quantization::kDimension, 0);
  if (quantization.scales.empty()) {
    return std::nullopt;  // only the range seen in training, or nothing at all
  }
  if (quantization.zero_points.empty()) {
    quantization.zero_points.assign(quantization.scales.size(), 0);
  }
  return quantization;
}

/// Contents of the model's buffers, copied on first use.
class Buffers {
 public:
  explicit Buffers(const Table& model)
      : tables_(model.tables(schema::model::kBuffers, "Buffer", schema::kMaxTensors)),
        copies_(tables_.size()) {}

  /// Null for a tensor without contents.
  [[nodiscard]] std::shared_ptr<const Bytes> contents(const Table& tensor) {
    const auto index = tensor.scalar<std::uint32_t>(schema::tensor::kBuffer, 0);
    if (index == 0) {
      return nullptr;
    }
    if (index >= tables_.size()) {
      tensor.fail(schema::tensor::kBuffer,
                  fmt::format("{}, allowed 0 to {}", index, tables_.size()));
    }
    if (!copies_[index]) {
      copies_[index] = copy(tables_[index]);
    }
    return copies_[index];
  }

 private:
  [[nodiscard]] static std::shared_ptr<const Bytes> copy(const Table& buffer) {
    if (buffer.scalar<std::uint64_t>(schema::buffer::kOffset, 0) > 1) {
      throw UnsupportedError(buffer.file(), buffer.where(schema::buffer::kOffset),
                             "data outside the FlatBuffer");
    }
    const auto data = buffer.bytes(schema::buffer::kData);
    if (!data || data->size() == 0) {
      return nullptr;
    }
    return std::make_shared<const Bytes>(data->copy());
  }

  std::vector<Table> tables_;
  std::vector<std::shared_ptr<const Bytes>> copies_;
};

}  // namespace

std::vector<Tensor> read_tensors(const Table& model, const Table& subgraph) {
  Buffers buffers(model);
  std::vector<Tensor> tensors;
  for (const auto& table :
       subgraph.tables(schema::subgraph::kTensors, "Tensor", schema::kMaxTensors)) {
    Tensor tensor;
    tensor.name = table.text(schema::tensor::kName, schema::kMaxTextBytes);
    tensor.type = read_type(table);
    tensor.shape = table.scalars<std::int32_t>(schema::tensor::kShape, kMaxRank);
    tensor.quantization = read_quantization(table);
    if (tensor.quantization && tensor.shape.size() == 1) {
      tensor.quantization->axis = 0;  // old converters leave the axis of the weights in the bias
    }
    tensor.is_variable = table.scalar<std::uint8_t>(schema::tensor::kIsVariable, 0) != 0;
    tensor.data = buffers.contents(table);
    tensors.push_back(std::move(tensor));
  }
  return tensors;
}

}  // namespace tessera::workloads
