// SPDX-License-Identifier: Apache-2.0
#include "workloads/compiler/parameter_image.h"

#include <algorithm>

namespace tessera::workloads {

ParameterImage::ParameterImage(const Machine& machine, func::RequantMode mode, std::int64_t groups,
                               std::int64_t steps, std::int64_t outputs, std::uint8_t fill,
                               std::int64_t chunks, Form form)
    : mode_(mode),
      form_(form),
      groups_(groups),
      steps_(steps),
      outputs_(outputs),
      scaling_rows_(scaling_rows_of(mode)),
      chunks_(chunks),
      row_bytes_(machine.row_bytes) {
  if (dense()) {
    chunk_rows_ = steps;
    step_units_ = kUnitsPerRow;
    record_bytes_ = dense_record_bytes(outputs);
    step_bytes_ = record_bytes_;
  } else {
    step_units_ = divide_up<std::int64_t>(outputs, machine.unit_outputs);
    chunk_rows_ = divide_up<std::int64_t>(steps * step_units_, kUnitsPerRow);
    record_bytes_ = row_bytes_;
    step_bytes_ = step_units_ * machine.unit_bytes;
  }
  bytes_.assign(static_cast<std::size_t>(round_up(records() * record_bytes_, row_bytes_)), 0);
  for (std::int64_t g = 0; g < groups_; ++g)
    std::fill_n(record(g, scaling_rows_), chunks_ * chunk_rows_ * record_bytes_, fill);
}

Bytes ParameterImage::spread(std::int64_t record_bytes) const {
  Bytes result(static_cast<std::size_t>(records() * record_bytes));
  for (std::int64_t i = 0; i < records(); ++i)
    std::copy_n(bytes_.begin() + i * record_bytes_, record_bytes_,
                result.begin() + i * record_bytes);
  return result;
}

void ParameterImage::scale(std::int64_t group, std::int64_t output, const Scale& scale) {
  if (mode_ == func::RequantMode::kF32) {
    put(group, 0, output, &scale.real);
    return;
  }
  const std::int32_t exponent = scale.fixed.exponent;
  put(group, 0, output, &scale.fixed.q);
  put(group, 2, output, &exponent);
}

void ParameterImage::bias(std::int64_t group, std::int64_t output, std::int32_t bias) {
  put(group, 1, output, &bias);
}

std::span<std::uint8_t, 4> ParameterImage::weights(std::int64_t group, std::int64_t step,
                                                   std::int64_t output) {
  std::uint8_t* const start = record(group, scaling_rows_ + step / steps_ * chunk_rows_) +
                              step % steps_ * step_bytes_ + 4 * output;
  return std::span<std::uint8_t, 4>(start, 4);
}

}  // namespace tessera::workloads
