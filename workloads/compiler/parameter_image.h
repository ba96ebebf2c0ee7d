// SPDX-License-Identifier: Apache-2.0
// The parameters of one op-unit command as rows of wide memory: per group of outputs the scaling
// rows (multipliers, biases, in fixed-point modes also exponents), then the weights step by step,
// in one or several chunks of whole rows.
#pragma once

#include "hw/func/requantize.h"
#include "workloads/compiler/machine.h"
#include "workloads/file.h"

#include <cstdint>
#include <cstring>
#include <span>

namespace tessera::workloads {

/// A real multiplier in the forms of the modes.
struct Scale {
  float real = 0.0F;            // f32
  func::FixedMultiplier fixed;  // single, double
};

class ParameterImage {
 public:
  ParameterImage() = default;
  /// `outputs` cells per group, `steps` of each of the `chunks` that a sum is made in; every weight
  /// byte starts as `fill` (the weights' zero point).
  ParameterImage(const Machine& machine, func::RequantMode mode, std::int64_t groups,
                 std::int64_t steps, std::int64_t outputs, std::uint8_t fill,
                 std::int64_t chunks = 1);

  /// Rows that go to the scaling store per group: 2, or 3 in the fixed-point modes.
  [[nodiscard]] std::int64_t scaling_rows() const { return scaling_rows_; }
  /// Rows of the weights of one chunk: what a ring buffer's slot holds.
  [[nodiscard]] std::int64_t chunk_rows() const { return chunk_rows_; }
  [[nodiscard]] std::int64_t group_rows() const { return scaling_rows_ + chunks_ * chunk_rows_; }
  [[nodiscard]] std::int64_t chunks() const { return chunks_; }
  /// Slots filled for the whole command.
  [[nodiscard]] std::int64_t fills() const { return groups_ * chunks_; }
  [[nodiscard]] std::int64_t groups() const { return groups_; }
  [[nodiscard]] std::int64_t rows() const { return groups_ * group_rows(); }
  [[nodiscard]] std::int64_t outputs() const { return outputs_; }
  /// Wide address units from one step's weights to the next.
  [[nodiscard]] std::int64_t step_units() const { return step_units_; }
  [[nodiscard]] const Bytes& bytes() const { return bytes_; }

  void scale(std::int64_t group, std::int64_t output, const Scale& scale);
  void bias(std::int64_t group, std::int64_t output, std::int32_t bias);
  /// The four bytes that cell `output` multiplies in a step, counted over all chunks.
  [[nodiscard]] std::span<std::uint8_t, 4> weights(std::int64_t group, std::int64_t step,
                                                   std::int64_t output);

 private:
  [[nodiscard]] std::uint8_t* row(std::int64_t group, std::int64_t index) {
    return bytes_.data() + (group * group_rows() + index) * row_bytes_;
  }
  void put(std::int64_t group, std::int64_t index, std::int64_t output, const void* word) {
    std::memcpy(row(group, index) + 4 * output, word, 4);
  }

  func::RequantMode mode_ = func::RequantMode::kF32;
  std::int64_t groups_ = 0;
  std::int64_t steps_ = 0;
  std::int64_t outputs_ = 0;
  std::int64_t scaling_rows_ = 0;
  std::int64_t chunk_rows_ = 0;
  std::int64_t chunks_ = 1;
  std::int64_t step_units_ = 0;
  std::int64_t row_bytes_ = 0;
  std::int64_t unit_bytes_ = 0;
  Bytes bytes_;
};

}  // namespace tessera::workloads
