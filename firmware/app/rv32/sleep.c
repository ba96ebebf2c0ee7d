// SPDX-License-Identifier: Apache-2.0
#include "firmware/app/rv32/sleep.h"

#include "firmware/app/rv32/io.h"
#include "firmware/hal/tpu_memory_map.h"

#define MSIP TPU_CLINT_ADDRESS
#define MTIMECMP (TPU_CLINT_ADDRESS + 0x4000u)
#define MTIME (TPU_CLINT_ADDRESS + 0xbff8u)

// PLIC, context 0: machine mode of hart 0.
#define PLIC_PRIORITY(source) (TPU_PLIC_ADDRESS + 4u * (source))
#define PLIC_ENABLE (TPU_PLIC_ADDRESS + 0x2000u)
#define PLIC_THRESHOLD (TPU_PLIC_ADDRESS + 0x200000u)
#define PLIC_CLAIM (TPU_PLIC_ADDRESS + 0x200004u)
#define PLIC_WORDS 2u  // sources below 64

#define MIE_SOFTWARE 0x008u
#define MIE_TIMER 0x080u
#define MIE_EXTERNAL 0x800u

#define TICKS_PER_US (TPU_TIMEBASE_HZ / 1000000u)

static void sleep_for(uint32_t interrupts) {
  __asm__ volatile("csrw mie, %0\n\twfi\n\tcsrw mie, zero" ::"r"(interrupts) : "memory");
}

static uint64_t now_ticks(void) {
  for (;;) {
    const uint32_t high = tpu_io_read32(MTIME + 4);
    const uint32_t low = tpu_io_read32(MTIME);
    if (tpu_io_read32(MTIME + 4) == high) {
      return (uint64_t)high << 32 | low;
    }
  }
}

static void set_alarm(uint64_t ticks) {
  tpu_io_write32(MTIMECMP + 4, UINT32_MAX);  // no alarm between the two halves
  tpu_io_write32(MTIMECMP, (uint32_t)ticks);
  tpu_io_write32(MTIMECMP + 4, (uint32_t)(ticks >> 32));
}

// Only `source` may wake the core: another device's pending interrupt would end every wfi.
static void listen_to(uint32_t source) {
  tpu_io_write32(PLIC_PRIORITY(source), 1);
  tpu_io_write32(PLIC_THRESHOLD, 0);
  for (uint32_t word = 0; word < PLIC_WORDS; ++word) {
    tpu_io_write32(PLIC_ENABLE + 4 * word, source / 32 == word ? 1u << (source % 32) : 0);
  }
}

// The source claimed by the last wait, in service until its device was looked after; 0: none.
static uint32_t in_service;

void rv32_sleep_start(void) {
  // What was in service when the core was reset would stay blocked.
  static const uint32_t sources[] = {TPU_ACCELERATOR_IRQ, TPU_SERVICE_IRQ};
  for (uint32_t i = 0; i < sizeof sources / sizeof sources[0]; ++i) {
    listen_to(sources[i]);  // completions of sources that are not enabled are ignored
    tpu_io_write32(PLIC_CLAIM, sources[i]);
  }
}

uint64_t rv32_time_us(void) { return now_ticks() / TICKS_PER_US; }

bool rv32_wait_source(uint32_t source, uint64_t timeout_us) {
  const uint64_t most = UINT64_MAX / 2 / TICKS_PER_US;
  const uint64_t end = now_ticks() + (timeout_us < most ? timeout_us : most) * TICKS_PER_US;
  // Completed only now: the caller has looked after its device, the line is low, and nothing
  // becomes pending again. Before listen_to, which may disable the source.
  if (in_service != 0) {
    tpu_io_write32(PLIC_CLAIM, in_service);
    in_service = 0;
  }
  listen_to(source);
  set_alarm(end);
  for (;;) {
    in_service = tpu_io_read32(PLIC_CLAIM);
    if (in_service == source) {
      return true;
    }
    if (now_ticks() >= end) {
      return false;
    }
    sleep_for(MIE_EXTERNAL | MIE_TIMER);
  }
}

void rv32_wait_software(void) {
  while ((tpu_io_read32(MSIP) & 1) == 0) {
    sleep_for(MIE_SOFTWARE);
  }
  tpu_io_write32(MSIP, 0);
  __asm__ volatile("fence" ::: "memory");
}
