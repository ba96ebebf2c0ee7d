// SPDX-License-Identifier: Apache-2.0
// Tiles with their ring and mesh, without a scalar core: commands go straight to the front ends.
#pragma once

#include "hw/interconnect/ring.h"
#include "hw/spec/system.h"
#include "hw/tile/tile.h"
#include "tests/support/command_builder.h"

#include <systemc>

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <ostream>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace tessera::test {

/// `tiny` with Coral's encoding, rows and packets (64 lanes, 256 bytes), and front ends that take
/// all commands of a test at once. Timing is that of hw/spec/systems/tiny.yaml:
/// op start 3, drain 20, 1 output word/cycle; movers start 2, 1 word/cycle; ring start 3,
/// 16 bytes/cycle, latency 5; mesh start 3, 1 word/cycle, latency 2, links of 4 words;
/// front end dispatch 2, fence 3; a signal takes 1 cycle. A command issued at cycle 0 thus reaches
/// its unit at cycle 2.
[[nodiscard]] spec::SystemConfig bench_system();

/// A ring consumer that a test opens and closes.
class FakeConsumer final : public hw::RingConsumerPort {
 public:
  struct Delivery {
    hw::Cycle begin;
    hw::Cycle end;
    std::uint32_t bytes;
    std::uint8_t first;  // byte of the packet

    bool operator==(const Delivery&) const = default;
    friend std::ostream& operator<<(std::ostream& out, const Delivery& delivery) {
      return out << delivery.bytes << " bytes of " << delivery.first << " from " << delivery.begin
                 << " to " << delivery.end;
    }
  };

  [[nodiscard]] std::optional<hw::Cycle> opens_at() const override {
    return packets_ > 0 ? std::optional<hw::Cycle>(0) : std::nullopt;
  }
  void deliver(const hw::RingPacket& packet, hw::RingTransfer transfer) override;
  /// Opens for so many packets more.
  void open(hw::Ring& ring, std::uint32_t packets = 1);

  std::vector<Delivery> deliveries;

 private:
  std::uint32_t packets_ = 0;
};

/// One per process: its constructor ends elaboration and stands at cycle 0.
class TileBench {
 public:
  using Cycle = hw::Cycle;

  explicit TileBench(hw::Engine engine = hw::Engine::kTlm,
                     spec::SystemConfig system = bench_system(),
                     func::RequantMode requant = func::RequantMode::kF32);
  /// Resets everything, so that no thread keeps memory on its stack (leak checks count it as lost).
  ~TileBench();
  TileBench(const TileBench&) = delete;
  TileBench& operator=(const TileBench&) = delete;

  /// Hands a command to a tile's front end, now.
  template <typename Body>
  void issue(unsigned tile, spec::Opcode opcode, const Body& body) {
    tiles_.at(tile)->front_end().push(std::make_shared<const spec::Command>(command(opcode, body)));
  }
  /// Does something at a cycle; to be called before run().
  sc_core::sc_process_handle at(Cycle cycle, std::function<void()> action);
  void run(Cycle cycles = 2000);

  [[nodiscard]] hw::Tile& tile(unsigned index) { return *tiles_.at(index); }
  [[nodiscard]] hw::Ring& ring() { return ring_; }
  [[nodiscard]] Cycle cycle() const { return context_.kernel_cycle(); }
  /// The unit's statistics; `unit` as in names of modules: "op", "mesh_south.inbound".
  [[nodiscard]] const hw::Unit& unit(unsigned tile, const std::string& unit) const;

  /// Cycles at which a unit took its commands, and at which it was done with them.
  [[nodiscard]] std::vector<Cycle> begins(unsigned tile, const std::string& unit) const;
  [[nodiscard]] std::vector<Cycle> ends(unsigned tile, const std::string& unit) const;

  /// One entry per signal that a counter has got: the cycle from which on it is seen.
  [[nodiscard]] std::vector<Cycle> signals(unsigned tile, hw::TileCounter counter) const;
  [[nodiscard]] std::uint16_t counter(unsigned tile, hw::TileCounter counter) const;
  void set_counter(unsigned tile, hw::TileCounter counter, std::uint16_t value);

  /// Words of narrow memory from word `first` on, and of a row of wide memory.
  [[nodiscard]] std::vector<std::uint32_t> narrow(unsigned tile, std::size_t first, std::size_t n);
  [[nodiscard]] std::vector<std::uint32_t> wide(unsigned tile, std::size_t row, std::size_t first,
                                                std::size_t n);
  /// Words of the scaling store from an 8-byte step on.
  [[nodiscard]] std::vector<std::uint32_t> scaling(unsigned tile, std::size_t step, std::size_t n);
  void set_narrow(unsigned tile, std::size_t first, const std::vector<std::uint32_t>& words);
  void set_wide(unsigned tile, std::size_t row, std::size_t first,
                const std::vector<std::uint32_t>& words);
  /// Word w of row r of wide memory becomes wide_word(r, w), word n of narrow memory
  /// narrow_word(n): so many rows and words from the start on.
  void number_wide(unsigned tile, std::size_t rows);
  void number_narrow(unsigned tile, std::size_t words);
  [[nodiscard]] static constexpr std::uint32_t wide_word(std::size_t row, std::size_t word) {
    return static_cast<std::uint32_t>(0x1000'0000 + row * 0x100 + word);
  }
  [[nodiscard]] static constexpr std::uint32_t narrow_word(std::size_t word) {
    return static_cast<std::uint32_t>(0x2000'0000 + word);
  }

  std::vector<std::string> faults;
  std::vector<std::pair<unsigned, Cycle>> tokens;  // tile and cycle

 private:
  using UnitKey = std::pair<unsigned, std::string>;

  void build_tiles();
  void watch_units();
  void watch_counters();

  spec::SystemConfig system_;
  hw::AcceleratorContext context_;
  hw::Ring ring_;
  std::deque<hw::MeshLink> links_;
  std::vector<std::unique_ptr<hw::Tile>> tiles_;
  std::map<UnitKey, const hw::Unit*> units_;
  std::map<UnitKey, std::vector<Cycle>> begins_;
  std::map<UnitKey, std::vector<Cycle>> ends_;
  std::map<std::pair<unsigned, std::size_t>, std::vector<Cycle>> signals_;
  std::vector<std::array<std::uint16_t, hw::kTileCounters>> last_values_;
};

/// Runs `action` as a SystemC process, and what follows from it in the present cycle, if simulation
/// has begun and is not over.
void run_now(const std::function<void()>& action);

}  // namespace tessera::test
