// SPDX-License-Identifier: Apache-2.0
// Storage and access rules of all registers, driven by the generated map; behaviour comes from
// hooks.
#pragma once

#include "hw/spec/generated/register_map.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace tessera::tlm {

/// One register: an element of an array, of one tile. Both are 0 where the register has only one.
struct RegisterAddress {
  spec::RegisterId id;
  std::uint32_t element = 0;
  unsigned tile = 0;
};

/// What a write hook learns. `lanes` are the bits that the access covered.
struct RegisterWrite {
  RegisterAddress where;
  std::uint64_t before;
  std::uint64_t after;
  std::uint64_t data;
  std::uint64_t lanes;
};

enum class RegisterStatus {
  kOk,
  kUnmapped,    ///< no register there, or no such tile is selected
  kBadSize,     ///< not 4 or 8 bytes, not aligned, or wider than the register
  kNotAllowed,  ///< write to a read-only register, read of a write-only one
};

/// A 64-bit register may be accessed as a whole or in halves. A write hook runs when the low half
/// is part of the write, so a core that splits a write starts nothing twice; it writes the high
/// half first. Read hooks give live values and must have no effect: debug reads use them too.
class RegisterBank {
 public:
  using ReadHook = std::function<std::uint64_t(const RegisterAddress&)>;
  using WriteHook = std::function<void(const RegisterWrite&)>;
  enum class Trigger { kLowHalf, kAnyLane };
  /// Does the time of an access to the register matter? (Per-register synchronisation, rule L-03.)
  enum class Order { kInTime, kFree };

  explicit RegisterBank(unsigned tiles);

  /// Model-side access to the stored bits, without hooks or access rules. Aliases share storage.
  [[nodiscard]] std::uint64_t get(spec::RegisterId id) const { return stored({id}); }
  void set(spec::RegisterId id, std::uint64_t value) { storage_at({id}) = value; }
  [[nodiscard]] std::uint64_t stored(const RegisterAddress& address) const;
  /// All elements of an array register that is not per tile; the span stays valid.
  [[nodiscard]] std::span<const std::uint64_t> elements(spec::RegisterId id) const;

  /// Replaces the map's reset value where the configuration decides, and stores it.
  void set_reset_value(spec::RegisterId id, std::uint64_t value);

  /// Hooks belong to the storage register; a window that shows it runs them too.
  void on_read(spec::RegisterId id, ReadHook hook);
  void on_write(spec::RegisterId id, WriteHook hook, Trigger trigger = Trigger::kLowHalf,
                Order order = Order::kInTime);

  /// A bus access at an offset. `lanes[i]` false leaves byte i alone (byte enables). Nothing
  /// changes unless the status is kOk.
  [[nodiscard]] RegisterStatus read(std::uint64_t offset, std::span<std::uint8_t> data,
                                    std::span<const bool> lanes) const;
  [[nodiscard]] RegisterStatus write(std::uint64_t offset, std::span<const std::uint8_t> data,
                                     std::span<const bool> lanes);
  /// True if the initiator's time must be caught up with before the register at an offset is used.
  [[nodiscard]] bool is_ordered(std::uint64_t offset) const;

  /// Debug access to any bytes; stops at the first byte without register. Returns bytes done. A
  /// poke stores bits whatever their access, and runs no hook.
  [[nodiscard]] std::size_t peek(std::uint64_t offset, std::span<std::uint8_t> data) const;
  [[nodiscard]] std::size_t poke(std::uint64_t offset, std::span<const std::uint8_t> data);

  /// Every register to its reset value, except, if asked, those of the chip block (clock and
  /// power).
  void reset(bool keep_chip_block);

 private:
  struct Slot {
    std::size_t first = 0;  ///< index into values_; element-major, tiles inside
    std::uint64_t reset = 0;
    ReadHook read;
    WriteHook write;
    Trigger trigger = Trigger::kLowHalf;
    bool ordered = false;
  };
  struct TileRange {
    unsigned first;
    unsigned last;  ///< inclusive
  };

  [[nodiscard]] Slot& slot(spec::RegisterId id);
  [[nodiscard]] const Slot& slot(spec::RegisterId id) const;
  [[nodiscard]] std::uint64_t& storage_at(const RegisterAddress& address);
  [[nodiscard]] std::uint64_t shown(const RegisterAddress& address) const;
  [[nodiscard]] std::optional<TileRange> selected_tiles(const spec::RegisterInfo& info) const;
  void write_one(const RegisterAddress& address, std::uint64_t data, std::uint64_t lanes);

  unsigned tiles_;
  std::vector<Slot> slots_;            // by register id
  std::vector<std::uint64_t> values_;  // of all storage registers
};

}  // namespace tessera::tlm
