// SPDX-License-Identifier: Apache-2.0
#include "hw/scalar/host_dma.h"

#include <fmt/format.h>

#include <algorithm>

namespace tessera::hw {

HostDma::HostDma(const sc_core::sc_module_name& name, const AcceleratorContext& context,
                 HostPort& host, HostStreams& streams, std::uint32_t burst_bytes)
    : sc_module(name),
      context_(context),
      host_(host),
      streams_(streams),
      burst_bytes_(std::max(burst_bytes, 8U)) {
  sc_core::sc_spawn_options options;
  queues_[0].thread =
      sc_core::sc_spawn([this] { read_loop(queues_[0], streams_.activations); }, "input", &options);
  queues_[1].thread = sc_core::sc_spawn([this] { read_loop(queues_[1], streams_.parameters); },
                                        "parameters", &options);
  queues_[2].thread = sc_core::sc_spawn([this] { write_loop(queues_[2]); }, "output", &options);
}

void HostDma::issue(const HostDescriptor& descriptor) {
  const auto tag = static_cast<HostTag>(descriptor.tag);
  if (tag < HostTag::kInput || tag > HostTag::kLastInterrupt)
    throw CommandFault(
        fmt::format("host descriptor with tag {}, known are 1 to 7", descriptor.tag));
  Queue& queue = queues_[tag == HostTag::kInput ? 0 : tag == HostTag::kParameters ? 1 : 2];
  queue.descriptors.push_back(descriptor);
  queue.issued.notify();
}

bool HostDma::idle() const {
  return std::all_of(queues_.begin(), queues_.end(),
                     [](const Queue& queue) { return queue.descriptors.empty(); });
}

void HostDma::reset() {
  for (Queue& queue : queues_) {
    queue.descriptors.clear();
    queue.done = 0;
    queue.thread.reset();
  }
  writing_ = false;
  streams_.activations.clear();
  streams_.parameters.clear();
  streams_.outputs.clear();
}

void HostDma::read_loop(Queue& queue, ByteStream& stream) {
  for (;;) {
    while (queue.descriptors.empty()) wait(queue.issued);
    read(queue, stream);
    queue.descriptors.pop_front();
    queue.done = 0;
    progress_.notify();
  }
}

void HostDma::read(Queue& queue, ByteStream& stream) {
  const HostDescriptor descriptor = queue.descriptors.front();
  while (streams_.outputs.size() > 0 || writing_) wait(streams_.outputs.changed() | progress_);
  std::vector<std::uint8_t> burst(burst_bytes_);
  while (queue.done < descriptor.bytes) {
    while (stream.space() == 0) wait(stream.changed());
    const std::size_t n = std::min(
        {burst.size(), static_cast<std::size_t>(descriptor.bytes - queue.done), stream.space()});
    const std::span<std::uint8_t> data(burst.data(), n);
    if (const HostStatus status = host_.read(descriptor.address + queue.done, data);
        status != HostStatus::kOk)
      fail(descriptor, status);
    stream.push(data);
    queue.done += n;
    read_bytes_ += n;
  }
}

void HostDma::write_loop(Queue& queue) {
  for (;;) {
    while (queue.descriptors.empty()) wait(queue.issued);
    const std::uint32_t tag = queue.descriptors.front().tag;
    if (tag == static_cast<std::uint32_t>(HostTag::kOutput))
      write(queue);
    else
      host_.interrupt(tag - static_cast<std::uint32_t>(HostTag::kFirstInterrupt));
    queue.descriptors.pop_front();
    queue.done = 0;
    progress_.notify();
  }
}

void HostDma::write(Queue& queue) {
  const HostDescriptor descriptor = queue.descriptors.front();
  std::vector<std::uint8_t> burst(burst_bytes_);
  while (queue.done < descriptor.bytes) {
    const std::size_t want =
        std::min({burst.size(), static_cast<std::size_t>(descriptor.bytes - queue.done),
                  streams_.outputs.capacity()});
    while (streams_.outputs.size() < want) wait(streams_.outputs.changed());
    const std::span<std::uint8_t> data(burst.data(), want);
    writing_ = true;
    streams_.outputs.pop(data);
    if (const HostStatus status = host_.write(descriptor.address + queue.done, data);
        status != HostStatus::kOk)
      fail(descriptor, status);
    writing_ = false;
    progress_.notify();
    queue.done += want;
    written_bytes_ += want;
  }
}

void HostDma::fail(const HostDescriptor& descriptor, HostStatus status) {
  context_.fault(fmt::format("{}: host transfer of {} bytes at 0x{:x}, tag {}: {}", name(),
                             descriptor.bytes, descriptor.address, descriptor.tag,
                             status == HostStatus::kPageFault ? "page fault" : "bus error"));
  for (;;) wait(never_);
}

std::string HostDma::state() const {
  std::string text;
  for (std::size_t i = 0; i < kQueues; ++i) {
    const Queue& queue = queues_[i];
    if (queue.descriptors.empty()) continue;
    const HostDescriptor& first = queue.descriptors.front();
    text += fmt::format("{}{}: {} of {} bytes at 0x{:x} (tag {})", text.empty() ? "" : "; ",
                        kQueueNames[i], queue.done, first.bytes, first.address, first.tag);
  }
  return text;
}

}  // namespace tessera::hw
