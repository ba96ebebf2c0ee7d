// SPDX-License-Identifier: Apache-2.0
#include "tlm/sparse_storage.h"

#include <algorithm>

namespace tessera::tlm {

void SparseStorage::read(std::uint64_t offset, std::span<std::uint8_t> data) const {
  while (!data.empty()) {
    const std::size_t within = offset % kPageBytes;
    const std::size_t count = std::min(data.size(), kPageBytes - within);
    const auto found = pages_.find(offset / kPageBytes);
    if (found == pages_.end()) {
      std::fill_n(data.begin(), count, std::uint8_t{0});
    } else {
      std::copy_n(found->second->begin() + static_cast<std::ptrdiff_t>(within), count,
                  data.begin());
    }
    data = data.subspan(count);
    offset += count;
  }
}

void SparseStorage::write(std::uint64_t offset, std::span<const std::uint8_t> data) {
  while (!data.empty()) {
    const std::size_t within = offset % kPageBytes;
    const std::size_t count = std::min(data.size(), kPageBytes - within);
    std::copy_n(data.begin(), count, page(offset) + within);
    data = data.subspan(count);
    offset += count;
  }
}

std::uint8_t* SparseStorage::page(std::uint64_t offset) {
  std::unique_ptr<Page>& slot = pages_[offset / kPageBytes];
  if (slot == nullptr) {
    slot = std::make_unique<Page>();  // value-initialised: zero
  }
  return slot->data();
}

}  // namespace tessera::tlm
