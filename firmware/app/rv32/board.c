// SPDX-License-Identifier: Apache-2.0
#include "firmware/app/rv32/board.h"

#include "firmware/app/rv32/io.h"
#include "firmware/app/rv32/sleep.h"
#include "firmware/hal/tpu_memory_map.h"

#include <string.h>

#define UART_TRANSMIT TPU_UART_ADDRESS
#define UART_LINE_STATUS (TPU_UART_ADDRESS + 5u)
#define UART_TRANSMITTER_FREE 0x20u

// --- accelerator --------------------------------------------------------------------------------

static uint32_t read32(void *context, uint32_t offset) {
  (void)context;
  return tpu_io_read32(TPU_ACCELERATOR_ADDRESS + offset);
}

static void write32(void *context, uint32_t offset, uint32_t value) {
  (void)context;
  tpu_io_write32(TPU_ACCELERATOR_ADDRESS + offset, value);
}

static uint64_t read64(void *context, uint32_t offset) {
  const uint32_t low = read32(context, offset);
  return (uint64_t)read32(context, offset + 4) << 32 | low;
}

static void write64(void *context, uint32_t offset, uint64_t value) {
  write32(context, offset + 4, (uint32_t)(value >> 32));
  write32(context, offset, (uint32_t)value);  // the half the device acts on
}

static void memory_barrier(void *context) {
  (void)context;
  __asm__ volatile("fence" ::: "memory");
}

// Memory that others may name: all of RAM but the firmware's own.
static bool may_touch(uint64_t address, size_t bytes) {
  const uint64_t begin = TPU_MAILBOX_ADDRESS;
  const uint64_t size = TPU_RAM_BYTES - TPU_FIRMWARE_BYTES;
  return bytes <= size && address >= begin && address - begin <= size - bytes;
}

static bool copy_to_bus(void *context, uint64_t bus_address, const void *source, size_t bytes) {
  (void)context;
  if (!may_touch(bus_address, bytes)) {
    return false;
  }
  memcpy((void *)(uintptr_t)bus_address, source, bytes);
  return true;
}

static bool copy_from_bus(void *context, void *target, uint64_t bus_address, size_t bytes) {
  (void)context;
  if (!may_touch(bus_address, bytes)) {
    return false;
  }
  memcpy(target, (const void *)(uintptr_t)bus_address, bytes);
  return true;
}

static bool wait_interrupt(void *context, uint64_t timeout_us) {
  (void)context;
  return rv32_wait_source(TPU_ACCELERATOR_IRQ, timeout_us);
}

static uint64_t time_us(void *context) {
  (void)context;
  return rv32_time_us();
}

static const struct tpu_hal accelerator = {
    .read32 = read32,
    .write32 = write32,
    .read64 = read64,
    .write64 = write64,
    .memory_barrier = memory_barrier,
    .copy_to_bus = copy_to_bus,
    .copy_from_bus = copy_from_bus,
    .wait_interrupt = wait_interrupt,
    .time_us = time_us,
};

// --- around it ----------------------------------------------------------------------------------

static uint32_t service_read(void *context, uint32_t offset) {
  (void)context;
  return tpu_io_read32(TPU_SERVICE_ADDRESS + offset);
}

static void service_write(void *context, uint32_t offset, uint32_t value) {
  (void)context;
  tpu_io_write32(TPU_SERVICE_ADDRESS + offset, value);
}

static bool wait_service(void *context, uint64_t timeout_us) {
  (void)context;
  return rv32_wait_source(TPU_SERVICE_IRQ, timeout_us);
}

static bool wait_doorbell(void *context) {
  (void)context;
  rv32_wait_software();
  return true;
}

static void ring_host(void *context) {
  (void)context;
  tpu_io_write32(TPU_HOST_BELL_ADDRESS, 1);
}

static void put(char c) {
  while ((tpu_io_read8(UART_LINE_STATUS) & UART_TRANSMITTER_FREE) == 0) {
  }
  tpu_io_write8(UART_TRANSMIT, (uint8_t)c);
}

static void message(void *context, const char *text) {
  (void)context;
  for (; *text != 0; ++text) {
    put(*text);
  }
  put('\n');
}

const struct tpu_board rv32_board = {
    .accelerator = &accelerator,
    .service_read = service_read,
    .service_write = service_write,
    .wait_service = wait_service,
    .wait_doorbell = wait_doorbell,
    .ring_host = ring_host,
    .message = message,
};

void rv32_board_start(void) { rv32_sleep_start(); }
