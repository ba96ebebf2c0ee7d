// SPDX-License-Identifier: Apache-2.0
// Between the bytes a host sends or receives and tensors in y, x, z order.
#pragma once

#include "workloads/file.h"
#include "workloads/program/device_tensor.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace tessera::workloads {

/// Host transfers come in whole multiples of this many bytes.
inline constexpr std::uint64_t kTransferUnitBytes = 8;

/// Bytes of a tensor in y, x, z order without padding.
[[nodiscard]] std::uint64_t dense_bytes(const DeviceTensor& tensor);

enum class TensorUse { kInput, kOutput };

/// What is wrong with the tensor's sizes and layout, or nothing. A tensor without fault converts
/// without leaving its buffers. An input without a layout is padded to whole transfer units.
[[nodiscard]] std::optional<std::string> layout_problem(const DeviceTensor& tensor, TensorUse use);

/// The `size_bytes` bytes to send for an input: the elements where the layout puts them, signs
/// inverted for signed types, and zeros elsewhere. Throws `UsageError` unless `dense` has
/// `dense_bytes(tensor)` bytes.
[[nodiscard]] Bytes to_device(const DeviceTensor& tensor, std::span<const std::uint8_t> dense);

/// The tensor in y, x, z order from the `size_bytes` bytes the device sent, signs inverted for
/// signed types. Throws `UsageError` for another number of bytes.
[[nodiscard]] Bytes from_device(const DeviceTensor& tensor, std::span<const std::uint8_t> raw);

}  // namespace tessera::workloads
