// SPDX-License-Identifier: Apache-2.0
#include "workloads/compiler/buffers.h"

#include "workloads/compiler/lowering.h"
#include "workloads/compiler/transfer_emitter.h"

#include <fmt/format.h>

#include <utility>
#include <vector>

namespace tessera::workloads {
namespace {

constexpr std::int64_t kHostUnit = 8;

DeviceTensor described(const Graph& graph, TensorIndex index) {
  const Tensor& tensor = graph.tensor(index);
  const ImageShape shape = *image_shape(tensor);
  DeviceTensor result;
  result.name = fmt::format("{}:{}", index, tensor.name);
  const bool is_signed = tensor.type == DataType::kInt8;
  result.type = is_signed ? DeviceType::kSignedFixed8 : DeviceType::kFixed8;
  result.y_dim = static_cast<std::int32_t>(shape.height);
  result.x_dim = static_cast<std::int32_t>(shape.width);
  result.z_dim = static_cast<std::int32_t>(shape.channels);
  result.shape = tensor.shape;
  result.zero_point =
      static_cast<std::int32_t>(tensor.quantization->zero_points[0]) + (is_signed ? 128 : 0);
  result.scale = tensor.quantization->scales[0];
  return result;
}

}  // namespace

DeviceTensor device_input(const Graph& graph, TensorIndex index) {
  DeviceTensor result = described(graph, index);
  const std::int64_t bytes = std::int64_t{result.y_dim} * result.x_dim * result.z_dim;
  result.size_bytes = static_cast<std::uint32_t>(round_up(bytes, kHostUnit));
  return result;
}

DeviceTensor device_output(const Graph& graph, const Machine& machine, TensorIndex index,
                           const TileTensor& tensor) {
  DeviceTensor result = described(graph, index);
  const std::vector<OutputShare> shares = output_shares(machine, tensor);
  result.size_bytes = static_cast<std::uint32_t>(shares.back().offset + shares.back().bytes);
  if (tensor.spread != Spread::kBlocks) return result;
  TensorLayout layout;
  for (const OutputShare& share : shares)
    layout.tile_offset.push_back(static_cast<std::int32_t>(share.offset));
  const BlockSplit& y = tensor.y.split();
  const BlockSplit& x = tensor.x.split();
  for (std::int64_t row = 0; row < y.length(); ++row) {
    const std::int64_t part = row / y.block();
    layout.y_tile.push_back(static_cast<std::int32_t>(part * machine.columns));
    layout.y_local.push_back(static_cast<std::int32_t>(row - part * y.block()));
  }
  for (std::int64_t column = 0; column < x.length(); ++column) {
    const auto part = static_cast<std::uint32_t>(column / x.block());
    layout.x_tile.push_back(static_cast<std::int32_t>(part));
    layout.x_local.push_back(
        static_cast<std::int32_t>((column - part * x.block()) * tensor.depth()));
    layout.x_row_size.push_back(static_cast<std::int32_t>(x.own(part).size() * tensor.depth()));
  }
  result.layout = std::move(layout);
  return result;
}

}  // namespace tessera::workloads
