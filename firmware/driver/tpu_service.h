// SPDX-License-Identifier: Apache-2.0
// The operator service: computes the steps of a network that the accelerator lacks, on tensors in
// memory, at the pace of the control core. Its registers, and how a step is run.
//
// Registers are 32 bits wide. A step starts with the write to START and reads its operands through
// a buffer table: BUFFERS records of {address, bytes}, 64 bits each, little-endian.
#ifndef FIRMWARE_DRIVER_TPU_SERVICE_H_
#define FIRMWARE_DRIVER_TPU_SERVICE_H_

#include "firmware/driver/tpu_status.h"
#include "firmware/hal/tpu_board.h"

#ifdef __cplusplus
extern "C" {
#endif

#define TPU_SERVICE_ID 0x00u          // ro: TPU_SERVICE_ID_VALUE
#define TPU_SERVICE_STEP 0x04u        // rw: number of the step
#define TPU_SERVICE_TABLE_LOW 0x08u   // rw: bus address of the buffer table
#define TPU_SERVICE_TABLE_HIGH 0x0cu  // rw
#define TPU_SERVICE_BUFFERS 0x10u     // rw: records in the table
#define TPU_SERVICE_START 0x14u       // wo: any value; an error response while a step runs
#define TPU_SERVICE_STATUS 0x18u      // ro: enum tpu_service_state
#define TPU_SERVICE_REASON 0x1cu      // ro: enum tpu_service_error of the last step
#define TPU_SERVICE_INTERRUPT 0x20u   // bit 0: a step has ended; writing 1 clears it
#define TPU_SERVICE_CYCLES_LOW 0x24u  // ro: control-core cycles that the last step was charged
#define TPU_SERVICE_CYCLES_HIGH 0x28u

#define TPU_SERVICE_ID_VALUE 0x5653504fu  // "OPSV"
#define TPU_SERVICE_BUFFER_BYTES 16u      // of a record of the buffer table

enum tpu_service_state {
  TPU_SERVICE_IDLE = 0,  // no step since reset
  TPU_SERVICE_BUSY,
  TPU_SERVICE_DONE,
  TPU_SERVICE_FAILED,
};

enum tpu_service_error {
  TPU_SERVICE_ERROR_NONE = 0,
  TPU_SERVICE_ERROR_STEP,     // no network, or no such step
  TPU_SERVICE_ERROR_TABLE,    // the number of buffers is not the network's
  TPU_SERVICE_ERROR_BUFFER,   // a buffer is smaller than its tensor
  TPU_SERVICE_ERROR_MEMORY,   // the bus answered with an error
  TPU_SERVICE_ERROR_OPERATOR  // an operator refused its operands
};

// A step may take seconds of simulated time on a large network; this only ends a hang.
#define TPU_SERVICE_TIMEOUT_US UINT64_C(600000000)

// What a step cost, and why it failed if it did.
struct tpu_service_result {
  uint64_t cycles;
  uint32_t error;  // enum tpu_service_error
};

// Runs one step and waits for its end: TPU_OK, TPU_NO_SERVICE, TPU_SERVICE_ERROR, or TPU_TIMEOUT.
enum tpu_status tpu_service_run(const struct tpu_board *board, uint32_t step,
                                uint64_t table_bus_address, uint32_t buffers,
                                struct tpu_service_result *result);

#ifdef __cplusplus
}
#endif

#endif  // FIRMWARE_DRIVER_TPU_SERVICE_H_
