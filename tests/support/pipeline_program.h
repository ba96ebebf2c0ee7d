// SPDX-License-Identifier: Apache-2.0
// A small program that takes bytes through every kind of unit of an accelerator.
#pragma once

#include "tests/support/accelerator_bench.h"

namespace tessera::test {

/// 64 words come from host address 0 and go, through pop, infeed, ring and wide memory, to the
/// narrow memories of tiles 0 and 1. Each makes four output words of 16 input words; tile 1's go to
/// tile 0 over the mesh. Tile 0 sends all eight, through wide memory, ring and outfeed, to host
/// address 0x800; then interrupt 0. All counters are 0 in the end, so that it may run again.
/// `scalar_core` is the ring's number of the scalar core: the number of tiles.
[[nodiscard]] Program pipeline_program(std::uint32_t scalar_core = 4);

/// Input, weights and an empty output.
void prepare_pipeline(AcceleratorBench& bench);

/// Input word i is i, its upper bytes 0. Tile 0 weighs byte 0 with o + 1 for output o, tile 1 with
/// 1: group g sums words 4 g to 4 g + 3, which is 16 g + 6 =: s. Words of tile 0 are
/// {s, 2 s, 3 s, 4 s}, of tile 1 {s, s, s, s}.
[[nodiscard]] std::vector<std::uint32_t> pipeline_output();

}  // namespace tessera::test
