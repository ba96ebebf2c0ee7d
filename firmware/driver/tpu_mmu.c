// SPDX-License-Identifier: Apache-2.0
#include "firmware/driver/tpu_mmu.h"

#include "firmware/driver/tpu_bits.h"
#include "hw/spec/generated/tessera_registers.h"

#include <string.h>

#define SECOND_LEVEL_ENTRIES 512u
#define VALID UINT64_C(1)
#define EXTENDED_ADDRESS (UINT64_C(1) << 63)
#define EXTENDED_SHIFT 21

static void write_entry(const struct tpu_mmu *mmu, uint32_t index, uint64_t value) {
  mmu->hal->write64(mmu->hal->context, TESSERA_PAGE_TABLE + 8u * index, value);
}

static uint64_t page_of(uint64_t bus_address) {
  return bus_address & ~(uint64_t)(TPU_PAGE_BYTES - 1);
}

static uint64_t table_address(const struct tpu_mmu *mmu, uint32_t entry) {
  return mmu->config.tables_bus_address +
         (uint64_t)(entry - mmu->config.simple_entries) * TPU_PAGE_BYTES;
}

static bool is_extended(const struct tpu_mmu *mmu, const struct tpu_mapping *mapping) {
  return mapping->first_entry >= mmu->config.simple_entries;
}

// Second-level table number `table` of a mapping: its 512 entries, invalid past the mapping's end.
static enum tpu_status write_second_level(const struct tpu_mmu *mmu,
                                          const struct tpu_mapping *mapping, uint32_t table) {
  const uint64_t address = table_address(mmu, mapping->first_entry + table);
  for (uint32_t i = 0; i < SECOND_LEVEL_ENTRIES; ++i) {
    const uint32_t page = table * SECOND_LEVEL_ENTRIES + i;
    uint8_t bytes[8];
    const uint64_t bus = page_of(mapping->bus_address) + (uint64_t)page * TPU_PAGE_BYTES;
    tpu_store_le64(bytes, page < mapping->pages ? (bus | VALID) : 0);
    if (!mmu->hal->copy_to_bus(mmu->hal->context, address + (uint64_t)i * sizeof bytes, bytes,
                               sizeof bytes)) {
      return TPU_BUS_ERROR;
    }
  }
  return TPU_OK;
}

static enum tpu_status write_mapping(const struct tpu_mmu *mmu, const struct tpu_mapping *mapping) {
  const bool extended = is_extended(mmu, mapping);
  for (uint32_t i = 0; i < mapping->entries; ++i) {
    const uint32_t entry = mapping->first_entry + i;
    if (extended) {
      const enum tpu_status status = write_second_level(mmu, mapping, i);
      if (status != TPU_OK) {
        return status;
      }
      mmu->hal->memory_barrier(mmu->hal->context);
      write_entry(mmu, entry, table_address(mmu, entry) | VALID);
    } else {
      write_entry(mmu, entry,
                  (page_of(mapping->bus_address) + (uint64_t)i * TPU_PAGE_BYTES) | VALID);
    }
  }
  return TPU_OK;
}

static void write_split(const struct tpu_mmu *mmu) {
  const struct tpu_hal *hal = mmu->hal;
  hal->write64(hal->context, TESSERA_HIB_KERNEL_EXTENDED_TABLE, mmu->config.simple_entries);
  for (uint32_t i = 0; i < mmu->entries; ++i) {
    write_entry(mmu, i, 0);
  }
  hal->write64(hal->context, TESSERA_HIB_KERNEL_TRANSLATION_ENABLE, 1);
}

enum tpu_status tpu_mmu_open(struct tpu_mmu *mmu, const struct tpu_hal *hal,
                             const struct tpu_mmu_config *config) {
  const uint64_t entries = hal->read64(hal->context, TESSERA_HIB_KERNEL_PAGE_TABLE_SIZE);
  if (entries == 0 || entries > TESSERA_PAGE_TABLE_COUNT) {
    return TPU_DEVICE_MISSING;
  }
  if (config->simple_entries > entries || config->tables_bus_address % TPU_PAGE_BYTES != 0) {
    return TPU_BAD_ARGUMENT;
  }
  memset(mmu, 0, sizeof *mmu);
  mmu->hal = hal;
  mmu->config = *config;
  mmu->entries = (uint32_t)entries;
  if (config->simple_entries == 0) {
    mmu->config.simple_entries = mmu->entries / 4 * 3;  // the public driver's split: 6144 of 8192
  }
  if (mmu->config.tables > mmu->entries - mmu->config.simple_entries) {
    mmu->config.tables = mmu->entries - mmu->config.simple_entries;
  }
  write_split(mmu);
  return TPU_OK;
}

enum tpu_status tpu_mmu_close(struct tpu_mmu *mmu) {
  if (mmu->hal == NULL) {
    return TPU_BAD_STATE;
  }
  memset(mmu->mappings, 0, sizeof mmu->mappings);
  mmu->simple_next = 0;
  mmu->extended_next = 0;
  write_split(mmu);
  return TPU_OK;
}

enum tpu_status tpu_mmu_restore(struct tpu_mmu *mmu) {
  write_split(mmu);
  for (uint32_t i = 0; i < TPU_MAX_MAPPINGS; ++i) {
    if (mmu->mappings[i].pages != 0) {
      const enum tpu_status status = write_mapping(mmu, &mmu->mappings[i]);
      if (status != TPU_OK) {
        return status;
      }
    }
  }
  return TPU_OK;
}

// First mapping that overlaps entries [first, first + count), or NULL.
static const struct tpu_mapping *overlap(const struct tpu_mmu *mmu, uint32_t first,
                                         uint32_t count) {
  for (uint32_t i = 0; i < TPU_MAX_MAPPINGS; ++i) {
    const struct tpu_mapping *mapping = &mmu->mappings[i];
    if (mapping->pages != 0 && mapping->first_entry < first + count &&
        first < mapping->first_entry + mapping->entries) {
      return mapping;
    }
  }
  return NULL;
}

// Lowest run of `count` free entries in [begin, end); `end` if there is none. A run overlaps at
// most every mapping, so the search ends.
static uint32_t find_entries(const struct tpu_mmu *mmu, uint32_t begin, uint32_t end,
                             uint64_t count) {
  uint32_t first = begin;
  while (count <= end - first) {
    const struct tpu_mapping *taken = overlap(mmu, first, (uint32_t)count);
    if (taken == NULL) {
      return first;
    }
    first = taken->first_entry + taken->entries;
    if (first > end) {
      return end;
    }
  }
  return end;
}

// As find_entries, but tries from `next` on first: with many mappings made one after another, the
// search from the bottom would look at all of them every time.
static uint32_t find_from(const struct tpu_mmu *mmu, uint32_t begin, uint32_t next, uint32_t end,
                          uint64_t count) {
  if (next > begin && next <= end) {
    const uint32_t first = find_entries(mmu, next, end, count);
    if (first != end) {
      return first;
    }
  }
  return find_entries(mmu, begin, end, count);
}

static bool place_simple(const struct tpu_mmu *mmu, struct tpu_mapping *mapping) {
  const uint32_t end = mmu->config.simple_entries;
  mapping->entries = mapping->pages;
  mapping->first_entry = find_from(mmu, 0, mmu->simple_next, end, mapping->entries);
  mapping->device_address = (uint64_t)mapping->first_entry * TPU_PAGE_BYTES;
  return mapping->first_entry != end;
}

static bool place_extended(const struct tpu_mmu *mmu, struct tpu_mapping *mapping) {
  const uint32_t begin = mmu->config.simple_entries;
  const uint32_t end = begin + mmu->config.tables;
  mapping->entries = (mapping->pages - 1) / SECOND_LEVEL_ENTRIES + 1;
  mapping->first_entry = find_from(mmu, begin, mmu->extended_next, end, mapping->entries);
  mapping->device_address =
      EXTENDED_ADDRESS | ((uint64_t)(mapping->first_entry - begin) << EXTENDED_SHIFT);
  return mapping->first_entry != end;
}

static bool place(const struct tpu_mmu *mmu, struct tpu_mapping *mapping, enum tpu_map_kind kind) {
  return (kind != TPU_MAP_EXTENDED && place_simple(mmu, mapping)) ||
         (kind != TPU_MAP_SIMPLE && place_extended(mmu, mapping));
}

static struct tpu_mapping *free_record(struct tpu_mmu *mmu) {
  for (uint32_t i = 0; i < TPU_MAX_MAPPINGS; ++i) {
    if (mmu->mappings[i].pages == 0) {
      return &mmu->mappings[i];
    }
  }
  return NULL;
}

// The search position of the mapping's half of the table.
static uint32_t *next_of(struct tpu_mmu *mmu, const struct tpu_mapping *mapping) {
  return is_extended(mmu, mapping) ? &mmu->extended_next : &mmu->simple_next;
}

enum tpu_status tpu_mmu_map(struct tpu_mmu *mmu, uint64_t bus_address, uint64_t bytes,
                            enum tpu_map_kind kind, uint64_t *device_address) {
  const uint64_t within = bus_address % TPU_PAGE_BYTES;
  const uint64_t most = UINT64_C(1) << 32;  // the extended window is 4 GiB
  if (mmu->hal == NULL) {
    return TPU_BAD_STATE;
  }
  if (device_address == NULL || bytes == 0 || bytes > most ||
      bus_address > UINT64_MAX - bytes - TPU_PAGE_BYTES) {
    return TPU_BAD_ARGUMENT;
  }
  struct tpu_mapping mapping = {.bus_address = bus_address};
  mapping.pages = (uint32_t)((within + bytes + TPU_PAGE_BYTES - 1) / TPU_PAGE_BYTES);
  struct tpu_mapping *record = free_record(mmu);
  if (record == NULL || !place(mmu, &mapping, kind)) {
    return TPU_OUT_OF_PAGES;
  }
  mapping.device_address += within;
  const enum tpu_status status = write_mapping(mmu, &mapping);
  if (status != TPU_OK) {
    return status;
  }
  *record = mapping;
  *next_of(mmu, &mapping) = mapping.first_entry + mapping.entries;
  *device_address = mapping.device_address;
  return TPU_OK;
}

enum tpu_status tpu_mmu_unmap(struct tpu_mmu *mmu, uint64_t device_address) {
  for (uint32_t i = 0; i < TPU_MAX_MAPPINGS; ++i) {
    struct tpu_mapping *mapping = &mmu->mappings[i];
    if (mapping->pages != 0 && mapping->device_address == device_address) {
      for (uint32_t entry = 0; entry < mapping->entries; ++entry) {
        write_entry(mmu, mapping->first_entry + entry, 0);
      }
      uint32_t *next = next_of(mmu, mapping);
      if (*next == mapping->first_entry + mapping->entries) {
        *next = mapping->first_entry;  // mappings undone in reverse order leave no holes
      }
      mapping->pages = 0;
      return TPU_OK;
    }
  }
  return TPU_BAD_ARGUMENT;
}
