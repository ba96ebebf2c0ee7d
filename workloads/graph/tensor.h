// SPDX-License-Identifier: Apache-2.0
// A tensor of a network: shape, type, quantization and, if it is constant, its contents.
#pragma once

#include "workloads/file.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tessera::workloads {

enum class DataType { kFloat32, kFloat16, kInt4, kInt8, kUint8, kInt16, kInt32, kInt64, kBool };

[[nodiscard]] std::string_view data_type_name(DataType type);

/// Bytes of one element; 0 for kInt4, which is packed and not supported by anything here.
[[nodiscard]] std::uint64_t element_bytes(DataType type);

using Shape = std::vector<std::int32_t>;

/// Product of the dimensions; 1 for a scalar. The reader bounds it, so it cannot overflow.
[[nodiscard]] std::int64_t element_count(const Shape& shape);

/// "[1, 224, 224, 3]"
[[nodiscard]] std::string to_string(const Shape& shape);

/// real = scale * (value - zero_point), per tensor (one entry) or per index along `axis`.
struct Quantization {
  std::vector<float> scales;
  std::vector<std::int64_t> zero_points;  // as many as scales
  std::int32_t axis = 0;

  [[nodiscard]] bool per_channel() const { return scales.size() > 1; }
  [[nodiscard]] bool operator==(const Quantization&) const = default;
};

[[nodiscard]] inline Quantization per_tensor(float scale, std::int64_t zero_point) {
  return {{scale}, {zero_point}, 0};
}

struct Tensor {
  std::string name = {};
  DataType type = DataType::kFloat32;
  Shape shape = {};
  std::optional<Quantization> quantization = {};
  std::shared_ptr<const Bytes> data = {};  // contents of a constant, else null
  bool is_variable = false;                // state kept from run to run

  [[nodiscard]] bool is_constant() const { return data != nullptr; }
  [[nodiscard]] std::int64_t elements() const { return element_count(shape); }
  [[nodiscard]] std::uint64_t size_bytes() const {
    return static_cast<std::uint64_t>(elements()) * element_bytes(type);
  }
  /// 8-bit with one scale and zero point.
  [[nodiscard]] bool is_quantized_8bit() const {
    return (type == DataType::kUint8 || type == DataType::kInt8) && quantization.has_value();
  }
};

}  // namespace tessera::workloads
