// SPDX-License-Identifier: Apache-2.0
// The instruction stream of one executable, as it is written: tile commands with their sequence
// numbers, scalar commands, addresses to be patched; cut into bitstreams that fit the machine.
#pragma once

#include "hw/spec/command.h"
#include "workloads/compiler/machine.h"
#include "workloads/program/program.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace tessera::workloads {

/// Units of a tile by their bit in a fence (facts/beagle_isa.md section 2).
namespace unit {
inline constexpr std::uint32_t kOp = 1U << 0;
inline constexpr std::uint32_t kRingProducer = 1U << 1;
inline constexpr std::uint32_t kRingConsumer0 = 1U << 2;
inline constexpr std::uint32_t kRingConsumer1 = 1U << 3;
inline constexpr std::uint32_t kNarrowToWide = 1U << 4;
inline constexpr std::uint32_t kWideToNarrow = 1U << 5;
inline constexpr std::uint32_t kMesh = 0xfU << 6;
inline constexpr std::uint32_t kAll = 0x3ff;
}  // namespace unit

/// Host descriptor tags (facts/beagle_isa.md section 10).
enum class HostTag : std::uint32_t { kInput = 1, kParameters = 2, kOutput = 3, kInterrupt = 4 };

class CommandStream {
 public:
  explicit CommandStream(const Machine& machine) : machine_(machine) {}

  /// What is compiled at present, for messages ("conv1 (CONV_2D)").
  void enter(std::string what) { what_ = std::move(what); }

  template <class Body>
  void tile(spec::Opcode opcode, Body body, std::uint32_t tiles) {
    body.tiles = tiles;
    body.sequence = next_sequence();
    append({spec::find_format(static_cast<std::uint32_t>(opcode)), std::move(body)});
  }

  /// One command per tile, as `make(tile)` gives it; tiles with equal commands share one.
  template <class Body>
  void each_tile(spec::Opcode opcode,
                 const std::function<std::optional<Body>(std::uint32_t)>& make) {
    std::vector<std::pair<std::vector<std::uint8_t>, std::pair<Body, std::uint32_t>>> merged;
    for (std::uint32_t t = 0; t < machine_.tiles; ++t) {
      std::optional<Body> body = make(t);
      if (!body) continue;
      auto bytes = encode({spec::find_format(static_cast<std::uint32_t>(opcode)), *body});
      bool found = false;
      for (auto& [key, entry] : merged) {
        if (key != bytes) continue;
        entry.second |= 1U << t;
        found = true;
        break;
      }
      if (!found) merged.emplace_back(std::move(bytes), std::pair{std::move(*body), 1U << t});
    }
    for (auto& [key, entry] : merged) tile(opcode, std::move(entry.first), entry.second);
  }

  template <class Body>
  void scalar(spec::Opcode opcode, Body body) {
    append({spec::find_format(static_cast<std::uint32_t>(opcode)), std::move(body)});
  }

  /// The front ends of all tiles wait until these of their own units have drained.
  void fence(std::uint32_t units);
  /// The scalar core waits until every unit of every tile and the stream units have drained.
  void barrier();
  /// All counters to zero, everything drained: the beginning of a program.
  void begin();
  /// One host transfer; the address is that of the named buffer, patched by the driver.
  void transfer(HostTag tag, BufferKind buffer, const std::string& name, std::uint32_t bytes);
  /// Completion interrupt and halt.
  void end();

  /// Tile commands so far.
  [[nodiscard]] std::uint32_t tile_commands() const { return tile_commands_; }

  /// The bitstreams, each with its relocations.
  [[nodiscard]] std::vector<Bitstream> finish() const;

 private:
  struct Item {
    std::vector<std::uint8_t> bytes;
    std::optional<Relocation> relocation;  // bit_offset counts from the item's first bit
  };

  [[nodiscard]] std::uint32_t next_sequence();
  [[nodiscard]] std::vector<std::uint8_t> encode(const spec::Command& command) const;
  void append(const spec::Command& command) { items_.push_back({encode(command), std::nullopt}); }
  void set_register(std::uint32_t number, std::uint32_t value,
                    std::optional<Relocation> relocation = {});
  void descriptor_word(std::uint32_t word, std::uint32_t reg);
  void issue(std::uint32_t bytes, HostTag tag);
  [[nodiscard]] std::vector<std::uint8_t> framed(spec::Opcode opcode, std::uint32_t bits) const;

  const Machine& machine_;
  std::string what_ = "program";
  std::vector<Item> items_;
  std::uint32_t tile_commands_ = 0;
};

}  // namespace tessera::workloads
