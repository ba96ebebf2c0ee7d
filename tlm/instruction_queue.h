// SPDX-License-Identifier: Apache-2.0
// The instruction queue: fetches descriptors and bitstreams from host memory and feeds the
// accelerator.
#pragma once

#include "hw/scalar/accelerator_control.h"
#include "tlm/dma_engine.h"
#include "tlm/fault_unit.h"
#include "tlm/interrupt_controller.h"
#include "tlm/register_bank.h"
#include "tlm/standard.h"

#include <cstdint>

namespace tessera::tlm {

/// A ring of 16-byte descriptors {u64 device address, u32 bytes, u32 0}; software moves the tail,
/// the device moves two heads: fetched, and completed, which it also writes to the status block
/// {u32 completed head, u32 fatal error, u64 0} before it raises the interrupt (facts:
/// edgetpu.md 6.2).
///
/// A descriptor is complete when the accelerator has executed its bitstream. After an error the
/// queue stands still, with fatal error 1 in the status block, until it is disabled or reset.
class InstructionQueue {
 public:
  static constexpr unsigned kDescriptorBytes = 16;

  /// `descriptors_on_link`: do descriptor fetches take time on the link?
  InstructionQueue(RegisterBank& registers, DmaEngine& dma, InterruptController& interrupts,
                   FaultUnit& faults, bool descriptors_on_link);

  /// The consumer; before simulation starts. Spawns the queue's thread under the current module.
  void start(hw::AcceleratorControl& accelerator);

  /// After a write to queue_tail.
  void ring_doorbell();
  /// After a write to queue_control; `before` is its former value.
  void apply_control(std::uint64_t before);
  /// queue_status: enabled, or still finishing a descriptor.
  [[nodiscard]] std::uint64_t status() const;
  /// The device was reset: the registers hold their reset values already.
  void reset();

 private:
  struct Descriptor {
    std::uint64_t address;
    std::uint32_t bytes;
  };
  enum class Outcome { kDone, kFailed, kReset };

  void serve();
  [[nodiscard]] bool has_work() const;
  [[nodiscard]] bool is_configured() const;
  [[nodiscard]] Outcome execute_next();
  [[nodiscard]] Outcome fetch(std::uint64_t index, Descriptor& descriptor);
  [[nodiscard]] Outcome feed(const Descriptor& descriptor);
  [[nodiscard]] Outcome push(std::span<const std::uint8_t> bytes);
  void complete();
  void stop();
  void write_status_block(bool fatal);
  [[nodiscard]] std::uint64_t next(std::uint64_t index) const;

  RegisterBank& registers_;
  DmaEngine& dma_;
  InterruptController& interrupts_;
  FaultUnit& faults_;
  DmaEngine::Join descriptor_join_;
  hw::AcceleratorControl* accelerator_ = nullptr;

  // Taken from the registers when the queue is enabled; later writes wait for the next enable.
  std::uint64_t base_ = 0;
  std::uint64_t size_ = 0;

  bool enabled_ = false;
  bool busy_ = false;
  bool stopped_ = false;  ///< by an error
  unsigned epoch_ = 0;    ///< counts resets
  sc_core::sc_event wake_;
};

}  // namespace tessera::tlm
