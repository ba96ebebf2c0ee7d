// SPDX-License-Identifier: Apache-2.0
// A 3D stack: vaults with their banks, and a link to the outside that is narrower than they are.
#pragma once

#include "hw/memory/dram_memory.h"

#include <array>
#include <memory>

namespace tessera::hw {

/// The vaults are the channels of a DramMemory. Accelerators in the logic layer use `internal()`
/// and see all of their bandwidth; the stack itself is the port of those outside, whose bytes also
/// pass a link of `port.external_mb_s` per direction. Both compete for the same banks.
class MemoryStack final : public MemoryPort {
 public:
  /// `config` must have an external link (port.external_mb_s > 0).
  explicit MemoryStack(const spec::MemoryConfig& config);

  [[nodiscard]] DramMemory& internal() { return vaults_; }

  [[nodiscard]] Picoseconds access(const MemoryRequest& request) override;
  [[nodiscard]] bool offer(const MemoryRequest& request, std::uint64_t ticket) override;
  void advance(Picoseconds until) override;
  [[nodiscard]] std::optional<Picoseconds> next_event() override;
  [[nodiscard]] std::optional<MemoryDone> take_done() override;

  [[nodiscard]] std::uint64_t external_bytes() const { return external_bytes_; }

 private:
  /// Books `bytes` on one direction of the link, ready at `from`; returns their arrival.
  [[nodiscard]] Picoseconds cross(bool write, std::uint32_t bytes, Picoseconds from);

  DramMemory vaults_;
  double picoseconds_per_byte_;
  Picoseconds latency_;
  std::array<Picoseconds, 2> free_at_{};                          // [write]
  std::unordered_map<std::uint64_t, MemoryRequest> outside_;      // offered here, by ticket
  std::deque<std::pair<MemoryRequest, std::uint64_t>> crossing_;  // on their way in
  std::deque<MemoryDone> done_;                                   // in the order of the link
  Picoseconds now_ = 0;
  std::uint64_t external_bytes_ = 0;
};

/// The port of bus masters outside: a stack if the memory has an external link, else the DRAM
/// itself.
[[nodiscard]] std::unique_ptr<MemoryPort> make_memory(const spec::MemoryConfig& config);

}  // namespace tessera::hw
