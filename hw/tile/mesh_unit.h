// SPDX-License-Identifier: Apache-2.0
// A mesh unit: sends words to one neighbour and takes words from the opposite one.
#pragma once

#include "hw/tile/mesh_inbound.h"

namespace tessera::hw {

/// One instruction at a time, its two halves concurrently; a half whose TTU is all zero is off.
class MeshUnit final : public Unit {
 public:
  /// `out`: link to the neighbour in `direction`; `in`: link from the opposite one; null at an
  /// edge.
  MeshUnit(const sc_core::sc_module_name& name, const AcceleratorContext& context,
           TileMemory& memory, TileCounters& counters, Direction direction, MeshLink* out,
           MeshLink* in);

  [[nodiscard]] const MeshInbound& inbound() const { return inbound_; }
  [[nodiscard]] MeshInbound& inbound() { return inbound_; }

 private:
  void execute(const spec::Command& command) override;
  void send_words(const spec::Mesh& move);
  std::uint32_t wait_space(std::uint32_t want, Pace pace);

  TileMemory& memory_;
  TileCounters& counters_;
  Direction direction_;
  MeshLink* link_;
  MeshInbound inbound_;
};

}  // namespace tessera::hw
