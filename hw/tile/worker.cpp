// SPDX-License-Identifier: Apache-2.0
#include "hw/tile/worker.h"

#include <algorithm>

namespace tessera::hw {

Worker::Worker(const sc_core::sc_module_name& name, const AcceleratorContext& context)
    : sc_module(name),
      context_(context),
      factor_(context.latency_factor ? context.latency_factor(this->name()) : 1) {
  sc_core::sc_spawn_options options;
  thread_ = sc_core::sc_spawn(
      [this] {
        catch_up(Activity::kIdle);
        work();
      },
      "thread", &options);
}

void Worker::reset() {
  blocked_ = nullptr;
  faulted_ = false;
  // Work done ahead of time has not happened.
  const Cycle kernel = context_.kernel_cycle();
  if (now_ > kernel) take_back(stats_, now_ - kernel);
  now_ = kernel;
  on_reset();
  thread_.reset();
}

/// What was done last goes first.
void Worker::take_back(UnitStats& stats, std::uint64_t cycles) const {
  for (const Activity activity : {last_, Activity::kBusy, Activity::kSync, Activity::kMedium}) {
    const std::uint64_t part = std::min(cycles, stats[activity]);
    stats[activity] -= part;
    cycles -= part;
  }
}

void Worker::spend(std::uint64_t cycles) {
  now_ += cycles;
  last_ = Activity::kBusy;
  stats_[Activity::kBusy] += cycles;
  if (context_.on_activity) context_.on_activity(*this, now_ - cycles, Activity::kBusy);
}

void Worker::stall_until(Cycle when, Activity why) {
  if (when <= now_) return;
  const Cycle begin = now_;
  last_ = why;
  stats_[why] += when - now_;
  now_ = when;
  if (context_.on_activity) context_.on_activity(*this, begin, why);
}

void Worker::meet_kernel() {
  const Cycle kernel = context_.kernel_cycle();
  if (now_ > kernel) wait(context_.period * static_cast<double>(now_ - kernel));
}

void Worker::keep_pace() {
  constexpr Cycle kFarAhead = 1U << 16;
  if (now_ > context_.kernel_cycle() + kFarAhead) meet_kernel();
}

void Worker::signal(SyncCounter& counter, Ramp ramp) const {
  ramp.first += context_.config.timing.sync.signal_cycles;
  counter.add(ramp, context_.kernel_cycle());
}

RingTransfer Worker::send(RingAccess& ring, const RingPacket& packet) {
  const auto describe = [&] { return ring.blocked_on(packet); };
  const Description<decltype(describe)> description(describe);
  blocked_ = &description;
  blocked_as_ = Activity::kMedium;
  const RingTransfer transfer = ring.send(packet, now_);
  blocked_ = nullptr;
  stall_until(transfer.begin, Activity::kMedium);
  spend(transfer.end - transfer.begin);
  return transfer;
}

void Worker::stop_on_fault(const std::string& report) {
  blocked_ = nullptr;
  faulted_ = true;
  context_.fault(report);
  for (;;) wait(never_);  // only a reset gets it out of here
}

std::string Worker::blocked_text() const {
  if (faulted_) return "stopped by a fault";
  return blocked_ != nullptr ? blocked_->text() : "running";
}

UnitStats Worker::stats_at(Cycle when) const {
  UnitStats result = stats_;
  if (when > now_) result[waiting_as()] += when - now_;
  if (when < now_) take_back(result, now_ - when);
  return result;
}

}  // namespace tessera::hw
