// SPDX-License-Identifier: Apache-2.0
// What a host side may do with an accelerator: feed instructions, start, halt, reset, look inside.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace tessera::hw {

/// Values of every RunControl register of the public driver.
enum class RunControl : std::uint8_t { kIdle = 0, kRun = 1, kHalt = 2, kSingleStep = 3 };

/// Memories and registers that a debugger (or a CSR window) may look at.
enum class InspectSpace { kNarrowMemory, kWideMemory, kScalarMemory };

class AcceleratorControl {
 public:
  virtual ~AcceleratorControl() = default;

  /// Room, in bytes, left in the instruction buffer; `push_instructions` takes at most this much.
  [[nodiscard]] virtual std::size_t instruction_space() const = 0;
  /// Appends instruction bytes (a multiple of 16) to the scalar core's stream.
  virtual void push_instructions(std::span<const std::uint8_t> bytes) = 0;
  /// Blocks the calling SystemC thread until `instruction_space()` >= bytes or a reset.
  virtual void wait_instruction_space(std::size_t bytes) = 0;
  /// Blocks until every pushed bitstream up to now has been executed (its halt word was reached),
  /// or the core has stopped on a fault or a reset. True if it was executed.
  [[nodiscard]] virtual bool wait_bitstream_done() = 0;

  virtual void set_run_control(RunControl value) = 0;
  [[nodiscard]] virtual RunControl run_state() const = 0;
  /// Back to the state after power-up: units idle, counters and queues empty; memories keep.
  virtual void reset() = 0;

  [[nodiscard]] virtual std::uint32_t scalar_register(unsigned index) const = 0;
  [[nodiscard]] virtual bool predicate(unsigned index) const = 0;
  [[nodiscard]] virtual std::uint16_t scalar_counter(unsigned index) const = 0;
  [[nodiscard]] virtual std::uint16_t tile_counter(unsigned tile, unsigned index) const = 0;
  [[nodiscard]] virtual std::uint64_t current_pc() const = 0;
  [[nodiscard]] virtual unsigned tiles() const = 0;

  /// Debug access without time or side effects; returns the number of bytes done (may be short).
  [[nodiscard]] virtual std::size_t peek(InspectSpace space, unsigned tile, std::size_t offset,
                                         std::span<std::uint8_t> data) const = 0;
  [[nodiscard]] virtual std::size_t poke(InspectSpace space, unsigned tile, std::size_t offset,
                                         std::span<const std::uint8_t> data) = 0;
};

}  // namespace tessera::hw
