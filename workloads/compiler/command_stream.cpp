// SPDX-License-Identifier: Apache-2.0
#include "workloads/compiler/command_stream.h"

#include "workloads/error.h"

#include <fmt/format.h>

#include <stdexcept>

namespace tessera::workloads {
namespace {

constexpr std::uint32_t kSequenceMask = (1U << 14) - 1;
constexpr std::uint32_t kTileCounterMask = (1U << 19) - 1;
constexpr std::uint32_t kScalarCounterMask = (1U << 9) - 1;
constexpr std::uint32_t kAllIdle = 0x1f;      // every unit a scalar fence can wait for
constexpr std::uint32_t kStreamsIdle = 0x0c;  // infeed and outfeed
constexpr std::uint32_t kHaltEnds = 4;
constexpr std::uint32_t kHaltContinues = 1;
constexpr std::uint32_t kTailNops = 4;  // between halt and end, as in Google's programs
constexpr std::uint32_t kMove = 15;     // ALU operations and vector slot (beagle_isa.md section 10)
constexpr std::uint32_t kDescriptorWord = 10;
constexpr std::uint32_t kIssue = 12;
constexpr std::uint32_t kWordBits = 8 * spec::kWordBytes;
// Registers for the four words of a host descriptor.
constexpr std::uint32_t kAddressLow = 4;
constexpr std::uint32_t kAddressHigh = 5;
constexpr std::uint32_t kBytes = 6;
constexpr std::uint32_t kTag = 7;

template <class Body>
spec::Command make(spec::Opcode opcode, Body body) {
  return {spec::find_format(static_cast<std::uint32_t>(opcode)), std::move(body)};
}

/// First bit of the immediate of a register move, found by comparing two encodings.
std::uint32_t immediate_bit(spec::Encoding encoding) {
  spec::Bundle bundle;
  const auto zeros = spec::encode(make(spec::Opcode::kBundle, bundle), encoding);
  bundle.alu_operand = 1;
  const auto one = spec::encode(make(spec::Opcode::kBundle, bundle), encoding);
  for (std::uint32_t i = 0; i < zeros.size(); ++i)
    for (std::uint32_t b = 0; b < 8; ++b)
      if (((zeros[i] ^ one[i]) >> b & 1) != 0) return 8 * i + b;
  throw std::logic_error("a bundle without immediate");
}

}  // namespace

std::uint32_t CommandStream::next_sequence() { return tile_commands_++ & kSequenceMask; }

std::vector<std::uint8_t> CommandStream::encode(const spec::Command& command) const {
  try {
    return spec::encode(command, machine_.config.encoding);
  } catch (const std::out_of_range& error) {
    throw UnsupportedError(machine_.system_name, what_, error.what());
  }
}

void CommandStream::fence(std::uint32_t units) {
  spec::TileFence body;
  body.units = units;
  tile(spec::Opcode::kTileFence, body, machine_.all_tiles());
}

void CommandStream::barrier() {
  spec::TileFence drained;
  drained.units = unit::kAll;
  drained.token = 1;
  tile(spec::Opcode::kTileFence, drained, machine_.all_tiles());
  spec::ScalarFence wait;
  wait.tiles_mark = machine_.all_tiles();
  wait.wait_tokens = 1;
  wait.token_tiles = machine_.all_tiles();
  wait.idle_units = kStreamsIdle;
  scalar(spec::Opcode::kScalarFence, wait);
}

void CommandStream::begin() {
  spec::TileFence drained;
  drained.counters = kTileCounterMask;
  drained.units = unit::kAll;
  drained.token = 1;
  tile(spec::Opcode::kTileFence, drained, machine_.all_tiles());
  spec::ScalarFence wait;
  wait.tiles_mark = machine_.all_tiles();
  wait.counters = kScalarCounterMask;
  wait.wait_tokens = 1;
  wait.token_tiles = machine_.all_tiles();
  wait.idle_units = kAllIdle;
  scalar(spec::Opcode::kScalarFence, wait);
}

void CommandStream::set_register(std::uint32_t number, std::uint32_t value,
                                 std::optional<Relocation> relocation) {
  spec::Bundle bundle;
  bundle.alu_op = kMove;
  bundle.alu_immediate = 1;
  bundle.alu_destination = number;
  bundle.alu_operand = value;
  append(make(spec::Opcode::kBundle, bundle));
  if (!relocation) return;
  relocation->bit_offset = immediate_bit(machine_.config.encoding);
  items_.back().relocation = std::move(relocation);
}

void CommandStream::descriptor_word(std::uint32_t word, std::uint32_t reg) {
  spec::Bundle bundle;
  bundle.vector_op = kDescriptorWord;
  bundle.vector_address = word;
  bundle.vector_source = reg;
  append(make(spec::Opcode::kBundle, bundle));
}

void CommandStream::issue(std::uint32_t bytes, HostTag tag) {
  set_register(kBytes, bytes);
  set_register(kTag, static_cast<std::uint32_t>(tag));
  descriptor_word(0, kAddressLow);
  descriptor_word(1, kAddressHigh);
  descriptor_word(2, kBytes);
  descriptor_word(3, kTag);
  spec::Bundle bundle;
  bundle.vector_op = kIssue;
  append(make(spec::Opcode::kBundle, bundle));
}

void CommandStream::transfer(HostTag tag, BufferKind buffer, const std::string& name,
                             std::uint32_t bytes) {
  set_register(kAddressLow, 0, Relocation{buffer, name, 0, AddressHalf::kLower, 0});
  set_register(kAddressHigh, 0, Relocation{buffer, name, 0, AddressHalf::kUpper, 0});
  issue(bytes, tag);
}

void CommandStream::end() {
  barrier();
  set_register(kAddressLow, 0);
  set_register(kAddressHigh, 0);
  issue(0, HostTag::kInterrupt);
}

std::vector<std::uint8_t> CommandStream::framed(spec::Opcode opcode, std::uint32_t bits) const {
  if (opcode == spec::Opcode::kStart) return encode(make(opcode, spec::Start{.length = bits}));
  return encode(make(opcode, spec::End{.length = bits}));
}

std::vector<Bitstream> CommandStream::finish() const {
  const auto halt = [&](std::uint32_t code) {
    return encode(make(spec::Opcode::kHalt, spec::Halt{.code = code}));
  };
  const auto nop = encode(make(spec::Opcode::kBundle, spec::Bundle{}));
  const std::size_t frame = halt(kHaltEnds).size() + kTailNops * nop.size() +
                            framed(spec::Opcode::kStart, 0).size() +
                            framed(spec::Opcode::kEnd, kWordBits).size();
  // Half of the buffer each, so that the next piece arrives while this one is executed.
  const std::size_t room = machine_.instruction_bytes / 2 - frame;

  std::vector<Bitstream> result;
  for (std::size_t next = 0; next < items_.size();) {
    Bytes body;
    std::vector<Relocation> relocations;
    const std::size_t start_bytes = framed(spec::Opcode::kStart, 0).size();
    while (next < items_.size() && body.size() + items_[next].bytes.size() <= room) {
      const Item& item = items_[next++];
      if (item.relocation) {
        relocations.push_back(*item.relocation);
        relocations.back().bit_offset +=
            static_cast<std::uint32_t>(8 * (start_bytes + body.size()));
      }
      body.insert(body.end(), item.bytes.begin(), item.bytes.end());
    }
    if (body.empty())
      throw UnsupportedError(machine_.system_name, what_,
                             fmt::format("a command of {} bytes does not fit half of the "
                                         "instruction buffer of {} bytes",
                                         items_[next].bytes.size(), machine_.instruction_bytes));
    const auto last = halt(next < items_.size() ? kHaltContinues : kHaltEnds);
    body.insert(body.end(), last.begin(), last.end());
    for (std::uint32_t n = 0; n < kTailNops; ++n) body.insert(body.end(), nop.begin(), nop.end());
    Bitstream& stream = result.emplace_back();
    stream.bytes = framed(spec::Opcode::kStart, static_cast<std::uint32_t>(8 * body.size()));
    stream.bytes.insert(stream.bytes.end(), body.begin(), body.end());
    const auto end = framed(spec::Opcode::kEnd, kWordBits);
    stream.bytes.insert(stream.bytes.end(), end.begin(), end.end());
    stream.relocations = std::move(relocations);
  }
  return result;
}

}  // namespace tessera::workloads
