// SPDX-License-Identifier: Apache-2.0
#include "hw/accelerator.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <utility>

namespace tessera::hw {
namespace {

/// FIFOs between host DMA and stream units, bytes. The chip's depth is not known; this one covers a
/// burst of the link on either side (assumed).
constexpr std::size_t kStreamBytes = 8192;

}  // namespace

Accelerator::Accelerator(const sc_core::sc_module_name& name, const spec::SystemConfig& system,
                         std::size_t index, HostPort& host, AcceleratorOptions options)
    : sc_module(name),
      context_{system.accelerators.at(index),
               sc_core::sc_time(1e6 / system.clock_mhz, sc_core::SC_PS),
               options.engine,
               [this](const std::string& report) { on_fault(report); },
               std::move(options.latency_factor),
               std::move(options.on_command),
               options.requant,
               std::move(options.on_done),
               std::move(options.op_engine),
               std::move(options.on_activity)},
      host_(host),
      buffer_(system.host.instruction_buffer_bytes),
      memories_(context_.config),
      streams_{ByteStream(kStreamBytes), ByteStream(kStreamBytes), ByteStream(kStreamBytes)},
      ring_("ring", context_) {
  build_mesh();
  order_ = [this](unsigned which, Cycle when) {
    const Ramp signal{when + context_.config.timing.sync.signal_cycles, 1, 1, 1};
    const Cycle kernel = context_.kernel_cycle();
    for (auto& tile : tiles_)
      tile->counters()[static_cast<std::size_t>(TileCounter::kRingProducerA) + which].add(signal,
                                                                                          kernel);
    counters_[static_cast<std::size_t>(ScalarCounter::kProducerA) + which].add(signal, kernel);
  };
  build_tiles();
  dma_ = std::make_unique<HostDma>("host_dma", context_, host_, streams_,
                                   system.host.link.burst_bytes);
  build_scalar_side();
}

void Accelerator::build_mesh() {
  const spec::GridConfig grid = context_.config.grid;
  tile_links_.resize(grid.tiles());
  const auto connect = [&](std::uint32_t from, std::uint32_t to, Direction direction) {
    MeshLink& link = links_.emplace_back(context_.config.mesh.link_words);
    tile_links_[from].out[static_cast<std::size_t>(direction)] = &link;
    tile_links_[to].in[static_cast<std::size_t>(direction)] = &link;
  };
  std::uint32_t tile = 0;
  for (std::uint32_t row = 0; row < grid.rows; ++row) {
    for (std::uint32_t column = 0; column < grid.columns; ++column, ++tile) {
      if (row + 1 < grid.rows) connect(tile, tile + grid.columns, Direction::kSouth);
      if (column > 0) connect(tile, tile - 1, Direction::kWest);
      if (row > 0) connect(tile, tile - grid.columns, Direction::kNorth);
      if (column + 1 < grid.columns) connect(tile, tile + 1, Direction::kEast);
    }
  }
}

void Accelerator::build_tiles() {
  for (std::uint32_t index = 0; index < context_.config.grid.tiles(); ++index) {
    const std::string tile_name = fmt::format("tile_{}_{}", index / context_.config.grid.columns,
                                              index % context_.config.grid.columns);
    tiles_.push_back(std::make_unique<Tile>(tile_name.c_str(), context_, tile_links_[index], ring_,
                                            order_, [this, index] { core_->token(index); }));
    ring_.attach(index, 0, tiles_.back()->consumer(0));
    ring_.attach(index, 1, tiles_.back()->consumer(1));
  }
}

void Accelerator::build_scalar_side() {
  activation_pop_ =
      std::make_unique<Pop>("activation_pop", context_, streams_.activations, memories_.activations,
                            kActivationUnit, counters_, ScalarCounter::kAvdataPop);
  parameter_pop_ =
      std::make_unique<Pop>("parameter_pop", context_, streams_.parameters, memories_.parameters,
                            kParameterUnit, counters_, ScalarCounter::kParameterPop);
  infeed_ = std::make_unique<Infeed>("infeed", context_, memories_, counters_, ring_, order_);
  outfeed_ =
      std::make_unique<Outfeed>("outfeed", context_, memories_, streams_.outputs, counters_, ring_);
  ring_.attach(static_cast<std::uint32_t>(tiles_.size()), 0, *outfeed_);
  ScalarTargets targets{
      {}, activation_pop_.get(), parameter_pop_.get(), infeed_.get(), outfeed_.get()};
  for (auto& tile : tiles_) targets.front_ends.push_back(&tile->front_end());
  core_ = std::make_unique<ScalarCore>("scalar_core", context_, buffer_, memories_, counters_,
                                       *dma_, std::move(targets));
}

void Accelerator::push_instructions(std::span<const std::uint8_t> bytes) { buffer_.append(bytes); }

void Accelerator::wait_instruction_space(std::size_t bytes) {
  while (buffer_.space() < std::min(bytes, buffer_.capacity()) && !faulted_)
    wait(buffer_.changed() | stopped_);
}

bool Accelerator::wait_bitstream_done() {
  const std::uint64_t pushed = buffer_.appended();
  const std::uint64_t resets = resets_;
  while (buffer_.finished() < pushed && !faulted_ && resets == resets_)
    wait(buffer_.changed() | stopped_);
  return !faulted_ && resets == resets_;
}

void Accelerator::reset() {
  faulted_ = false;
  ++resets_;
  fault_report_.clear();
  buffer_.clear();
  ring_.reset();
  dma_->reset();
  for (Unit* unit : std::initializer_list<Unit*>{activation_pop_.get(), parameter_pop_.get(),
                                                 infeed_.get(), outfeed_.get()})
    unit->reset();
  for (std::size_t id = 0; id < kScalarCounters; ++id) counters_[id].set(0);
  for (MeshLink& link : links_) link.reset();
  for (auto& tile : tiles_) tile->reset();
  core_->reset();
  stopped_.notify();
}

void Accelerator::on_fault(const std::string& report) {
  if (faulted_) return;  // the first cause is the one that matters
  faulted_ = true;
  fault_report_ = report;
  core_->set_run_control(RunControl::kHalt);
  stopped_.notify();
  host_.fault(report);
}

std::uint32_t Accelerator::scalar_register(unsigned index) const {
  return core_->registers().registers.at(index);
}
bool Accelerator::predicate(unsigned index) const {
  return core_->registers().predicates.at(index);
}

std::uint16_t Accelerator::scalar_counter(unsigned index) const {
  return index < kScalarCounters ? counters_[index].value_at(cycle()) : std::uint16_t{0};
}

std::uint16_t Accelerator::tile_counter(unsigned tile, unsigned index) const {
  if (tile >= tiles_.size() || index >= kTileCounters) return 0;
  return std::as_const(*tiles_[tile]).counters()[index].value_at(cycle());
}

std::span<std::uint8_t> Accelerator::space_of(InspectSpace space, unsigned tile) const {
  if (space == InspectSpace::kScalarMemory)
    return const_cast<ScalarMemories&>(memories_).scalar.bytes();
  if (tile >= tiles_.size()) return {};
  TileMemory& memory = tiles_[tile]->memory();
  return space == InspectSpace::kNarrowMemory ? memory.narrow_bytes() : memory.wide_bytes();
}

std::size_t Accelerator::peek(InspectSpace space, unsigned tile, std::size_t offset,
                              std::span<std::uint8_t> data) const {
  const std::span<std::uint8_t> source = space_of(space, tile);
  if (offset >= source.size()) return 0;
  const std::size_t n = std::min(data.size(), source.size() - offset);
  std::memcpy(data.data(), source.data() + offset, n);
  return n;
}

std::size_t Accelerator::poke(InspectSpace space, unsigned tile, std::size_t offset,
                              std::span<const std::uint8_t> data) {
  const std::span<std::uint8_t> target = space_of(space, tile);
  if (offset >= target.size()) return 0;
  const std::size_t n = std::min(data.size(), target.size() - offset);
  std::memcpy(target.data() + offset, data.data(), n);
  return n;
}

std::vector<const Worker*> Accelerator::workers() const {
  std::vector<const Worker*> all = {core_.get(), activation_pop_.get(), parameter_pop_.get(),
                                    infeed_.get(), outfeed_.get()};
  for (const auto& tile : tiles_)
    for (const Unit* unit : tile->units()) all.push_back(unit);
  return all;
}

std::string Accelerator::stall_report() const {
  std::string report;
  for (const Worker* worker : workers())
    if (!worker->idle()) report += fmt::format("{}: {}\n", worker->name(), worker->state());
  if (const std::string dma = dma_->state(); !dma.empty())
    report += fmt::format("{}: {}\n", dma_->name(), dma);
  return report;
}

}  // namespace tessera::hw
