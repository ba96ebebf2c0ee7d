// SPDX-License-Identifier: Apache-2.0
#include "workloads/graph/shapes.h"

#include "workloads/graph/shape_rules.h"

#include <fmt/format.h>

namespace tessera::workloads {
namespace {

class Rule {
 public:
  Rule(const Graph& graph, std::size_t index) : graph_(graph), in_(graph, index) {}

  template <class Options>
  Shapes operator()(const Options& options) const {
    return output_shapes(in_, options);
  }

  Shapes operator()(const Quantize&) const { return same_shape(in_); }
  Shapes operator()(const Dequantize&) const { return same_shape(in_); }
  Shapes operator()(const Logistic&) const { return same_shape(in_); }
  Shapes operator()(const Tanh&) const { return same_shape(in_); }
  Shapes operator()(const HardSwish&) const { return same_shape(in_); }
  Shapes operator()(const Rsqrt&) const { return same_shape(in_); }
  Shapes operator()(const Gelu&) const { return same_shape(in_); }
  Shapes operator()(const Relu&) const { return same_shape(in_); }
  Shapes operator()(const LeakyRelu&) const { return same_shape(in_); }

  Shapes operator()(const Reshape& reshape) const {
    if (reshape.new_shape.empty() && !in_.has(1) && in_.op().outputs.size() == 1) {
      in_.require(1, 2);
      const auto shapes = stated();
      if (element_count(shapes[0]) != in_.tensor(0).elements()) {
        in_.fail(fmt::format("{} into {}", to_string(in_.shape(0)), to_string(shapes[0])));
      }
      return shapes;
    }
    return output_shapes(in_, reshape);
  }

  // import/edgetpu_package.h compares them with the executable's layers.
  Shapes operator()(const EdgetpuCustomOp&) const { return stated(); }

 private:
  [[nodiscard]] Shapes stated() const {
    Shapes shapes;
    for (const auto output : in_.op().outputs) {
      shapes.push_back(graph_.tensor(output).shape);
    }
    return shapes;
  }

  const Graph& graph_;
  Operands in_;
};

}  // namespace

std::vector<Shape> infer_shapes(const Graph& graph, std::size_t index) {
  return std::visit(Rule(graph, index), graph.operators.at(index).options);
}

}  // namespace tessera::workloads
