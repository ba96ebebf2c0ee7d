// SPDX-License-Identifier: Apache-2.0
// The parameters of one op-unit command: per group of outputs the scaling values (multipliers,
// biases, in fixed-point modes also exponents), then the weights step by step.
//
// As rows of wide memory, as the tiles use them, with weights in one or several chunks of whole
// rows; or dense, one record per scaling row and per step, which becomes the beginning of a row of
// its own on its way through the scalar core (facts/beagle_isa.md section 10).
#pragma once

#include "hw/func/requantize.h"
#include "workloads/compiler/machine.h"
#include "workloads/file.h"

#include <cstdint>
#include <cstring>
#include <iterator>
#include <span>

namespace tessera::workloads {

/// A real multiplier in the forms of the modes.
struct Scale {
  float real = 0.0F;            // f32
  func::FixedMultiplier fixed;  // single, double
};

/// Rows that go to the scaling store per group: 2, or 3 in the fixed-point modes.
[[nodiscard]] constexpr std::int64_t scaling_rows_of(func::RequantMode mode) {
  return mode == func::RequantMode::kF32 ? 2 : 3;
}
/// Bytes of a dense record of so many outputs: 16 for four of them, as Google's images have it.
[[nodiscard]] constexpr std::int64_t dense_record_bytes(std::int64_t outputs) {
  constexpr std::int64_t kGranule = 16;
  return round_up(4 * outputs, kGranule);
}

class ParameterImage {
 public:
  enum class Form : std::uint8_t { kRows, kDense };

  ParameterImage() = default;
  /// `outputs` cells per group, `steps` of each of the `chunks` that a sum is made in; every weight
  /// byte starts as `fill` (the weights' zero point). A dense image has one chunk.
  ParameterImage(const Machine& machine, func::RequantMode mode, std::int64_t groups,
                 std::int64_t steps, std::int64_t outputs, std::uint8_t fill,
                 std::int64_t chunks = 1, Form form = Form::kRows);

  [[nodiscard]] std::int64_t scaling_rows() const { return scaling_rows_; }
  /// Rows of the weights of one chunk: what a ring buffer's slot holds.
  [[nodiscard]] std::int64_t chunk_rows() const { return chunk_rows_; }
  /// Rows that a group takes where the tiles use it.
  [[nodiscard]] std::int64_t group_rows() const { return scaling_rows_ + chunks_ * chunk_rows_; }
  [[nodiscard]] std::int64_t chunks() const { return chunks_; }
  /// Slots filled for the whole command.
  [[nodiscard]] std::int64_t fills() const { return groups_ * chunks_; }
  [[nodiscard]] std::int64_t groups() const { return groups_; }
  /// Rows that the image takes where it is kept.
  [[nodiscard]] std::int64_t rows() const { return std::ssize(bytes_) / row_bytes_; }
  [[nodiscard]] std::int64_t outputs() const { return outputs_; }
  /// Wide address units from one step's weights to the next.
  [[nodiscard]] std::int64_t step_units() const { return step_units_; }
  [[nodiscard]] const Bytes& bytes() const { return bytes_; }

  [[nodiscard]] bool dense() const { return form_ == Form::kDense; }
  /// Bytes from one record to the next: a whole row unless dense.
  [[nodiscard]] std::int64_t record_bytes() const { return record_bytes_; }
  [[nodiscard]] std::int64_t records() const { return groups_ * group_rows(); }
  /// The records, each filled up with zeros to so many bytes.
  [[nodiscard]] Bytes spread(std::int64_t record_bytes) const;

  void scale(std::int64_t group, std::int64_t output, const Scale& scale);
  void bias(std::int64_t group, std::int64_t output, std::int32_t bias);
  /// The four bytes that cell `output` multiplies in a step, counted over all chunks.
  [[nodiscard]] std::span<std::uint8_t, 4> weights(std::int64_t group, std::int64_t step,
                                                   std::int64_t output);

 private:
  [[nodiscard]] std::uint8_t* record(std::int64_t group, std::int64_t index) {
    return bytes_.data() + (group * group_rows() + index) * record_bytes_;
  }
  void put(std::int64_t group, std::int64_t index, std::int64_t output, const void* word) {
    std::memcpy(record(group, index) + 4 * output, word, 4);
  }

  func::RequantMode mode_ = func::RequantMode::kF32;
  Form form_ = Form::kRows;
  std::int64_t groups_ = 0;
  std::int64_t steps_ = 0;
  std::int64_t outputs_ = 0;
  std::int64_t scaling_rows_ = 0;
  std::int64_t chunk_rows_ = 0;
  std::int64_t chunks_ = 1;
  std::int64_t step_units_ = 0;
  std::int64_t row_bytes_ = 1;
  std::int64_t record_bytes_ = 1;
  std::int64_t step_bytes_ = 0;
  Bytes bytes_;
};

}  // namespace tessera::workloads
