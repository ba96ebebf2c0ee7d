// SPDX-License-Identifier: Apache-2.0
#include "hw/interconnect/ring.h"

#include <fmt/format.h>

#include <algorithm>

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
  options.set_sensitivity(&free_);
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
  for (std::uint32_t bit = 0; bit < 32; ++bit)
    if ((packet.destinations >> bit & 1U) != 0) visit(bit, port(bit, packet.channel));
}

void Ring::check(const RingPacket& packet) const {
  if (packet.destinations == 0) throw CommandFault("a packet for the ring without destinations");
  for_each_consumer(packet, [&](std::uint32_t bit, const RingConsumerPort* consumer) {
    if (consumer == nullptr)
      throw CommandFault(
          fmt::format("ring destination {} does not exist, there are {} tiles", bit, tiles_));
  });
}

RingTransfer Ring::send(const RingPacket& packet) {
  check(packet);
  Request request{&packet, {}, false, {}, {}};
  waiting_.push_back(&request);
  // A reset unwinds the caller's stack: the request must not outlive it.
  struct Withdraw {
    std::deque<Request*>& queue;
    Request* request;
    ~Withdraw() { std::erase(queue, request); }
  } const withdraw{waiting_, &request};
  work_.notify();
  while (!request.granted) wait(request.done);
  if (!request.fault.empty()) throw CommandFault(request.fault);
  return request.transfer;
}

void Ring::consumer_opened() { work_.notify(); }

bool Ring::can_go(const RingPacket& packet) const {
  bool open = true;
  for_each_consumer(packet, [&](std::uint32_t, const RingConsumerPort* consumer) {
    open = open && consumer->is_open();
  });
  return open;
}

void Ring::arbitrate() {
  const Cycle now = context_.kernel_cycle();
  if (now < free_at_) {
    free_.notify(context_.period * static_cast<double>(free_at_ - now));
    return;
  }
  const std::size_t window = std::min<std::size_t>(waiting_.size(), context_.config.ring.channels);
  for (std::size_t i = 0; i < window; ++i) {
    Request& request = *waiting_[i];
    if (!can_go(*request.packet)) continue;
    waiting_.erase(waiting_.begin() + static_cast<std::ptrdiff_t>(i));
    grant(request, now);
    if (!waiting_.empty()) free_.notify(context_.period * static_cast<double>(free_at_ - now));
    return;
  }
}

void Ring::grant(Request& request, Cycle now) {
  const RingPacket& packet = *request.packet;
  const auto& timing = context_.config.timing.ring;
  const std::uint64_t cycles =
      std::uint64_t{(packet.bytes + timing.bytes_per_cycle - 1) / timing.bytes_per_cycle} * factor_;
  free_at_ = now + cycles;
  request.transfer = {now, free_at_ + timing.latency_cycles * std::uint64_t{factor_}};
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
  free_.cancel();
  waiting_.clear();
  free_at_ = 0;
}

std::string Ring::blocked_on(const RingPacket& packet) const {
  std::string text;
  for_each_consumer(packet, [&](std::uint32_t bit, const RingConsumerPort* consumer) {
    if (consumer != nullptr && !consumer->is_open())
      text += fmt::format("{}{}", text.empty() ? "" : ", ", bit);
  });
  return fmt::format("waits for the ring: consumer {} of destination(s) {} not open",
                     packet.channel, text);
}

}  // namespace tessera::hw
