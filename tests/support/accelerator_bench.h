// SPDX-License-Identifier: Apache-2.0
// A whole accelerator between a program and a host of the test's own.
#pragma once

#include "hw/accelerator.h"
#include "tests/support/command_builder.h"
#include "tests/support/tile_bench.h"

#include <systemc>

#include <cstdint>
#include <functional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

namespace tessera::test {

/// Host memory at device addresses 0 to 64 KiB. Each transfer takes `transfer_cycles`; what reaches
/// past `mapped_bytes` is a page fault.
class FakeHost final : public hw::HostPort {
 public:
  enum class Kind { kRead, kWrite, kInterrupt };
  struct Event {
    Kind kind;
    std::uint64_t address;  // of an interrupt: its number
    std::size_t bytes;
    hw::Cycle cycle;  // at its end

    bool operator==(const Event&) const = default;
    friend std::ostream& operator<<(std::ostream& out, const Event& event);
  };

  explicit FakeHost(sc_core::sc_time period) : memory(1 << 16), period_(period) {}

  hw::HostStatus read(std::uint64_t address, std::span<std::uint8_t> data) override;
  hw::HostStatus write(std::uint64_t address, std::span<const std::uint8_t> data) override;
  void interrupt(unsigned index) override;
  void fault(const std::string& report) override { faults.push_back(report); }

  /// Cycles of the events of a kind, in order.
  [[nodiscard]] std::vector<hw::Cycle> cycles(Kind kind) const;
  /// Word w from byte address `address` on becomes first + w.
  void number(std::uint64_t address, std::size_t words, std::uint32_t first);
  [[nodiscard]] std::vector<std::uint32_t> words(std::uint64_t address, std::size_t n) const;

  std::vector<std::uint8_t> memory;
  double transfer_cycles = 10;
  std::uint64_t mapped_bytes = 1 << 16;
  hw::HostStatus failure = hw::HostStatus::kPageFault;
  std::vector<Event> events;
  std::vector<std::string> faults;

 private:
  [[nodiscard]] hw::HostStatus transfer(Kind kind, std::uint64_t address, std::size_t bytes);
  [[nodiscard]] hw::Cycle cycle() const {
    return sc_core::sc_time_stamp().value() / period_.value();
  }

  sc_core::sc_time period_;
};

/// bench_system() as a machine: the timing of tiny.yaml for the scalar side is bundle 1, branch 3,
/// fence 2, DMA issue 5, dispatch 2; infeed start 3 and 16 bytes/cycle, outfeed start 3 and
/// 8 bytes/cycle, pop start 2 and 8 bytes/cycle; host bursts of 64 bytes. A bitstream's start takes
/// the time of a bundle, its halt none.
class AcceleratorBench {
 public:
  using Cycle = hw::Cycle;

  struct Done {
    bool executed;
    Cycle cycle;

    bool operator==(const Done&) const = default;
    friend std::ostream& operator<<(std::ostream& out, const Done& done) {
      return out << (done.executed ? "done at " : "given up at ") << done.cycle;
    }
  };

  explicit AcceleratorBench(hw::Engine engine = hw::Engine::kTlm,
                            spec::SystemConfig system = bench_system(),
                            const char* name = "accelerator");
  ~AcceleratorBench();  // resets, as that of TileBench
  AcceleratorBench(const AcceleratorBench&) = delete;
  AcceleratorBench& operator=(const AcceleratorBench&) = delete;

  /// Hands over a bitstream and says run; `done` gets an entry when the accelerator is through.
  void load(const Program& program);
  void load_bytes(const std::vector<std::uint8_t>& bitstream);
  /// Does something at a cycle from now on.
  void at(Cycle cycles, std::function<void()> action);
  void run(Cycle cycles = 5000);
  /// load() and run(); true if the program was executed without a fault.
  [[nodiscard]] bool execute(const Program& program);

  [[nodiscard]] std::uint32_t reg(unsigned index) const {
    return accelerator.scalar_register(index);
  }
  [[nodiscard]] std::uint16_t counter(hw::ScalarCounter id) const {
    return accelerator.scalar_counter(static_cast<unsigned>(id));
  }
  [[nodiscard]] std::uint16_t counter(unsigned tile, hw::TileCounter id) const {
    return accelerator.tile_counter(tile, static_cast<unsigned>(id));
  }
  [[nodiscard]] std::vector<std::uint32_t> scalar_memory(std::size_t first, std::size_t n) const;
  [[nodiscard]] std::vector<std::uint32_t> narrow(unsigned tile, std::size_t word,
                                                  std::size_t n) const;
  [[nodiscard]] std::vector<std::uint32_t> wide(unsigned tile, std::size_t row,
                                                std::size_t n) const;
  void set(hw::InspectSpace space, unsigned tile, std::size_t word,
           const std::vector<std::uint32_t>& words);
  [[nodiscard]] const hw::Worker& worker(const std::string& name) const;

  const spec::SystemConfig system;  // an accelerator keeps a reference to its part of it
  FakeHost host;
  hw::Accelerator accelerator;
  std::vector<Done> done;

 private:
  [[nodiscard]] std::vector<std::uint32_t> peek(hw::InspectSpace space, unsigned tile,
                                                std::size_t word, std::size_t n) const;

  std::string name_;
};

}  // namespace tessera::test
