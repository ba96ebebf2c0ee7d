// SPDX-License-Identifier: Apache-2.0
#include "tests/support/hand_program.h"

#include "hw/scalar/scalar_counters.h"
#include "tests/support/command_builder.h"

namespace tessera::test {
namespace {

using hw::ScalarCounter;
using hw::TileCounter;
using spec::Opcode;

constexpr std::uint32_t kWords = 64;  // of a row, of the input, of a packet
constexpr std::uint32_t kTile0 = 0b01;
constexpr std::uint32_t kTile1 = 0b10;
constexpr std::uint32_t kScalarCore = 1U << 16;  // as a destination of the ring

/// Commands with the relocations that belong to them.
struct Code {
  Program program;
  std::vector<RelocationSpec> relocations;

  /// A transfer whose address is filled in when the program is loaded: words 0 and 2 of the nine.
  void transfer(std::uint32_t tag, std::int16_t buffer, const std::string& name,
                std::uint32_t bytes) {
    constexpr std::int32_t kOperandBit = 70;  // of a bundle
    const auto first = static_cast<std::int32_t>(128 * program.words());
    relocations.push_back({buffer, 0, name, 0, first + kOperandBit});
    relocations.push_back({buffer, 0, name, 1, first + 2 * 128 + kOperandBit});
    program.host_transfer(tag, 0, bytes);
  }
};

void add_input_side(Code& code) {
  code.transfer(2, 2, "", kHandProgramBytes);
  code.transfer(1, 1, "in", kHandProgramBytes);
  for (const bool activations : {false, true}) {
    const std::uint32_t units = kHandProgramBytes / (activations ? 8 : 64);
    spec::Pop pop;
    pop.staging = ttu(0, {{1, units}});
    pop.activations = activations ? 1 : 0;
    pop.signal_enable = 1;
    code.program.add(Opcode::kPop, pop);
    spec::Infeed feed;
    feed.staging = ttu(0, {{1, units}});
    feed.source = activations ? 1 : 0;
    feed.ring_mark = 1;
    feed.destinations = kTile0;
    feed.packet_words = kWords - 1;
    feed.sync[0] =
        wait_on(activations ? ScalarCounter::kAvdataPop : ScalarCounter::kParameterPop, 0, 1, 1);
    code.program.add(Opcode::kInfeed, feed);
  }
}

/// Tile 0: rows 0 (weights) and 1 (input) from the ring, row 1 to narrow byte 0, the product to
/// narrow byte 256, that to row 2, and row 2 to the scalar core.
void add_tile_0(Code& code) {
  spec::RingConsumer take;
  take.tiles = kTile0;
  take.wide = ttu(0, {{1, 2}});
  take.signal_enable = 1;
  code.program.add(Opcode::kRingConsumer0, take);

  spec::WideToNarrow unpack;
  unpack.tiles = kTile0;
  unpack.wide = ttu(4, {{1, 1}});  // the base counts 64 bytes
  unpack.narrow = ttu(0, {{1, kWords}});
  unpack.signal_enable = 1;
  unpack.sync[0] = wait_on(TileCounter::kRingReadA, 0, 2, 0);
  code.program.add(Opcode::kWideToNarrow, unpack);

  spec::TensorOp op = dot_op(1, kWords);
  op.tiles = kTile0;
  op.in = ttu(0, {{4, 1}, {4, kWords}});
  op.out.base = kHandProgramBytes;
  op.avdata_enable = 1;
  op.sync[0] = wait_on(TileCounter::kWideToNarrow, 0, 1, 1);
  code.program.add(Opcode::kTensorOp, op);

  spec::NarrowToWide pack;
  pack.tiles = kTile0;
  pack.narrow = ttu(kWords, {{1, kWords}});
  pack.wide = ttu(8, {{1, 1}});
  pack.row_close_level = 1;
  pack.signal_enable = 1;
  pack.sync[0] = wait_on(TileCounter::kAvdata, 0, 1, 1);
  code.program.add(Opcode::kNarrowToWide, pack);

  spec::RingProducer send;
  send.tiles = kTile0;
  send.wide = ttu(2, {{1, 1}});
  send.destinations = kScalarCore;
  send.sync[0] = wait_on(TileCounter::kNarrowToWide, 0, 1, 0);
  code.program.add(Opcode::kRingProducer, send);
}

/// What does not change the output: words from tile 0 to tile 1, a table, a token, scalar code.
void add_side_work(Code& code) {
  spec::Mesh send;
  send.tiles = kTile0;
  send.outbound = ttu(1024, {{1, 4}});
  code.program.add(Opcode::kMeshEast, send);
  spec::Mesh take;
  take.tiles = kTile1;
  take.inbound = ttu(64, {{1, 4}});
  code.program.add(Opcode::kMeshEast, take);
  spec::NluLoad table;
  table.tiles = kTile1;
  table.mode = 3;
  code.program.add(Opcode::kNluLoad, table);
  spec::TileFence fence;
  fence.tiles = kTile1;
  fence.units = 0x3FF;
  fence.token = 1;
  code.program.add(Opcode::kTileFence, fence);
  spec::ScalarFence wait;
  wait.wait_tokens = 1;
  wait.token_tiles = kTile1;
  code.program.add(Opcode::kScalarFence, wait);

  code.program.set(1, 0);
  spec::Loop loop;
  loop.count = 3;
  loop.length = 1;
  code.program.add(Opcode::kLoop, loop);
  code.program.add(alu(Alu::kAdd, 1, 1, 1));
  code.program.add(alu(Alu::kNe, 0, 1, 3));  // predicate 0
  spec::Branch back;
  back.conditional = 1;
  back.condition_polarity = 1;
  back.offset = -1;
  back.relative = 1;
  code.program.add(Opcode::kBranch, back);
}

void add_output_side(Code& code) {
  spec::Outfeed out;
  out.staging = ttu(0, {{1, kHandProgramBytes / 8}});
  out.packet_words = kWords - 1;
  out.to_host = 1;
  code.program.add(Opcode::kOutfeed, out);
  code.transfer(3, 0, "out", kHandProgramBytes);
  code.program.host_transfer(4);
  code.program.halt();
}

}  // namespace

ExecutableSpec hand_program() {
  Code code;
  add_tile_0(code);  // first: the infeed holds one command and waits for its consumer
  add_input_side(code);
  add_side_work(code);
  add_output_side(code);

  ExecutableSpec spec;
  spec.name = "hand_program";
  spec.parameters = FlatBytes(kHandProgramBytes, 0);
  for (std::size_t cell = 0; cell < 4; ++cell) spec.parameters[5 * cell] = 1;
  spec.bitstreams = {{code.program.bitstream(), code.relocations}};
  HintSpec interrupt;
  interrupt.type = 3;
  interrupt.direction = 1;
  spec.hints = {interrupt};
  LayerSpec layer;
  layer.name = "in";
  layer.size_bytes = kHandProgramBytes;
  layer.y = layer.x = 1;
  layer.z = kHandProgramBytes;
  spec.inputs = {layer};
  layer.name = "out";
  layer.kind = 1;
  spec.outputs = {layer};
  return spec;
}

FlatBytes hand_program_file() {
  auto host = default_host(make_custom_options(make_package({hand_program()})));
  for (auto& tensor : host.tensors)
    tensor.shape = {1, 1, 1, static_cast<std::int32_t>(kHandProgramBytes)};
  return make_tflite(host);
}

}  // namespace tessera::test
