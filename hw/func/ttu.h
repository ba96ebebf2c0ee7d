// SPDX-License-Identifier: Apache-2.0
// Stepping of loop nests and of the address streams made of them (facts/beagle_isa.md section 3).
#pragma once

#include "hw/spec/command_records.h"

#include <array>
#include <cstdint>

namespace tessera::func {

inline constexpr std::uint32_t kMaxDims = 8;

/// Counters of a loop nest, innermost first, with the short last pass of dimension 0.
class LoopCounter {
 public:
  LoopCounter(const std::uint32_t (&count_minus_1)[kMaxDims], std::uint32_t last_count_minus_1,
              std::uint32_t last_level);
  explicit LoopCounter(const spec::LoopNest& nest);
  /// The counters of an address stream, for those who need no addresses.
  explicit LoopCounter(const spec::Ttu& ttu);

  /// Steps from here to the end of the current pass of dimension 0, this one included.
  /// 2^32 steps count as one fewer: no program lives to see the difference.
  [[nodiscard]] std::uint32_t run() const {
    const std::uint32_t left = limit0_ - index_[0];
    return left == UINT32_MAX ? left : left + 1;
  }
  [[nodiscard]] std::uint32_t index(std::uint32_t dim) const { return index_[dim]; }
  [[nodiscard]] bool at_last(std::uint32_t dim) const {
    return index_[dim] == (dim == 0 ? limit0_ : limit_[dim]);
  }
  [[nodiscard]] bool done() const { return done_; }
  /// True while dimension 0 runs its short (or long) last pass.
  [[nodiscard]] bool in_last_pass() const {
    return last_level_ > 0 && index_[last_level_] == limit_[last_level_];
  }

  /// Takes n <= run() steps. Returns how many inner dimensions were completed by the last of them:
  /// 0 within a pass, d if dimension d advanced, kMaxDims if the nest is finished.
  std::uint32_t advance(std::uint32_t n) {
    if (n < run()) {
      index_[0] += n;
      return 0;
    }
    return carry();
  }

 private:
  std::uint32_t carry();
  void refresh_limit0() { limit0_ = in_last_pass() ? last_count_minus_1_ : limit_[0]; }

  std::array<std::uint32_t, kMaxDims> limit_{};
  std::array<std::uint32_t, kMaxDims> index_{};
  std::uint32_t last_count_minus_1_;
  std::uint32_t last_level_;
  std::uint32_t limit0_ = 0;
  bool done_ = false;
};

/// Walks the addresses of a TTU, with its two-slot entries.
class TtuWalker {
 public:
  explicit TtuWalker(const spec::Ttu& ttu);

  /// Address of the current step, in the unit's own address unit. May lie outside any memory.
  [[nodiscard]] std::int64_t address() const { return address_ + ((entry_ & 1U) != 0 ? slot_ : 0); }
  /// Steps from here over which the address moves by stride() each.
  [[nodiscard]] std::uint32_t run() const { return flips_every_step_ ? 1 : loops_.run(); }
  [[nodiscard]] std::int64_t stride() const { return increment_[0]; }
  [[nodiscard]] const LoopCounter& loops() const { return loops_; }
  [[nodiscard]] bool done() const { return loops_.done(); }
  /// Number of complete entries so far.
  [[nodiscard]] std::uint32_t entry() const { return entry_; }

  /// Takes n <= run() steps; returns the number of dimensions completed (see LoopCounter). After
  /// the nest's end the walk starts over at its base.
  std::uint32_t advance(std::uint32_t n);

 private:
  std::array<std::int64_t, kMaxDims> increment_{};
  LoopCounter loops_;
  std::int64_t base_;
  std::int64_t address_;
  std::int64_t slot_;
  std::int64_t skip_;
  std::uint32_t entry_level_;
  std::uint32_t entry_ = 0;
  bool flips_every_step_;
};

}  // namespace tessera::func
