// SPDX-License-Identifier: Apache-2.0
// Which bit of a tile fence stands for which unit.
#include "tests/support/tile_bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>

namespace tessera::test {
namespace {

using spec::Opcode;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

constexpr std::uint32_t kAllUnits = 0x3ff;

struct UnitBit {
  Opcode opcode;
  unsigned bit;

  friend std::ostream& operator<<(std::ostream& out, const UnitBit& each) {
    return out << spec::find_format(static_cast<std::uint32_t>(each.opcode))->name;
  }
};

class FenceUnit : public testing::TestWithParam<UnitBit> {};

/// A command that waits for a counter that nobody signals.
void issue_endless(TileBench& bench, Opcode opcode) {
  const auto endless = [&](auto body) {
    body.sync[0] = wait_on(hw::TileCounter::kPartialSums, 0, 1, 0);
    bench.issue(0, opcode, body);
  };
  switch (opcode) {
    case Opcode::kTensorOp:
    case Opcode::kMaxOp:
    case Opcode::kSumOp:
      return endless(dot_op(1, 1));
    case Opcode::kRingProducer:
      return endless(spec::RingProducer{});
    case Opcode::kRingConsumer0:
    case Opcode::kRingConsumer1:
      return endless(spec::RingConsumer{});
    case Opcode::kNarrowToWide:
      return endless(spec::NarrowToWide{});
    case Opcode::kWideToNarrow:
      return endless(spec::WideToNarrow{});
    default: {
      spec::Mesh move;
      move.outbound = ttu(4, {});
      return endless(move);
    }
  }
}

TEST_P(FenceUnit, waits_for_the_unit_of_its_bit) {
  TileBench bench;
  issue_endless(bench, GetParam().opcode);
  spec::TileFence fence;
  fence.units = 1U << GetParam().bit;
  fence.token = 1;
  bench.issue(0, Opcode::kTileFence, fence);
  bench.run();
  EXPECT_THAT(bench.tokens, IsEmpty());
}

TEST_P(FenceUnit, does_not_wait_for_the_unit_with_all_other_bits) {
  TileBench bench;
  issue_endless(bench, GetParam().opcode);
  spec::TileFence fence;
  fence.units = kAllUnits & ~(1U << GetParam().bit);
  fence.token = 1;
  bench.issue(0, Opcode::kTileFence, fence);
  bench.run();
  EXPECT_THAT(bench.tokens, ElementsAre(Pair(0, 5)));  // dispatch 2, fence 3
}

INSTANTIATE_TEST_SUITE_P(
    , FenceUnit,
    testing::Values(UnitBit{Opcode::kTensorOp, 0}, UnitBit{Opcode::kMaxOp, 0},
                    UnitBit{Opcode::kSumOp, 0}, UnitBit{Opcode::kRingProducer, 1},
                    UnitBit{Opcode::kRingConsumer0, 2}, UnitBit{Opcode::kRingConsumer1, 3},
                    UnitBit{Opcode::kNarrowToWide, 4}, UnitBit{Opcode::kWideToNarrow, 5},
                    UnitBit{Opcode::kMeshSouth, 6}, UnitBit{Opcode::kMeshWest, 7},
                    UnitBit{Opcode::kMeshNorth, 8}, UnitBit{Opcode::kMeshEast, 9}),
    [](const auto& test) {
      return std::string(spec::find_format(static_cast<std::uint32_t>(test.param.opcode))->name);
    });

}  // namespace
}  // namespace tessera::test
