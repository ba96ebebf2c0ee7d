// SPDX-License-Identifier: Apache-2.0
#include "workloads/compiler/block_split.h"

namespace tessera::workloads {

void HaloAxis::need(std::uint32_t part, Range range) {
  if (range.empty()) return;
  Range& known = needs_[part];
  known = needed_[part] ? Range{std::min(known.begin, range.begin), std::max(known.end, range.end)}
                        : range;
  needed_[part] = true;
}

bool HaloAxis::needs_padding() const {
  for (std::uint32_t part = 0; part < split_.parts(); ++part)
    if (needed_[part] && (needs_[part].begin < 0 || needs_[part].end > split_.length()))
      return true;
  return false;
}

void HaloAxis::settle() {
  const std::uint32_t parts = split_.parts();
  for (std::uint32_t p = 0; p < parts; ++p)
    if (!needed_[p]) needs_[p] = split_.own(p);
  before_.assign(parts, {});
  after_.assign(parts, {});
  held_.assign(parts, {});
  // A part passes on what parts further away need: it must hold at least as much as they do.
  std::int64_t lowest = split_.length();
  for (std::uint32_t p = parts; p-- > 0;) {
    if (needed_[p]) lowest = std::min(lowest, std::max<std::int64_t>(needs_[p].begin, 0));
    const std::int64_t own = split_.own(p).begin;
    before_[p] = {std::min(lowest, own), own};
  }
  std::int64_t highest = 0;
  for (std::uint32_t p = 0; p < parts; ++p) {
    if (needed_[p]) highest = std::max(highest, std::min(needs_[p].end, split_.length()));
    const std::int64_t own = split_.own(p).end;
    after_[p] = {own, std::max(highest, own)};
  }
  for (std::uint32_t p = 0; p < parts; ++p) {
    held_[p] = {std::min(before_[p].begin, needs_[p].begin),
                std::max(after_[p].end, needs_[p].end)};
    extent_ = std::max(extent_, held_[p].size());
  }
  extent_ = std::max<std::int64_t>(extent_ + slack_, 1);
}

}  // namespace tessera::workloads
