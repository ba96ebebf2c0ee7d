// SPDX-License-Identifier: Apache-2.0
// Order of the steps: facts/edgetpu.md 6.2 and 6.5.
#include "firmware/driver/tpu_device.h"

#include "firmware/driver/tpu_power.h"
#include "hw/spec/generated/tessera_registers.h"

#include <string.h>

#define ALL_TILES TESSERA_TILE_BROADCAST

static uint64_t read64(const struct tpu_device *device, uint32_t offset) {
  return device->hal->read64(device->hal->context, offset);
}

static void write64(const struct tpu_device *device, uint32_t offset, uint64_t value) {
  device->hal->write64(device->hal->context, offset, value);
}

// Every unit that has a run control: the scalar core's first, then, through the tile window, the
// tiles'.
static enum tpu_status set_run_control(const struct tpu_device *device, uint64_t value) {
  static const uint32_t scalar_units[] = {
      TESSERA_SCALAR_CORE_SCALAR_CORE_RUN_CONTROL,   TESSERA_SCALAR_CORE_AV_DATA_POP_RUN_CONTROL,
      TESSERA_SCALAR_CORE_PARAMETER_POP_RUN_CONTROL, TESSERA_SCALAR_CORE_INFEED_RUN_CONTROL,
      TESSERA_SCALAR_CORE_OUTFEED_RUN_CONTROL,
  };
  static const uint32_t tile_units[] = {
      TESSERA_TILE_OP_RUN_CONTROL,
      TESSERA_TILE_NARROW_TO_WIDE_RUN_CONTROL,
      TESSERA_TILE_WIDE_TO_NARROW_RUN_CONTROL,
      TESSERA_TILE_MESH_BUS0_RUN_CONTROL,
      TESSERA_TILE_MESH_BUS1_RUN_CONTROL,
      TESSERA_TILE_MESH_BUS2_RUN_CONTROL,
      TESSERA_TILE_MESH_BUS3_RUN_CONTROL,
      TESSERA_TILE_RING_BUS_CONSUMER0_RUN_CONTROL,
      TESSERA_TILE_RING_BUS_CONSUMER1_RUN_CONTROL,
      TESSERA_TILE_RING_BUS_PRODUCER_RUN_CONTROL,
  };
  for (size_t i = 0; i < sizeof scalar_units / sizeof scalar_units[0]; ++i) {
    write64(device, scalar_units[i], value);
  }
  const enum tpu_status status = tpu_select_tiles(device->hal, ALL_TILES);
  for (size_t i = 0; i < sizeof tile_units / sizeof tile_units[0] && status == TPU_OK; ++i) {
    write64(device, tile_units[i], value);
  }
  return status;
}

static void enable_interrupts(const struct tpu_device *device, bool on) {
  write64(device, TESSERA_HIB_USER_SC_HOST_INT_CONTROL, on ? 0xf : 0);
  write64(device, TESSERA_HIB_USER_INSTRUCTION_QUEUE_INT_CONTROL, on ? 1 : 0);
  write64(device, TESSERA_HIB_USER_FATAL_ERR_INT_CONTROL, on ? 1 : 0);
  write64(device, TESSERA_HIB_USER_TOP_LEVEL_INT_CONTROL, on ? 0xf : 0);
}

static uint16_t host_interrupt_count(uint64_t counts, unsigned index) {
  return (uint16_t)(counts >> (16 * index));
}

static void note_interrupt_counts(struct tpu_device *device) {
  const uint64_t counts = read64(device, TESSERA_HIB_USER_SC_HOST_INT_COUNT);
  for (unsigned i = 0; i < TPU_HOST_INTERRUPTS; ++i) {
    const uint16_t now = host_interrupt_count(counts, i);
    device->interrupts[i] += (uint16_t)(now - device->counted[i]);  // the counter wraps at 65536
    device->counted[i] = now;
  }
}

// What comes after the page table and the queue are set up, at open and after a reset.
static enum tpu_status start(struct tpu_device *device) {
  const uint64_t counts = read64(device, TESSERA_HIB_USER_SC_HOST_INT_COUNT);
  for (unsigned i = 0; i < TPU_HOST_INTERRUPTS; ++i) {
    device->counted[i] = host_interrupt_count(counts, i);
  }
  const enum tpu_status status = set_run_control(device, TESSERA_RUN_CONTROL_RUN);
  write64(device, TESSERA_HIB_USER_STATUS_BLOCK_UPDATE, 0);
  enable_interrupts(device, true);
  return status;
}

// Resets the chip and leaves it with clocks running and no error pending.
static enum tpu_status power_cycle(struct tpu_device *device) {
  enum tpu_status status = tpu_power_reset(device->hal);
  if (status == TPU_OK) {
    status = tpu_power_up(device->hal);
  }
  if (status == TPU_OK && read64(device, TESSERA_HIB_USER_HIB_ERROR_STATUS) != 0) {
    status = TPU_DEVICE_STUCK;
  }
  write64(device, TESSERA_HIB_USER_DMA_BURST_LIMITER, 0);  // no limit
  return status;
}

static bool config_is_valid(const struct tpu_device_config *config) {
  const uint64_t needed =
      TPU_QUEUE_MEMORY_BYTES + (uint64_t)config->extended_tables * TPU_PAGE_BYTES;
  return config->watchdog_us > 0 && config->memory_bus_address % TPU_PAGE_BYTES == 0 &&
         config->memory_bytes >= needed;
}

enum tpu_status tpu_device_open(struct tpu_device *device, const struct tpu_hal *hal,
                                const struct tpu_device_config *config) {
  if (!config_is_valid(config)) {
    return TPU_BAD_ARGUMENT;
  }
  memset(device, 0, sizeof *device);
  device->hal = hal;
  device->config = *config;
  enum tpu_status status = power_cycle(device);
  if (status != TPU_OK) {
    return status;
  }
  struct tpu_mmu_config tables = {.simple_entries = config->simple_entries,
                                  .tables = config->extended_tables};
  uint64_t queue = 0;
  (void)tpu_device_allocate(device, TPU_QUEUE_MEMORY_BYTES, &queue);  // config_is_valid made room
  (void)tpu_device_allocate(device, (uint64_t)config->extended_tables * TPU_PAGE_BYTES,
                            &tables.tables_bus_address);
  status = tpu_mmu_open(&device->mmu, hal, &tables);
  if (status == TPU_OK) {
    status = tpu_queue_open(&device->queue, hal, &device->mmu, queue);
  }
  if (status == TPU_OK) {
    status = start(device);
  }
  device->open = status == TPU_OK;
  return status;
}

enum tpu_status tpu_device_close(struct tpu_device *device) {
  if (!device->open) {
    return TPU_BAD_STATE;
  }
  device->open = false;
  enum tpu_status status = tpu_power_pause_dma(device->hal);
  (void)set_run_control(device, TESSERA_RUN_CONTROL_HALT);
  enable_interrupts(device, false);
  const enum tpu_status queue = tpu_queue_close(&device->queue);
  const enum tpu_status mmu = tpu_mmu_close(&device->mmu);
  const enum tpu_status power = tpu_power_reset(device->hal);
  status = status != TPU_OK ? status : queue;
  status = status != TPU_OK ? status : mmu;
  return status != TPU_OK ? status : power;
}

enum tpu_status tpu_device_reset(struct tpu_device *device) {
  ++device->resets;
  device->resident_token = 0;
  enum tpu_status status = power_cycle(device);
  if (status == TPU_OK) {
    status = tpu_mmu_restore(&device->mmu);
  }
  if (status == TPU_OK) {
    status = tpu_queue_restart(&device->queue);
  }
  if (status == TPU_OK) {
    status = start(device);
  }
  device->open = status == TPU_OK;
  return status;
}

enum tpu_status tpu_device_allocate(struct tpu_device *device, uint64_t bytes,
                                    uint64_t *bus_address) {
  const uint64_t room = device->config.memory_bytes - device->memory_used;
  if (bytes > room) {
    return TPU_OUT_OF_MEMORY;
  }
  const uint64_t pages = (bytes + TPU_PAGE_BYTES - 1) / TPU_PAGE_BYTES;
  *bus_address = device->config.memory_bus_address + device->memory_used;
  const uint64_t taken = pages * TPU_PAGE_BYTES;
  device->memory_used += taken < room ? taken : room;
  return TPU_OK;
}

uint64_t tpu_device_mark(const struct tpu_device *device) { return device->memory_used; }

void tpu_device_release(struct tpu_device *device, uint64_t mark) {
  if (mark < device->memory_used) {
    device->memory_used = mark;
  }
}

// Acknowledges what is pending. Each source is cleared before its state is read: the device may
// raise it again in between, and then the interrupt is asserted again.
static enum tpu_status serve_interrupts(struct tpu_device *device) {
  const uint64_t pending = read64(device, TESSERA_HIB_USER_WIRE_INT_PENDING_BIT_ARRAY);
  const uint64_t host = (pending >> TESSERA_INTERRUPT_SC_HOST_0) & 0xf;
  const uint64_t top_level = (pending >> TESSERA_INTERRUPT_TOP_LEVEL_0) & 0xf;
  if (pending == UINT64_MAX) {
    return TPU_DEVICE_MISSING;
  }
  if (host != 0) {
    write64(device, TESSERA_HIB_USER_SC_HOST_INT_STATUS, 0xf & ~host);  // writing 0 clears
    note_interrupt_counts(device);
  }
  if (top_level != 0) {
    write64(device, TESSERA_HIB_USER_TOP_LEVEL_INT_STATUS, 0xf & ~top_level);
  }
  enum tpu_status status = TPU_OK;
  if ((pending >> TESSERA_INTERRUPT_INSTRUCTION_QUEUE) & 1) {
    write64(device, TESSERA_HIB_USER_INSTRUCTION_QUEUE_INT_STATUS, 0);
    status = tpu_queue_poll(&device->queue);
  }
  if ((pending >> TESSERA_INTERRUPT_FATAL_ERR) & 1) {
    write64(device, TESSERA_HIB_USER_FATAL_ERR_INT_CONTROL, 0);  // sticky: disable, then clear
    write64(device, TESSERA_HIB_USER_FATAL_ERR_INT_STATUS, 0);
    status = TPU_FAULT;
  }
  return status;
}

static void fill_report(struct tpu_device *device) {
  struct tpu_fault_report *report = &device->fault;
  report->hib_error = read64(device, TESSERA_HIB_USER_HIB_ERROR_STATUS);
  report->hib_first_error = read64(device, TESSERA_HIB_USER_HIB_FIRST_ERROR_STATUS);
  report->page_fault_address = read64(device, TESSERA_HIB_USER_PAGE_FAULT_ADDRESS);
  report->scalar_error = read64(device, TESSERA_SCALAR_CORE_ERROR_SCALAR_CORE);
  report->scalar_pc = read64(device, TESSERA_SCALAR_CORE_CURRENT_PC);
  report->fault =
      tpu_decode_fault(report->hib_error, report->hib_first_error, report->scalar_error);
}

enum tpu_status tpu_device_wait(struct tpu_device *device, unsigned index, uint32_t count) {
  const struct tpu_hal *hal = device->hal;
  if (!device->open || index >= TPU_HOST_INTERRUPTS) {
    return TPU_BAD_STATE;
  }
  const uint64_t began = hal->time_us(hal->context);
  for (;;) {
    enum tpu_status status = serve_interrupts(device);
    if (status == TPU_OK && (int32_t)(device->interrupts[index] - count) >= 0 &&
        tpu_queue_idle(&device->queue)) {
      return TPU_OK;
    }
    const uint64_t elapsed = hal->time_us(hal->context) - began;
    if (status == TPU_OK && elapsed >= device->config.watchdog_us) {
      status = TPU_TIMEOUT;
    }
    if (status != TPU_OK) {
      fill_report(device);
      (void)tpu_device_reset(device);  // a failure closes the device; the next call says so
      return status;
    }
    (void)hal->wait_interrupt(hal->context, device->config.watchdog_us - elapsed);
  }
}
