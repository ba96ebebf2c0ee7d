// SPDX-License-Identifier: Apache-2.0
#include "workloads/reference/values.h"

#include "workloads/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tessera::workloads {
namespace {

constexpr std::uint8_t kSignBit = 0x80;

Bytes flip_signs(std::span<const std::uint8_t> bytes) {
  Bytes flipped(bytes.begin(), bytes.end());
  for (auto& byte : flipped) {
    byte ^= kSignBit;
  }
  return flipped;
}

/// A variable's contents before the first run: its zero point in every element.
Bytes initial_state(const Tensor& tensor) {
  Bytes state(tensor.size_bytes());
  if (tensor.is_quantized_8bit()) {
    const auto zero = static_cast<std::uint8_t>(tensor.quantization->zero_points[0]);
    std::ranges::fill(state, zero);
  }
  return state;
}

}  // namespace

Values::Values(const Graph& graph) : graph_(&graph), slots_(graph.tensors.size()) {
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const auto index = static_cast<TensorIndex>(i);
    const auto& source = graph.tensors[i];
    if (source.is_constant() && source.type == DataType::kInt8) {
      set_codes(index, flip_signs(*source.data));
    } else if (source.is_constant()) {
      slots_[i].view = *source.data;
      slots_[i].present = true;
    } else if (source.is_variable) {
      set_stored(index, initial_state(source));
    }
  }
}

bool Values::has(TensorIndex index) const { return slot(index).present; }

std::span<const std::uint8_t> Values::codes(TensorIndex index) const {
  const auto& found = slot(index);
  if (!found.present) {
    throw UsageError(fmt::format("{}: tensor {} \"{}\" has no contents (not run yet or not kept)",
                                 graph_->source, index, tensor(index).name));
  }
  return found.view;
}

void Values::set_codes(TensorIndex index, Bytes codes) {
  auto& target = slots_.at(static_cast<std::size_t>(index));
  if (codes.size() != tensor(index).size_bytes()) {
    throw UsageError(fmt::format("{}: tensor {} \"{}\": {} bytes given, allowed {}", graph_->source,
                                 index, tensor(index).name, codes.size(),
                                 tensor(index).size_bytes()));
  }
  target.owned = std::move(codes);
  target.view = target.owned;
  target.present = true;
}

void Values::release(TensorIndex index) {
  if (!tensor(index).is_constant() && !tensor(index).is_variable) {
    slots_.at(static_cast<std::size_t>(index)) = {};
  }
}

Bytes Values::stored(TensorIndex index) const {
  const auto found = codes(index);
  return tensor(index).type == DataType::kInt8 ? flip_signs(found)
                                               : Bytes(found.begin(), found.end());
}

void Values::set_stored(TensorIndex index, std::span<const std::uint8_t> bytes) {
  set_codes(index, tensor(index).type == DataType::kInt8 ? flip_signs(bytes)
                                                         : Bytes(bytes.begin(), bytes.end()));
}

}  // namespace tessera::workloads
