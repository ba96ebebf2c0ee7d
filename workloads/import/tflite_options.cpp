// SPDX-License-Identifier: Apache-2.0
#include "workloads/import/tflite_options.h"

#include "workloads/error.h"
#include "workloads/graph/validate.h"

#include <fmt/format.h>

#include <cmath>

namespace tessera::workloads {

void refuse_operator(const Table& op, std::string_view problem) {
  throw UnsupportedError(op.file(), op.where(tflite::op::kOpcodeIndex), problem);
}

TfliteOptions::TfliteOptions(const Table& op, tflite::OptionsType expected) : op_(op) {
  const auto found = op.scalar<std::uint8_t>(tflite::op::kOptionsType, 0);
  if (found == static_cast<std::uint8_t>(tflite::OptionsType::kNone)) {
    return;
  }
  if (found != static_cast<std::uint8_t>(expected)) {
    op.fail(tflite::op::kOptionsType,
            fmt::format("{}, allowed {} or 0", found, static_cast<int>(expected)));
  }
  table_ = op.table(tflite::op::kOptions, "BuiltinOptions");
}

std::vector<std::int32_t> TfliteOptions::integers(Field field) const {
  return table_ ? table_->scalars<std::int32_t>(field, kMaxRank) : std::vector<std::int32_t>();
}

float TfliteOptions::finite(Field field) const {
  const auto value = get<float>(field, 0.0F);
  if (!std::isfinite(value)) {
    table_->fail(field, "not a finite number");
  }
  return value;
}

Padding TfliteOptions::padding(Field field) const {
  const auto value = get<std::int8_t>(field, 0);
  if (value != 0 && value != 1) {
    table_->fail(field, fmt::format("{}, allowed 0 (SAME) and 1 (VALID)", value));
  }
  return value == 0 ? Padding::kSame : Padding::kValid;
}

Activation TfliteOptions::activation(Field field) const {
  const auto value = get<std::int8_t>(field, 0);
  switch (value) {
    case 0:
      return Activation::kNone;
    case 1:
      return Activation::kRelu;
    case 2:
      return Activation::kReluN1To1;
    case 3:
      return Activation::kRelu6;
    case 4:
      return Activation::kTanh;
    default:
      refuse_operator(op_, fmt::format("fused activation {}, allowed 0 to 4", value));
  }
}

Window TfliteOptions::window() const {
  Window window;
  window.padding = padding({0, "padding"});
  window.stride_x = integer({1, "stride_w"});
  window.stride_y = integer({2, "stride_h"});
  return window;
}

}  // namespace tessera::workloads
