// SPDX-License-Identifier: Apache-2.0
// Time and sleep on the control core: CLINT, PLIC, wfi.
//
// Interrupts stay off (mstatus.MIE = 0) and are only waited for: wfi wakes for an enabled pending
// interrupt all the same, and an event between the test and the wfi is not lost.
#ifndef FIRMWARE_APP_RV32_SLEEP_H_
#define FIRMWARE_APP_RV32_SLEEP_H_

#include <stdbool.h>
#include <stdint.h>

// Once, before the other functions.
void rv32_sleep_start(void);

// Monotonic, in microseconds.
uint64_t rv32_time_us(void);

// Sleeps until PLIC source `source` is asserted (at once if it is) or `timeout_us` have passed.
// True if it is asserted.
bool rv32_wait_source(uint32_t source, uint64_t timeout_us);

// Sleeps until the software interrupt is raised (at once if it is), and clears it.
void rv32_wait_software(void);

#endif  // FIRMWARE_APP_RV32_SLEEP_H_
