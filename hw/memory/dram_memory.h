// SPDX-License-Identifier: Apache-2.0
// A DRAM memory of several channels behind one port.
#pragma once

#include "hw/memory/dram_channel.h"
#include "hw/memory/memory_port.h"

#include <cstdint>
#include <deque>
#include <functional>
#include <queue>
#include <unordered_map>
#include <vector>

namespace tessera::hw {

/// Cuts requests into bursts, spreads them over channels by the address mapping, and converts
/// between picoseconds and the memory's clock. Counts bytes asked for; the channels count bursts.
class DramMemory final : public MemoryPort {
 public:
  explicit DramMemory(const spec::MemoryConfig& config);

  [[nodiscard]] Picoseconds access(const MemoryRequest& request) override;
  [[nodiscard]] bool offer(const MemoryRequest& request, std::uint64_t ticket) override;
  void advance(Picoseconds until) override;
  [[nodiscard]] std::optional<Picoseconds> next_event() override;
  [[nodiscard]] std::optional<MemoryDone> take_done() override;

  /// Writes out what waits; for the end of a measurement.
  void flush();

  [[nodiscard]] const spec::MemoryConfig& config() const { return config_; }
  /// Sum of all channels.
  [[nodiscard]] DramStats stats() const;
  [[nodiscard]] std::uint64_t read_bytes() const { return read_bytes_; }
  [[nodiscard]] std::uint64_t written_bytes() const { return written_bytes_; }
  /// Sees every command, with the number of its channel.
  void on_command(const std::function<void(std::uint32_t, const DramCommand&)>& observer);

  [[nodiscard]] DramCycle to_cycle(Picoseconds time) const;  // first edge not before
  [[nodiscard]] Picoseconds to_time(DramCycle cycle) const;

 private:
  struct Later {
    bool operator()(const MemoryDone& a, const MemoryDone& b) const { return a.time > b.time; }
  };
  struct Split {  // of an offered request of several bursts
    std::uint32_t left = 0;
    Picoseconds end = 0;
  };

  template <typename Visit>
  void for_each_burst(const MemoryRequest& request, Visit&& visit);
  [[nodiscard]] DramCycle through_queues(const MemoryRequest& request, DramCycle arrival);
  void push_staged(DramCycle until);
  void collect(DramChannel& channel);

  spec::MemoryConfig config_;
  AddressMap map_;
  std::uint64_t clock_khz_;
  std::uint64_t period_;  // picoseconds that `cycles_` cycles take
  std::uint64_t cycles_;
  Picoseconds half_latency_;
  std::vector<DramChannel> channels_;
  std::deque<DramChannel::Burst> staged_;  // of the last offered request: no room yet
  std::unordered_map<std::uint64_t, Split> under_way_;
  std::priority_queue<MemoryDone, std::vector<MemoryDone>, Later> done_;
  Picoseconds now_ = 0;  // of `advance`
  std::uint64_t read_bytes_ = 0;
  std::uint64_t written_bytes_ = 0;
};

}  // namespace tessera::hw
