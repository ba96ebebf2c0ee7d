// SPDX-License-Identifier: Apache-2.0
#include "hw/scalar/outfeed.h"

#include "hw/func/ttu.h"
#include "hw/scalar/stream_pace.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace tessera::hw {
namespace {

constexpr std::uint32_t kHostUnit = 8;  // bytes per step of a command that sends to the host

}  // namespace

Outfeed::Outfeed(const sc_core::sc_module_name& name, const AcceleratorContext& context,
                 ScalarMemories& memories, ByteStream& outputs, ScalarCounters& counters,
                 RingAccess& ring)
    : Unit(name, context),
      memories_(memories),
      outputs_(outputs),
      counters_(counters),
      ring_(ring),
      packet_(context.config.ring.packet_bytes) {}

void Outfeed::on_reset() {
  Unit::on_reset();
  opens_at_.reset();
}

void Outfeed::deliver(const RingPacket& packet, RingTransfer transfer) {
  stall_until(transfer.begin, Activity::kMedium);
  if (transfer.end > now()) spend(transfer.end - now());
  if (!packet.data.empty()) std::copy(packet.data.begin(), packet.data.end(), packet_.begin());
  packet_bytes_ = packet.bytes;
  taken_ = 0;
  opens_at_.reset();
  received_.notify();
}

void Outfeed::receive() {
  opens_at_ = now();
  ring_.consumer_opened();
  while (opens_at_)
    wait_for(received_, Activity::kMedium,
             [] { return std::string("waits for a packet from the ring"); });
}

void Outfeed::execute(const spec::Command& command) {
  const auto& move = std::get<spec::Outfeed>(command.body);
  const auto& timing = context().config.timing.outfeed;
  const bool to_host = move.to_host != 0;
  const std::uint32_t unit = to_host ? kHostUnit : kScalarUnit;
  const StreamPace pace(unit, timing.bytes_per_cycle, scaled(1));
  func::TtuWalker target(move.staging);
  SyncWaits waits(move.sync, -1, counters_.view());
  spend(scaled(timing.start_cycles));
  packet_bytes_ = taken_ = 0;
  std::uint32_t completed = func::kMaxDims;
  while (!target.done()) {
    keep_pace();
    waits.pass(*this, completed);
    if (packet_bytes_ - taken_ < unit) receive();
    if (packet_bytes_ - taken_ < unit)
      throw CommandFault(
          fmt::format("a packet of {} bytes holds no unit of {}", packet_bytes_, unit));
    const std::uint32_t n =
        waits.take_run(*this, std::min((packet_bytes_ - taken_) / unit, target.run()), pace);
    const Cycle begin = now();
    spend(pace.cycles(n));
    if (to_host)
      write_to_host(n * unit);
    else if (context().computes())
      for (std::uint32_t i = 0; i < n; ++i)
        std::memcpy(memories_.scalar.at(target.address() + target.stride() * i, unit),
                    packet_.data() + taken_ + std::size_t{i} * unit, unit);
    taken_ += n * unit;
    stats().moved_bytes += std::uint64_t{n} * unit;
    completed = target.advance(n);
    if (move.signal_enable == 0) continue;
    SyncCounter& counter = counters_[ScalarCounter::kRingOutfeed];
    if (move.signal_level == 0)
      signal(counter, pace.ramp(begin, n));
    else if (completed >= move.signal_level)
      signal(counter, now());
  }
}

void Outfeed::write_to_host(std::uint32_t bytes) {
  meet_kernel();
  for (std::uint32_t offset = 0; offset < bytes;) {
    while (outputs_.space() == 0)
      wait_for(outputs_.changed(), Activity::kMedium,
               [] { return std::string("waits for the host to take output"); });
    const auto n =
        static_cast<std::uint32_t>(std::min<std::size_t>(bytes - offset, outputs_.space()));
    outputs_.push({packet_.data() + taken_ + offset, n});
    offset += n;
  }
}

}  // namespace tessera::hw
