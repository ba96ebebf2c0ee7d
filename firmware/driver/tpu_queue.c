// SPDX-License-Identifier: Apache-2.0
#include "firmware/driver/tpu_queue.h"

#include "firmware/driver/tpu_bits.h"
#include "firmware/driver/tpu_poll.h"
#include "hw/spec/generated/tessera_registers.h"

#include <string.h>

#define STATUS_BLOCK_OFFSET TPU_PAGE_BYTES
#define CONTROL_ENABLE UINT64_C(1)
#define CONTROL_STATUS_BLOCK_WRITE UINT64_C(4)
#define STATUS_ENABLED UINT64_C(1)

static void write_register(const struct tpu_queue *queue, uint32_t offset, uint64_t value) {
  queue->hal->write64(queue->hal->context, offset, value);
}

enum tpu_status tpu_queue_restart(struct tpu_queue *queue) {
  const struct tpu_hal *hal = queue->hal;
  const uint8_t zero[TPU_STATUS_BLOCK_BYTES] = {0};
  queue->tail = 0;
  queue->completed = 0;
  if (!hal->copy_to_bus(hal->context, queue->bus_address + STATUS_BLOCK_OFFSET, zero,
                        sizeof zero)) {
    return TPU_BUS_ERROR;
  }
  const uint64_t descriptor =
      hal->read64(hal->context, TESSERA_HIB_USER_INSTRUCTION_QUEUE_DESCRIPTOR_SIZE);
  if (descriptor != TPU_DESCRIPTOR_BYTES) {
    return TPU_DEVICE_MISSING;
  }
  hal->memory_barrier(hal->context);
  write_register(queue, TESSERA_HIB_USER_INSTRUCTION_QUEUE_BASE, queue->device_address);
  write_register(queue, TESSERA_HIB_USER_INSTRUCTION_QUEUE_STATUS_BLOCK_BASE,
                 queue->device_address + STATUS_BLOCK_OFFSET);
  write_register(queue, TESSERA_HIB_USER_INSTRUCTION_QUEUE_SIZE, TPU_QUEUE_ENTRIES);
  write_register(queue, TESSERA_HIB_USER_INSTRUCTION_QUEUE_TAIL, 0);
  write_register(queue, TESSERA_HIB_USER_INSTRUCTION_QUEUE_CONTROL,
                 CONTROL_ENABLE | CONTROL_STATUS_BLOCK_WRITE);
  return tpu_poll64(hal, TESSERA_HIB_USER_INSTRUCTION_QUEUE_STATUS, STATUS_ENABLED, STATUS_ENABLED);
}

enum tpu_status tpu_queue_open(struct tpu_queue *queue, const struct tpu_hal *hal,
                               struct tpu_mmu *mmu, uint64_t bus_address) {
  memset(queue, 0, sizeof *queue);
  queue->hal = hal;
  queue->bus_address = bus_address;
  if (bus_address % TPU_PAGE_BYTES != 0) {
    return TPU_BAD_ARGUMENT;
  }
  const enum tpu_status status =
      tpu_mmu_map(mmu, bus_address, TPU_QUEUE_MEMORY_BYTES, TPU_MAP_SIMPLE, &queue->device_address);
  return status == TPU_OK ? tpu_queue_restart(queue) : status;
}

enum tpu_status tpu_queue_close(struct tpu_queue *queue) {
  write_register(queue, TESSERA_HIB_USER_INSTRUCTION_QUEUE_CONTROL, 0);
  const enum tpu_status status =
      tpu_poll64(queue->hal, TESSERA_HIB_USER_INSTRUCTION_QUEUE_STATUS, STATUS_ENABLED, 0);
  write_register(queue, TESSERA_HIB_USER_INSTRUCTION_QUEUE_TAIL, 0);
  write_register(queue, TESSERA_HIB_USER_INSTRUCTION_QUEUE_BASE, 0);
  write_register(queue, TESSERA_HIB_USER_INSTRUCTION_QUEUE_STATUS_BLOCK_BASE, 0);
  return status;
}

uint32_t tpu_queue_space(const struct tpu_queue *queue) {
  return (queue->completed - queue->tail - 1) % TPU_QUEUE_ENTRIES;
}

bool tpu_queue_idle(const struct tpu_queue *queue) { return queue->completed == queue->tail; }

enum tpu_status tpu_queue_push(struct tpu_queue *queue, uint64_t device_address, uint32_t bytes) {
  const struct tpu_hal *hal = queue->hal;
  uint8_t descriptor[TPU_DESCRIPTOR_BYTES] = {0};
  if (bytes == 0) {
    return TPU_BAD_ARGUMENT;
  }
  if (tpu_queue_space(queue) == 0) {
    return TPU_BAD_STATE;
  }
  tpu_store_le64(descriptor, device_address);
  tpu_store_le32(descriptor + 8, bytes);
  const uint64_t entry = queue->bus_address + (uint64_t)queue->tail * TPU_DESCRIPTOR_BYTES;
  if (!hal->copy_to_bus(hal->context, entry, descriptor, sizeof descriptor)) {
    return TPU_BUS_ERROR;
  }
  queue->tail = (queue->tail + 1) % TPU_QUEUE_ENTRIES;
  return TPU_OK;
}

void tpu_queue_submit(struct tpu_queue *queue) {
  queue->hal->memory_barrier(queue->hal->context);
  write_register(queue, TESSERA_HIB_USER_INSTRUCTION_QUEUE_TAIL, queue->tail);
}

enum tpu_status tpu_queue_poll(struct tpu_queue *queue) {
  const struct tpu_hal *hal = queue->hal;
  uint8_t block[TPU_STATUS_BLOCK_BYTES];
  hal->memory_barrier(hal->context);
  if (!hal->copy_from_bus(hal->context, block, queue->bus_address + STATUS_BLOCK_OFFSET,
                          sizeof block)) {
    return TPU_BUS_ERROR;
  }
  const uint32_t head = tpu_load_le32(block);
  if (head >= TPU_QUEUE_ENTRIES) {
    return TPU_DEVICE_MISSING;
  }
  queue->completed = head;
  return tpu_load_le32(block + 4) == 0 ? TPU_OK : TPU_FAULT;
}
