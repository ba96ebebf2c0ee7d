// SPDX-License-Identifier: Apache-2.0
// The accelerator's page table, as the driver manages it.
//
// A simple mapping takes one entry per 4 KiB page and reaches 24 MiB with the default split. An
// extended mapping takes one entry per 2 MiB, each pointing to a second-level table in memory that
// the caller gave.
#ifndef FIRMWARE_DRIVER_TPU_MMU_H_
#define FIRMWARE_DRIVER_TPU_MMU_H_

#include "firmware/driver/tpu_status.h"
#include "firmware/hal/tpu_hal.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TPU_PAGE_BYTES 4096u
#define TPU_MAX_MAPPINGS 512u

enum tpu_map_kind {
  TPU_MAP_ANY,  // simple if it fits, else extended
  TPU_MAP_SIMPLE,
  TPU_MAP_EXTENDED,
};

struct tpu_mapping {
  uint64_t device_address;  // first byte, as programs name it
  uint64_t bus_address;     // the same byte on the bus
  uint32_t pages;           // 4 KiB pages covered; 0: this record is free
  uint32_t first_entry;     // page-table entries taken
  uint32_t entries;
};

struct tpu_mmu_config {
  uint32_t simple_entries;      // split of the table, the rest is extended; 0: three quarters
  uint64_t tables_bus_address;  // memory for second-level tables, 4 KiB aligned
  uint32_t tables;              // how many 4 KiB tables fit there; bounds the extended space
};

struct tpu_mmu {
  const struct tpu_hal *hal;
  struct tpu_mmu_config config;
  uint32_t entries;        // of the page table, as the device tells
  uint32_t simple_next;    // where the search for free entries starts: past the last mapping made
  uint32_t extended_next;  // likewise
  struct tpu_mapping mappings[TPU_MAX_MAPPINGS];
};

// Sets the split, clears every entry and turns translation on.
enum tpu_status tpu_mmu_open(struct tpu_mmu *mmu, const struct tpu_hal *hal,
                             const struct tpu_mmu_config *config);
// Clears every entry and forgets every mapping.
enum tpu_status tpu_mmu_close(struct tpu_mmu *mmu);

// Makes `bytes` bytes at a bus address visible to the accelerator and returns their device address.
enum tpu_status tpu_mmu_map(struct tpu_mmu *mmu, uint64_t bus_address, uint64_t bytes,
                            enum tpu_map_kind kind, uint64_t *device_address);
// Undoes one map; the address must be one that tpu_mmu_map returned.
enum tpu_status tpu_mmu_unmap(struct tpu_mmu *mmu, uint64_t device_address);

// Writes the split and all mappings again, after a reset of the device.
enum tpu_status tpu_mmu_restore(struct tpu_mmu *mmu);

#ifdef __cplusplus
}
#endif

#endif  // FIRMWARE_DRIVER_TPU_MMU_H_
