// SPDX-License-Identifier: Apache-2.0
// Contents of a graph's tensors during a run.
//
// int8 contents are held as codes 0..255 (value XOR 0x80, zero point + 128), as the Edge TPU does;
// so every kernel sees one kind of 8-bit tensor. Everything else is held as in the file.
#pragma once

#include "workloads/file.h"
#include "workloads/graph/graph.h"

#include <cstdint>
#include <span>
#include <vector>

namespace tessera::workloads {

class Values final {
 public:
  /// Constants are there from the start, variables hold their zero point. `graph` must outlive
  /// this.
  explicit Values(const Graph& graph);

  [[nodiscard]] bool has(TensorIndex index) const;
  /// Contents as codes; throws `UsageError` if there are none.
  [[nodiscard]] std::span<const std::uint8_t> codes(TensorIndex index) const;
  void set_codes(TensorIndex index, Bytes codes);
  /// Drops the contents of a tensor that is neither constant nor variable.
  void release(TensorIndex index);

  /// Contents in the tensor's own type.
  [[nodiscard]] Bytes stored(TensorIndex index) const;
  /// Throws `UsageError` unless `bytes` has the size of the tensor.
  void set_stored(TensorIndex index, std::span<const std::uint8_t> bytes);

 private:
  struct Slot {
    std::span<const std::uint8_t> view;
    Bytes owned;
    bool present = false;
  };

  [[nodiscard]] const Tensor& tensor(TensorIndex index) const { return graph_->tensor(index); }
  [[nodiscard]] const Slot& slot(TensorIndex index) const {
    return slots_.at(static_cast<std::size_t>(index));
  }

  const Graph* graph_;
  std::vector<Slot> slots_;
};

}  // namespace tessera::workloads
