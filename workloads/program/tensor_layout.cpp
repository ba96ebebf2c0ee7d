// SPDX-License-Identifier: Apache-2.0
#include "workloads/program/tensor_layout.h"

#include "workloads/error.h"
#include "workloads/program/device_type.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>

namespace tessera::workloads {
namespace {

constexpr std::uint64_t kMaxTensorBytes = std::uint64_t{64} << 20;

std::optional<std::string> dimension_problem(const DeviceTensor& tensor) {
  // Each dimension is bounded before it is multiplied, so nothing overflows.
  std::uint64_t bytes = device_type_bytes(tensor.type);
  for (const auto dimension : {tensor.y_dim, tensor.x_dim, tensor.z_dim}) {
    if (dimension < 1) {
      return fmt::format("dimensions y {}, x {}, z {}, allowed 1 and more", tensor.y_dim,
                         tensor.x_dim, tensor.z_dim);
    }
    bytes *= static_cast<std::uint64_t>(dimension);
    if (bytes > kMaxTensorBytes) {
      return fmt::format("y {} by x {} by z {}, allowed at most {} bytes", tensor.y_dim,
                         tensor.x_dim, tensor.z_dim, kMaxTensorBytes);
    }
  }
  if (tensor.size_bytes > kMaxTensorBytes) {
    return fmt::format("size_bytes {}, allowed at most {}", tensor.size_bytes, kMaxTensorBytes);
  }
  return std::nullopt;
}

std::optional<std::string> list_problem(const char* name, const std::vector<std::int32_t>& list,
                                        std::size_t size) {
  if (list.size() != size) {
    return fmt::format("layout {} has {} entries, allowed {}", name, list.size(), size);
  }
  const auto negative = std::ranges::find_if(list, [](auto value) { return value < 0; });
  if (negative != list.end()) {
    return fmt::format("layout {} holds {}, allowed 0 and more", name, *negative);
  }
  return std::nullopt;
}

std::int64_t tile_of(const TensorLayout& layout, std::size_t y, std::size_t x) {
  return std::int64_t{layout.y_tile[y]} + layout.x_tile[x];
}

/// Element number of (y, x, 0).
std::int64_t first_element(const TensorLayout& layout, std::size_t y, std::size_t x) {
  return layout.tile_offset[static_cast<std::size_t>(tile_of(layout, y, x))] +
         std::int64_t{layout.y_local[y]} * layout.x_row_size[x] + layout.x_local[x];
}

std::optional<std::string> elements_problem(const DeviceTensor& tensor) {
  const auto& layout = *tensor.layout;
  const auto y_dim = static_cast<std::size_t>(tensor.y_dim);
  const auto x_dim = static_cast<std::size_t>(tensor.x_dim);
  for (const auto& problem :
       {list_problem("y_coordinate_to_linear_tile_id_map", layout.y_tile, y_dim),
        list_problem("x_coordinate_to_linear_tile_id_map", layout.x_tile, x_dim),
        list_problem("linearized_tile_byte_offset", layout.tile_offset, layout.tile_offset.size()),
        list_problem("x_coordinate_to_local_byte_offset", layout.x_local, x_dim),
        list_problem("y_coordinate_to_local_y_offset", layout.y_local, y_dim),
        list_problem("x_coordinate_to_local_y_row_size", layout.x_row_size, x_dim)}) {
    if (problem) {
      return problem;
    }
  }
  const auto tiles = static_cast<std::int64_t>(layout.tile_offset.size());
  const std::int64_t elements = tensor.size_bytes / device_type_bytes(tensor.type);
  for (std::size_t y = 0; y < y_dim; ++y) {
    for (std::size_t x = 0; x < x_dim; ++x) {
      if (tile_of(layout, y, x) >= tiles) {
        return fmt::format("layout puts y {}, x {} on tile {}, allowed 0 to {}", y, x,
                           tile_of(layout, y, x), tiles - 1);
      }
      if (first_element(layout, y, x) > elements - tensor.z_dim) {
        return fmt::format("layout puts y {}, x {} at {}, allowed at most {} - {}", y, x,
                           first_element(layout, y, x), elements, tensor.z_dim);
      }
    }
  }
  return std::nullopt;
}

void invert_signs(DeviceType type, std::span<std::uint8_t> bytes) {
  if (!inverts_sign(type)) {
    return;
  }
  const std::size_t step = device_type_bytes(type);
  for (std::size_t i = step - 1; i < bytes.size(); i += step) {  // little-endian: sign byte last
    bytes[i] ^= 0x80U;
  }
}

void check_call(const DeviceTensor& tensor, std::uint64_t size, std::uint64_t allowed) {
  if (!host_type(tensor.type)) {
    throw UsageError(fmt::format("{}: no host form is known for device type {}", tensor.name,
                                 static_cast<int>(tensor.type)));
  }
  if (tensor.execution_count != 1) {
    throw UsageError(fmt::format("{}: execution_count {}, only 1 can be converted", tensor.name,
                                 tensor.execution_count));
  }
  if (size != allowed) {
    throw UsageError(fmt::format("{}: {} bytes given, allowed {}", tensor.name, size, allowed));
  }
}

/// Calls `copy` with where a run of elements begins in y, x, z order, where in the bytes that are
/// sent, and its bytes.
template <class Copy>
void for_each_run(const DeviceTensor& tensor, const Copy& copy) {
  if (!tensor.layout) {
    copy(0, 0, static_cast<std::size_t>(dense_bytes(tensor)));
    return;
  }
  const std::size_t element = device_type_bytes(tensor.type);
  const std::size_t run = element * static_cast<std::size_t>(tensor.z_dim);
  std::size_t in_dense = 0;
  for (std::size_t y = 0; y < static_cast<std::size_t>(tensor.y_dim); ++y) {
    for (std::size_t x = 0; x < static_cast<std::size_t>(tensor.x_dim); ++x) {
      copy(in_dense, element * static_cast<std::size_t>(first_element(*tensor.layout, y, x)), run);
      in_dense += run;
    }
  }
}

}  // namespace

std::uint64_t dense_bytes(const DeviceTensor& tensor) {
  return std::uint64_t{device_type_bytes(tensor.type)} * static_cast<std::uint64_t>(tensor.y_dim) *
         static_cast<std::uint64_t>(tensor.x_dim) * static_cast<std::uint64_t>(tensor.z_dim);
}

std::optional<std::string> layout_problem(const DeviceTensor& tensor, TensorUse use) {
  if (auto problem = dimension_problem(tensor)) {
    return problem;
  }
  const std::uint64_t dense = dense_bytes(tensor);
  if (tensor.layout) {
    if (tensor.size_bytes < dense) {
      return fmt::format("size_bytes {}, allowed {} and more", tensor.size_bytes, dense);
    }
    if (use == TensorUse::kInput && tensor.size_bytes % kTransferUnitBytes != 0) {
      return fmt::format("size_bytes {}, allowed multiples of {}", tensor.size_bytes,
                         kTransferUnitBytes);
    }
    return elements_problem(tensor);
  }
  const std::uint64_t padded =
      (dense + kTransferUnitBytes - 1) / kTransferUnitBytes * kTransferUnitBytes;
  if (use == TensorUse::kInput && tensor.size_bytes != padded) {
    return fmt::format("size_bytes {}, allowed {} ({} padded to a multiple of {})",
                       tensor.size_bytes, padded, dense, kTransferUnitBytes);
  }
  if (tensor.size_bytes < dense) {
    return fmt::format("size_bytes {}, allowed {} and more", tensor.size_bytes, dense);
  }
  return std::nullopt;
}

Bytes to_device(const DeviceTensor& tensor, std::span<const std::uint8_t> dense) {
  check_call(tensor, dense.size(), dense_bytes(tensor));
  Bytes codes(dense.begin(), dense.end());
  invert_signs(tensor.type, codes);
  Bytes raw(tensor.size_bytes);
  for_each_run(tensor, [&](std::size_t in_dense, std::size_t in_raw, std::size_t bytes) {
    std::ranges::copy(std::span(codes).subspan(in_dense, bytes),
                      raw.begin() + static_cast<std::ptrdiff_t>(in_raw));
  });
  return raw;
}

Bytes from_device(const DeviceTensor& tensor, std::span<const std::uint8_t> raw) {
  check_call(tensor, raw.size(), tensor.size_bytes);
  Bytes dense(dense_bytes(tensor));
  for_each_run(tensor, [&](std::size_t in_dense, std::size_t in_raw, std::size_t bytes) {
    std::ranges::copy(raw.subspan(in_raw, bytes),
                      dense.begin() + static_cast<std::ptrdiff_t>(in_dense));
  });
  invert_signs(tensor.type, dense);
  return dense;
}

}  // namespace tessera::workloads
