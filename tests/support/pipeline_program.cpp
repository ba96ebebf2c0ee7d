// SPDX-License-Identifier: Apache-2.0
#include "tests/support/pipeline_program.h"

#include <algorithm>

namespace tessera::test {
namespace {

using hw::ScalarCounter;
using hw::TileCounter;
using spec::Opcode;

constexpr std::uint32_t kBothTiles = 0b0011;
constexpr std::uint32_t kTile0 = 0b0001;
constexpr std::uint32_t kTile1 = 0b0010;
constexpr std::uint32_t kOnce = 5;  // a level above all loops: waits before the first step only

constexpr std::uint32_t kWeightRow = 8;
constexpr std::uint32_t kResultRow = 20;
constexpr std::uint32_t kResultWord = 0x100;

void add_input(Program& program) {
  spec::RingConsumer take;
  take.tiles = kBothTiles;
  take.wide = ttu(0, {});
  take.signal_enable = 1;
  program.add(Opcode::kRingConsumer0, take);

  spec::Pop pop;
  pop.activations = 1;
  pop.staging = ttu(0, {{1, 32}});
  pop.signal_enable = 1;
  program.add(Opcode::kPop, pop);

  spec::Infeed infeed;
  infeed.ring_mark = 1;
  infeed.source = 1;
  infeed.staging = ttu(0, {{1, 32}});
  infeed.packet_words = 63;
  infeed.destinations = kBothTiles;
  infeed.sync[0] = wait_on(ScalarCounter::kAvdataPop, 0, 1, 1);
  program.add(Opcode::kInfeed, infeed);

  spec::WideToNarrow copy;
  copy.tiles = kBothTiles;
  copy.wide = ttu(0, {});
  copy.narrow = ttu(0, {{1, 16}});
  copy.signal_enable = 1;
  copy.sync[0] = wait_on(TileCounter::kRingReadA, 0, 1, 0, kSource);
  program.add(Opcode::kWideToNarrow, copy);
}

void add_computation(Program& program) {
  spec::TensorOp op = dot_op(4, 4);
  op.tiles = kBothTiles;
  op.in = ttu(0, {{4, 4}, {16, 4}});
  op.par.base = 4 * kWeightRow;
  op.out.base = 4 * kResultWord;
  op.avdata_enable = 1;
  op.sync[0] = wait_on(TileCounter::kWideToNarrow, 1, 4, 4);
  program.add(Opcode::kTensorOp, op);

  spec::Mesh send;
  send.tiles = kTile1;
  send.outbound = ttu(4 * kResultWord, {{1, 4}});
  send.sync[0] = wait_on(TileCounter::kAvdata, 0, 1, 1, kSource);
  program.add(Opcode::kMeshWest, send);
  spec::Mesh receive;
  receive.tiles = kTile0;
  receive.inbound = ttu(4 * (kResultWord + 4), {{1, 4}});
  receive.in_signal_enable = 1;
  program.add(Opcode::kMeshWest, receive);
}

void add_output(Program& program, std::uint32_t scalar_core) {
  spec::NarrowToWide gather;
  gather.tiles = kTile0;
  gather.row_close_level = 1;
  gather.narrow = ttu(kResultWord, {{1, 8}});
  gather.wide = ttu(4 * kResultRow, {});
  gather.signal_enable = 1;
  gather.sync[0] = wait_on(TileCounter::kAvdata, kOnce, 4, 0, kSource);
  gather.sync[1] = wait_on(TileCounter::kMeshEastIn, kOnce, 4, 0, kSource);
  program.add(Opcode::kNarrowToWide, gather);

  spec::RingProducer send;
  send.tiles = kTile0;
  send.wide = ttu(kResultRow, {});
  send.destinations = 1U << scalar_core;
  send.sync[0] = wait_on(TileCounter::kNarrowToWide, 0, 1, 0);
  program.add(Opcode::kRingProducer, send);

  spec::Outfeed out;
  out.to_host = 1;
  out.staging = ttu(0, {{1, 4}});
  program.add(Opcode::kOutfeed, out);
}

void add_end(Program& program) {
  spec::TileFence clear;
  clear.tiles = 0b1111;
  clear.units = 0x3ff;
  clear.counters = 0x7ffff;
  clear.token = 1;
  program.add(Opcode::kTileFence, clear);
  spec::ScalarFence done;
  done.wait_tokens = 1;
  done.token_tiles = 0b1111;
  done.idle_units = 0b1111;
  done.counters = 0x1ff;
  program.add(Opcode::kScalarFence, done).halt();
}

}  // namespace

Program pipeline_program(std::uint32_t scalar_core) {
  Program program;
  program.host_transfer(1, 0, 256);
  add_input(program);
  add_computation(program);
  add_output(program, scalar_core);
  program.host_transfer(3, 0x800, 32).host_transfer(4);
  add_end(program);
  return program;
}

void prepare_pipeline(AcceleratorBench& bench) {
  bench.host.number(0, 64, 0);
  for (std::uint32_t k = 0; k < 4; ++k) {
    bench.set(hw::InspectSpace::kWideMemory, 0, 64 * (kWeightRow + k), {1, 2, 3, 4});
    bench.set(hw::InspectSpace::kWideMemory, 1, 64 * (kWeightRow + k), {1, 1, 1, 1});
  }
  for (const unsigned tile : {0U, 1U}) {
    bench.set(hw::InspectSpace::kNarrowMemory, tile, 0, std::vector<std::uint32_t>(0x200));
    bench.set(hw::InspectSpace::kWideMemory, tile, 64 * kResultRow, std::vector<std::uint32_t>(64));
  }
  std::fill_n(bench.host.memory.begin() + 0x800, 0x100, 0);
}

std::vector<std::uint32_t> pipeline_output() {
  return {0x1812'0c06, 0x5842'2c16, 0x9872'4c26, 0xd8a2'6c36,
          0x0606'0606, 0x1616'1616, 0x2626'2626, 0x3636'3636};
}

}  // namespace tessera::test
