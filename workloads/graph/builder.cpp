// SPDX-License-Identifier: Apache-2.0
#include "workloads/graph/builder.h"

#include "workloads/error.h"
#include "workloads/graph/shapes.h"
#include "workloads/graph/validate.h"

#include <fmt/format.h>

#include <cstring>
#include <utility>

namespace tessera::workloads {

GraphBuilder::GraphBuilder(std::string name) {
  graph_.source = name;
  graph_.name = std::move(name);
}

TensorIndex GraphBuilder::push(Tensor tensor) {
  graph_.tensors.push_back(std::move(tensor));
  const auto index = graph_.tensors.size() - 1;
  try {
    validate_tensor(graph_, index);
  } catch (...) {
    graph_.tensors.pop_back();
    throw;
  }
  return static_cast<TensorIndex>(index);
}

TensorIndex GraphBuilder::input(std::string name, DataType type, Shape shape,
                                std::optional<Quantization> quantization) {
  const auto index = push({std::move(name), type, std::move(shape), std::move(quantization)});
  graph_.inputs.push_back(index);
  return index;
}

TensorIndex GraphBuilder::constant(std::string name, DataType type, Shape shape,
                                   std::optional<Quantization> quantization, Bytes contents) {
  return push({std::move(name), type, std::move(shape), std::move(quantization),
               std::make_shared<const Bytes>(std::move(contents))});
}

TensorIndex GraphBuilder::integers(std::string name, std::span<const std::int32_t> values) {
  Bytes bytes(values.size_bytes());
  if (!bytes.empty()) {
    std::memcpy(bytes.data(), values.data(), bytes.size());
  }
  return constant(std::move(name), DataType::kInt32, {static_cast<std::int32_t>(values.size())},
                  std::nullopt, std::move(bytes));
}

TensorIndex GraphBuilder::integers(std::string name, std::initializer_list<std::int32_t> values) {
  return integers(std::move(name), std::span(values.begin(), values.size()));
}

TensorIndex GraphBuilder::variable(std::string name, DataType type, Shape shape,
                                   std::optional<Quantization> quantization) {
  return push({std::move(name), type, std::move(shape), std::move(quantization), nullptr, true});
}

TensorIndex GraphBuilder::description(std::string name, DataType type, Shape shape,
                                      std::optional<Quantization> quantization) {
  return push({std::move(name), type, std::move(shape), std::move(quantization)});
}

void GraphBuilder::check_operands(std::size_t index) const {
  const auto& op = graph_.operators[index];
  const auto last = static_cast<TensorIndex>(graph_.tensors.size()) - 1;
  for (const auto* list : {&op.inputs, &op.intermediates}) {
    for (const auto tensor : *list) {
      if (tensor < kNoTensor || tensor > last) {
        throw ModelError(graph_.source, graph_.describe(index),
                         fmt::format("tensor index {}, allowed -1 to {}", tensor, last));
      }
    }
  }
}

std::vector<TensorIndex> GraphBuilder::append(Operator op, std::optional<std::size_t> outputs,
                                              DataType type,
                                              const std::optional<Quantization>& quantization) {
  const auto index = graph_.operators.size();
  const auto tensors = graph_.tensors.size();
  graph_.operators.push_back(std::move(op));
  try {
    check_operands(index);
    auto shapes = infer_shapes(graph_, index);
    if (outputs && shapes.size() != *outputs) {
      throw ModelError(graph_.source, graph_.describe(index),
                       fmt::format("{} outputs, allowed {}", shapes.size(), *outputs));
    }
    auto& added = graph_.operators[index];
    for (std::size_t i = 0; i < shapes.size(); ++i) {
      const auto name = outputs ? added.name : fmt::format("{}:{}", added.name, i);
      added.outputs.push_back(push({name, type, std::move(shapes[i]), quantization}));
    }
    return added.outputs;
  } catch (...) {
    graph_.operators.pop_back();
    graph_.tensors.resize(tensors);
    throw;
  }
}

TensorIndex GraphBuilder::add(std::string name, OperatorOptions options,
                              std::vector<TensorIndex> inputs, DataType type,
                              std::optional<Quantization> quantization,
                              std::vector<TensorIndex> intermediates) {
  return append(
      {std::move(options), std::move(inputs), {}, std::move(intermediates), std::move(name)}, 1,
      type, quantization)[0];
}

std::vector<TensorIndex> GraphBuilder::add_all(std::string name, OperatorOptions options,
                                               std::vector<TensorIndex> inputs, DataType type,
                                               std::optional<Quantization> quantization) {
  return append({std::move(options), std::move(inputs), {}, {}, std::move(name)}, std::nullopt,
                type, quantization);
}

void GraphBuilder::output(TensorIndex tensor) { graph_.outputs.push_back(tensor); }

const Tensor& GraphBuilder::tensor(TensorIndex index) const { return graph_.tensor(index); }

Graph GraphBuilder::build() {
  validate(graph_);
  return std::exchange(graph_, {});
}

}  // namespace tessera::workloads
