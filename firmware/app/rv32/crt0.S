# SPDX-License-Identifier: Apache-2.0
# Start-up, exceptions and register access of the control core. Machine mode, interrupts never
# enabled: the firmware sleeps in wfi and looks at what woke it.

  .section .tpu_entry, "ax"
  .globl _start
_start:
  .option push
  .option norelax
  la gp, __global_pointer$
  .option pop
  csrci mstatus, 8            # MIE
  csrw mie, zero
  la t0, trap_entry
  csrw mtvec, t0
  csrr t0, mhartid
  bnez t0, park
  la sp, __stack_top
  la t0, __bss_start
  la t1, __bss_end
1:
  bgeu t0, t1, 2f
  sw zero, 0(t0)
  addi t0, t0, 4
  j 1b
2:
  call main
park:
  csrw mie, zero
  wfi
  j park

# An access fault inside the functions below means that nothing answers at the address: they return
# all ones, as a PCIe bus does. They are leaf functions, so every t register is free. Any other
# exception is a mistake of the firmware: report it on a fresh stack and stop.
  .balign 4
trap_entry:
  csrr t0, mepc
  la t1, tpu_io_begin
  bltu t0, t1, crash
  la t1, tpu_io_end
  bgeu t0, t1, crash
  csrr t0, mcause
  li t1, 5                    # load access fault
  beq t0, t1, 1f
  li t1, 7                    # store access fault
  bne t0, t1, crash
1:
  li a0, -1
  csrw mepc, ra
  mret
crash:
  la sp, __stack_top
  csrr a0, mcause
  csrr a1, mepc
  csrr a2, mtval
  call tpu_crash
  j park

  .text
tpu_io_begin:
  .globl tpu_io_read32
tpu_io_read32:                # uint32_t (uint32_t address)
  lw a0, 0(a0)
  ret
  .globl tpu_io_write32
tpu_io_write32:               # void (uint32_t address, uint32_t value)
  sw a1, 0(a0)
  ret
  .globl tpu_io_read8
tpu_io_read8:
  lbu a0, 0(a0)
  ret
  .globl tpu_io_write8
tpu_io_write8:
  sb a1, 0(a0)
  ret
tpu_io_end:
