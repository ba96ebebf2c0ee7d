// SPDX-License-Identifier: Apache-2.0
#include "workloads/graph/tensor.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace tessera::workloads {

std::string_view data_type_name(DataType type) {
  switch (type) {
    case DataType::kFloat32:
      return "float32";
    case DataType::kFloat16:
      return "float16";
    case DataType::kInt4:
      return "int4";
    case DataType::kInt8:
      return "int8";
    case DataType::kUint8:
      return "uint8";
    case DataType::kInt16:
      return "int16";
    case DataType::kInt32:
      return "int32";
    case DataType::kInt64:
      return "int64";
    case DataType::kBool:
      return "bool";
  }
  return "?";
}

std::uint64_t element_bytes(DataType type) {
  switch (type) {
    case DataType::kInt4:
      return 0;
    case DataType::kInt8:
    case DataType::kUint8:
    case DataType::kBool:
      return 1;
    case DataType::kFloat16:
    case DataType::kInt16:
      return 2;
    case DataType::kFloat32:
    case DataType::kInt32:
      return 4;
    case DataType::kInt64:
      return 8;
  }
  return 0;
}

std::int64_t element_count(const Shape& shape) {
  std::int64_t count = 1;
  for (const auto dimension : shape) {
    count *= dimension;
  }
  return count;
}

std::string to_string(const Shape& shape) { return fmt::format("[{}]", fmt::join(shape, ", ")); }

}  // namespace tessera::workloads
