// SPDX-License-Identifier: Apache-2.0
#include "hw/memory/memory_stack.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace tessera::hw {
namespace {

/// Requests on their way in at most: enough for the link's rate at any latency that files allow in
/// earnest (64 requests of 64 bytes in 100 ns are 41 GB/s).
constexpr std::size_t kCrossing = 64;

}  // namespace

MemoryStack::MemoryStack(const spec::MemoryConfig& config)
    : vaults_(config),
      picoseconds_per_byte_(1e6 / config.port.external_mb_s),
      latency_(static_cast<Picoseconds>(std::llround(config.port.external_latency_ns * 1e3))) {
  if (!(config.port.external_mb_s > 0))
    throw std::invalid_argument("a stack needs port.external_mb_s > 0");
}

Picoseconds MemoryStack::cross(bool write, std::uint32_t bytes, Picoseconds from) {
  Picoseconds& free_at = free_at_[write];
  free_at = std::max(free_at, from) +
            static_cast<Picoseconds>(std::llround(bytes * picoseconds_per_byte_));
  external_bytes_ += bytes;
  return free_at;
}

// Reads cross the link after the vaults, writes before. The latency is charged once.
Picoseconds MemoryStack::access(const MemoryRequest& request) {
  MemoryRequest inside = request;
  if (request.write) {
    inside.arrival = cross(true, request.bytes, request.arrival) + latency_;
    return vaults_.access(inside);
  }
  inside.arrival += latency_;
  return cross(false, request.bytes, vaults_.access(inside));
}

bool MemoryStack::offer(const MemoryRequest& request, std::uint64_t ticket) {
  if (crossing_.size() >= kCrossing) return false;
  MemoryRequest inside = request;
  if (request.write) inside.arrival = cross(true, request.bytes, std::max(request.arrival, now_));
  inside.arrival = std::max(inside.arrival, now_) + latency_;
  // In order: what was sent later does not arrive before.
  if (!crossing_.empty()) inside.arrival = std::max(inside.arrival, crossing_.back().first.arrival);
  outside_[ticket] = request;
  crossing_.emplace_back(inside, ticket);
  return true;
}

void MemoryStack::advance(Picoseconds until) {
  while (!crossing_.empty() && crossing_.front().first.arrival <= until) {
    vaults_.advance(crossing_.front().first.arrival);
    if (!vaults_.offer(crossing_.front().first, crossing_.front().second)) break;
    crossing_.pop_front();
  }
  vaults_.advance(until);
  now_ = std::max(now_, until);
  while (const auto inside = vaults_.take_done()) {
    const MemoryRequest request = outside_.at(inside->ticket);
    outside_.erase(inside->ticket);
    done_.push_back(
        {inside->ticket, request.write ? inside->time : cross(false, request.bytes, inside->time)});
  }
}

std::optional<Picoseconds> MemoryStack::next_event() {
  std::optional<Picoseconds> first = vaults_.next_event();
  const auto add = [&first](Picoseconds time) { first = std::min(first.value_or(time), time); };
  if (!crossing_.empty() && crossing_.front().first.arrival > now_)
    add(crossing_.front().first.arrival);
  for (const MemoryDone& done : done_) add(done.time);
  if (first) first = std::max(*first, now_);
  return first;
}

std::optional<MemoryDone> MemoryStack::take_done() {
  const auto ready =
      std::ranges::find_if(done_, [this](const MemoryDone& done) { return done.time <= now_; });
  if (ready == done_.end()) return std::nullopt;
  const MemoryDone done = *ready;
  done_.erase(ready);
  return done;
}

std::unique_ptr<MemoryPort> make_memory(const spec::MemoryConfig& config) {
  if (config.port.external_mb_s > 0) return std::make_unique<MemoryStack>(config);
  return std::make_unique<DramMemory>(config);
}

}  // namespace tessera::hw
