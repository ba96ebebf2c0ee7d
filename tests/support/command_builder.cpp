// SPDX-License-Identifier: Apache-2.0
#include "tests/support/command_builder.h"

namespace tessera::test {

spec::Ttu ttu(std::uint32_t base, std::initializer_list<Stride> dims) {
  spec::Ttu walk;
  walk.base = base;
  std::int32_t rewind = 0;  // of the dimensions below
  std::uint32_t d = 0;
  for (const Stride& dim : dims) {
    walk.dims[d] = {dim.stride - rewind, dim.count - 1};
    rewind += dim.stride * static_cast<std::int32_t>(dim.count - 1);
    if (dim.stride != 0) walk.stride_mask |= 1U << d;
    ++d;
  }
  return walk;
}

spec::Ttu two_slots(spec::Ttu walk, std::uint32_t entry_level, std::uint32_t slot) {
  walk.entry_level = entry_level;
  walk.slot = slot;
  return walk;
}

spec::LoopNest loops(std::initializer_list<std::uint32_t> counts) {
  spec::LoopNest nest;
  std::uint32_t d = 0;
  for (const std::uint32_t count : counts) nest.count_minus_1[d++] = count - 1;
  return nest;
}

spec::TensorOp dot_op(std::uint32_t steps, std::uint32_t groups) {
  spec::TensorOp op;
  op.always_one = 1;
  op.no_partial_sums = 1;
  op.loops = loops({steps, groups});
  op.in = ttu(0, {{4, steps}, {0, groups}});
  op.par = ttu(0, {{4, steps}, {0, groups}});  // a row is 4 units of 64 bytes
  op.psum = ttu(0, {{0, steps}, {0, groups}});
  op.psum.entry_level = 1;
  op.out = ttu(0, {{4, groups}});
  op.reduce_mask = 1;
  op.dp_level = 1;
  op.outputs = op.outputs_last = 3;
  op.multiplier = 1.0F;
  op.clamp_max = 255.0F;
  op.clamp_min = 0.0F;
  return op;
}

spec::Bundle alu(Alu op, std::uint32_t destination, std::uint32_t source, std::uint32_t immediate) {
  spec::Bundle bundle = alu_register(op, destination, source, immediate);
  bundle.alu_immediate = 1;
  return bundle;
}

spec::Bundle alu_register(Alu op, std::uint32_t destination, std::uint32_t source,
                          std::uint32_t operand) {
  spec::Bundle bundle;
  bundle.alu_op = static_cast<std::uint32_t>(op);
  bundle.alu_destination = destination;
  bundle.alu_source = source;
  bundle.alu_operand = operand;
  return bundle;
}

Program& Program::host_transfer(std::uint32_t tag, std::uint64_t address, std::uint32_t bytes) {
  constexpr std::uint32_t kRegister = 31;
  const std::uint32_t descriptor[] = {static_cast<std::uint32_t>(address),
                                      static_cast<std::uint32_t>(address >> 32), bytes, tag};
  for (std::uint32_t word = 0; word < 4; ++word) {
    set(kRegister, descriptor[word]);
    spec::Bundle store;
    store.vector_op = 10;
    store.vector_address = word;
    store.vector_source = kRegister;
    add(store);
  }
  spec::Bundle issue;
  issue.vector_op = 12;
  return add(issue);
}

Program& Program::halt(std::uint32_t code) {
  spec::Halt halt;
  halt.code = code;
  return add(spec::Opcode::kHalt, halt);
}

std::size_t Program::words(spec::Encoding encoding) const {
  std::size_t bytes = spec::encode(command(spec::Opcode::kStart, spec::Start{}), encoding).size();
  for (const spec::Command& each : commands_) bytes += spec::encode(each, encoding).size();
  return bytes / spec::kWordBytes;
}

std::vector<std::uint8_t> Program::bitstream(spec::Encoding encoding) const {
  std::vector<std::uint8_t> bytes;
  std::size_t between = 0;
  const auto append = [&](const spec::Command& each) {
    const std::vector<std::uint8_t> words = spec::encode(each, encoding);
    bytes.insert(bytes.end(), words.begin(), words.end());
  };
  for (const spec::Command& each : commands_) between += spec::encode(each, encoding).size();
  spec::Start start;
  start.length = static_cast<std::uint32_t>(8 * between);
  append(command(spec::Opcode::kStart, start));
  for (const spec::Command& each : commands_) append(each);
  spec::End end;
  end.length = 128;
  append(command(spec::Opcode::kEnd, end));
  return bytes;
}

}  // namespace tessera::test
