// SPDX-License-Identifier: Apache-2.0
// Random operators: quantization, contents and shapes from a printed seed.
#pragma once

#include "workloads/file.h"
#include "workloads/graph/graph.h"

#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace tessera::test {

/// Scale and zero point in the tensor's own type.
struct Quant {
  float scale = 1.0F;
  std::int32_t zero_point = 0;

  [[nodiscard]] workloads::Quantization tensor() const { return {{scale}, {zero_point}, 0}; }
};

class Random final {
 public:
  explicit Random(std::uint32_t seed) : engine_(seed) {}

  /// low..high, both included.
  [[nodiscard]] std::int32_t integer(std::int32_t low, std::int32_t high) {
    return low + static_cast<std::int32_t>(engine_() % static_cast<std::uint32_t>(high - low + 1));
  }
  [[nodiscard]] bool chance(std::uint32_t one_in) { return engine_() % one_in == 0; }
  /// Logarithmically even.
  [[nodiscard]] float scale(float low, float high) {
    const float part = static_cast<float>(engine_() >> 8U) / 16777216.0F;
    return low * std::pow(high / low, part);
  }
  [[nodiscard]] std::int32_t zero_point(workloads::DataType type) {
    return type == workloads::DataType::kInt8 ? integer(-128, 127) : integer(0, 255);
  }
  [[nodiscard]] Quant quant(workloads::DataType type, float low, float high) {
    const float s = scale(low, high);
    return {s, zero_point(type)};
  }
  [[nodiscard]] workloads::Bytes bytes(std::size_t count) {
    workloads::Bytes values(count);
    for (auto& value : values) value = static_cast<std::uint8_t>(engine_() >> 16U);
    return values;
  }
  [[nodiscard]] std::vector<std::int32_t> integers(std::size_t count, std::int32_t limit) {
    std::vector<std::int32_t> values(count);
    for (auto& value : values) value = integer(-limit, limit);
    return values;
  }

 private:
  std::mt19937 engine_;
};

}  // namespace tessera::test
