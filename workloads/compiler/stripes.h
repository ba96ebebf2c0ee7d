// SPDX-License-Identifier: Apache-2.0
// Networks whose images do not fit the tiles: a chain of operators is rewritten as several chains,
// each for some rows of the result. The control core cuts the chain's input and joins the results.
#pragma once

#include "workloads/compiler/machine.h"
#include "workloads/graph/graph.h"

#include <cstddef>
#include <cstdint>
#include <set>
#include <vector>

namespace tessera::workloads {

class StripedNetwork {
 public:
  StripedNetwork(const Graph& graph, const Machine& machine)
      : machine_(machine), base_(graph), graph_(graph) {}

  [[nodiscard]] const Graph& graph() const { return graph_; }
  /// Results of the operators that must stay on the control core: the parts of large images.
  [[nodiscard]] const std::set<TensorIndex>& cuts() const { return cuts_; }

  /// Operator `index` of the graph needs more memory than there is: more stripes of its chain, or a
  /// chain about it. False if that is not possible.
  [[nodiscard]] bool split_more(std::size_t index);

 private:
  struct Rows {
    std::int64_t begin;
    std::int64_t end;
  };

  [[nodiscard]] bool can_stripe(std::size_t index) const;
  [[nodiscard]] bool joins(std::size_t index) const;
  [[nodiscard]] bool large(TensorIndex tensor) const;
  /// The only operator that reads a tensor, if it can be striped.
  [[nodiscard]] std::vector<std::size_t> only_reader(TensorIndex tensor) const;
  [[nodiscard]] std::vector<std::size_t> chain_about(std::size_t index) const;
  [[nodiscard]] std::int64_t rows_of_result() const;
  void rewrite();
  /// The chain for rows of its result; returns the tensor that has them.
  TensorIndex stripe(Rows rows);
  TensorIndex cut(TensorIndex tensor, Rows rows);
  TensorIndex step(std::size_t index, TensorIndex input, Rows in, Rows out);
  TensorIndex padded(std::size_t index, TensorIndex input, Rows in, Rows out);
  TensorIndex add_tensor(const Tensor& like, Shape shape, const std::string& suffix);
  TensorIndex add_numbers(const std::vector<std::int32_t>& values, Shape shape);

  const Machine& machine_;
  Graph base_;
  Graph graph_;
  std::set<TensorIndex> base_cuts_;
  std::set<TensorIndex> cuts_;
  std::vector<std::size_t> chain_;  // operators of base_, in order
  std::int64_t count_ = 0;
  std::size_t first_ = 0;  // operators of graph_ that the chain has become
  std::size_t end_ = 0;
};

}  // namespace tessera::workloads
