// SPDX-License-Identifier: Apache-2.0
// Reference executor: runs an 8-bit network operator by operator in one of the three requantization
// modes.
#pragma once

#include "workloads/file.h"
#include "workloads/graph/graph.h"
#include "workloads/reference/options.h"
#include "workloads/reference/values.h"

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace tessera::workloads {

class Executor final {
 public:
  /// `graph` must have passed `validate` and must outlive the executor. Throws `UsageError` for the
  /// google rule in another mode than f32.
  explicit Executor(const Graph& graph, ExecutorOptions options = {});

  /// Runs the network; inputs in the order of `graph.inputs`, in their own types. Variables keep
  /// their contents from run to run. Throws `UsageError` for wrong inputs, `UnsupportedError` for
  /// an operator or a type that is not executed here.
  void run(std::span<const Bytes> inputs);

  /// Output number `index` of the graph, in its own type.
  [[nodiscard]] Bytes output(std::size_t index = 0) const;
  /// Any tensor by number or by name; `UsageError` if there is none or it was not kept.
  [[nodiscard]] Bytes probe(TensorIndex tensor) const;
  [[nodiscard]] Bytes probe(std::string_view name) const;

 private:
  void release_after(std::size_t index);

  const Graph& graph_;
  ExecutorOptions options_;
  Values values_;
  std::vector<std::size_t> last_use_;  // per tensor: number of the last operator that reads it
};

/// One operator on values that hold its inputs.
void run_operator(const Graph& graph, std::size_t index, const ExecutorOptions& options,
                  Values& values);

}  // namespace tessera::workloads
