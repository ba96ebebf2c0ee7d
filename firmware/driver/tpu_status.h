// SPDX-License-Identifier: Apache-2.0
// Outcomes of driver calls, and the causes of an accelerator fault.
#ifndef FIRMWARE_DRIVER_TPU_STATUS_H_
#define FIRMWARE_DRIVER_TPU_STATUS_H_

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum tpu_status {
  TPU_OK = 0,
  TPU_BAD_ARGUMENT,    // a null pointer, a size of zero, an index out of range
  TPU_BAD_STATE,       // call order: not open, no model loaded
  TPU_BAD_EXECUTABLE,  // a relocation outside its bitstream, a size that cannot be
  TPU_OUT_OF_MEMORY,   // the arena given by the caller is used up
  TPU_OUT_OF_PAGES,    // the page table has no room
  TPU_BUS_ERROR,       // the HAL could not reach memory
  TPU_DEVICE_MISSING,  // the register window answers nothing sensible
  TPU_DEVICE_STUCK,    // a poll of a control register timed out
  TPU_TIMEOUT,         // the watchdog fired; the device was reset
  TPU_FAULT,           // the accelerator reported a fault; see tpu_fault
  TPU_BAD_IMAGE,       // a network image contradicts itself
  TPU_BAD_COMMAND,     // the mailbox holds a command that does not exist
  TPU_NO_SERVICE,      // a network has host steps, the platform no operator service
  TPU_SERVICE_ERROR,   // the operator service refused or failed a step
};

// Why the accelerator stopped: the first error it recorded (facts: HIB error bits 0-14), or a core
// error.
enum tpu_fault {
  TPU_FAULT_NONE = 0,
  TPU_FAULT_INBOUND_PAGE,
  TPU_FAULT_EXTENDED_PAGE,
  TPU_FAULT_CSR_PARITY,
  TPU_FAULT_BUS_WRITE,
  TPU_FAULT_BUS_READ,
  TPU_FAULT_QUEUE_CONFIGURATION,
  TPU_FAULT_QUEUE_ACCESS,
  TPU_FAULT_ZERO_LENGTH_DMA,
  TPU_FAULT_PAGE_TABLE_MEMORY,
  TPU_FAULT_SCALAR_CORE,  // the program made a mistake: see the scalar core's Error register
  TPU_FAULT_UNKNOWN,
};

// Everything the driver could read about a fault.
struct tpu_fault_report {
  enum tpu_fault fault;
  uint64_t hib_error;           // all bits seen
  uint64_t hib_first_error;     // the first bit that was set
  uint64_t scalar_error;        // Error register of the scalar core
  uint64_t scalar_pc;           // its program counter
  uint64_t page_fault_address;  // device address of the first page fault
};

const char *tpu_status_text(enum tpu_status status);
const char *tpu_fault_text(enum tpu_fault fault);

// The cause named by the HIB error registers and the scalar core's Error register; the first error
// wins.
enum tpu_fault tpu_decode_fault(uint64_t hib_error, uint64_t hib_first_error,
                                uint64_t scalar_error);

#ifdef __cplusplus
}
#endif

#endif  // FIRMWARE_DRIVER_TPU_STATUS_H_
