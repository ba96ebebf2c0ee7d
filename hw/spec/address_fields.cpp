// SPDX-License-Identifier: Apache-2.0
#include "hw/spec/address_fields.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <charconv>
#include <sstream>
#include <string_view>

namespace tessera::spec {
namespace {

constexpr std::array<std::string_view, kAddressFields> kNames = {"ro", "ra", "bg",
                                                                 "ba", "co", "ch"};

/// Bits of each field in the number of a burst.
std::array<unsigned, kAddressFields> widths(const MemoryConfig& memory) {
  const auto bits = [](std::uint32_t count) {
    return static_cast<unsigned>(std::countr_zero(std::max(count, 1U)));
  };
  return {bits(memory.rows),
          bits(memory.ranks),
          bits(memory.bank_groups),
          bits(memory.banks_per_group),
          bits(memory.row_bytes / std::max(memory.burst_bytes, 1U)),
          bits(memory.channels)};
}

}  // namespace

std::vector<AddressSlice> address_slices(const MemoryConfig& memory, std::string& problem) {
  std::vector<std::string> words;
  std::istringstream stream(memory.mapping);
  for (std::string word; stream >> word;) words.push_back(word);
  std::ranges::reverse(words);  // the lowest field is written last

  const auto width = widths(memory);
  std::array<unsigned, kAddressFields> placed{};
  std::array<bool, kAddressFields> closed{};
  std::vector<AddressSlice> slices;
  unsigned from = 0;
  for (const std::string& word : words) {
    const auto name = std::ranges::find(kNames, std::string_view(word).substr(0, 2));
    const auto field = static_cast<std::size_t>(name - kNames.begin());
    if (field == kAddressFields || closed[field]) {
      problem = fmt::format("'{}' is no field, or stands above the whole field", word);
      return {};
    }
    unsigned bits = width[field] - placed[field];
    if (word.size() > 2) {
      unsigned wanted = 0;
      const auto [end, error] = std::from_chars(word.data() + 2, word.data() + word.size(), wanted);
      if (error != std::errc{} || end != word.data() + word.size() || wanted > bits) {
        problem = fmt::format("'{}': {} has {} bits left", word, *name, bits);
        return {};
      }
      bits = wanted;
    } else {
      closed[field] = true;
    }
    slices.push_back({static_cast<AddressField>(field), from, placed[field], bits});
    placed[field] += bits;
    from += bits;
  }
  for (std::size_t field = 0; field < kAddressFields; ++field)
    if (placed[field] != width[field]) {
      problem =
          fmt::format("{} bits of '{}' are missing", width[field] - placed[field], kNames[field]);
      return {};
    }
  std::erase_if(slices, [](const AddressSlice& slice) { return slice.bits == 0; });
  return slices;
}

}  // namespace tessera::spec
