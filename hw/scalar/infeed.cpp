// SPDX-License-Identifier: Apache-2.0
#include "hw/scalar/infeed.h"

#include "hw/func/ttu.h"
#include "hw/scalar/stream_pace.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace tessera::hw {

Infeed::Infeed(const sc_core::sc_module_name& name, const AcceleratorContext& context,
               ScalarMemories& memories, ScalarCounters& counters, RingAccess& ring,
               OrderSignal order)
    : Unit(name, context),
      memories_(memories),
      counters_(counters),
      ring_(ring),
      order_(std::move(order)),
      packet_(context.config.ring.packet_bytes) {}

Infeed::Source Infeed::source_of(const spec::Infeed& move) {
  switch (move.source) {
    case 0:
      return {&memories_.parameters, kParameterUnit, ScalarCounter::kParameterInfeed};
    case 1:
      return {&memories_.activations, kActivationUnit, ScalarCounter::kAvdataInfeed};
    case 2:
      return {&memories_.scalar, kScalarUnit, ScalarCounter::kScalarInfeed};
    default:
      throw CommandFault(
          fmt::format("source = {} has no established meaning, known are 0, 1, 2", move.source));
  }
}

void Infeed::execute(const spec::Command& command) {
  const auto& move = std::get<spec::Infeed>(command.body);
  if (move.ring_mark != 1)
    throw CommandFault(
        fmt::format("ring_mark (bit 392) = {} has no established meaning", move.ring_mark));
  const auto& timing = context().config.timing.infeed;
  const Source source = source_of(move);
  const StreamPace pace(source.unit_bytes, timing.bytes_per_cycle, scaled(1));
  const std::uint32_t packet_bytes = (move.packet_words + 1) * 4;
  if (packet_bytes % source.unit_bytes != 0 || packet_bytes > packet_.size())
    throw CommandFault(fmt::format("packets of {} bytes do not hold whole units of {}",
                                   packet_bytes, source.unit_bytes));

  func::TtuWalker walk(move.staging);
  SyncWaits waits(move.sync, -1, counters_.view());
  Completions done;
  spend(scaled(timing.start_cycles));
  std::uint32_t filled = 0;
  std::uint32_t completed = func::kMaxDims;
  while (!walk.done()) {
    keep_pace();
    waits.pass(*this, completed);
    const std::uint32_t fits = (packet_bytes - filled) / source.unit_bytes;
    const std::uint32_t n = waits.take_run(*this, std::min(fits, walk.run()), pace);
    if (context().computes())
      for (std::uint32_t i = 0; i < n; ++i, filled += source.unit_bytes)
        std::memcpy(packet_.data() + filled,
                    source.memory->at(walk.address() + walk.stride() * i, source.unit_bytes),
                    source.unit_bytes);
    else
      filled += n * source.unit_bytes;
    spend(pace.cycles(n));
    completed = walk.advance(n);
    if (move.signal_enable != 0)
      done.units += move.signal_level == 0 ? n : completed >= move.signal_level ? 1 : 0;
    if (move.order_enable != 0)
      done.orders += move.order_level == 0 ? n : completed >= move.order_level ? 1 : 0;
    if (filled == packet_bytes || walk.done()) {
      send_packet(move, filled, done, source.counter);
      filled = 0;
    }
  }
}

void Infeed::send_packet(const spec::Infeed& move, std::uint32_t bytes, Completions& done,
                         ScalarCounter counter) {
  RingPacket packet{move.destinations, 0, bytes, {}};
  if (context().computes()) packet.data = {packet_.data(), bytes};
  const RingTransfer transfer = send(ring_, packet);
  stats().moved_bytes += bytes;
  // A unit's place is free again, and a row passed on, once its packet has left.
  if (done.units > 0) signal(counters_[counter], Ramp{transfer.end, 0, 1, done.units});
  for (; done.orders > 0; --done.orders) order_(0, transfer.end);
  done.units = 0;
}

}  // namespace tessera::hw
