// SPDX-License-Identifier: Apache-2.0
#include "hw/memory/dram_memory.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace tessera::hw {
namespace {

constexpr std::uint64_t kPicosecondsPerMillisecond = 1'000'000'000;

}  // namespace

DramMemory::DramMemory(const spec::MemoryConfig& config)
    : config_(config),
      map_(config),
      clock_khz_(static_cast<std::uint64_t>(std::llround(config.clock_mhz * 1e3))),
      period_(kPicosecondsPerMillisecond / std::gcd(kPicosecondsPerMillisecond, clock_khz_)),
      cycles_(clock_khz_ / std::gcd(kPicosecondsPerMillisecond, clock_khz_)),
      half_latency_(static_cast<Picoseconds>(std::llround(config.port.latency_ns * 500))) {
  for (std::uint32_t i = 0; i < config.channels; ++i) channels_.emplace_back(config);
}

// A clock in kHz is a whole number of cycles per millisecond; so nothing drifts. to_time rounds
// down, so that to_cycle(to_time(c)) == c.
DramCycle DramMemory::to_cycle(Picoseconds time) const {
  const std::uint64_t rest = time % kPicosecondsPerMillisecond * clock_khz_;
  return time / kPicosecondsPerMillisecond * clock_khz_ +
         (rest + kPicosecondsPerMillisecond - 1) / kPicosecondsPerMillisecond;
}

Picoseconds DramMemory::to_time(DramCycle cycle) const {
  if (cycles_ == 1) return cycle * period_;
  return cycle / cycles_ * period_ + cycle % cycles_ * period_ / cycles_;
}

template <typename Visit>
void DramMemory::for_each_burst(const MemoryRequest& request, Visit&& visit) {
  const std::uint64_t unit = config_.burst_bytes;
  const std::uint64_t last = request.address + std::max(request.bytes, 1U) - 1;
  for (std::uint64_t at = request.address / unit; at <= last / unit; ++at)
    visit(map_.place(at * unit));
  (request.write ? written_bytes_ : read_bytes_) += request.bytes;
}

Picoseconds DramMemory::access(const MemoryRequest& request) {
  const DramCycle arrival = to_cycle(request.arrival + half_latency_);
  if (!request.write && request.bytes == config_.burst_bytes && map_.aligned(request.address)) {
    const DramPlace place = map_.place(request.address);
    if (const auto end = channels_[place.channel].read_alone(place, arrival)) {
      read_bytes_ += request.bytes;
      return to_time(*end) + half_latency_;
    }
  }
  return to_time(through_queues(request, arrival)) + half_latency_;
}

DramCycle DramMemory::through_queues(const MemoryRequest& request, DramCycle arrival) {
  DramCycle end = arrival;
  std::uint64_t touched = 0;  // channels, a bit each
  for_each_burst(request, [&](const DramPlace& place) {
    DramChannel& channel = channels_[place.channel];
    DramCycle asked = arrival;
    while (!channel.has_room(request.write)) {
      channel.step();
      asked = std::max(arrival, channel.last_column());
    }
    channel.push({DramChannel::kDirect, place, request.write, asked});
    touched |= std::uint64_t{1} << place.channel;
    if (request.write) end = std::max(end, asked);
  });
  for (std::size_t i = 0; i < channels_.size(); ++i)
    if ((touched >> i & 1) != 0) {
      end = std::max(end, channels_[i].run_direct());
      collect(channels_[i]);  // of offered requests that were served on the way
    }
  return end;
}

bool DramMemory::offer(const MemoryRequest& request, std::uint64_t ticket) {
  if (!staged_.empty()) return false;
  const DramCycle arrival = to_cycle(std::max(request.arrival, now_) + half_latency_);
  std::uint32_t bursts = 0;
  for_each_burst(request, [&](const DramPlace& place) {
    staged_.push_back({ticket, place, request.write, arrival});
    ++bursts;
  });
  if (bursts > 1) under_way_[ticket] = {bursts, 0};
  push_staged(arrival);
  return true;
}

/// In order, as far as there is room up to `until`.
void DramMemory::push_staged(DramCycle until) {
  while (!staged_.empty()) {
    DramChannel::Burst& burst = staged_.front();
    DramChannel& channel = channels_[burst.place.channel];
    while (!channel.has_room(burst.write) && channel.next_command() <= until) {
      channel.step();
      burst.arrival = std::max(burst.arrival, channel.last_column());
    }
    if (!channel.has_room(burst.write)) return;
    channel.push(burst);
    collect(channel);
    staged_.pop_front();
  }
}

void DramMemory::collect(DramChannel& channel) {
  if (channel.done().empty()) return;
  for (const DramChannel::Done& done : channel.done()) {
    Picoseconds end = to_time(done.when) + half_latency_;
    if (const auto found = under_way_.find(done.ticket); found != under_way_.end()) {
      Split& split = found->second;
      split.end = end = std::max(split.end, end);
      if (--split.left > 0) continue;
      under_way_.erase(found);
    }
    done_.push({done.ticket, end});
  }
  channel.done().clear();
}

void DramMemory::advance(Picoseconds until) {
  now_ = std::max(now_, until);
  // Commands of this moment and what they need: requests that arrive later are not known yet.
  if (until < half_latency_) return;
  const DramCycle last = to_cycle(until - half_latency_ + 1) - 1;  // the last edge not after it
  push_staged(last);
  for (DramChannel& channel : channels_) {
    channel.advance(last);
    collect(channel);
  }
}

std::optional<Picoseconds> DramMemory::next_event() {
  std::optional<Picoseconds> first;
  const auto add = [&first](Picoseconds time) { first = std::min(first.value_or(time), time); };
  if (!done_.empty()) add(done_.top().time);
  for (DramChannel& channel : channels_)
    if (const DramCycle next = channel.next_command(); next != DramChannel::kNever)
      add(to_time(next) + half_latency_);
  if (first) first = std::max(*first, now_);
  return first;
}

std::optional<MemoryDone> DramMemory::take_done() {
  if (done_.empty() || done_.top().time > now_) return std::nullopt;
  const MemoryDone done = done_.top();
  done_.pop();
  return done;
}

void DramMemory::flush() {
  push_staged(DramChannel::kNever - 1);
  for (DramChannel& channel : channels_) {
    channel.flush();
    collect(channel);
  }
}

DramStats DramMemory::stats() const {
  DramStats sum;
  for (const DramChannel& channel : channels_) sum = sum + channel.stats();
  return sum;
}

void DramMemory::on_command(
    const std::function<void(std::uint32_t, const DramCommand&)>& observer) {
  for (std::uint32_t i = 0; i < channels_.size(); ++i)
    channels_[i].on_command([observer, i](const DramCommand& command) { observer(i, command); });
}

}  // namespace tessera::hw
