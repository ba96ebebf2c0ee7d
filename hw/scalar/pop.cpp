// SPDX-License-Identifier: Apache-2.0
#include "hw/scalar/pop.h"

#include "hw/func/ttu.h"
#include "hw/scalar/stream_pace.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace tessera::hw {

Pop::Pop(const sc_core::sc_module_name& name, const AcceleratorContext& context, ByteStream& stream,
         StagingMemory& staging, std::uint32_t unit_bytes, ScalarCounters& counters,
         ScalarCounter counter)
    : Unit(name, context),
      stream_(stream),
      staging_(staging),
      unit_bytes_(unit_bytes),
      counters_(counters),
      counter_(counter) {}

void Pop::execute(const spec::Command& command) {
  const auto& pop = std::get<spec::Pop>(command.body);
  const auto& timing = context().config.timing.pop;
  const StreamPace pace(unit_bytes_, timing.bytes_per_cycle, scaled(1));
  func::TtuWalker target(pop.staging);
  SyncWaits waits(pop.sync, -1, counters_.view());
  spend(scaled(timing.start_cycles));
  std::uint32_t completed = func::kMaxDims;
  while (!target.done()) {
    meet_kernel();  // the stream has room again only as fast as the pop passes bytes
    waits.pass(*this, completed);
    while (stream_.size() < unit_bytes_)
      wait_for(stream_.changed(), Activity::kMedium, [this] {
        return fmt::format("waits for the host's stream, {} bytes there", stream_.size());
      });
    const auto there =
        static_cast<std::uint32_t>(std::min<std::size_t>(stream_.size() / unit_bytes_, UINT32_MAX));
    const std::uint32_t n = waits.take_run(*this, std::min(there, target.run()), pace);
    units_.resize(std::size_t{n} * unit_bytes_);
    stream_.pop(units_);
    for (std::uint32_t i = 0; i < n; ++i)
      std::memcpy(staging_.at(target.address() + target.stride() * i, unit_bytes_),
                  units_.data() + std::size_t{i} * unit_bytes_, unit_bytes_);
    stats().moved_bytes += std::uint64_t{n} * unit_bytes_;
    const Cycle begin = now();
    spend(pace.cycles(n));
    completed = target.advance(n);
    if (pop.signal_enable == 0) continue;
    if (pop.signal_level == 0)
      signal(counters_[counter_], pace.ramp(begin, n));
    else if (completed >= pop.signal_level)
      signal(counters_[counter_], now());
  }
}

}  // namespace tessera::hw
