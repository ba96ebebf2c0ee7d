// SPDX-License-Identifier: Apache-2.0
// Programs on an accelerator without device, driver and page table: regions of bytes are the host.
#pragma once

#include "hw/accelerator.h"
#include "workloads/input/lcg.h"
#include "workloads/program/program.h"

#include <systemc>

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace tessera::test {

/// Puts `value` into the 32 bits of `bytes` from `bit_offset` on. Throws std::out_of_range if they
/// do not lie inside.
void patch_bits32(std::span<std::uint8_t> bytes, std::uint64_t bit_offset, std::uint32_t value);

/// Pieces of memory at device addresses above 2^32, each with unmapped space around it.
class MemoryRegions {
 public:
  /// Adds a piece with these contents; returns its address.
  std::uint64_t add(workloads::Bytes contents);
  /// `bytes` bytes at `address`; empty unless they lie inside one piece.
  [[nodiscard]] std::span<std::uint8_t> find(std::uint64_t address, std::size_t bytes);
  void clear();

 private:
  std::map<std::uint64_t, workloads::Bytes> pieces_;  // by address
  std::uint64_t next_ = kFirst;
  static constexpr std::uint64_t kFirst = 0x1'0000'0000;
};

/// How a program ended.
struct DirectResult {
  enum class End : std::uint8_t {
    kCompleted,  // its executables have raised interrupt 0, each within the budget
    kFault,      // the accelerator has stopped on a mistake; `text` is its report
    kStalled,    // the budget is used up; `text` says what is under way or stands still
  };
  End end = End::kStalled;
  std::string text;
  std::vector<workloads::Bytes> outputs;  // as the device has sent them, for each of its outputs
  hw::Cycle cycles = 0;                   // of the inference alone, to its last interrupt
};

[[nodiscard]] const char* name_of(DirectResult::End end);

/// One accelerator, reset before each program, so that one process (SystemC elaborates once) can
/// run thousands. A transfer takes 10 ns, whatever its size.
class DirectHost final : public sc_core::sc_module, private hw::HostPort {
 public:
  DirectHost(const sc_core::sc_module_name& name, spec::SystemConfig system,
             hw::AcceleratorOptions options = {});

  /// Runs the caching executable, if there is one, and the inference, `budget` of simulated time
  /// each. Inputs come from the generator. Throws std::length_error for tensors of more than 256
  /// MiB together. Must be called outside of simulation.
  [[nodiscard]] DirectResult run(const workloads::Program& program, const sc_core::sc_time& budget,
                                 std::uint32_t seed = workloads::Lcg::kDefaultSeed);

  /// A whole inference of a compiled network: each part on the accelerator, the control core's
  /// operators between them on the reference. `inputs` and the outputs are the network's.
  [[nodiscard]] DirectResult infer(const workloads::Program& program,
                                   std::span<const workloads::Bytes> inputs,
                                   const sc_core::sc_time& budget);

  /// Resets the accelerator: what a program under way has on the stacks of its threads is released,
  /// which leak checks count as lost otherwise. Must be called outside of simulation.
  void stop();

  [[nodiscard]] const hw::Accelerator& accelerator() const { return accelerator_; }

 private:
  using Addresses = std::map<std::string, std::uint64_t>;  // of tensors, by name

  // HostPort
  [[nodiscard]] hw::HostStatus read(std::uint64_t address, std::span<std::uint8_t> data) override;
  [[nodiscard]] hw::HostStatus write(std::uint64_t address,
                                     std::span<const std::uint8_t> data) override;
  void interrupt(unsigned index) override;
  void fault(const std::string& report) override;

  /// Contents of a part's inputs: what `fill(bytes)` makes for each.
  template <class Fill>
  void map_tensors(const workloads::CompiledPart& part, Fill fill);
  /// `part`: whose tensors relocations name.
  void load(const workloads::CompiledPart& part, const workloads::Executable& executable);
  void collect(const workloads::CompiledPart& part, DirectResult& result);
  [[nodiscard]] DirectResult::End simulate(const sc_core::sc_time& budget);
  [[nodiscard]] std::string stall_text() const;
  void control();
  void feed();

  spec::SystemConfig system_;  // the accelerator refers to it
  hw::Accelerator accelerator_;
  MemoryRegions memory_;
  Addresses inputs_;
  Addresses outputs_;

  workloads::Bytes code_;      // bitstreams of the executable under way, one behind the other
  std::size_t fed_ = 0;        // bytes of it that the accelerator has
  bool begin_wanted_ = false;  // for `control`
  bool reset_wanted_ = false;  // before that
  bool feeding_ = false;       // for `feed`
  bool live_ = false;          // what comes from the accelerator belongs to the program under way
  bool interrupted_ = false;
  hw::Cycle simulated_ = 0;  // cycles of the executable under way, up to its interrupt
  std::string fault_;
  sc_core::sc_event control_event_;
  sc_core::sc_event feed_event_;
};

}  // namespace tessera::test
