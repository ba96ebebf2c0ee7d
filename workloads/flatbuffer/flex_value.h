// SPDX-License-Identifier: Apache-2.0
// Checked reader of the FlexBuffer types that custom options use: maps, vectors, strings, integers.
//
// libflatbuffers 2.0.8 has flexbuffers::VerifyBuffer, but its VerifyKey accepts keys without a
// terminator and the accessors then run past the buffer; so the types needed are read here.
#pragma once

#include "workloads/flatbuffer/byte_view.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace tessera::workloads {

class FlexValue final {
 public:
  /// The root value, which stands at the end of `buffer`.
  [[nodiscard]] static FlexValue root(const ByteView& buffer);

  /// Value of a map's key, or nothing; throws `FormatError` if this is not a map.
  [[nodiscard]] std::optional<FlexValue> find(std::string_view key) const;
  /// Bytes of a string or a blob.
  [[nodiscard]] ByteView bytes(std::string_view what) const;
  /// A signed, unsigned or boolean number; an unsigned one above the int64 range is refused.
  [[nodiscard]] std::int64_t integer(std::string_view what) const;
  /// Number of elements of an untyped vector.
  [[nodiscard]] std::uint64_t size(std::string_view what) const;
  [[nodiscard]] FlexValue at(std::uint64_t index, std::string_view what) const;

 private:
  struct Elements {
    std::uint64_t begin;
    std::uint64_t count;
  };

  FlexValue(const ByteView& buffer, std::uint64_t position, std::uint64_t parent_width,
            std::uint8_t packed_type)
      : buffer_(buffer),
        position_(position),
        parent_width_(parent_width),
        type_(packed_type >> 2U),
        width_(std::uint64_t{1} << (packed_type & 3U)) {}

  [[nodiscard]] std::uint64_t unsigned_at(std::uint64_t at, std::uint64_t width,
                                          std::string_view what) const;
  [[nodiscard]] std::uint64_t target(std::uint64_t at, std::uint64_t width,
                                     std::string_view what) const;
  [[nodiscard]] std::string_view key_at(std::uint64_t at, std::uint64_t width) const;
  /// Elements of the sized value behind the offset; `element_width` bytes each.
  [[nodiscard]] Elements elements(std::uint64_t element_width, std::string_view what) const;
  [[nodiscard]] FlexValue element(const Elements& list, std::uint64_t index,
                                  std::string_view what) const;
  [[noreturn]] void fail_type(std::string_view what, std::string_view allowed) const;

  ByteView buffer_;
  std::uint64_t position_;
  std::uint64_t parent_width_;
  unsigned type_;
  std::uint64_t width_;
};

}  // namespace tessera::workloads
