// SPDX-License-Identifier: Apache-2.0
#include "hw/interconnect/ring.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

namespace tessera::hw {

Ring::Ring(const sc_core::sc_module_name& name, const AcceleratorContext& context)
    : sc_module(name),
      context_(context),
      tiles_(context.config.grid.tiles()),
      factor_(context.latency_factor ? context.latency_factor(this->name()) : 1),
      ports_(2 * (std::size_t{tiles_} + 1), nullptr) {
  sc_core::sc_spawn_options options;
  options.spawn_method();
  options.set_sensitivity(&work_);
  options.set_sensitivity(&later_);
  options.dont_initialize();
  sc_core::sc_spawn([this] { arbitrate(); }, "arbitrate", &options);
}

void Ring::attach(std::uint32_t tile, std::uint32_t channel, RingConsumerPort& port) {
  ports_.at(2 * std::size_t{tile} + channel) = &port;
}

RingConsumerPort* Ring::port(std::uint32_t destination, std::uint32_t channel) const {
  if (destination == tiles_)
    return ports_[2 * std::size_t{tiles_}];  // the scalar core has one consumer
  return destination < tiles_ ? ports_[2 * std::size_t{destination} + channel] : nullptr;
}

template <typename Visit>
void Ring::for_each_consumer(const RingPacket& packet, Visit&& visit) const {
  for (std::uint32_t rest = packet.destinations; rest != 0; rest &= rest - 1) {
    const auto bit = static_cast<std::uint32_t>(std::countr_zero(rest));
    visit(bit, port(bit, packet.channel));
  }
}

void Ring::check(const RingPacket& packet) const {
  if (packet.destinations == 0) throw CommandFault("a packet for the ring without destinations");
  for_each_consumer(packet, [&](std::uint32_t bit, const RingConsumerPort* consumer) {
    if (consumer == nullptr)
      throw CommandFault(
          fmt::format("ring destination {} does not exist, there are {} tiles", bit, tiles_));
  });
}

RingTransfer Ring::send(const RingPacket& packet, Cycle ready) {
  check(packet);
  Request request{&packet, ready, {}, false, {}, {}};
  const auto later =
      std::upper_bound(waiting_.begin(), waiting_.end(), ready,
                       [](Cycle mine, const Request* other) { return mine < other->ready; });
  waiting_.insert(later, &request);
  // A reset unwinds the caller's stack: the request must not outlive it.
  struct Withdraw {
    std::deque<Request*>& queue;
    Request* request;
    ~Withdraw() {
      if (!request->granted) std::erase(queue, request);
    }
  } const withdraw{waiting_, &request};
  const Cycle now = context_.kernel_cycle();
  if (ready > now)
    look_again_at(std::max(ready, free_at_), now);
  else
    work_.notify();
  while (!request.granted) wait(request.done);
  if (!request.fault.empty()) throw CommandFault(request.fault);
  return request.transfer;
}

void Ring::consumer_opened() {
  if (!waiting_.empty()) work_.notify();
}

std::optional<Cycle> Ring::goes_at(const RingPacket& packet) const {
  std::optional<Cycle> all = 0;
  for_each_consumer(packet, [&](std::uint32_t, const RingConsumerPort* consumer) {
    const std::optional<Cycle> one = consumer->opens_at();
    all = all && one ? std::optional(std::max(*all, *one)) : std::nullopt;
  });
  return all;
}

void Ring::look_again_at(Cycle when, Cycle now) {
  later_.notify(context_.period * static_cast<double>(when - now));
}

void Ring::arbitrate() {
  const Cycle now = context_.kernel_cycle();
  if (now < free_at_) {
    look_again_at(free_at_, now);
    return;
  }
  std::optional<Cycle> next;
  const auto may_go_at = [&](Cycle when) { next = next ? std::min(*next, when) : when; };
  for (std::size_t i = 0; i < waiting_.size(); ++i) {
    Request& request = *waiting_[i];
    if (request.ready > now) {
      may_go_at(request.ready);
      break;
    }
    if (i >= context_.config.ring.channels) continue;
    const std::optional<Cycle> goes = goes_at(*request.packet);
    if (goes && *goes <= now) {
      waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
      grant(request, now);
      if (!waiting_.empty()) look_again_at(free_at_, now);
      return;
    }
    if (goes) may_go_at(*goes);
  }
  if (next) look_again_at(*next, now);
}

void Ring::grant(Request& request, Cycle now) {
  const RingPacket& packet = *request.packet;
  const auto& timing = context_.config.timing.ring;
  const std::uint64_t cycles =
      std::uint64_t{(packet.bytes + timing.bytes_per_cycle - 1) / timing.bytes_per_cycle} * factor_;
  free_at_ = now + cycles;
  request.transfer = {now, free_at_ + timing.latency_cycles * std::uint64_t{factor_}};
  destinations_ = packet.destinations;
  busy_cycles_ += cycles;
  ++packets_;
  bytes_ += packet.bytes;
  try {
    for_each_consumer(packet, [&](std::uint32_t, RingConsumerPort* consumer) {
      consumer->deliver(packet, request.transfer);
    });
  } catch (const CommandFault& fault) {
    request.fault = fmt::format("delivery by the ring: {}", fault.what());
  }
  request.granted = true;
  request.done.notify();
}

void Ring::reset() {
  later_.cancel();
  waiting_.clear();
  free_at_ = 0;
}

std::string Ring::blocked_on(const RingPacket& packet) const {
  std::string text;
  for_each_consumer(packet, [&](std::uint32_t bit, const RingConsumerPort* consumer) {
    if (consumer != nullptr && !consumer->opens_at())
      text += fmt::format("{}{}", text.empty() ? "" : ", ", bit);
  });
  return fmt::format("waits for the ring: consumer {} of destination(s) {} not open",
                     packet.channel, text);
}

}  // namespace tessera::hw
