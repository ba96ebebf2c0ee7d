// SPDX-License-Identifier: Apache-2.0
#include "hw/tile/narrow_to_wide.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace tessera::hw {

NarrowToWide::NarrowToWide(const sc_core::sc_module_name& name, const AcceleratorContext& context,
                           TileMemory& memory, TileCounters& counters)
    : Unit(name, context), memory_(memory), counters_(counters) {}

NarrowToWide::Layout NarrowToWide::layout_of(const spec::NarrowToWide& move) {
  if (move.transpose_16 != 0 && move.transpose == 0)
    throw CommandFault("transpose_16 without transpose has no established meaning");
  if (move.transpose == 0) return move.row_close_level == 0 ? Layout::kReplicated : Layout::kPlain;
  if (move.row_close_level == 0) return Layout::kSpread;
  return move.transpose_16 != 0 ? Layout::kTransposed16 : Layout::kTransposed;
}

void NarrowToWide::execute(const spec::Command& command) {
  const auto& move = std::get<spec::NarrowToWide>(command.body);
  const auto& timing = context().config.timing.narrow_to_wide;
  const Layout layout = layout_of(move);
  const bool word_per_row = layout == Layout::kReplicated || layout == Layout::kSpread;

  ByteWalker source = narrow_words(move.narrow);
  ByteWalker rows = wide_rows(move.wide, memory_.shape());
  SyncWaits source_waits(move.sync, 0, counters_.view());
  SyncWaits row_waits(move.sync, 1, counters_.view());
  SyncCounter& written = counters_[TileCounter::kNarrowToWide];
  std::uint32_t source_completed = func::kMaxDims;
  std::uint32_t row_completed = func::kMaxDims;
  const std::uint32_t period = scaled(1);
  const auto row_words = static_cast<std::uint32_t>(memory_.shape().row_words);
  spend(scaled(timing.start_cycles));

  while (!source.done() && !rows.done()) {
    row_waits.pass(*this, row_completed);
    std::uint32_t word = 0;
    bool close = false;
    while (word < row_words && !source.done() && !close) {
      keep_pace();
      source_waits.pass(*this, source_completed);
      std::uint32_t n = std::min(row_words - word, source.run());
      n = source_waits.take_run(*this, word_per_row ? 1 : n, {period, timing.words_per_cycle});
      if (context().computes()) write(layout, rows.address(), source, word, n);
      stats().narrow_read_bytes += std::uint64_t{n} * kWordBytes;
      stats().wide_write_bytes +=
          word_per_row ? memory_.shape().row_bytes : std::uint64_t{n} * kWordBytes;
      spend(period * std::uint64_t{(n + timing.words_per_cycle - 1) / timing.words_per_cycle});
      word += n;
      source_completed = source.advance(n);
      close = word_per_row || source_completed >= move.row_close_level;
    }
    row_completed = rows.advance(1);
    if (move.signal_enable != 0 && row_completed >= move.signal_level) signal(written, now());
  }
}

void NarrowToWide::write(Layout layout, std::int64_t row, const ByteWalker& source,
                         std::uint32_t word, std::uint32_t n) {
  if (layout == Layout::kPlain && source.stride() == static_cast<std::int64_t>(kWordBytes)) {
    std::memcpy(memory_.wide(row + std::int64_t{word} * 4, n * kWordBytes),
                memory_.narrow(source.address(), n * kWordBytes), n * kWordBytes);
    return;
  }
  // Words of a transposed row come position by position: dimension 0 counts the positions.
  const std::uint32_t positions = source.loops().index(0) + source.run();
  for (std::uint32_t i = 0; i < n; ++i) {
    const std::uint8_t* bytes = memory_.narrow(source.address() + source.stride() * i, kWordBytes);
    if (layout == Layout::kPlain)
      std::memcpy(memory_.wide(row + std::int64_t{word + i} * 4, kWordBytes), bytes, kWordBytes);
    else if (layout == Layout::kTransposed || layout == Layout::kTransposed16)
      place(layout, row, bytes, (word + i) / positions, (word + i) % positions);
    else
      place(layout, row, bytes, 0, 0);
  }
}

void NarrowToWide::place(Layout layout, std::int64_t row, const std::uint8_t* source,
                         std::uint32_t group, std::uint32_t position) {
  switch (layout) {
    case Layout::kTransposed:
      if (position >= 4)
        throw CommandFault(
            fmt::format("transposing {} positions, a word has 4 lanes", position + 1));
      for (std::uint32_t c = 0; c < 4; ++c)
        *memory_.wide(row + 4 * (4 * std::int64_t{group} + c) + position, 1) = source[c];
      break;
    case Layout::kTransposed16:
      if (position >= 2)
        throw CommandFault(
            fmt::format("transposing {} positions, a word has 2 lanes of 16 bits", position + 1));
      for (std::uint32_t h = 0; h < 2; ++h)
        std::memcpy(
            memory_.wide(row + 4 * (2 * std::int64_t{group} + h) + 2 * std::int64_t{position}, 2),
            source + 2 * std::size_t{h}, 2);
      break;
    case Layout::kReplicated: {
      std::uint8_t* target = memory_.wide(row, memory_.shape().row_bytes);
      for (std::size_t column = 0; column < memory_.shape().row_words; ++column)
        std::memcpy(target + 4 * column, source, kWordBytes);
      break;
    }
    case Layout::kSpread: {
      std::uint8_t* target = memory_.wide(row, memory_.shape().row_bytes);
      for (std::size_t column = 0; column < memory_.shape().row_words; ++column)
        target[4 * column] = source[column % 4];
      break;
    }
    case Layout::kPlain:
      break;
  }
}

}  // namespace tessera::hw
