// SPDX-License-Identifier: Apache-2.0
// Host DMA: executes the descriptors that the scalar core issues, one queue per stream.
#pragma once

#include "hw/scalar/byte_stream.h"
#include "hw/scalar/host_port.h"
#include "hw/tile/context.h"

#include <systemc>

#include <array>
#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace tessera::hw {

/// {address low, address high, bytes, tag}, as the scalar core writes it.
struct HostDescriptor {
  std::uint64_t address = 0;
  std::uint32_t bytes = 0;
  std::uint32_t tag = 0;
};

/// Tags of descriptors (facts/beagle_isa.md section 10).
enum class HostTag : std::uint32_t {
  kInput = 1,
  kParameters = 2,
  kOutput = 3,
  kFirstInterrupt = 4,
  kLastInterrupt = 7
};

/// Input and parameters are read into their streams, output written from its stream; interrupts go
/// out behind the output that was issued before them. A read does not overtake output bytes that
/// have left the outfeed (ordering of posted writes and reads on PCIe).
class HostDma final : public sc_core::sc_module {
 public:
  HostDma(const sc_core::sc_module_name& name, const AcceleratorContext& context, HostPort& host,
          HostStreams& streams, std::uint32_t burst_bytes);

  /// Throws CommandFault for a tag that does not exist.
  void issue(const HostDescriptor& descriptor);
  [[nodiscard]] bool idle() const;
  [[nodiscard]] const sc_core::sc_event& progress() const { return progress_; }
  /// What is in flight, for a stall report; empty if nothing.
  [[nodiscard]] std::string state() const;
  void reset();

  /// Descriptors that are not done: of input (0), parameters (1), output and interrupts (2).
  [[nodiscard]] std::size_t in_flight(std::size_t queue) const {
    return queues_.at(queue).descriptors.size();
  }
  [[nodiscard]] std::uint64_t read_bytes() const { return read_bytes_; }
  [[nodiscard]] std::uint64_t written_bytes() const { return written_bytes_; }

  static constexpr std::size_t kQueues = 3;  // input, parameters, output with interrupts
  static constexpr std::array<const char*, kQueues> kQueueNames = {"input", "parameters", "output"};

 private:
  struct Queue {
    std::deque<HostDescriptor> descriptors;
    std::uint64_t done = 0;  // bytes of the first descriptor that have been moved
    sc_core::sc_event issued;
    sc_core::sc_process_handle thread;
  };
  void read_loop(Queue& queue, ByteStream& stream);
  void write_loop(Queue& queue);
  void read(Queue& queue, ByteStream& stream);
  void write(Queue& queue);
  void fail(const HostDescriptor& descriptor, HostStatus status);

  const AcceleratorContext& context_;
  HostPort& host_;
  HostStreams& streams_;
  std::uint32_t burst_bytes_;
  std::array<Queue, kQueues> queues_;
  bool writing_ = false;
  std::uint64_t read_bytes_ = 0;
  std::uint64_t written_bytes_ = 0;
  sc_core::sc_event progress_;
  sc_core::sc_event never_;
};

}  // namespace tessera::hw
