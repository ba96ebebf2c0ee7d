// SPDX-License-Identifier: Apache-2.0
// The mailbox: how a host tells the firmware what to do. One page of memory at TPU_MAILBOX_ADDRESS,
// 32-bit little-endian words; values of 64 bits take two words, the low one first.
//
// The host writes command and arguments, then a sequence number other than the last one (and not
// 0), then rings the doorbell: the software interrupt of the CLINT. The firmware reads the request
// once, carries it out, writes the reply, its sequence word last, and rings the host's bell if the
// platform has one. One request at a time.
//
//   word  0  magic           written by the firmware when it is ready
//   word  1  version
//   word  2  state           enum tpu_mailbox_state
//   word  3  platform        written by the host before start: TPU_PLATFORM_* bits
//   word  4  boots           starts of the firmware since the memory was cleared
//   word  5  crash cause     mcause, mepc, mtval in words 5 to 7, in state TPU_MAILBOX_CRASHED
//   word 16  request         sequence, command, arguments
//   word 32  reply           sequence, command, status (enum tpu_status), values
//   word 64  fault report    of the last TPU_FAULT or TPU_TIMEOUT, TPU_FAULT_WORD_* below
#ifndef FIRMWARE_APP_TPU_MAILBOX_H_
#define FIRMWARE_APP_TPU_MAILBOX_H_

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#define TPU_MAILBOX_BYTES 4096u
#define TPU_MAILBOX_MAGIC 0x58424d54u  // "TMBX"
#define TPU_MAILBOX_VERSION 1u

#define TPU_MAILBOX_WORD_MAGIC 0u
#define TPU_MAILBOX_WORD_VERSION 1u
#define TPU_MAILBOX_WORD_STATE 2u
#define TPU_MAILBOX_WORD_PLATFORM 3u
#define TPU_MAILBOX_WORD_BOOTS 4u
#define TPU_MAILBOX_WORD_CRASH 5u
#define TPU_MAILBOX_WORD_REQUEST 16u
#define TPU_MAILBOX_WORD_REPLY 32u
#define TPU_MAILBOX_WORD_FAULT 64u

#define TPU_PLATFORM_HOST_BELL 1u  // the host's bell exists
#define TPU_PLATFORM_SERVICE 2u    // the operator service exists

#define TPU_REQUEST_WORDS 16u  // sequence, command, 14 arguments
#define TPU_REPLY_WORDS 32u    // sequence, command, status, 29 values
#define TPU_REQUEST_ARGUMENT 2u
#define TPU_REPLY_VALUE 3u
#define TPU_REPLY_VALUES 29u

#define TPU_MAX_WATCHDOG_US UINT64_C(86400000000)  // a day

enum tpu_mailbox_state {
  TPU_MAILBOX_OFF = 0,
  TPU_MAILBOX_READY,
  TPU_MAILBOX_BUSY,     // carries out a request
  TPU_MAILBOX_STOPPED,  // after TPU_COMMAND_STOP
  TPU_MAILBOX_CRASHED,  // an exception of the firmware itself
};

// Arguments -> values. Addresses are bus addresses in the shared part of memory.
enum tpu_command {
  // -> version, open, loaded, buffers, steps, resets, runs, caching runs, memory used (2),
  //    memory free (2)
  TPU_COMMAND_QUERY = 1,
  // memory address (2), bytes (2), watchdog in us (2), second-level page tables
  TPU_COMMAND_OPEN = 2,
  // image address (2), bytes -> buffers, steps, executables
  TPU_COMMAND_LOAD = 3,
  // buffer -> address (2), bytes, role
  TPU_COMMAND_BUFFER = 4,
  // buffer, address (2), bytes (2)
  TPU_COMMAND_BIND = 5,
  // -> steps done (on failure: the step that failed), device runs, caching runs, host steps,
  //    host cycles (2), service error, duration in us (2)
  TPU_COMMAND_RUN = 6,
  TPU_COMMAND_UNLOAD = 7,
  // Resets the accelerator; the network stays loaded, cached parameters are lost.
  TPU_COMMAND_RESET = 8,
  // -> the device's performance counters, 2 words each: read data in units of 16 bytes; interrupts
  //    0 to 3 of the scalar core since open
  TPU_COMMAND_COUNTERS = 9,
  TPU_COMMAND_CLOSE = 10,
  // Closes the device and ends the firmware.
  TPU_COMMAND_STOP = 11,
};

#define TPU_COUNTERS 5u

// Words of the fault report; see struct tpu_fault_report. Those of 64 bits take two words.
#define TPU_FAULT_WORD_CAUSE 0u  // enum tpu_fault
#define TPU_FAULT_WORD_STATUS 1u
#define TPU_FAULT_WORD_HIB_ERROR 2u
#define TPU_FAULT_WORD_FIRST_ERROR 4u
#define TPU_FAULT_WORD_SCALAR_ERROR 6u
#define TPU_FAULT_WORD_SCALAR_PC 8u
#define TPU_FAULT_WORD_PAGE_ADDRESS 10u
#define TPU_FAULT_WORDS 12u

#ifdef __cplusplus
}
#endif

#endif  // FIRMWARE_APP_TPU_MAILBOX_H_
