// SPDX-License-Identifier: Apache-2.0
#include "tests/support/tile_bench.h"

#include "hw/spec/system_loader.h"

#include <fmt/format.h>

#include <cstring>

namespace tessera::test {
namespace {

std::vector<std::uint32_t> words_at(std::span<const std::uint8_t> bytes, std::size_t n) {
  std::vector<std::uint32_t> words(n);
  std::memcpy(words.data(), bytes.first(4 * n).data(), 4 * n);
  return words;
}

void put_words(std::span<std::uint8_t> bytes, const std::vector<std::uint32_t>& words) {
  std::memcpy(bytes.first(4 * words.size()).data(), words.data(), 4 * words.size());
}

}  // namespace

spec::SystemConfig bench_system() {
  spec::SystemConfig system = spec::load_system("tiny");
  spec::AcceleratorConfig& accelerator = system.accelerators.front();
  accelerator.encoding = spec::Encoding::kCoral;
  accelerator.lanes = 64;
  accelerator.ring.packet_bytes = 256;
  accelerator.front_end_queue_depth = 64;
  return system;
}

void FakeConsumer::deliver(const hw::RingPacket& packet, hw::RingTransfer transfer) {
  --packets_;
  deliveries.push_back({transfer.begin, transfer.end, packet.bytes,
                        packet.data.empty() ? std::uint8_t{0} : packet.data.front()});
}

void FakeConsumer::open(hw::Ring& ring, std::uint32_t packets) {
  packets_ += packets;
  ring.consumer_opened();
}

TileBench::TileBench(hw::Engine engine, spec::SystemConfig system, func::RequantMode requant)
    : system_(std::move(system)),
      context_{system_.accelerators.front(),
               sc_core::sc_time(1e6 / system_.clock_mhz, sc_core::SC_PS),
               engine,
               [this](const std::string& report) { faults.push_back(report); },
               {},
               {},
               requant},
      ring_("ring", context_) {
  build_tiles();
  watch_units();
  watch_counters();
  sc_core::sc_start(sc_core::SC_ZERO_TIME);
}

TileBench::~TileBench() {
  run_now([this] {
    ring_.reset();
    for (auto& tile : tiles_) tile->reset();
  });
}

void TileBench::build_tiles() {
  const spec::GridConfig& grid = context_.config.grid;
  std::vector<hw::TileLinks> links(grid.tiles());
  const auto connect = [&](std::uint32_t from, std::uint32_t to, hw::Direction direction) {
    hw::MeshLink& link = links_.emplace_back(context_.config.mesh.link_words);
    links[from].out[static_cast<std::size_t>(direction)] = &link;
    links[to].in[static_cast<std::size_t>(direction)] = &link;
  };
  for (std::uint32_t t = 0; t < grid.tiles(); ++t) {
    if (t + grid.columns < grid.tiles()) {
      connect(t, t + grid.columns, hw::Direction::kSouth);
      connect(t + grid.columns, t, hw::Direction::kNorth);
    }
    if ((t + 1) % grid.columns != 0) {
      connect(t, t + 1, hw::Direction::kEast);
      connect(t + 1, t, hw::Direction::kWest);
    }
  }
  const hw::OrderSignal order = [this](unsigned which, Cycle when) {
    const hw::Ramp signal{when + context_.config.timing.sync.signal_cycles, 1, 1, 1};
    for (auto& each : tiles_)
      each->counters()[static_cast<std::size_t>(hw::TileCounter::kRingProducerA) + which].add(
          signal, cycle());
  };
  for (unsigned t = 0; t < grid.tiles(); ++t) {
    tiles_.push_back(std::make_unique<hw::Tile>(fmt::format("tile_{}", t).c_str(), context_,
                                                links[t], ring_, order,
                                                [this, t] { tokens.emplace_back(t, cycle()); }));
    ring_.attach(t, 0, tiles_.back()->consumer(0));
    ring_.attach(t, 1, tiles_.back()->consumer(1));
  }
}

void TileBench::watch_units() {
  context_.on_command = [this](const hw::Worker& worker, const spec::Command&) {
    for (const auto& [key, unit] : units_)
      if (unit == &worker) begins_[key].push_back(cycle());
  };
  for (unsigned t = 0; t < tiles_.size(); ++t) {
    const std::size_t prefix = std::strlen(tiles_[t]->name()) + 1;
    for (const hw::Unit* unit : tiles_[t]->units()) {
      const UnitKey key{t, unit->name() + prefix};
      units_[key] = unit;
      sc_core::sc_spawn_options options;
      options.spawn_method();
      options.set_sensitivity(&unit->progress());
      options.dont_initialize();
      sc_core::sc_spawn([this, key] { ends_[key].push_back(cycle()); },
                        sc_core::sc_gen_unique_name("watch"), &options);
    }
  }
}

/// Looks in the middle of every cycle, after all that happens at its start.
void TileBench::watch_counters() {
  last_values_.resize(tiles_.size());
  const auto look = [this](unsigned t, std::size_t id) {
    const std::uint16_t value = tiles_[t]->counters()[id].value_at(cycle());
    const auto steps = static_cast<std::uint16_t>(value - last_values_[t][id]);
    if (steps < 0x8000) signals_[{t, id}].insert(signals_[{t, id}].end(), steps, cycle());
    last_values_[t][id] = value;
  };
  sc_core::sc_spawn(
      [this, look] {
        sc_core::wait(context_.period / 2);
        for (;; sc_core::wait(context_.period))
          for (unsigned t = 0; t < tiles_.size(); ++t)
            for (std::size_t id = 0; id < hw::kTileCounters; ++id) look(t, id);
      },
      "watch_counters");
}

sc_core::sc_process_handle TileBench::at(Cycle cycle, std::function<void()> action) {
  return sc_core::sc_spawn(
      [this, cycle, action = std::move(action)] {
        sc_core::wait(context_.period * static_cast<double>(cycle));
        action();
      },
      sc_core::sc_gen_unique_name("at"));
}

void TileBench::run(Cycle cycles) {
  sc_core::sc_start(context_.period * static_cast<double>(cycles));
}

const hw::Unit& TileBench::unit(unsigned tile, const std::string& unit) const {
  return *units_.at({tile, unit});
}

std::vector<hw::Cycle> TileBench::begins(unsigned tile, const std::string& unit) const {
  const auto found = begins_.find({tile, unit});
  return found == begins_.end() ? std::vector<Cycle>() : found->second;
}

std::vector<hw::Cycle> TileBench::ends(unsigned tile, const std::string& unit) const {
  const auto found = ends_.find({tile, unit});
  return found == ends_.end() ? std::vector<Cycle>() : found->second;
}

std::vector<hw::Cycle> TileBench::signals(unsigned tile, hw::TileCounter counter) const {
  const auto found = signals_.find({tile, static_cast<std::size_t>(counter)});
  return found == signals_.end() ? std::vector<Cycle>() : found->second;
}

std::uint16_t TileBench::counter(unsigned tile, hw::TileCounter counter) const {
  return std::as_const(*tiles_.at(tile)).counters()[counter].value_at(cycle());
}

void TileBench::set_counter(unsigned tile, hw::TileCounter counter, std::uint16_t value) {
  tiles_.at(tile)->counters()[counter].set(value);
}

std::vector<std::uint32_t> TileBench::narrow(unsigned tile, std::size_t first, std::size_t n) {
  return words_at(tiles_.at(tile)->memory().narrow_bytes().subspan(4 * first), n);
}

std::vector<std::uint32_t> TileBench::wide(unsigned tile, std::size_t row, std::size_t first,
                                           std::size_t n) {
  return words_at(tiles_.at(tile)->memory().wide_bytes().subspan(256 * row + 4 * first), n);
}

std::vector<std::uint32_t> TileBench::scaling(unsigned tile, std::size_t step, std::size_t n) {
  return words_at(
      {tiles_.at(tile)->memory().scaling(static_cast<std::int64_t>(8 * step), 4 * n), 4 * n}, n);
}

void TileBench::set_narrow(unsigned tile, std::size_t first,
                           const std::vector<std::uint32_t>& words) {
  put_words(tiles_.at(tile)->memory().narrow_bytes().subspan(4 * first), words);
}

void TileBench::set_wide(unsigned tile, std::size_t row, std::size_t first,
                         const std::vector<std::uint32_t>& words) {
  put_words(tiles_.at(tile)->memory().wide_bytes().subspan(256 * row + 4 * first), words);
}

void TileBench::number_wide(unsigned tile, std::size_t rows) {
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t word = 0; word < 64; ++word) set_wide(tile, row, word, {wide_word(row, word)});
}

void TileBench::number_narrow(unsigned tile, std::size_t words) {
  for (std::size_t word = 0; word < words; ++word) set_narrow(tile, word, {narrow_word(word)});
}

void run_now(const std::function<void()>& action) {
  if (sc_core::sc_get_status() != sc_core::SC_PAUSED) return;
  sc_core::sc_spawn(action, sc_core::sc_gen_unique_name("now"));
  do {
    sc_core::sc_start(sc_core::SC_ZERO_TIME);
  } while (sc_core::sc_pending_activity_at_current_time());
}

}  // namespace tessera::test
