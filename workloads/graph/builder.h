// SPDX-License-Identifier: Apache-2.0
// Networks made by programs instead of files: the zoo's tables, and tests.
#pragma once

#include "workloads/graph/graph.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace tessera::workloads {

/// Collects tensors and operators; an operator's output shapes follow from its inputs. Every
/// function throws `ModelError` for what does not fit, naming operator and reason.
class GraphBuilder final {
 public:
  explicit GraphBuilder(std::string name);

  TensorIndex input(std::string name, DataType type, Shape shape,
                    std::optional<Quantization> quantization = {});
  /// `contents` in the type's own format, little-endian; as many bytes as the shape needs.
  TensorIndex constant(std::string name, DataType type, Shape shape,
                       std::optional<Quantization> quantization, Bytes contents);
  /// A constant int32 vector: axes, paddings, permutations, shapes.
  TensorIndex integers(std::string name, std::span<const std::int32_t> values);
  TensorIndex integers(std::string name, std::initializer_list<std::int32_t> values);
  /// State kept from run to run, such as an LSTM's.
  TensorIndex variable(std::string name, DataType type, Shape shape,
                       std::optional<Quantization> quantization = {});
  /// A tensor that only describes (the intermediates of an LSTM).
  TensorIndex description(std::string name, DataType type, Shape shape,
                          std::optional<Quantization> quantization = {});

  /// An operator with one output, which gets the operator's name.
  TensorIndex add(std::string name, OperatorOptions options, std::vector<TensorIndex> inputs,
                  DataType type, std::optional<Quantization> quantization = {},
                  std::vector<TensorIndex> intermediates = {});
  /// An operator with any number of outputs (SPLIT, UNPACK); they are called `name:0`, `name:1`...
  std::vector<TensorIndex> add_all(std::string name, OperatorOptions options,
                                   std::vector<TensorIndex> inputs, DataType type,
                                   std::optional<Quantization> quantization = {});

  /// Marks a tensor as an output of the network, in the order of the calls.
  void output(TensorIndex tensor);

  [[nodiscard]] const Tensor& tensor(TensorIndex index) const;

  /// The network, validated; the builder is empty afterwards.
  [[nodiscard]] Graph build();

 private:
  TensorIndex push(Tensor tensor);
  void check_operands(std::size_t index) const;
  /// The outputs of a new operator, as many as stated if stated; nothing is left if it does not
  /// fit.
  std::vector<TensorIndex> append(Operator op, std::optional<std::size_t> outputs, DataType type,
                                  const std::optional<Quantization>& quantization);

  Graph graph_;
};

}  // namespace tessera::workloads
