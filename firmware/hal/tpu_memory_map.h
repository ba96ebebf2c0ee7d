// SPDX-License-Identifier: Apache-2.0
// Where everything stands on the control core's bus. One map for Tessera's platform, QEMU's `virt`
// machine and RISC-V VP++ (design: one firmware image for all three); what only Tessera has lies
// where the others have nothing.
#ifndef FIRMWARE_HAL_TPU_MEMORY_MAP_H_
#define FIRMWARE_HAL_TPU_MEMORY_MAP_H_

#define TPU_FINISHER_ADDRESS 0x00100000u  // test finisher: a write ends the simulation
#define TPU_FINISHER_BYTES 0x1000u
#define TPU_CLINT_ADDRESS 0x02000000u  // software interrupt = the host's doorbell; timer
#define TPU_CLINT_BYTES 0x10000u
#define TPU_ACCELERATOR_ADDRESS 0x06000000u  // register window of accelerator 0
#define TPU_ACCELERATOR_BYTES 0x100000u
#define TPU_SERVICE_ADDRESS 0x07000000u  // operator service
#define TPU_SERVICE_BYTES 0x1000u
#define TPU_HOST_BELL_ADDRESS 0x07001000u  // a write tells the host to look into the mailbox
#define TPU_HOST_BELL_BYTES 0x1000u
#define TPU_PLIC_ADDRESS 0x0c000000u
#define TPU_PLIC_BYTES 0x600000u
#define TPU_UART_ADDRESS 0x10000000u  // 16550
#define TPU_UART_BYTES 0x100u

#define TPU_ACCELERATOR_IRQ 40u  // PLIC sources
#define TPU_SERVICE_IRQ 41u

#define TPU_TIMEBASE_HZ 10000000u  // mtime, as on QEMU's virt machine

#define TPU_RAM_ADDRESS 0x80000000u
#define TPU_RAM_BYTES 0x40000000u
// The first 2 MiB of RAM are the firmware's own: code, data, workspace, stack.
#define TPU_FIRMWARE_BYTES 0x200000u
#define TPU_MAILBOX_ADDRESS (TPU_RAM_ADDRESS + TPU_FIRMWARE_BYTES)
// From here to the end of RAM: network images, tensors, the driver's memory. The host chooses.
#define TPU_SHARED_ADDRESS (TPU_MAILBOX_ADDRESS + 0x1000u)
#define TPU_SHARED_BYTES (TPU_RAM_BYTES - TPU_FIRMWARE_BYTES - 0x1000u)

#endif  // FIRMWARE_HAL_TPU_MEMORY_MAP_H_
