// SPDX-License-Identifier: Apache-2.0
// Networks of one operator, run on given codes: what the kernel tests of this folder share.
#pragma once

#include "workloads/graph/builder.h"
#include "workloads/reference/executor.h"

#include <cmath>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace tessera::workloads::test {

/// An operand: an input of the network unless it is constant.
struct Operand {
  Shape shape;
  DataType type = DataType::kInt8;
  std::optional<Quantization> quantization = {};
  Bytes bytes = {};
  bool is_constant = false;
};

inline Operand activation(Shape shape, Bytes bytes, Quantization quantization,
                          DataType type = DataType::kInt8) {
  return {std::move(shape), type, std::move(quantization), std::move(bytes), false};
}

inline Operand numbers(const std::vector<std::int32_t>& values) {
  const auto* first = reinterpret_cast<const std::uint8_t*>(values.data());
  return {{static_cast<std::int32_t>(values.size())},
          DataType::kInt32,
          std::nullopt,
          {first, first + values.size() * sizeof(std::int32_t)},
          true};
}

/// Bytes of int8 numbers.
inline Bytes int8_bytes(const std::vector<int>& values) {
  Bytes bytes;
  for (const int value : values) bytes.push_back(static_cast<std::uint8_t>(value));
  return bytes;
}

struct Run {
  ExecutorOptions options = {};
  DataType type = DataType::kInt8;
  std::optional<Quantization> quantization = {};
};

/// The outputs of the operator one after the other.
inline Bytes outputs_of(const OperatorOptions& op, const std::vector<Operand>& operands,
                        const Run& how) {
  GraphBuilder builder("one operator");
  std::vector<TensorIndex> inputs;
  std::vector<Bytes> contents;
  for (const auto& operand : operands) {
    if (operand.is_constant) {
      inputs.push_back(
          builder.constant("c", operand.type, operand.shape, operand.quantization, operand.bytes));
    } else {
      inputs.push_back(builder.input("x", operand.type, operand.shape, operand.quantization));
      contents.push_back(operand.bytes);
    }
  }
  for (const auto y : builder.add_all("y", op, inputs, how.type, how.quantization)) {
    builder.output(y);
  }
  const Graph graph = builder.build();
  Executor executor(graph, how.options);
  executor.run(contents);
  Bytes all;
  for (std::size_t i = 0; i < graph.outputs.size(); ++i) {
    const auto output = executor.output(i);
    all.insert(all.end(), output.begin(), output.end());
  }
  return all;
}

inline Run in_mode(func::RequantMode mode, Quantization quantization,
                   DataType type = DataType::kInt8) {
  ExecutorOptions options;
  options.mode = mode;
  return {options, type, std::move(quantization)};
}

/// Reproducible numbers for tests.
class Random {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}

  int between(int low, int high) { return std::uniform_int_distribution<int>(low, high)(engine_); }
  float scale(float low, float high) {
    const double exponent =
        std::uniform_real_distribution<double>(std::log(low), std::log(high))(engine_);
    return static_cast<float>(std::exp(exponent));
  }
  Bytes bytes(std::size_t count) {
    Bytes result(count);
    for (auto& byte : result) byte = static_cast<std::uint8_t>(between(0, 255));
    return result;
  }
  Bytes bytes(const Shape& shape) { return bytes(static_cast<std::size_t>(element_count(shape))); }

 private:
  std::mt19937 engine_;
};

/// Every int8 (or uint8) number once.
inline Bytes every_byte() {
  Bytes bytes(256);
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<std::uint8_t>(i);
  return bytes;
}

}  // namespace tessera::workloads::test
