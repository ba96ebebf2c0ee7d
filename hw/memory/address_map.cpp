// SPDX-License-Identifier: Apache-2.0
#include "hw/memory/address_map.h"

#include <array>
#include <bit>
#include <stdexcept>
#include <string>

namespace tessera::hw {
namespace {

unsigned bits_of(std::uint32_t count) { return static_cast<unsigned>(std::countr_zero(count)); }

}  // namespace

AddressMap::AddressMap(const spec::MemoryConfig& config)
    : burst_shift_(bits_of(config.burst_bytes)),
      group_bits_(bits_of(config.bank_groups)),
      bank_bits_(bits_of(config.banks_per_group)),
      hash_mask_(config.bank_hash != 0 ? config.banks() - 1 : 0) {
  std::string problem;
  for (const spec::AddressSlice& slice : spec::address_slices(config, problem))
    slices_.push_back({static_cast<std::size_t>(slice.field),
                       ((std::uint64_t{1} << slice.bits) - 1) << slice.from, slice.from, slice.at});
  if (!problem.empty()) throw std::invalid_argument("mapping: " + problem);
}

DramPlace AddressMap::place(std::uint64_t address) const {
  const std::uint64_t burst = address >> burst_shift_;
  std::array<std::uint32_t, spec::kAddressFields> fields{};
  for (const Slice& slice : slices_)
    fields[slice.field] |= static_cast<std::uint32_t>((burst & slice.mask) >> slice.from)
                           << slice.at;
  const auto field = [&](spec::AddressField which) {
    return fields[static_cast<std::size_t>(which)];
  };
  using Field = spec::AddressField;
  const std::uint32_t in_rank = field(Field::kBankGroup) << bank_bits_ | field(Field::kBank);
  const std::uint32_t hashed = in_rank ^ (field(Field::kRow) & hash_mask_);
  return {field(Field::kChannel), field(Field::kRank) << (group_bits_ + bank_bits_) | hashed,
          field(Field::kRow), field(Field::kColumn)};
}

}  // namespace tessera::hw
