// SPDX-License-Identifier: Apache-2.0
// What a device element type is in bytes and on the host.
#pragma once

#include "workloads/graph/tensor.h"
#include "workloads/program/device_tensor.h"

#include <cstdint>
#include <optional>

namespace tessera::workloads {

[[nodiscard]] constexpr std::uint32_t device_type_bytes(DeviceType type) {
  switch (type) {
    case DeviceType::kFixed8:
    case DeviceType::kSignedFixed8:
      return 1;
    case DeviceType::kFixed16:
    case DeviceType::kSignedFixed16:
    case DeviceType::kBfloat:
    case DeviceType::kHalf:
      return 2;
    case DeviceType::kSignedFixed32:
    case DeviceType::kSingle:
      return 4;
  }
  return 0;
}

/// Signed types are sent with the sign bit inverted: the device computes with unsigned values.
[[nodiscard]] constexpr bool inverts_sign(DeviceType type) {
  return type == DeviceType::kSignedFixed8 || type == DeviceType::kSignedFixed16;
}

/// The host's type, or nothing where the conversion is not known.
[[nodiscard]] constexpr std::optional<DataType> host_type(DeviceType type) {
  switch (type) {
    case DeviceType::kFixed8:
      return DataType::kUint8;
    case DeviceType::kSignedFixed8:
      return DataType::kInt8;
    case DeviceType::kSignedFixed16:
      return DataType::kInt16;
    default:
      return std::nullopt;
  }
}

}  // namespace tessera::workloads
