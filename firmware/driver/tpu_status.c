// SPDX-License-Identifier: Apache-2.0
#include "firmware/driver/tpu_status.h"

#include <stddef.h>

const char *tpu_status_text(enum tpu_status status) {
  static const char *const text[] = {
      [TPU_OK] = "done",
      [TPU_BAD_ARGUMENT] = "bad argument",
      [TPU_BAD_STATE] = "call not allowed in this state",
      [TPU_BAD_EXECUTABLE] = "executable is inconsistent",
      [TPU_OUT_OF_MEMORY] = "accelerator-visible memory is used up",
      [TPU_OUT_OF_PAGES] = "page table is full",
      [TPU_BUS_ERROR] = "memory could not be reached",
      [TPU_DEVICE_MISSING] = "device does not answer",
      [TPU_DEVICE_STUCK] = "device did not reach the state asked for",
      [TPU_TIMEOUT] = "watchdog: inference did not finish in time",
      [TPU_FAULT] = "accelerator fault",
      [TPU_BAD_IMAGE] = "network image is inconsistent",
      [TPU_BAD_COMMAND] = "unknown command",
      [TPU_NO_SERVICE] = "host steps need an operator service, the platform has none",
      [TPU_SERVICE_ERROR] = "operator service refused or failed a step",
  };
  const size_t count = sizeof text / sizeof text[0];
  return (size_t)status < count ? text[status] : "unknown status";
}

const char *tpu_fault_text(enum tpu_fault fault) {
  static const char *const text[] = {
      [TPU_FAULT_NONE] = "none",
      [TPU_FAULT_INBOUND_PAGE] = "page fault: no page-table entry for a device address",
      [TPU_FAULT_EXTENDED_PAGE] = "page fault in the extended page table",
      [TPU_FAULT_CSR_PARITY] = "register parity error",
      [TPU_FAULT_BUS_WRITE] = "write to host memory failed",
      [TPU_FAULT_BUS_READ] = "read of host memory failed",
      [TPU_FAULT_QUEUE_CONFIGURATION] = "queue is configured wrongly",
      [TPU_FAULT_QUEUE_ACCESS] = "queue pointer or descriptor is invalid",
      [TPU_FAULT_ZERO_LENGTH_DMA] = "transfer of zero bytes",
      [TPU_FAULT_PAGE_TABLE_MEMORY] = "second-level page table could not be read",
      [TPU_FAULT_SCALAR_CORE] = "program stopped on an error",
      [TPU_FAULT_UNKNOWN] = "unknown cause",
  };
  const size_t count = sizeof text / sizeof text[0];
  return (size_t)fault < count ? text[fault] : "unknown cause";
}

enum tpu_fault tpu_decode_fault(uint64_t hib_error, uint64_t hib_first_error,
                                uint64_t scalar_error) {
  // Bit by bit, in the order of the public driver's map.
  static const enum tpu_fault cause[] = {
      TPU_FAULT_INBOUND_PAGE,         // 0
      TPU_FAULT_EXTENDED_PAGE,        // 1
      TPU_FAULT_CSR_PARITY,           // 2
      TPU_FAULT_BUS_WRITE,            // 3
      TPU_FAULT_BUS_READ,             // 4
      TPU_FAULT_QUEUE_CONFIGURATION,  // 5 instruction queue
      TPU_FAULT_QUEUE_CONFIGURATION,  // 6 input activations
      TPU_FAULT_QUEUE_CONFIGURATION,  // 7 parameters
      TPU_FAULT_QUEUE_CONFIGURATION,  // 8 output activations
      TPU_FAULT_QUEUE_ACCESS,         // 9 instruction queue
      TPU_FAULT_QUEUE_ACCESS,         // 10 input activations
      TPU_FAULT_QUEUE_ACCESS,         // 11 parameters
      TPU_FAULT_QUEUE_ACCESS,         // 12 output activations
      TPU_FAULT_ZERO_LENGTH_DMA,      // 13
      TPU_FAULT_PAGE_TABLE_MEMORY,    // 14
  };
  const uint64_t bits = hib_first_error != 0 ? hib_first_error : hib_error;
  for (unsigned i = 0; i < sizeof cause / sizeof cause[0]; ++i) {
    if ((bits >> i) & 1) {
      return cause[i];
    }
  }
  if (bits != 0) {
    return TPU_FAULT_UNKNOWN;
  }
  return scalar_error != 0 ? TPU_FAULT_SCALAR_CORE : TPU_FAULT_NONE;
}
