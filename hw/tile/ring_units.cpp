// SPDX-License-Identifier: Apache-2.0
#include "hw/tile/ring_units.h"

#include <fmt/format.h>

#include <cstring>
#include <utility>

namespace tessera::hw {
namespace {

/// 0 in programs that execute, 2 in those that cache parameters; both address alike.
void check_address_mode(std::uint32_t mode) {
  if (mode != 0 && mode != 2)
    throw CommandFault(
        fmt::format("address_mode = {} has no established meaning, known are 0 and 2", mode));
}

}  // namespace

RingProducer::RingProducer(const sc_core::sc_module_name& name, const AcceleratorContext& context,
                           TileMemory& memory, TileCounters& counters, RingAccess& ring,
                           OrderSignal order)
    : Unit(name, context),
      memory_(memory),
      counters_(counters),
      ring_(ring),
      order_(std::move(order)) {}

void RingProducer::execute(const spec::Command& command) {
  const auto& move = std::get<spec::RingProducer>(command.body);
  check_address_mode(move.address_mode);
  ByteWalker rows = ring_rows(move.wide, memory_.shape());
  SyncWaits waits(move.sync, -1, counters_.view());
  const auto row_bytes = static_cast<std::uint32_t>(memory_.shape().row_bytes);
  spend(scaled(context().config.timing.ring.start_cycles));
  std::uint32_t completed = func::kMaxDims;
  while (!rows.done()) {
    waits.pass(*this, completed);
    RingPacket packet{move.destinations, move.to_consumer_1, row_bytes, {}};
    if (context().computes()) packet.data = {memory_.wide(rows.address(), row_bytes), row_bytes};
    const RingTransfer transfer = send(ring_, packet);
    stats().wide_read_bytes += row_bytes;
    stats().moved_bytes += row_bytes;
    completed = rows.advance(1);
    if (move.ring_write_enable != 0 && completed >= move.ring_write_level)
      signal(counters_[TileCounter::kRingWrite], transfer.end);
    if (move.order_enable != 0 && completed >= move.order_level)
      order_(move.to_consumer_1, transfer.end);
  }
}

RingConsumer::RingConsumer(const sc_core::sc_module_name& name, const AcceleratorContext& context,
                           TileMemory& memory, TileCounters& counters, RingAccess& ring,
                           TileCounter read_counter)
    : Unit(name, context),
      memory_(memory),
      counters_(counters),
      ring_(ring),
      read_counter_(read_counter),
      rows_(ring_rows(spec::Ttu{}, memory.shape())) {}

void RingConsumer::on_reset() {
  Unit::on_reset();
  expected_ = 0;
  expected_aux_ = 0;
}

std::uint32_t RingConsumer::AuxRows::row(std::uint32_t packet) const {
  const std::uint32_t span = last >= first ? last - first + 1 : 1;
  return first + (group_row + packet) % span;
}

void RingConsumer::AuxRows::next_group() {
  const std::uint32_t span = last >= first ? last - first + 1 : 1;
  group_row = (group_row + step) % span;
}

RingConsumer::AuxRows RingConsumer::aux_rows(const spec::RingConsumer& command) {
  if (command.aux_enable == 0) return {};
  return {command.aux_first_row, command.aux_last_row, command.aux_rows_per_group,
          command.aux_packets + 1, 0};
}

void RingConsumer::execute(const spec::Command& command) {
  command_ = &std::get<spec::RingConsumer>(command.body);
  check_address_mode(command_->address_mode);
  rows_ = ring_rows(command_->wide, memory_.shape());
  aux_rows_ = aux_rows(*command_);
  waits_.emplace(command_->sync, -1, counters_.view());
  spend(scaled(context().config.timing.ring.start_cycles));
  completed_ = func::kMaxDims;
  while (!rows_.done()) {
    // The wait comes before the auxiliary packets: the rows they overwrite belong to the group
    // before the last, which the op unit has finished only when the credit is there.
    waits_->pass(*this, completed_);
    open();
    ring_.consumer_opened();
    while (expected_ > 0)
      wait_for(received_, Activity::kMedium, [this] {
        return fmt::format("waits for {} more packets from the ring", expected_);
      });
  }
}

/// For as many packets as the records let through now.
void RingConsumer::open() {
  const bool group_begins = aux_rows_.packets > 0 && completed_ >= command_->aux_level + 1;
  expected_aux_ = group_begins ? aux_rows_.packets : 0;
  expected_ = expected_aux_ + waits_->take_run(*this, rows_.run(), {});
  opens_at_ = now();
}

void RingConsumer::deliver(const RingPacket& packet, RingTransfer transfer) {
  stall_until(transfer.begin, Activity::kMedium);
  if (transfer.end > now()) spend(transfer.end - now());
  stats().wide_write_bytes += packet.bytes;
  std::int64_t address = rows_.address();
  const bool aux = expected_aux_ > 0;
  if (aux)
    address = std::int64_t{aux_rows_.row(aux_rows_.packets - expected_aux_)} *
              static_cast<std::int64_t>(memory_.shape().row_bytes);
  if (!packet.data.empty())
    std::memcpy(memory_.wide(address, packet.data.size()), packet.data.data(), packet.data.size());
  --expected_;
  if (aux) {
    if (--expected_aux_ == 0) aux_rows_.next_group();
  } else {
    completed_ = rows_.advance(1);
    if (command_->signal_enable != 0 && completed_ >= command_->signal_level)
      signal(counters_[read_counter_], transfer.end);
  }
  // The ring asks anew who is open once the packet has passed.
  if (expected_ == 0 && !rows_.done() && waits_->pass_if_known(*this, completed_)) open();
  if (expected_ == 0) received_.notify();
}

}  // namespace tessera::hw
