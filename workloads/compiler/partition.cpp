// SPDX-License-Identifier: Apache-2.0
#include "workloads/compiler/partition.h"

#include "workloads/compiler/lower_job.h"
#include "workloads/compiler/lowering.h"

#include <algorithm>
#include <string>

namespace tessera::workloads {
namespace {

/// Operators that only give a tensor another name.
bool renames(const Operator& op) {
  return std::holds_alternative<Reshape>(op.options) ||
         std::holds_alternative<Squeeze>(op.options) ||
         std::holds_alternative<ExpandDims>(op.options);
}

class Partitioner {
 public:
  Partitioner(const Graph& graph, const Machine& machine, const CompileOptions& options,
              Values& constants, const std::set<TensorIndex>& cuts)
      : graph_(graph), reasons_(graph.operators.size()), producer_(graph.tensors.size(), kNone) {
    for (std::size_t i = 0; i < graph.operators.size(); ++i) {
      reasons_[i] = unmapped_reason(graph, i, machine, options, constants);
      if (cuts.contains(graph.operators[i].outputs.at(0)))
        reasons_[i] = "rows of an image that does not fit the tiles";
      for (const TensorIndex tensor : graph.operators[i].outputs)
        producer_.at(static_cast<std::size_t>(tensor)) = i;
    }
    drop_lonely_renames();
  }

  Partition run() {
    Partition result;
    std::vector<std::size_t> level(graph_.operators.size(), 0);
    std::size_t parts = 0;
    for (std::size_t i = 0; i < graph_.operators.size(); ++i) {
      const bool device = on_device(i);
      level[i] = device ? 1 : 0;
      for (const TensorIndex tensor : graph_.operators[i].inputs) {
        const std::size_t from = producer(tensor);
        if (from == kNone) continue;
        level[i] = std::max(level[i], level[from] + (device && !on_device(from) ? 1 : 0));
      }
      if (device) parts = std::max(parts, level[i]);
    }
    result.parts.resize(parts);
    result.host.resize(parts + 1);
    for (std::size_t i = 0; i < graph_.operators.size(); ++i) {
      if (on_device(i)) {
        result.parts[level[i] - 1].push_back(i);
        continue;
      }
      result.host[std::min(level[i], parts)].push_back(i);
      result.reasons.push_back({layer_name(graph_, i),
                                std::string(operator_name(graph_.operators[i].options)),
                                *reasons_[i]});
    }
    return result;
  }

 private:
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  [[nodiscard]] bool on_device(std::size_t index) const { return !reasons_[index]; }
  [[nodiscard]] std::size_t producer(TensorIndex tensor) const {
    return tensor == kNoTensor ? kNone : producer_[static_cast<std::size_t>(tensor)];
  }

  /// A new name is of use on the device only between operators of the device.
  void drop_lonely_renames() {
    for (std::size_t i = graph_.operators.size(); i-- > 0;) {
      const Operator& op = graph_.operators[i];
      if (!on_device(i) || !renames(op)) continue;
      bool read = false;
      for (std::size_t reader = i + 1; reader < graph_.operators.size(); ++reader) {
        const auto& inputs = graph_.operators[reader].inputs;
        read |= on_device(reader) &&
                std::find(inputs.begin(), inputs.end(), op.outputs[0]) != inputs.end();
      }
      if (!read) reasons_[i] = "no operator of the tiles reads it";
    }
    for (std::size_t i = 0; i < graph_.operators.size(); ++i) {
      const Operator& op = graph_.operators[i];
      if (!on_device(i) || !renames(op)) continue;
      const std::size_t from = producer(op.inputs[0]);
      if (from == kNone || !on_device(from)) reasons_[i] = "no operator of the tiles makes it";
    }
  }

  const Graph& graph_;
  std::vector<std::optional<std::string>> reasons_;
  std::vector<std::size_t> producer_;
};

}  // namespace

Partition partition(const Graph& graph, const Machine& machine, const CompileOptions& options,
                    Values& constants, const std::set<TensorIndex>& cuts) {
  return Partitioner(graph, machine, options, constants, cuts).run();
}

}  // namespace tessera::workloads
