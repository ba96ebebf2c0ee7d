// SPDX-License-Identifier: Apache-2.0
#include "tlm/register_bank.h"

#include <algorithm>
#include <utility>

namespace tessera::tlm {
namespace {

using spec::RegisterId;
using spec::RegisterInfo;
using spec::RegisterLocation;

constexpr std::uint64_t kLowHalf = 0xffff'ffff;

std::size_t index_of(RegisterId id) { return static_cast<std::size_t>(id); }

RegisterId storage_of(RegisterId id) { return spec::register_info(id).storage; }

/// The register that an access of `bytes` bytes reaches, or why it may not.
std::pair<RegisterStatus, RegisterLocation> locate(std::uint64_t offset, std::size_t bytes) {
  const RegisterLocation nowhere{nullptr, 0, 0};
  if (offset >= spec::kRegisterSpaceBytes || bytes > spec::kRegisterSpaceBytes - offset) {
    return {RegisterStatus::kUnmapped, nowhere};
  }
  const auto found = spec::find_register(static_cast<std::uint32_t>(offset));
  if (!found) {
    return {RegisterStatus::kUnmapped, nowhere};
  }
  if ((bytes != 4 && bytes != 8) || offset % bytes != 0 || bytes > found->info->stride()) {
    return {RegisterStatus::kBadSize, nowhere};
  }
  return {RegisterStatus::kOk, *found};
}

}  // namespace

RegisterBank::RegisterBank(unsigned tiles) : tiles_(tiles) {
  std::size_t total = 0;
  for (const RegisterInfo& info : spec::register_map()) {
    Slot& made = slots_.emplace_back();
    made.reset = info.reset;
    if (info.storage == info.id) {
      made.first = total;
      total += std::size_t{info.count} * (info.per_tile ? tiles_ : 1);
    }
  }
  values_.resize(total);
  reset(false);
}

RegisterBank::Slot& RegisterBank::slot(RegisterId id) { return slots_[index_of(storage_of(id))]; }

const RegisterBank::Slot& RegisterBank::slot(RegisterId id) const {
  return slots_[index_of(storage_of(id))];
}

std::uint64_t& RegisterBank::storage_at(const RegisterAddress& address) {
  const std::size_t copies = spec::register_info(address.id).per_tile ? tiles_ : 1;
  return values_[slot(address.id).first + address.element * copies + address.tile];
}

std::uint64_t RegisterBank::stored(const RegisterAddress& address) const {
  const std::size_t copies = spec::register_info(address.id).per_tile ? tiles_ : 1;
  return values_[slot(address.id).first + address.element * copies + address.tile];
}

std::span<const std::uint64_t> RegisterBank::elements(RegisterId id) const {
  return std::span(values_).subspan(slot(id).first, spec::register_info(id).count);
}

void RegisterBank::set_reset_value(RegisterId id, std::uint64_t value) {
  slot(id).reset = value;
  set(id, value);
}

void RegisterBank::on_read(RegisterId id, ReadHook hook) {
  slot(id).read = std::move(hook);
  slot(id).ordered = true;
}

void RegisterBank::on_write(RegisterId id, WriteHook hook, Trigger trigger, Order order) {
  Slot& hooks = slot(id);
  hooks.write = std::move(hook);
  hooks.trigger = trigger;
  hooks.ordered = hooks.ordered || order == Order::kInTime;
}

bool RegisterBank::is_ordered(std::uint64_t offset) const {
  const auto [status, location] = locate(offset & ~std::uint64_t{3}, 4);
  return status == RegisterStatus::kOk && slot(location.info->id).ordered;
}

std::uint64_t RegisterBank::shown(const RegisterAddress& address) const {
  const ReadHook& hook = slot(address.id).read;
  const std::uint64_t value = hook ? hook(address) : stored(address);
  return value & spec::register_info(address.id).readable_mask;
}

// Which tiles an access to a per-tile register reaches, by tileconfig0; nothing if there is no such
// tile.
std::optional<RegisterBank::TileRange> RegisterBank::selected_tiles(
    const RegisterInfo& info) const {
  if (!info.per_tile) {
    return TileRange{0, 0};
  }
  const std::uint64_t chosen =
      spec::fields::kTileConfigTile.get(get(RegisterId::kHibUserTileconfig0));
  if (chosen == spec::values::kTileBroadcast) {
    return TileRange{0, tiles_ - 1};
  }
  if (chosen >= tiles_) {
    return std::nullopt;
  }
  return TileRange{static_cast<unsigned>(chosen), static_cast<unsigned>(chosen)};
}

RegisterStatus RegisterBank::read(std::uint64_t offset, std::span<std::uint8_t> data,
                                  std::span<const bool> lanes) const {
  const auto [status, location] = locate(offset, data.size());
  if (status != RegisterStatus::kOk) {
    return status;
  }
  if (!location.info->readable()) {
    return RegisterStatus::kNotAllowed;
  }
  const auto tiles = selected_tiles(*location.info);
  if (!tiles) {
    return RegisterStatus::kUnmapped;
  }
  const std::uint64_t value = shown({location.info->id, location.element, tiles->first});
  for (std::size_t i = 0; i < data.size(); ++i) {
    if (lanes[i]) {
      data[i] = static_cast<std::uint8_t>(value >> (8 * (location.byte + i)));
    }
  }
  return RegisterStatus::kOk;
}

RegisterStatus RegisterBank::write(std::uint64_t offset, std::span<const std::uint8_t> data,
                                   std::span<const bool> lanes) {
  const auto [status, location] = locate(offset, data.size());
  if (status != RegisterStatus::kOk) {
    return status;
  }
  if (!location.info->writable()) {
    return RegisterStatus::kNotAllowed;
  }
  const auto tiles = selected_tiles(*location.info);
  if (!tiles) {
    return RegisterStatus::kUnmapped;
  }
  std::uint64_t value = 0;
  std::uint64_t mask = 0;
  for (std::size_t i = 0; i < data.size(); ++i) {
    const std::size_t shift = 8 * (location.byte + i);
    value |= std::uint64_t{data[i]} << shift;
    mask |= (lanes[i] ? std::uint64_t{0xff} : 0) << shift;
  }
  for (unsigned tile = tiles->first; tile <= tiles->last; ++tile) {
    write_one({location.info->id, location.element, tile}, value, mask);
  }
  return RegisterStatus::kOk;
}

void RegisterBank::write_one(const RegisterAddress& address, std::uint64_t data,
                             std::uint64_t lanes) {
  const RegisterInfo& info = spec::register_info(address.id);
  std::uint64_t& place = storage_at(address);
  const std::uint64_t before = place;
  place = spec::value_after_write(info, before, data, lanes);
  const Slot& hooks = slot(address.id);
  const bool triggered = hooks.trigger == Trigger::kAnyLane || (lanes & kLowHalf) != 0;
  if (hooks.write && triggered) {
    hooks.write({{info.storage, address.element, address.tile}, before, place, data, lanes});
  }
}

std::size_t RegisterBank::peek(std::uint64_t offset, std::span<std::uint8_t> data) const {
  for (std::size_t i = 0; i < data.size(); ++i) {
    const std::uint64_t at = offset + i;
    const auto found = at < spec::kRegisterSpaceBytes
                           ? spec::find_register(static_cast<std::uint32_t>(at))
                           : std::nullopt;
    const auto tiles = found ? selected_tiles(*found->info) : std::nullopt;
    if (!tiles) {
      return i;
    }
    const std::uint64_t value = shown({found->info->id, found->element, tiles->first});
    data[i] = static_cast<std::uint8_t>(value >> (8 * found->byte));
  }
  return data.size();
}

std::size_t RegisterBank::poke(std::uint64_t offset, std::span<const std::uint8_t> data) {
  for (std::size_t i = 0; i < data.size(); ++i) {
    const std::uint64_t at = offset + i;
    const auto found = at < spec::kRegisterSpaceBytes
                           ? spec::find_register(static_cast<std::uint32_t>(at))
                           : std::nullopt;
    const auto tiles = found ? selected_tiles(*found->info) : std::nullopt;
    if (!tiles) {
      return i;
    }
    const unsigned shift = 8 * found->byte;
    for (unsigned tile = tiles->first; tile <= tiles->last; ++tile) {
      std::uint64_t& place = storage_at({found->info->id, found->element, tile});
      place = (place & ~(std::uint64_t{0xff} << shift)) | std::uint64_t{data[i]} << shift;
    }
  }
  return data.size();
}

void RegisterBank::reset(bool keep_chip_block) {
  for (const RegisterInfo& info : spec::register_map()) {
    if (info.storage != info.id || (keep_chip_block && info.block == "chip")) {
      continue;
    }
    const Slot& each = slots_[index_of(info.id)];
    const std::size_t count = std::size_t{info.count} * (info.per_tile ? tiles_ : 1);
    std::fill_n(values_.begin() + static_cast<std::ptrdiff_t>(each.first), count, each.reset);
  }
}

}  // namespace tessera::tlm
