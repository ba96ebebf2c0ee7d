// SPDX-License-Identifier: Apache-2.0
#include "tests/firmware/fake_board.h"

#include "firmware/driver/tpu_service.h"
#include "firmware/hal/tpu_memory_map.h"

#include <gtest/gtest.h>

#include <cstring>

namespace tessera::test {

FakeBoard::FakeBoard() : hal(chip.hal()), chip_hal_(chip.hal()) {
  hal.context = this;
  hal.read32 = [](void* context, std::uint32_t offset) {
    return self(context).chip_hal_.read32(&self(context).chip, offset);
  };
  hal.read64 = [](void* context, std::uint32_t offset) {
    return self(context).chip_hal_.read64(&self(context).chip, offset);
  };
  hal.write32 = [](void* context, std::uint32_t offset, std::uint32_t value) {
    self(context).chip_hal_.write32(&self(context).chip, offset, value);
  };
  hal.write64 = [](void* context, std::uint32_t offset, std::uint64_t value) {
    self(context).chip_hal_.write64(&self(context).chip, offset, value);
  };
  hal.wait_interrupt = [](void* context, std::uint64_t timeout_us) {
    return self(context).chip_hal_.wait_interrupt(&self(context).chip, timeout_us);
  };
  hal.time_us = [](void* context) {
    return self(context).chip_hal_.time_us(&self(context).chip) + self(context).slept_us_;
  };
  hal.copy_to_bus = [](void* context, std::uint64_t address, const void* source,
                       std::size_t bytes) {
    return self(context).copy(address, bytes, static_cast<const std::uint8_t*>(source), nullptr);
  };
  hal.copy_from_bus = [](void* context, void* target, std::uint64_t address, std::size_t bytes) {
    return self(context).copy(address, bytes, nullptr, static_cast<std::uint8_t*>(target));
  };
  board.context = this;
  board.accelerator = &hal;
  board.service_read = [](void* context, std::uint32_t offset) {
    return self(context).on_step ? self(context).service_[offset] : ~std::uint32_t{0};
  };
  board.service_write = [](void* context, std::uint32_t offset, std::uint32_t value) {
    self(context).service_write(offset, value);
  };
  board.wait_service = [](void* context, std::uint64_t timeout_us) {
    self(context).slept_us_ += timeout_us;
    return false;
  };
  board.wait_doorbell = [](void*) { return false; };
  board.ring_host = [](void* context) { ++self(context).rings; };
  board.message = [](void* context, const char* text) {
    self(context).messages.emplace_back(text);
  };
  service_[TPU_SERVICE_ID] = TPU_SERVICE_ID_VALUE;
}

bool FakeBoard::copy(std::uint64_t address, std::size_t bytes, const std::uint8_t* source,
                     std::uint8_t* target) {
  auto* const page = reinterpret_cast<std::uint8_t*>(mailbox_.data());
  std::uint8_t* place = nullptr;
  if (address >= TPU_MAILBOX_ADDRESS && bytes <= TPU_MAILBOX_BYTES &&
      address - TPU_MAILBOX_ADDRESS <= TPU_MAILBOX_BYTES - bytes) {
    place = page + (address - TPU_MAILBOX_ADDRESS);
  } else {
    const auto memory = chip.memory(address, bytes);
    if (memory.size() != bytes) return false;
    place = memory.data();
  }
  if (source != nullptr) std::memcpy(place, source, bytes);
  if (target != nullptr) std::memcpy(target, place, bytes);
  return true;
}

void FakeBoard::service_write(std::uint32_t offset, std::uint32_t value) {
  if (!on_step) return;
  service_[offset] = value;
  if (offset != TPU_SERVICE_START) return;
  if (service_hangs) {
    service_[TPU_SERVICE_STATUS] = TPU_SERVICE_BUSY;
    return;
  }
  const std::uint64_t table =
      std::uint64_t{service_[TPU_SERVICE_TABLE_HIGH]} << 32 | service_[TPU_SERVICE_TABLE_LOW];
  const std::uint32_t error =
      on_step(service_[TPU_SERVICE_STEP], table, service_[TPU_SERVICE_BUFFERS]);
  service_[TPU_SERVICE_REASON] = error;
  service_[TPU_SERVICE_CYCLES_LOW] = 1000;
  service_[TPU_SERVICE_STATUS] = error == 0 ? TPU_SERVICE_DONE : TPU_SERVICE_FAILED;
}

bool FakeBoard::start(std::uint32_t platform) {
  set_word(TPU_MAILBOX_WORD_PLATFORM, platform);
  return tpu_server_start(&server, &board, reinterpret_cast<std::uint8_t*>(workspace_.data()),
                          static_cast<std::uint32_t>(workspace_.size() * 8));
}

tpu_status FakeBoard::call(std::uint32_t command, std::initializer_list<std::uint32_t> arguments) {
  ++sequence_;
  for (std::uint32_t i = TPU_REQUEST_ARGUMENT; i < TPU_REQUEST_WORDS; ++i)
    set_word(TPU_MAILBOX_WORD_REQUEST + i, 0);
  std::uint32_t at = TPU_MAILBOX_WORD_REQUEST + TPU_REQUEST_ARGUMENT;
  for (const std::uint32_t argument : arguments) set_word(at++, argument);
  set_word(TPU_MAILBOX_WORD_REQUEST + 1, command);
  set_word(TPU_MAILBOX_WORD_REQUEST, sequence_);
  poll();
  EXPECT_EQ(word(TPU_MAILBOX_WORD_REPLY), sequence_);
  return static_cast<tpu_status>(word(TPU_MAILBOX_WORD_REPLY + 2));
}

}  // namespace tessera::test
