// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_chip.h"

#include "hw/spec/generated/tessera_registers.h"

#include <algorithm>

namespace tessera::test {
namespace {

constexpr std::uint32_t kPageTableEnd =
    TESSERA_PAGE_TABLE + TESSERA_PAGE_TABLE_COUNT * TESSERA_PAGE_TABLE_STRIDE;

FakeChip& chip(void* context) { return *static_cast<FakeChip*>(context); }

std::uint64_t load(std::span<const std::uint8_t> bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = bytes.size(); i-- > 0;) {
    value = value << 8 | bytes[i];
  }
  return value;
}

}  // namespace

FakeChip::FakeChip() : memory_(kMemoryBytes) {
  registers_[TESSERA_CHIP_SCU_CTRL_3] = TESSERA_CHIP_SCU_CTRL_3_RESET;
  reset();
  resets = 0;
}

void FakeChip::reset() {
  const std::uint64_t power = registers_[TESSERA_CHIP_SCU_CTRL_3];
  registers_.clear();
  registers_[TESSERA_CHIP_SCU_CTRL_3] = power;
  registers_[TESSERA_HIB_USER_INSTRUCTION_QUEUE_DESCRIPTOR_SIZE] = 16;
  registers_[TESSERA_HIB_KERNEL_PAGE_TABLE_SIZE] = TESSERA_HIB_KERNEL_PAGE_TABLE_SIZE_RESET;
  head_ = 0;
  ++resets;
}

std::uint64_t FakeChip::reg(std::uint32_t offset) const {
  const auto found = registers_.find(offset);
  return found == registers_.end() ? 0 : found->second;
}

std::span<std::uint8_t> FakeChip::memory(std::uint64_t bus_address, std::size_t bytes) {
  if (bus_address < kMemoryBase || bytes > kMemoryBytes ||
      bus_address - kMemoryBase > kMemoryBytes - bytes) {
    return {};
  }
  return std::span(memory_).subspan(static_cast<std::size_t>(bus_address - kMemoryBase), bytes);
}

std::uint64_t FakeChip::word(std::uint64_t bus_address) { return load(memory(bus_address, 8)); }

std::uint64_t FakeChip::translate(std::uint64_t device_address) {
  const std::uint64_t split = reg(TESSERA_HIB_KERNEL_EXTENDED_TABLE);
  const bool extended = device_address >> 63 != 0;
  const std::uint64_t plain = device_address & ~(std::uint64_t{1} << 63);
  const std::uint64_t index = extended ? split + (plain >> 21) : plain >> 12;
  std::uint64_t entry = reg(static_cast<std::uint32_t>(TESSERA_PAGE_TABLE + 8 * index));
  if (extended && (entry & 1) != 0) {
    entry = word((entry & ~std::uint64_t{0xfff}) + (plain >> 12 & 0x1ff) * 8);
  }
  return (entry & 1) == 0 ? 0 : (entry & ~std::uint64_t{0xfff}) | (plain & 0xfff);
}

std::uint64_t FakeChip::pending() const {
  std::uint64_t all = reg(TESSERA_HIB_USER_INSTRUCTION_QUEUE_INT_STATUS) &
                      reg(TESSERA_HIB_USER_INSTRUCTION_QUEUE_INT_CONTROL);
  all |= (reg(TESSERA_HIB_USER_SC_HOST_INT_STATUS) & reg(TESSERA_HIB_USER_SC_HOST_INT_CONTROL))
         << TESSERA_INTERRUPT_SC_HOST_0;
  all |= (reg(TESSERA_HIB_USER_FATAL_ERR_INT_STATUS) & reg(TESSERA_HIB_USER_FATAL_ERR_INT_CONTROL))
         << TESSERA_INTERRUPT_FATAL_ERR;
  return all;
}

std::uint64_t FakeChip::read(std::uint32_t offset) {
  ++now_us_;
  if (missing) {
    return ~std::uint64_t{0};
  }
  if (offset == TESSERA_HIB_USER_WIRE_INT_PENDING_BIT_ARRAY) {
    return pending();
  }
  if (offset == TESSERA_HIB_USER_DMA_PAUSED) {
    return reg(TESSERA_HIB_USER_DMA_PAUSE);
  }
  if (offset == TESSERA_HIB_USER_INSTRUCTION_QUEUE_STATUS) {
    return reg(TESSERA_HIB_USER_INSTRUCTION_QUEUE_CONTROL) & 1;
  }
  return reg(offset);
}

void FakeChip::write(std::uint32_t offset, std::uint64_t value) {
  ++now_us_;
  if (offset < TESSERA_PAGE_TABLE || offset >= kPageTableEnd) {
    writes_.emplace_back(offset, value);
  }
  if (offset == TESSERA_CHIP_SCU_CTRL_3) {
    write_power(value);
    return;
  }
  const bool clears_on_zero = offset == TESSERA_HIB_USER_SC_HOST_INT_STATUS ||
                              offset == TESSERA_HIB_USER_FATAL_ERR_INT_STATUS ||
                              offset == TESSERA_HIB_USER_INSTRUCTION_QUEUE_INT_STATUS ||
                              offset == TESSERA_HIB_USER_TOP_LEVEL_INT_STATUS;
  registers_[offset] = clears_on_zero ? reg(offset) & value : value;
  if (offset == TESSERA_HIB_USER_INSTRUCTION_QUEUE_TAIL &&
      reg(TESSERA_HIB_USER_INSTRUCTION_QUEUE_CONTROL) != 0) {
    serve_queue(static_cast<std::uint32_t>(value));
  }
}

void FakeChip::write_power(std::uint64_t value) {
  constexpr std::uint64_t kForceSleep = TESSERA_CHIP_SCU_CTRL_3_RG_FORCE_SLEEP_MASK;
  const bool sleep = (value & kForceSleep) == kForceSleep;
  const bool was_asleep = (reg(TESSERA_CHIP_SCU_CTRL_3) & kForceSleep) == kForceSleep;
  if (sleep && !was_asleep) {
    reset();
  }
  const bool asleep = sleep || stuck_in_sleep;
  registers_[TESSERA_CHIP_SCU_CTRL_3] =
      (value & ~std::uint64_t{TESSERA_CHIP_SCU_CTRL_3_CUR_PWR_STATE_MASK}) |
      (asleep ? 2U << TESSERA_CHIP_SCU_CTRL_3_CUR_PWR_STATE_SHIFT : 0U);
}

void FakeChip::serve_queue(std::uint32_t tail) {
  const std::uint64_t size = reg(TESSERA_HIB_USER_INSTRUCTION_QUEUE_SIZE);
  while (head_ != tail) {
    const std::uint64_t ring = reg(TESSERA_HIB_USER_INSTRUCTION_QUEUE_BASE);
    const std::uint64_t entry = translate(ring + std::uint64_t{head_} * 16);
    const std::uint64_t code = translate(word(entry));
    const auto bytes = static_cast<std::uint32_t>(word(entry + 8));
    if (on_bitstream) {
      on_bitstream(memory(code, bytes));
    }
    if (!complete_descriptors) {
      return;
    }
    head_ = static_cast<std::uint32_t>((head_ + 1) % size);
    const auto block =
        memory(translate(reg(TESSERA_HIB_USER_INSTRUCTION_QUEUE_STATUS_BLOCK_BASE)), 4);
    for (unsigned i = 0; i < 4; ++i) {
      block[i] = static_cast<std::uint8_t>(head_ >> (8 * i));
    }
    registers_[TESSERA_HIB_USER_INSTRUCTION_QUEUE_INT_STATUS] = 1;
  }
}

void FakeChip::raise(unsigned index) {
  registers_[TESSERA_HIB_USER_SC_HOST_INT_STATUS] |= std::uint64_t{1} << index;
  const std::uint64_t counts = reg(TESSERA_HIB_USER_SC_HOST_INT_COUNT);
  const std::uint64_t mask = std::uint64_t{0xffff} << (16 * index);
  const std::uint64_t more = counts + (std::uint64_t{1} << (16 * index));
  registers_[TESSERA_HIB_USER_SC_HOST_INT_COUNT] = (counts & ~mask) | (more & mask);
}

void FakeChip::fail(std::uint64_t hib_error, std::uint64_t scalar_error) {
  registers_[TESSERA_HIB_USER_HIB_ERROR_STATUS] = hib_error;
  registers_[TESSERA_HIB_USER_HIB_FIRST_ERROR_STATUS] = hib_error;
  registers_[TESSERA_SCALAR_CORE_ERROR_SCALAR_CORE] = scalar_error;
  registers_[TESSERA_HIB_USER_FATAL_ERR_INT_STATUS] = 1;
}

tpu_hal FakeChip::hal() {
  tpu_hal table{};
  table.context = this;
  table.read32 = [](void* context, std::uint32_t offset) {
    return static_cast<std::uint32_t>(chip(context).read(offset));
  };
  table.read64 = [](void* context, std::uint32_t offset) { return chip(context).read(offset); };
  table.write32 = [](void* context, std::uint32_t offset, std::uint32_t value) {
    chip(context).write(offset, value);
  };
  table.write64 = [](void* context, std::uint32_t offset, std::uint64_t value) {
    chip(context).write(offset, value);
  };
  table.memory_barrier = [](void*) {};
  table.copy_to_bus = [](void* context, std::uint64_t address, const void* source,
                         std::size_t bytes) {
    const auto room = chip(context).memory(address, bytes);
    std::copy_n(static_cast<const std::uint8_t*>(source), room.size(), room.begin());
    return room.size() == bytes;
  };
  table.copy_from_bus = [](void* context, void* target, std::uint64_t address, std::size_t bytes) {
    const auto room = chip(context).memory(address, bytes);
    std::copy(room.begin(), room.end(), static_cast<std::uint8_t*>(target));
    return room.size() == bytes;
  };
  table.wait_interrupt = [](void* context, std::uint64_t timeout_us) {
    if (chip(context).pending() != 0) {
      return true;
    }
    chip(context).now_us_ += timeout_us;
    return false;
  };
  table.time_us = [](void* context) { return chip(context).now_us_; };
  return table;
}

}  // namespace tessera::test
