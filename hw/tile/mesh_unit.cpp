// SPDX-License-Identifier: Apache-2.0
#include "hw/tile/mesh_unit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <vector>

namespace tessera::hw {
namespace {

bool is_off(const spec::Ttu& ttu) {
  if (ttu.base != 0) return false;
  return std::all_of(std::begin(ttu.dims), std::end(ttu.dims), [](const spec::TtuDim& dim) {
    return dim.increment == 0 && dim.count_minus_1 == 0;
  });
}

/// Mesh south counts MESH_SOUTH_OUT on the sending tile: the name says where the words go to.
constexpr std::array<TileCounter, kDirections> kOutCounters = {
    TileCounter::kMeshSouthOut, TileCounter::kMeshWestOut, TileCounter::kMeshNorthOut,
    TileCounter::kMeshEastOut};

}  // namespace

MeshUnit::MeshUnit(const sc_core::sc_module_name& name, const AcceleratorContext& context,
                   TileMemory& memory, TileCounters& counters, Direction direction, MeshLink* out,
                   MeshLink* in)
    : Unit(name, context),
      memory_(memory),
      counters_(counters),
      direction_(direction),
      link_(out),
      inbound_("inbound", context, memory, counters, direction, in) {}

void MeshUnit::execute(const spec::Command& command) {
  const auto& move = std::get<spec::Mesh>(command.body);
  spend(scaled(context().config.timing.mesh.start_cycles));
  const bool receives = !is_off(move.inbound);
  if (receives) {
    meet_kernel();
    // The inbound half borrows the command from this unit's queue, where it stays until both end.
    inbound_.push(CommandRef(CommandRef(), &command));
  }
  if (!is_off(move.outbound)) send_words(move);
  while (receives && !inbound_.idle())
    wait_for(inbound_.progress(), Activity::kMedium,
             [this] { return "inbound half " + inbound_.state(); });
}

/// Waits for room for at least one word; returns how many find room at `pace`, at most `want`.
std::uint32_t MeshUnit::wait_space(std::uint32_t want, Pace pace) {
  for (;;) {
    if (const auto when = link_->space_at(now())) {
      stall_until(*when, Activity::kMedium);
      return link_->space(now(), pace, want);
    }
    wait_for(link_->popped(), Activity::kMedium, [&] {
      return fmt::format("waits for the neighbour to take words, {} to go in this pass", want);
    });
  }
}

void MeshUnit::send_words(const spec::Mesh& move) {
  if (link_ == nullptr)
    throw CommandFault(fmt::format("no neighbour to the {}",
                                   kDirectionNames[static_cast<std::size_t>(direction_)]));
  const auto& timing = context().config.timing.mesh;
  ByteWalker source = mesh_words(move.outbound);
  SyncWaits waits(move.sync, 0, counters_.view());
  SyncCounter& sent = counters_[kOutCounters[static_cast<std::size_t>(direction_)]];
  const std::uint32_t period = scaled(1);
  const Pace pace{period, timing.words_per_cycle};
  std::vector<std::uint8_t> words;
  std::uint32_t completed = func::kMaxDims;
  while (!source.done()) {
    keep_pace();
    waits.pass(*this, completed);
    const std::uint32_t n = waits.take_run(*this, wait_space(source.run(), pace), pace);
    if (context().computes()) {
      words.resize(n * kWordBytes);
      for (std::uint32_t i = 0; i < n; ++i)
        std::memcpy(words.data() + i * kWordBytes,
                    memory_.narrow(source.address() + source.stride() * i, kWordBytes), kWordBytes);
    }
    const Ramp ramp{now() + period, period, timing.words_per_cycle, n};
    Ramp arrival = ramp;
    arrival.first += scaled(timing.latency_cycles);
    link_->push(words, arrival, context().kernel_cycle());
    stats().narrow_read_bytes += std::uint64_t{n} * kWordBytes;
    stats().moved_bytes += std::uint64_t{n} * kWordBytes;
    spend(period * std::uint64_t{(n + timing.words_per_cycle - 1) / timing.words_per_cycle});
    completed = source.advance(n);
    if (move.out_signal_enable != 0) {
      if (move.out_signal_level == 0)
        signal(sent, ramp);
      else if (completed >= move.out_signal_level)
        signal(sent, now());
    }
  }
}

}  // namespace tessera::hw
