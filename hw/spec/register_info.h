// SPDX-License-Identifier: Apache-2.0
// What the register map says about one register, and look-up. The registers themselves are in
// hw/spec/generated/register_map.h; their behaviour is the device's (tlm/).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace tessera::spec {

enum class RegisterId : std::uint16_t;  // hw/spec/generated/register_map.h

/// What software may do with a register or a field.
enum class Access : std::uint8_t {
  kReadWrite,
  kReadOnly,
  kWriteOneToClear,
  kWriteZeroToClear,  ///< interrupt status registers: writing 1 has no effect
  kWriteOnly,         ///< reads as 0
};

/// Position of a bit field in a register.
struct RegisterBits {
  std::uint8_t lsb;
  std::uint8_t width;

  [[nodiscard]] constexpr std::uint64_t mask() const { return (~0ULL >> (64 - width)) << lsb; }
  [[nodiscard]] constexpr std::uint64_t get(std::uint64_t value) const {
    return (value & mask()) >> lsb;
  }
  /// `value` with this field replaced; bits of `field` beyond the width are dropped.
  [[nodiscard]] constexpr std::uint64_t set(std::uint64_t value, std::uint64_t field) const {
    return (value & ~mask()) | ((field << lsb) & mask());
  }
};

struct RegisterField {
  std::string_view name;
  RegisterBits bits;
  Access access;
  std::string_view description;
};

/// One row of the map: a register, or an array of `count` equal ones.
struct RegisterInfo {
  RegisterId id;
  RegisterId
      storage;  ///< the register that holds the bits; not `id` in a window that shows another block
  std::string_view block;
  std::string_view name;  ///< the public driver's name
  std::uint32_t offset;   ///< of element 0, in BAR 2
  std::uint8_t width;     ///< bits: 32 or 64
  std::uint16_t count;
  bool per_tile;  ///< one per tile; hib_user.tileconfig0 says which one an access reaches
  Access access;  ///< of the register; fields may differ, so behaviour follows the masks
  std::uint64_t reset;
  std::uint64_t writable_mask;  ///< bits that a write replaces (or acts on: write-only ones)
  std::uint64_t readable_mask;  ///< bits that a read shows
  std::uint64_t w1c_mask;       ///< bits that a written 1 clears
  std::uint64_t w0c_mask;       ///< bits that a written 0 clears
  std::span<const RegisterField> fields;
  std::string_view description;

  [[nodiscard]] constexpr std::uint32_t stride() const { return width / 8U; }
  [[nodiscard]] constexpr std::uint32_t size_bytes() const { return stride() * count; }
  [[nodiscard]] constexpr std::uint32_t offset_of(std::uint32_t element) const {
    return offset + element * stride();
  }
  /// False where a bus answers a write with an error.
  [[nodiscard]] constexpr bool writable() const { return access != Access::kReadOnly; }
  [[nodiscard]] constexpr bool readable() const { return access != Access::kWriteOnly; }
};

/// What lies at an offset: byte `byte` of element `element` of `*info`.
struct RegisterLocation {
  const RegisterInfo* info;
  std::uint32_t element;
  std::uint32_t byte;
};

inline constexpr std::uint32_t kRegisterSpaceBytes = 0x100000;  // BAR 2

/// All registers, by ascending offset; no two share a byte.
[[nodiscard]] std::span<const RegisterInfo> register_map();

[[nodiscard]] const RegisterInfo& register_info(RegisterId id);

/// The register that holds the byte at `offset`, or nothing where the map has a hole.
[[nodiscard]] std::optional<RegisterLocation> find_register(std::uint32_t offset);

/// By "block.name", such as "hib_user.tileconfig0"; nullptr if there is none.
[[nodiscard]] const RegisterInfo* find_register(std::string_view full_name);

/// The stored value after software has written `data`, where only the bits of `lanes` take part
/// (byte enables, or one half of a 64-bit register).
[[nodiscard]] constexpr std::uint64_t value_after_write(const RegisterInfo& info,
                                                        std::uint64_t stored, std::uint64_t data,
                                                        std::uint64_t lanes = ~0ULL) {
  const std::uint64_t replaced = info.writable_mask & lanes;
  const std::uint64_t cleared = ((info.w1c_mask & data) | (info.w0c_mask & ~data)) & lanes;
  return ((stored & ~replaced) | (data & replaced)) & ~cleared;
}

}  // namespace tessera::spec
