// SPDX-License-Identifier: Apache-2.0
// An accelerator for tests of the device: it executes 16-byte commands of its own.
#pragma once

#include "hw/scalar/accelerator_control.h"
#include "hw/scalar/host_port.h"
#include "tlm/standard.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <span>
#include <utility>
#include <vector>

namespace tessera::test {

/// Commands: {u8 operation, u8 argument, u16 0, u32 bytes, u64 device address}, little-endian.
enum class FakeOp : std::uint8_t {
  kHalt = 0,   ///< end of a bitstream
  kRead,       ///< host memory to the fake's buffer
  kWrite,      ///< the fake's buffer to host memory
  kInterrupt,  ///< scalar-core interrupt `argument`
  kIncrement,  ///< adds `argument` to every byte of the buffer
  kDelay,      ///< waits `bytes` nanoseconds
  kHang,       ///< never ends
  kFault,      ///< a program's mistake
};

/// Appends a command to a bitstream.
void append(std::vector<std::uint8_t>& code, FakeOp op, std::uint8_t argument = 0,
            std::uint32_t bytes = 0, std::uint64_t address = 0);

/// Bit offset, in command `index`, of one half of its address: a place for a relocation.
std::uint32_t address_bit(unsigned index, bool upper);

/// Executes while its run control says so, in a SystemC thread of its own. Its buffer holds only
/// `kCapacity` bytes of instructions, so that the queue meets back-pressure.
class FakeAccelerator final : public hw::AcceleratorControl {
 public:
  static constexpr std::size_t kCapacity = 256;
  static constexpr std::size_t kMemoryBytes = 64;
  static constexpr unsigned kTiles = 4;

  explicit FakeAccelerator(hw::HostPort& host);

  std::size_t instruction_space() const override { return kCapacity - code_.size(); }
  void push_instructions(std::span<const std::uint8_t> bytes) override;
  void wait_instruction_space(std::size_t bytes) override;
  bool wait_bitstream_done() override;
  void set_run_control(hw::RunControl value) override;
  hw::RunControl run_state() const override { return run_control_; }
  void reset() override;

  std::uint32_t scalar_register(unsigned index) const override { return 0x1000 + index; }
  bool predicate(unsigned index) const override { return index % 2 == 1; }
  std::uint16_t scalar_counter(unsigned index) const override;
  std::uint16_t tile_counter(unsigned tile, unsigned index) const override;
  std::uint64_t current_pc() const override { return executed_ / 16; }
  unsigned tiles() const override { return kTiles; }
  std::size_t peek(hw::InspectSpace space, unsigned tile, std::size_t offset,
                   std::span<std::uint8_t> data) const override;
  std::size_t poke(hw::InspectSpace space, unsigned tile, std::size_t offset,
                   std::span<const std::uint8_t> data) override;

  std::vector<std::uint8_t> buffer;
  std::vector<FakeOp> history;  ///< commands begun
  unsigned resets = 0;

 private:
  using Memory = std::array<std::uint8_t, kMemoryBytes>;

  void execute();
  void step(std::span<const std::uint8_t> command);

  hw::HostPort& host_;
  std::map<std::pair<hw::InspectSpace, unsigned>, Memory> memories_;
  std::deque<std::uint8_t> code_;
  std::size_t pushed_ = 0;
  std::size_t executed_ = 0;
  unsigned epoch_ = 0;
  bool stopped_ = false;
  hw::RunControl run_control_ = hw::RunControl::kIdle;
  sc_core::sc_event changed_;
};

}  // namespace tessera::test
