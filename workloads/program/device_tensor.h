// SPDX-License-Identifier: Apache-2.0
// The buffers that go to the device and come from it.
#pragma once

#include "workloads/graph/tensor.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tessera::workloads {

/// Element type of a device tensor; the numbers are those of the executable format.
enum class DeviceType : std::int16_t {
  kFixed8 = 0,
  kFixed16 = 1,
  kSignedFixed32 = 2,
  kBfloat = 3,
  kHalf = 4,
  kSingle = 5,
  kSignedFixed8 = 8,
  kSignedFixed16 = 9,
};

/// Where the elements lie in the bytes that are sent: element (y, x, z) is number
/// tile_offset[y_tile[y] + x_tile[x]] + y_local[y] * x_row_size[x] + x_local[x] + z.
/// Sizes and offsets count elements: for 8-bit tensors these are bytes; the only 16-bit layouts
/// known (the state of an LSTM) give 20 for 20 elements in 40 bytes.
struct TensorLayout {
  std::vector<std::int32_t> y_tile;       // [y_dim]
  std::vector<std::int32_t> x_tile;       // [x_dim]
  std::vector<std::int32_t> tile_offset;  // [tiles]
  std::vector<std::int32_t> x_local;      // [x_dim]
  std::vector<std::int32_t> y_local;      // [y_dim]
  std::vector<std::int32_t> x_row_size;   // [x_dim]

  [[nodiscard]] bool operator==(const TensorLayout&) const = default;
};

/// An input or an output of the device: y_dim x x_dim x z_dim elements, 8-bit codes with the sign
/// bit inverted for signed types.
struct DeviceTensor {
  std::string name;
  DeviceType type = DeviceType::kFixed8;
  std::int32_t y_dim = 1;
  std::int32_t x_dim = 1;
  std::int32_t z_dim = 1;
  Shape shape;                  // dimensions in the network; empty where the file has none
  std::int32_t zero_point = 0;  // of the bytes the device sees (int8 -1 is 127 here)
  float scale = 0.0F;
  std::uint32_t size_bytes = 0;  // of one transfer, padding included
  std::int32_t execution_count = 1;
  bool cache_on_dram = false;
  /// Without one, the elements come in y, x, z order and padding follows.
  std::optional<TensorLayout> layout;

  [[nodiscard]] bool operator==(const DeviceTensor&) const = default;
};

}  // namespace tessera::workloads
