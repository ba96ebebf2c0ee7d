// SPDX-License-Identifier: Apache-2.0
// TTUs whose base and increments have different units, as byte addresses.
#pragma once

#include "hw/func/ttu.h"
#include "hw/tile/tile_memory.h"

namespace tessera::hw {

/// base counts `base_bytes`, increments and slots count `step_bytes`.
class ByteWalker {
 public:
  ByteWalker(spec::Ttu ttu, std::size_t base_bytes, std::size_t step_bytes)
      : origin_(static_cast<std::int64_t>(ttu.base * base_bytes)),
        step_(static_cast<std::int64_t>(step_bytes)),
        walker_(without_base(ttu)) {}

  [[nodiscard]] std::int64_t address() const { return origin_ + step_ * walker_.address(); }
  [[nodiscard]] std::int64_t stride() const { return step_ * walker_.stride(); }
  [[nodiscard]] std::uint32_t run() const { return walker_.run(); }
  [[nodiscard]] bool done() const { return walker_.done(); }
  [[nodiscard]] const func::LoopCounter& loops() const { return walker_.loops(); }
  std::uint32_t advance(std::uint32_t n) { return walker_.advance(n); }

 private:
  static const spec::Ttu& without_base(spec::Ttu& ttu) {
    ttu.base = 0;
    return ttu;
  }

  std::int64_t origin_;
  std::int64_t step_;
  func::TtuWalker walker_;
};

/// Wide rows of the movers: base in wide units, increments in rows.
inline ByteWalker wide_rows(const spec::Ttu& ttu, const TileShape& shape) {
  return {ttu, shape.unit_bytes, shape.row_bytes};
}
/// Rows of the ring units, whose base counts rows as well.
inline ByteWalker ring_rows(const spec::Ttu& ttu, const TileShape& shape) {
  return {ttu, shape.row_bytes, shape.row_bytes};
}
/// Narrow words, all in words.
inline ByteWalker narrow_words(const spec::Ttu& ttu) { return {ttu, kWordBytes, kWordBytes}; }
/// Mesh: base in bytes, increments in words.
inline ByteWalker mesh_words(const spec::Ttu& ttu) { return {ttu, 1, kWordBytes}; }
/// Scaling store: all in steps of 8 bytes.
inline ByteWalker scaling_steps(const spec::Ttu& ttu) {
  return {ttu, kScalingStepBytes, kScalingStepBytes};
}

}  // namespace tessera::hw
