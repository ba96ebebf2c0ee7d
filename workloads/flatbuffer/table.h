// SPDX-License-Identifier: Apache-2.0
// Checked access to the tables of a raw FlatBuffer by field id; no schema compiler, no verifier
// run.
//
// A FlatBuffer is data with relative offsets. Each accessor checks the few offsets it follows, so a
// hostile buffer ends in a FormatError; sharing and cycles are harmless because callers read a
// fixed schema to a fixed depth and state how many elements they allow.
#pragma once

#include "workloads/flatbuffer/byte_view.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace tessera::workloads {

/// A field of a table: its id in the schema and its name for messages.
struct Field {
  std::uint16_t id;
  const char* name;
};

class Table final {
 public:
  /// The root of `buffer`. `identifier`: four characters that must stand at byte 4, or null.
  [[nodiscard]] static Table root(const ByteView& buffer, const char* type,
                                  const char* identifier = nullptr);

  [[nodiscard]] bool has(Field field) const { return position(field, 1).has_value(); }

  /// Value of a scalar, or `fallback` (the schema's default) when the field is absent.
  template <WireScalar T>
  [[nodiscard]] T scalar(Field field, T fallback) const {
    const auto at = position(field, sizeof(T));
    return at ? buffer_.read<T>(*at, type_) : fallback;
  }

  /// Elements of a vector of scalars; empty when absent, refused above `max_count`.
  template <WireScalar T>
  [[nodiscard]] std::vector<T> scalars(Field field, std::uint64_t max_count) const {
    const auto place = vector(field, sizeof(T), max_count);
    std::vector<T> values(place ? place->count : 0);
    for (std::size_t i = 0; i < values.size(); ++i) {
      values[i] = buffer_.read<T>(place->begin + i * sizeof(T), type_);
    }
    return values;
  }

  /// Elements of a vector of structs made of `N` scalars of type T each.
  template <WireScalar T, std::size_t N>
  [[nodiscard]] std::vector<std::array<T, N>> structs(Field field, std::uint64_t max_count) const {
    const auto place = vector(field, sizeof(T) * N, max_count);
    std::vector<std::array<T, N>> values(place ? place->count : 0);
    for (std::size_t i = 0; i < values.size(); ++i) {
      for (std::size_t k = 0; k < N; ++k) {
        values[i][k] = buffer_.read<T>(place->begin + (i * N + k) * sizeof(T), type_);
      }
    }
    return values;
  }

  /// Bytes of a [ubyte] or a string, in place.
  [[nodiscard]] std::optional<ByteView> bytes(Field field) const;
  /// A string; empty when absent.
  [[nodiscard]] std::string text(Field field, std::uint64_t max_bytes) const;
  /// Elements of a vector of strings, in place.
  [[nodiscard]] std::vector<ByteView> strings(Field field, std::uint64_t max_count) const;

  [[nodiscard]] std::optional<Table> table(Field field, const char* type) const;
  [[nodiscard]] Table required(Field field, const char* type) const;
  [[nodiscard]] std::vector<Table> tables(Field field, const char* type,
                                          std::uint64_t max_count) const;

  /// "Type[index].field"
  [[nodiscard]] std::string where(Field field) const;
  [[nodiscard]] std::string_view file() const { return buffer_.file(); }
  /// Refuses the file because of this field.
  [[noreturn]] void fail(Field field, std::string_view problem) const;

 private:
  struct Elements {
    std::uint64_t begin;
    std::uint64_t count;
  };

  /// Checks the vtable of the table at `position`. `index`: place in its vector, or -1.
  Table(const ByteView& buffer, std::uint64_t position, const char* type, std::int64_t index);

  [[nodiscard]] std::string name() const;
  /// Where the field's own bytes stand (`width` of them are inside), or nothing if it is absent.
  [[nodiscard]] std::optional<std::uint64_t> position(Field field, std::uint64_t width) const;
  /// Follows the offset stored at `at`.
  [[nodiscard]] std::uint64_t follow(std::uint64_t at) const;
  [[nodiscard]] std::optional<Elements> vector(Field field, std::uint64_t element_bytes,
                                               std::uint64_t max_count) const;

  ByteView buffer_;
  std::uint64_t position_;
  std::uint64_t vtable_ = 0;
  std::uint16_t vtable_bytes_ = 0;
  std::uint16_t table_bytes_ = 0;
  const char* type_;
  std::int64_t index_;
};

}  // namespace tessera::workloads
