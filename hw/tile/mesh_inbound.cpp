// SPDX-License-Identifier: Apache-2.0
#include "hw/tile/mesh_inbound.h"

#include <fmt/format.h>

#include <cstring>
#include <utility>

namespace tessera::hw {
namespace {

/// Mesh south counts MESH_NORTH_IN on the receiving tile: the name says where the words come from.
constexpr std::array<TileCounter, kDirections> kInCounters = {
    TileCounter::kMeshNorthIn, TileCounter::kMeshEastIn, TileCounter::kMeshSouthIn,
    TileCounter::kMeshWestIn};

}  // namespace

MeshInbound::MeshInbound(const sc_core::sc_module_name& name, const AcceleratorContext& context,
                         TileMemory& memory, TileCounters& counters, Direction direction,
                         MeshLink* link)
    : Unit(name, context),
      memory_(memory),
      counters_(counters),
      direction_(direction),
      link_(link),
      pace_{scaled(1), context.config.timing.mesh.words_per_cycle},
      targets_(mesh_words(spec::Ttu{})) {
  if (link_ != nullptr) link_->on_push([this] { words_came(); });
}

void MeshInbound::on_reset() {
  Unit::on_reset();
  listens_ = false;
  fault_.clear();
}

void MeshInbound::execute(const spec::Command& command) {
  move_ = &std::get<spec::Mesh>(command.body);
  targets_ = mesh_words(move_->inbound);
  waits_.emplace(move_->sync, 1, counters_.view());
  completed_ = func::kMaxDims;
  if (move_->fill != 0) return fill();
  if (link_ == nullptr && !targets_.done())
    throw CommandFault(fmt::format("no neighbour to take words from moving {}",
                                   kDirectionNames[static_cast<std::size_t>(direction_)]));
  while (!targets_.done()) {
    keep_pace();
    waits_->pass(*this, completed_);
    wants_words_ = true;
    take_known();
    if (wants_words_) wait_words();
  }
}

void MeshInbound::fill() {
  while (!targets_.done()) {
    keep_pace();
    waits_->pass(*this, completed_);
    take(targets_.run());
  }
}

void MeshInbound::wait_words() {
  listens_ = true;
  while (wants_words_)
    wait_for(stopped_, Activity::kMedium, [this] {
      return fmt::format("waits for words from the mesh, {} to go in this pass", targets_.run());
    });
  listens_ = false;
  if (!fault_.empty()) throw CommandFault(std::exchange(fault_, {}));
}

/// In the sender's thread.
void MeshInbound::words_came() {
  if (!listens_ || !wants_words_) return;
  try {
    take_known();
  } catch (const CommandFault& fault) {  // not the sender's
    fault_ = fault.what();
    wants_words_ = false;
  }
  if (!wants_words_) stopped_.notify();
}

/// Takes words as long as it is known when they come, and until one has to wait for a counter whose
/// future is not known.
void MeshInbound::take_known() {
  while (const auto when = link_->available_at(now())) {
    stall_until(*when, Activity::kMedium);
    take(link_->available(now(), pace_, targets_.run()));
    if (targets_.done() || !waits_->pass_if_known(*this, completed_)) {
      wants_words_ = false;
      return;
    }
  }
}

/// At most `want` words, which are there, or of the pattern.
void MeshInbound::take(std::uint32_t want) {
  const std::uint32_t n = waits_->take_run(*this, want, pace_);
  const Ramp ramp{now() + pace_.period, pace_.period, pace_.batch, n};
  const bool fills = move_->fill != 0;
  if (context().computes()) {
    words_.resize(std::size_t{n} * kWordBytes);
    if (!fills) link_->pop(words_, ramp, context().kernel_cycle());
    for (std::uint32_t i = 0; i < n; ++i)
      std::memcpy(memory_.narrow(targets_.address() + targets_.stride() * i, kWordBytes),
                  fills ? reinterpret_cast<const std::uint8_t*>(&move_->fill_pattern)
                        : words_.data() + i * kWordBytes,
                  kWordBytes);
  } else if (!fills) {
    link_->pop({}, ramp, context().kernel_cycle());
  }
  stats().narrow_write_bytes += std::uint64_t{n} * kWordBytes;
  spend(pace_.period * std::uint64_t{(n + pace_.batch - 1) / pace_.batch});
  completed_ = targets_.advance(n);
  if (move_->in_signal_enable == 0) return;
  SyncCounter& arrived = counters_[kInCounters[static_cast<std::size_t>(direction_)]];
  if (move_->in_signal_level == 0)
    signal(arrived, ramp);
  else if (completed_ >= move_->in_signal_level)
    signal(arrived, now());
}

}  // namespace tessera::hw
