// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_accelerator.h"

#include <algorithm>

namespace tessera::test {
namespace {

constexpr std::size_t kCommandBytes = 16;

std::uint64_t load(std::span<const std::uint8_t> bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    value = value << 8 | bytes[i];
  }
  return value;
}

}  // namespace

void append(std::vector<std::uint8_t>& code, FakeOp op, std::uint8_t argument, std::uint32_t bytes,
            std::uint64_t address) {
  code.insert(code.end(), {static_cast<std::uint8_t>(op), argument, 0, 0});
  for (unsigned i = 0; i < 4; ++i) {
    code.push_back(static_cast<std::uint8_t>(bytes >> (8 * i)));
  }
  for (unsigned i = 0; i < 8; ++i) {
    code.push_back(static_cast<std::uint8_t>(address >> (8 * i)));
  }
}

std::uint32_t address_bit(unsigned index, bool upper) { return index * 128 + (upper ? 96 : 64); }

FakeAccelerator::FakeAccelerator(hw::HostPort& host) : host_(host) {
  sc_core::sc_spawn([this] { execute(); }, "fake_accelerator");
}

void FakeAccelerator::push_instructions(std::span<const std::uint8_t> bytes) {
  code_.insert(code_.end(), bytes.begin(), bytes.end());
  pushed_ += bytes.size();
  changed_.notify(sc_core::SC_ZERO_TIME);
}

void FakeAccelerator::wait_instruction_space(std::size_t bytes) {
  const unsigned epoch = epoch_;
  while (epoch == epoch_ && !stopped_ && instruction_space() < bytes) {
    sc_core::wait(changed_);
  }
}

bool FakeAccelerator::wait_bitstream_done() {
  const unsigned epoch = epoch_;
  while (epoch == epoch_ && !stopped_ && executed_ < pushed_) {
    sc_core::wait(changed_);
  }
  return epoch == epoch_ && !stopped_;
}

void FakeAccelerator::set_run_control(hw::RunControl value) {
  run_control_ = value;
  changed_.notify(sc_core::SC_ZERO_TIME);
}

void FakeAccelerator::reset() {
  ++epoch_;
  ++resets;
  code_.clear();
  pushed_ = executed_ = 0;
  stopped_ = false;
  run_control_ = hw::RunControl::kIdle;
  changed_.notify(sc_core::SC_ZERO_TIME);
}

std::uint16_t FakeAccelerator::scalar_counter(unsigned index) const {
  return static_cast<std::uint16_t>(0x200 + index);
}

std::uint16_t FakeAccelerator::tile_counter(unsigned tile, unsigned index) const {
  return static_cast<std::uint16_t>(0x100 * tile + index);
}

std::size_t FakeAccelerator::peek(hw::InspectSpace space, unsigned tile, std::size_t offset,
                                  std::span<std::uint8_t> data) const {
  const std::size_t count =
      offset < kMemoryBytes ? std::min(data.size(), kMemoryBytes - offset) : 0;
  const auto found = memories_.find({space, tile});
  for (std::size_t i = 0; i < count; ++i) {
    data[i] = found == memories_.end() ? 0 : found->second[offset + i];
  }
  return count;
}

std::size_t FakeAccelerator::poke(hw::InspectSpace space, unsigned tile, std::size_t offset,
                                  std::span<const std::uint8_t> data) {
  const std::size_t count =
      offset < kMemoryBytes ? std::min(data.size(), kMemoryBytes - offset) : 0;
  Memory& memory = memories_[{space, tile}];
  std::copy_n(data.begin(), count, memory.begin() + static_cast<std::ptrdiff_t>(offset));
  return count;
}

void FakeAccelerator::execute() {
  for (;;) {
    while (stopped_ || run_control_ != hw::RunControl::kRun || code_.size() < kCommandBytes) {
      sc_core::wait(changed_);
    }
    const unsigned epoch = epoch_;
    std::array<std::uint8_t, kCommandBytes> command;
    std::copy_n(code_.begin(), kCommandBytes, command.begin());
    step(command);
    if (epoch == epoch_ && !stopped_) {
      code_.erase(code_.begin(), code_.begin() + kCommandBytes);
      executed_ += kCommandBytes;
    }
    changed_.notify(sc_core::SC_ZERO_TIME);
  }
}

void FakeAccelerator::step(std::span<const std::uint8_t> command) {
  const auto op = static_cast<FakeOp>(command[0]);
  const auto bytes = static_cast<std::uint32_t>(load(command.subspan(4, 4)));
  const std::uint64_t address = load(command.subspan(8, 8));
  const unsigned epoch = epoch_;
  hw::HostStatus status = hw::HostStatus::kOk;
  history.push_back(op);
  if (op == FakeOp::kRead) {
    buffer.resize(bytes);
    status = host_.read(address, buffer);
  } else if (op == FakeOp::kWrite) {
    buffer.resize(bytes);
    status = host_.write(address, buffer);
  } else if (op == FakeOp::kInterrupt) {
    host_.interrupt(command[1]);
  } else if (op == FakeOp::kIncrement) {
    for (std::uint8_t& byte : buffer) {
      byte = static_cast<std::uint8_t>(byte + command[1]);
    }
  } else if (op == FakeOp::kDelay) {
    sc_core::wait(bytes, sc_core::SC_NS);
  } else if (op == FakeOp::kHang) {
    while (epoch == epoch_) {
      sc_core::wait(changed_);
    }
  } else if (op == FakeOp::kFault) {
    host_.fault("fake: command asked for a fault");
    stopped_ = true;
  }
  if (status != hw::HostStatus::kOk && epoch == epoch_) {
    stopped_ = true;
  }
}

}  // namespace tessera::test
