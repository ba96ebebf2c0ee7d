// SPDX-License-Identifier: Apache-2.0
// Files of one operator each, for tests.
#pragma once

#include "tests/support/tflite_builder.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace tessera::test {

/// An int8 tensor of scale 0.5 and zero point -3.
inline TensorSpec int8_tensor(std::vector<std::int32_t> shape, FlatBytes data = {}) {
  return {"t", std::move(shape), 9, {0.5F}, {-3}, 0, std::move(data), false};
}

/// Constant int8 weights of scale 0.25 without a zero point, all 1.
inline TensorSpec int8_weights(std::vector<std::int32_t> shape) {
  std::size_t count = 1;
  for (const auto size : shape) count *= static_cast<std::size_t>(size);
  return {"w", std::move(shape), 9, {0.25F}, {0}, 0, FlatBytes(count, 1), false};
}

inline TensorSpec int32_constant(const std::vector<std::int32_t>& values,
                                 std::vector<std::int32_t> shape = {}) {
  if (shape.empty()) shape = {static_cast<std::int32_t>(values.size())};
  return {"c", std::move(shape), 2, {}, {}, 0, to_bytes(values), false};
}

/// A file of this operator: its inputs first, then its outputs; those without contents are the
/// network's. Tensors are called "x0", "x1", ..., "y0", ...
inline TfliteSpec one_operator(OperatorSpec op, std::vector<TensorSpec> inputs,
                               std::vector<TensorSpec> outputs) {
  TfliteSpec spec;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    const auto index = static_cast<std::int32_t>(spec.tensors.size());
    inputs[i].name = "x" + std::to_string(i);
    if (inputs[i].data.empty()) spec.inputs.push_back(index);
    op.inputs.push_back(index);
    spec.tensors.push_back(std::move(inputs[i]));
  }
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const auto index = static_cast<std::int32_t>(spec.tensors.size());
    outputs[i].name = "y" + std::to_string(i);
    spec.outputs.push_back(index);
    op.outputs.push_back(index);
    spec.tensors.push_back(std::move(outputs[i]));
  }
  spec.operators = {std::move(op)};
  return spec;
}

/// Code, number of the options union and its fields.
inline OperatorSpec operator_spec(std::int32_t code, std::uint8_t options_type = 0,
                                  std::vector<FlatField> options = {}) {
  OperatorSpec op;
  op.code = code;
  op.options_type = options_type;
  op.options = std::move(options);
  return op;
}

/// The same with a vector as field 0 of the options.
inline OperatorSpec operator_with_vector(std::int32_t code, std::uint8_t options_type,
                                         std::vector<std::int32_t> values) {
  auto op = operator_spec(code, options_type);
  op.option_vector = std::move(values);
  return op;
}

}  // namespace tessera::test
