// SPDX-License-Identifier: Apache-2.0
// The options table of a TFLite operator.
#pragma once

#include "workloads/flatbuffer/table.h"
#include "workloads/graph/options.h"
#include "workloads/import/tflite_schema.h"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tessera::workloads {

/// Throws `UnsupportedError` naming file and operator.
[[noreturn]] void refuse_operator(const Table& op, std::string_view problem);

/// Fields by their names and ids; the format's defaults where the file has no table.
class TfliteOptions final {
 public:
  /// `op` must outlive this. A table of another operator is refused.
  TfliteOptions(const Table& op, tflite::OptionsType expected);

  template <WireScalar T>
  [[nodiscard]] T get(Field field, T fallback) const {
    return table_ ? table_->scalar<T>(field, fallback) : fallback;
  }

  [[nodiscard]] bool flag(Field field) const { return get<std::uint8_t>(field, 0) != 0; }
  [[nodiscard]] std::int32_t integer(Field field) const { return get<std::int32_t>(field, 0); }
  [[nodiscard]] std::uint32_t mask(Field field) const {
    return static_cast<std::uint32_t>(integer(field));
  }
  [[nodiscard]] std::vector<std::int32_t> integers(Field field) const;
  [[nodiscard]] float finite(Field field) const;
  [[nodiscard]] Padding padding(Field field) const;
  [[nodiscard]] Activation activation(Field field) const;
  /// Padding and strides, which are fields 0 to 2 of every windowed operator.
  [[nodiscard]] Window window() const;

 private:
  const Table& op_;
  std::optional<Table> table_;
};

}  // namespace tessera::workloads
