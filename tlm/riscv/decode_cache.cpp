// SPDX-License-Identifier: Apache-2.0
#include "tlm/riscv/decode_cache.h"

#include <algorithm>

namespace tessera::tlm::riscv {
namespace {

void forget_page(DecodeCache::Page& page) {
  if (page.has_code) {
    page.slots.fill(Instruction{});
    page.has_code = false;
  }
}

}  // namespace

DecodeCache::Page* DecodeCache::find_or_make(std::uint32_t number) {
  std::unique_ptr<Page>& place = pages_[number];
  if (place == nullptr) {
    place = std::make_unique<Page>();
  }
  return place.get();
}

void DecodeCache::put(std::uint32_t address, const Instruction& instruction) {
  Page& home = page(number_of(address));
  home.slots[slot_of(address)] = instruction;
  home.has_code = true;
}

bool DecodeCache::has_code(std::uint32_t number) const {
  const auto found = pages_.find(number);
  return found != pages_.end() && found->second->has_code;
}

void DecodeCache::forget(std::uint32_t first, std::uint32_t last) {
  // An instruction of 4 bytes may begin 2 bytes earlier; never in the page before (see Hart).
  const std::uint32_t begin = first % kPageBytes < 2 ? first : first - 2;
  if (number_of(begin) == number_of(last)) {
    const auto found = pages_.find(number_of(begin));
    if (found != pages_.end()) {
      std::fill(&found->second->slots[slot_of(begin)], &found->second->slots[slot_of(last)] + 1,
                Instruction{});
    }
    return;
  }
  for (auto& [number, page] : pages_) {
    if (number >= number_of(begin) && number <= number_of(last)) {
      forget_page(*page);
    }
  }
}

void DecodeCache::forget_all() {
  for (auto& [number, page] : pages_) {
    forget_page(*page);
  }
}

}  // namespace tessera::tlm::riscv
