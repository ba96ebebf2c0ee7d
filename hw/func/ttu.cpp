// SPDX-License-Identifier: Apache-2.0
#include "hw/func/ttu.h"

#include <algorithm>

namespace tessera::func {

LoopCounter::LoopCounter(const std::uint32_t (&count_minus_1)[kMaxDims],
                         std::uint32_t last_count_minus_1, std::uint32_t last_level)
    : last_count_minus_1_(last_count_minus_1), last_level_(std::min(last_level, kMaxDims - 1)) {
  std::copy(std::begin(count_minus_1), std::end(count_minus_1), limit_.begin());
  refresh_limit0();
}

LoopCounter::LoopCounter(const spec::LoopNest& nest)
    : LoopCounter(nest.count_minus_1, nest.last_count_minus_1, nest.last_level) {}

LoopCounter::LoopCounter(const spec::Ttu& ttu)
    : last_count_minus_1_(ttu.last_count_minus_1),
      last_level_(std::min(ttu.last_level, kMaxDims - 1)) {
  for (std::uint32_t d = 0; d < kMaxDims; ++d) limit_[d] = ttu.dims[d].count_minus_1;
  refresh_limit0();
}

std::uint32_t LoopCounter::carry() {
  std::uint32_t d = 1;
  index_[0] = 0;
  while (d < kMaxDims && index_[d] == limit_[d]) index_[d++] = 0;
  if (d == kMaxDims)
    done_ = true;
  else
    ++index_[d];
  refresh_limit0();
  return d;
}

TtuWalker::TtuWalker(const spec::Ttu& ttu)
    : loops_(ttu),
      base_(ttu.base),
      address_(ttu.base),
      slot_(ttu.slot),
      skip_(ttu.last_skip),
      entry_level_(ttu.entry_level),
      flips_every_step_(ttu.slot > 0 && ttu.entry_level == 0) {
  for (std::uint32_t d = 0; d < kMaxDims; ++d) increment_[d] = ttu.dims[d].increment;
}

std::uint32_t TtuWalker::advance(std::uint32_t n) {
  const bool last_pass = loops_.in_last_pass();
  const std::uint32_t run = loops_.run();
  const std::uint32_t completed = loops_.advance(n);
  if (completed == 0) {
    address_ += increment_[0] * n;
  } else if (completed == kMaxDims) {
    address_ = base_;
  } else {
    // The stored increment rewinds a normal pass; `skip` makes up for a short one.
    address_ += increment_[0] * (run - 1) + increment_[completed] + (last_pass ? skip_ : 0);
  }
  if (entry_level_ == 0)
    entry_ += n;
  else if (completed >= entry_level_)
    ++entry_;
  return completed;
}

}  // namespace tessera::func
