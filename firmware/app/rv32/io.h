// SPDX-License-Identifier: Apache-2.0
// Access to memory-mapped registers (crt0.S). Where nothing answers, reads give all ones and writes
// are lost.
#ifndef FIRMWARE_APP_RV32_IO_H_
#define FIRMWARE_APP_RV32_IO_H_

#include <stdint.h>

uint32_t tpu_io_read32(uint32_t address);
void tpu_io_write32(uint32_t address, uint32_t value);
uint8_t tpu_io_read8(uint32_t address);
void tpu_io_write8(uint32_t address, uint8_t value);

#endif  // FIRMWARE_APP_RV32_IO_H_
