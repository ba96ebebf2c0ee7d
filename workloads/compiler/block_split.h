// SPDX-License-Identifier: Apache-2.0
// How one axis of an image is divided over the rows or columns of the grid, and which part of it
// each of them must hold for the layers that read it.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace tessera::workloads {

/// Positions [begin, end) of an axis.
struct Range {
  std::int64_t begin = 0;
  std::int64_t end = 0;

  [[nodiscard]] std::int64_t size() const { return std::max<std::int64_t>(end - begin, 0); }
  [[nodiscard]] bool empty() const { return end <= begin; }
  [[nodiscard]] bool operator==(const Range&) const = default;
};

[[nodiscard]] inline Range intersect(Range a, Range b) {
  return {std::max(a.begin, b.begin), std::min(a.end, b.end)};
}

/// Blocks of equal length, the last ones shorter or empty: part p owns [p*block, (p+1)*block), or
/// of that the same positions in each block.
class BlockSplit {
 public:
  BlockSplit(std::int64_t length, std::uint32_t parts)
      : length_(length), parts_(parts), block_((length + parts - 1) / parts), owned_{0, block_} {}

  /// Only positions `owned` of each block.
  [[nodiscard]] BlockSplit only(Range owned) const {
    BlockSplit result = *this;
    result.owned_ = intersect(owned, {0, block_});
    return result;
  }

  [[nodiscard]] std::int64_t length() const { return length_; }
  [[nodiscard]] std::uint32_t parts() const { return parts_; }
  /// From the first position of a part to that of the next.
  [[nodiscard]] std::int64_t block() const { return block_; }
  [[nodiscard]] Range own(std::uint32_t part) const {
    return {std::min(part * block_ + owned_.begin, length_),
            std::min(part * block_ + owned_.end, length_)};
  }
  /// Positions that a part owns at most.
  [[nodiscard]] std::int64_t most() const { return owned_.size(); }
  /// Positions that all parts own together.
  [[nodiscard]] std::int64_t owned() const {
    std::int64_t sum = 0;
    for (std::uint32_t part = 0; part < parts_; ++part) sum += own(part).size();
    return sum;
  }

 private:
  std::int64_t length_;
  std::uint32_t parts_;
  std::int64_t block_;
  Range owned_;  // of a block
};

/// What the parts of a split axis hold: their own block, and around it what readers need of their
/// neighbours and of the padding outside the image (positions below 0 and from length on).
class HaloAxis {
 public:
  explicit HaloAxis(BlockSplit split) : split_(split), needs_(split.parts()) {}

  /// Part `part` reads these positions; may lie outside the image.
  void need(std::uint32_t part, Range range);
  /// Positions that a part may touch beyond its last one without meaning (blocks that do not fill).
  void slack(std::int64_t positions) { slack_ = std::max(slack_, positions); }
  /// Makes the buffer at least so long; after settle().
  void widen(std::int64_t extent) { extent_ = std::max(extent_, extent); }
  /// Computes everything below; to be called after the last need().
  void settle();

  [[nodiscard]] const BlockSplit& split() const { return split_; }
  /// True if a reader looks beyond the image, as far as registered.
  [[nodiscard]] bool needs_padding() const;
  /// First position that the part's buffer holds; the position's index in it is position - first.
  [[nodiscard]] std::int64_t first(std::uint32_t part) const { return held_[part].begin; }
  [[nodiscard]] Range held(std::uint32_t part) const { return held_[part]; }
  /// Length of every part's buffer.
  [[nodiscard]] std::int64_t extent() const { return extent_; }

  /// Inside the image, below and above the own block, what comes from the neighbours.
  [[nodiscard]] Range from_before(std::uint32_t part) const { return before_[part]; }
  [[nodiscard]] Range from_after(std::uint32_t part) const { return after_[part]; }
  /// Outside the image, what must hold the padding value.
  [[nodiscard]] Range pad_before(std::uint32_t part) const {
    return {std::min<std::int64_t>(needs_[part].begin, 0), 0};
  }
  [[nodiscard]] Range pad_after(std::uint32_t part) const {
    return {split_.length(), std::max(needs_[part].end, split_.length())};
  }

 private:
  BlockSplit split_;
  std::vector<Range> needs_;  // union over readers; empty: {0, 0} with needed_ false
  std::vector<bool> needed_ = std::vector<bool>(needs_.size(), false);
  std::vector<Range> before_;
  std::vector<Range> after_;
  std::vector<Range> held_;
  std::int64_t slack_ = 0;
  std::int64_t extent_ = 0;
};

}  // namespace tessera::workloads
