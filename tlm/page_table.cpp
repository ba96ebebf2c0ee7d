// SPDX-License-Identifier: Apache-2.0
#include "tlm/page_table.h"

#include <algorithm>

namespace tessera::tlm {
namespace {

using spec::RegisterId;

constexpr std::uint64_t kOffsetMask = PageTable::kPageBytes - 1;
constexpr spec::RegisterBits kSecondLevelIndex{12, 9};  // 512 pages of 4 KiB
constexpr unsigned kPageShift = 12;
constexpr unsigned kFirstLevelShift = 21;

bool is_valid(std::uint64_t entry) { return spec::fields::kPageTableEntryValid.get(entry) != 0; }

std::uint64_t page_of(std::uint64_t entry) {
  return entry & spec::fields::kPageTableEntryAddress.mask();
}

}  // namespace

std::uint64_t PageTable::size() const {
  const std::size_t present = registers_.elements(RegisterId::kPageTable).size();
  return std::min<std::uint64_t>(std::min(entries_, present),
                                 registers_.get(RegisterId::kHibKernelPageTableSize));
}

std::uint64_t PageTable::simple_entries() const {
  return std::min(size(), registers_.get(RegisterId::kHibKernelExtendedTable));
}

std::uint64_t PageTable::entry(std::uint64_t index) const {
  return registers_.elements(RegisterId::kPageTable)[static_cast<std::size_t>(index)];
}

Translation PageTable::translate(std::uint64_t device_address,
                                 const TableReader& read_entry) const {
  if (registers_.get(RegisterId::kHibKernelTranslationEnable) == 0) {
    return {TranslationStatus::kOk, device_address};
  }
  return (device_address & kExtendedBit) != 0 ? translate_extended(device_address, read_entry)
                                              : translate_simple(device_address);
}

Translation PageTable::translate_simple(std::uint64_t device_address) const {
  const std::uint64_t index = device_address >> kPageShift;
  if (index >= simple_entries() || !is_valid(entry(index))) {
    return {TranslationStatus::kInboundPageFault, 0};
  }
  return {TranslationStatus::kOk, page_of(entry(index)) | (device_address & kOffsetMask)};
}

Translation PageTable::translate_extended(std::uint64_t device_address,
                                          const TableReader& read_entry) const {
  constexpr Translation kFault{TranslationStatus::kExtendedPageFault, 0};
  const std::uint64_t first = (device_address & ~kExtendedBit) >> kFirstLevelShift;
  if (first >= size() - simple_entries()) {
    return kFault;
  }
  const std::uint64_t table = entry(simple_entries() + first);
  if (!is_valid(table)) {
    return kFault;
  }
  const auto second =
      read_entry(page_of(table) + kSecondLevelIndex.get(device_address) * kEntryBytes);
  if (!second) {
    return {TranslationStatus::kTableReadError, 0};
  }
  if (!is_valid(*second)) {
    return kFault;
  }
  return {TranslationStatus::kOk, page_of(*second) | (device_address & kOffsetMask)};
}

}  // namespace tessera::tlm
