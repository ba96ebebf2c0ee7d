// SPDX-License-Identifier: Apache-2.0
#include "tlm/instruction_queue.h"

#include <algorithm>
#include <array>
#include <bit>
#include <string>
#include <utility>

namespace tessera::tlm {
namespace {

using Id = spec::RegisterId;
namespace fields = spec::fields;

constexpr std::size_t kInstructionBytes = 16;
constexpr std::size_t kFetchBytes = 4096;

std::uint32_t load32(std::span<const std::uint8_t> bytes) {
  return std::uint32_t{bytes[0]} | std::uint32_t{bytes[1]} << 8 | std::uint32_t{bytes[2]} << 16 |
         std::uint32_t{bytes[3]} << 24;
}

void store32(std::span<std::uint8_t> bytes, std::uint32_t value) {
  for (unsigned i = 0; i < 4; ++i) {
    bytes[i] = static_cast<std::uint8_t>(value >> (8 * i));
  }
}

}  // namespace

InstructionQueue::InstructionQueue(RegisterBank& registers, DmaEngine& dma,
                                   InterruptController& interrupts, FaultUnit& faults,
                                   bool descriptors_on_link)
    : registers_(registers),
      dma_(dma),
      interrupts_(interrupts),
      faults_(faults),
      descriptor_join_(descriptors_on_link ? DmaEngine::Join::kSeparate : DmaEngine::Join::kFree) {}

void InstructionQueue::start(hw::AcceleratorControl& accelerator) {
  accelerator_ = &accelerator;
  sc_core::sc_spawn([this] { serve(); }, "instruction_queue");
}

std::uint64_t InstructionQueue::next(std::uint64_t index) const { return (index + 1) % size_; }

bool InstructionQueue::is_configured() const {
  const std::uint64_t size = registers_.get(Id::kHibUserInstructionQueueSize);
  const std::uint64_t base = registers_.get(Id::kHibUserInstructionQueueBase);
  return std::has_single_bit(size) &&
         size >= registers_.get(Id::kHibUserInstructionQueueMinimumSize) &&
         size <= registers_.get(Id::kHibUserInstructionQueueMaximumSize) &&
         base % kDescriptorBytes == 0;
}

void InstructionQueue::apply_control(std::uint64_t before) {
  const std::uint64_t now = registers_.get(Id::kHibUserInstructionQueueControl);
  const bool was_on = fields::kQueueControlEnable.get(before) != 0;
  const bool on = fields::kQueueControlEnable.get(now) != 0;
  if (on && !was_on) {
    if (busy_) {
      faults_.raise(fields::kHibErrorInstructionQueueInvalid,
                    "instruction queue enabled before its status said that it had stopped");
      return;
    }
    if (!is_configured()) {
      faults_.raise(fields::kHibErrorInstructionQueueBadConfiguration,
                    "instruction queue enabled with an unusable size or base");
      return;
    }
    base_ = registers_.get(Id::kHibUserInstructionQueueBase);
    size_ = registers_.get(Id::kHibUserInstructionQueueSize);
    registers_.set(Id::kHibUserInstructionQueueFetchedHead, 0);
    registers_.set(Id::kHibUserInstructionQueueCompletedHead, 0);
    stopped_ = false;
    enabled_ = true;
    ring_doorbell();
  } else if (!on) {
    enabled_ = false;  // a descriptor in work is finished; status() says when
  }
}

void InstructionQueue::ring_doorbell() {
  if (!enabled_) {
    return;  // a tail written early counts when the queue is enabled
  }
  const std::uint64_t tail = registers_.get(Id::kHibUserInstructionQueueTail);
  if (tail >= size_) {
    faults_.raise(fields::kHibErrorInstructionQueueInvalid,
                  "instruction queue tail " + std::to_string(tail) + " is outside the ring");
    stopped_ = true;
    return;
  }
  wake_.notify(sc_core::SC_ZERO_TIME);
}

std::uint64_t InstructionQueue::status() const {
  return fields::kQueueStatusEnabled.set(0, enabled_ || busy_ ? 1 : 0);
}

void InstructionQueue::reset() {
  ++epoch_;
  enabled_ = false;
  stopped_ = false;
  wake_.notify(sc_core::SC_ZERO_TIME);
}

bool InstructionQueue::has_work() const {
  return enabled_ && !stopped_ &&
         registers_.get(Id::kHibUserInstructionQueueCompletedHead) !=
             registers_.get(Id::kHibUserInstructionQueueTail);
}

void InstructionQueue::serve() {
  for (;;) {
    while (!has_work()) {
      sc_core::wait(wake_);
    }
    busy_ = true;
    switch (execute_next()) {
      case Outcome::kDone:
        complete();
        break;
      case Outcome::kFailed:
        stop();
        break;
      case Outcome::kReset:
        break;
    }
    busy_ = false;
  }
}

InstructionQueue::Outcome InstructionQueue::execute_next() {
  const unsigned epoch = epoch_;
  const std::uint64_t head = registers_.get(Id::kHibUserInstructionQueueCompletedHead);
  Descriptor descriptor{};
  Outcome outcome = fetch(head, descriptor);
  if (outcome == Outcome::kDone) {
    registers_.set(Id::kHibUserInstructionQueueFetchedHead, next(head));
    outcome = feed(descriptor);
  }
  if (outcome == Outcome::kDone && !accelerator_->wait_bitstream_done()) {
    outcome = Outcome::kFailed;  // its fault was reported by the accelerator
  }
  return epoch == epoch_ ? outcome : Outcome::kReset;
}

InstructionQueue::Outcome InstructionQueue::fetch(std::uint64_t index, Descriptor& descriptor) {
  std::array<std::uint8_t, kDescriptorBytes> bytes{};
  const std::uint64_t address = base_ + index * kDescriptorBytes;
  const unsigned epoch = epoch_;
  if (dma_.read(address, bytes, descriptor_join_) != hw::HostStatus::kOk) {
    return Outcome::kFailed;
  }
  if (epoch != epoch_) {
    return Outcome::kReset;
  }
  const auto view = std::span<const std::uint8_t>(bytes);
  descriptor.address = load32(view) | std::uint64_t{load32(view.subspan(4))} << 32;
  descriptor.bytes = load32(view.subspan(8));
  if (descriptor.bytes == 0) {
    faults_.raise(fields::kHibErrorLength0Dma, "instruction queue descriptor of 0 bytes");
    return Outcome::kFailed;
  }
  if (descriptor.bytes % kInstructionBytes != 0) {
    faults_.raise(fields::kHibErrorInstructionQueueInvalid,
                  "instruction queue descriptor is not a multiple of 16 bytes");
    return Outcome::kFailed;
  }
  return Outcome::kDone;
}

// Fetches a bitstream piece by piece and pushes it; the accelerator executes meanwhile.
InstructionQueue::Outcome InstructionQueue::feed(const Descriptor& descriptor) {
  std::array<std::uint8_t, kFetchBytes> piece;
  std::uint64_t address = descriptor.address;
  std::uint32_t left = descriptor.bytes;
  auto join = DmaEngine::Join::kSeparate;
  while (left > 0) {
    const std::size_t count = std::min<std::size_t>(left, piece.size());
    const auto bytes = std::span(piece).first(count);
    if (dma_.read(address, bytes, std::exchange(join, DmaEngine::Join::kCarryOn)) !=
        hw::HostStatus::kOk) {
      return Outcome::kFailed;
    }
    const Outcome outcome = push(bytes);
    if (outcome != Outcome::kDone) {
      return outcome;
    }
    address += count;
    left -= static_cast<std::uint32_t>(count);
  }
  return Outcome::kDone;
}

InstructionQueue::Outcome InstructionQueue::push(std::span<const std::uint8_t> bytes) {
  const unsigned epoch = epoch_;
  while (!bytes.empty()) {
    const std::size_t space =
        accelerator_->instruction_space() / kInstructionBytes * kInstructionBytes;
    if (space == 0) {
      accelerator_->wait_instruction_space(kInstructionBytes);
      if (epoch != epoch_) {
        return Outcome::kReset;
      }
      if (accelerator_->instruction_space() < kInstructionBytes) {
        return Outcome::kFailed;  // the accelerator has stopped on a fault
      }
      continue;
    }
    const auto now = bytes.first(std::min(bytes.size(), space));
    accelerator_->push_instructions(now);
    bytes = bytes.subspan(now.size());
  }
  return Outcome::kDone;
}

void InstructionQueue::complete() {
  const std::uint64_t head = registers_.get(Id::kHibUserInstructionQueueCompletedHead);
  const unsigned epoch = epoch_;
  registers_.set(Id::kHibUserInstructionQueueCompletedHead, next(head));
  write_status_block(false);
  if (epoch == epoch_) {
    interrupts_.raise(spec::values::kInterruptInstructionQueue);
  }
}

void InstructionQueue::stop() {
  stopped_ = true;
  write_status_block(true);
}

void InstructionQueue::write_status_block(bool fatal) {
  const std::uint64_t control = registers_.get(Id::kHibUserInstructionQueueControl);
  if (fields::kQueueControlSbWrEnable.get(control) == 0) {
    return;
  }
  std::array<std::uint8_t, 16> block{};
  store32(block,
          static_cast<std::uint32_t>(registers_.get(Id::kHibUserInstructionQueueCompletedHead)));
  store32(std::span(block).subspan(4), fatal ? 1 : 0);
  const std::uint64_t address = registers_.get(Id::kHibUserInstructionQueueStatusBlockBase);
  if (dma_.write(address, block) != hw::HostStatus::kOk) {
    stopped_ = true;  // the DMA engine has reported it
  }
}

}  // namespace tessera::tlm
