// SPDX-License-Identifier: Apache-2.0
#include "hw/tile/wide_to_narrow.h"

#include "hw/tile/row_walker.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace tessera::hw {

WideToNarrow::WideToNarrow(const sc_core::sc_module_name& name, const AcceleratorContext& context,
                           TileMemory& memory, TileCounters& counters)
    : Unit(name, context), memory_(memory), counters_(counters) {}

void WideToNarrow::execute(const spec::Command& command) {
  const auto& move = std::get<spec::WideToNarrow>(command.body);
  const auto& timing = context().config.timing.wide_to_narrow;
  to_scaling_ = move.to_scaling != 0;
  element_bytes_ = to_scaling_ ? kScalingStepBytes : kWordBytes;
  if (move.skip_enable == 0 && move.skip_level != 0)
    throw CommandFault(fmt::format("skip_level = {} without skip_enable has no established meaning",
                                   move.skip_level));

  ByteWalker rows = wide_rows(move.wide, memory_.shape());
  ByteWalker targets = to_scaling_ ? scaling_steps(move.narrow) : narrow_words(move.narrow);
  SyncWaits row_waits(move.sync, 0, counters_.view());
  SyncWaits target_waits(move.sync, 1, counters_.view());
  SyncCounter& written =
      counters_[to_scaling_ ? TileCounter::kWideToScaling : TileCounter::kWideToNarrow];

  const auto row_elements = static_cast<std::uint32_t>(memory_.shape().row_bytes / element_bytes_);
  std::uint32_t skip = move.skip_enable != 0 ? move.skip_count + 1 : 0;
  std::uint32_t row_completed = func::kMaxDims;
  std::uint32_t target_completed = func::kMaxDims;
  const std::uint32_t period = scaled(1);
  spend(scaled(timing.start_cycles));

  while (!rows.done() && !targets.done()) {
    row_waits.pass(*this, row_completed);
    std::uint32_t element = std::min(skip, row_elements);
    skip -= element;
    if (element > 0)
      spend(period *
            std::uint64_t{(element + timing.words_per_cycle - 1) / timing.words_per_cycle});
    bool close = false;
    while (element < row_elements && !targets.done() && !close) {
      keep_pace();
      target_waits.pass(*this, target_completed);
      std::uint32_t n = std::min(row_elements - element, targets.run());
      n = target_waits.take_run(*this, n, {period, timing.words_per_cycle});
      if (context().computes())
        copy(memory_.wide(rows.address() + static_cast<std::int64_t>(element * element_bytes_),
                          n * element_bytes_),
             targets.address(), targets.stride(), n);
      stats().wide_read_bytes += n * element_bytes_;
      if (!to_scaling_) stats().narrow_write_bytes += n * element_bytes_;
      const Cycle begin = now();
      spend(period * std::uint64_t{(n + timing.words_per_cycle - 1) / timing.words_per_cycle});
      element += n;
      target_completed = targets.advance(n);
      if (move.signal_enable != 0) {
        if (move.signal_level == 0)
          signal(written, {begin + period, period, timing.words_per_cycle, n});
        else if (target_completed >= move.signal_level)
          signal(written, now());
      }
      close = move.row_close_level != 0 && target_completed >= move.row_close_level;
    }
    row_completed = rows.advance(1);
  }
}

void WideToNarrow::copy(const std::uint8_t* source, std::int64_t target, std::int64_t stride,
                        std::uint32_t elements) {
  const auto memory = [&](std::int64_t address, std::size_t size) {
    return to_scaling_ ? memory_.scaling(address, size) : memory_.narrow(address, size);
  };
  if (stride == static_cast<std::int64_t>(element_bytes_)) {
    std::memcpy(memory(target, elements * element_bytes_), source, elements * element_bytes_);
    return;
  }
  for (std::uint32_t i = 0; i < elements; ++i, target += stride, source += element_bytes_)
    std::memcpy(memory(target, element_bytes_), source, element_bytes_);
}

}  // namespace tessera::hw
