// SPDX-License-Identifier: Apache-2.0
#include "hw/tile/tile.h"

#include <utility>

namespace tessera::hw {
namespace {

constexpr std::size_t index_of(Direction direction) { return static_cast<std::size_t>(direction); }

}  // namespace

Tile::Tile(const sc_core::sc_module_name& name, const AcceleratorContext& context,
           const TileLinks& links, RingAccess& ring, const OrderSignal& order,
           std::function<void()> token)
    : sc_module(name),
      memory_(context.config, context.requant),
      op_("op", context, memory_, counters_),
      producer_("ring_producer", context, memory_, counters_, ring, order),
      consumer_0_("ring_consumer_0", context, memory_, counters_, ring, TileCounter::kRingReadA),
      consumer_1_("ring_consumer_1", context, memory_, counters_, ring, TileCounter::kRingReadB),
      narrow_to_wide_("narrow_to_wide", context, memory_, counters_),
      wide_to_narrow_("wide_to_narrow", context, memory_, counters_),
      mesh_south_("mesh_south", context, memory_, counters_, Direction::kSouth,
                  links.out[index_of(Direction::kSouth)], links.in[index_of(Direction::kSouth)]),
      mesh_west_("mesh_west", context, memory_, counters_, Direction::kWest,
                 links.out[index_of(Direction::kWest)], links.in[index_of(Direction::kWest)]),
      mesh_north_("mesh_north", context, memory_, counters_, Direction::kNorth,
                  links.out[index_of(Direction::kNorth)], links.in[index_of(Direction::kNorth)]),
      mesh_east_("mesh_east", context, memory_, counters_, Direction::kEast,
                 links.out[index_of(Direction::kEast)], links.in[index_of(Direction::kEast)]),
      front_end_("front_end", context, counters_, unit_table(), std::move(token)) {}

std::array<Unit*, kTileUnits> Tile::unit_table() {
  return {&op_,         &producer_,  &consumer_0_, &consumer_1_, &narrow_to_wide_, &wide_to_narrow_,
          &mesh_south_, &mesh_west_, &mesh_north_, &mesh_east_};
}

std::vector<const Unit*> Tile::units() const {
  return {&front_end_,
          &op_,
          &producer_,
          &consumer_0_,
          &consumer_1_,
          &narrow_to_wide_,
          &wide_to_narrow_,
          &mesh_south_,
          &mesh_south_.inbound(),
          &mesh_west_,
          &mesh_west_.inbound(),
          &mesh_north_,
          &mesh_north_.inbound(),
          &mesh_east_,
          &mesh_east_.inbound()};
}

void Tile::reset() {
  front_end_.reset();
  for (Unit* unit : unit_table()) unit->reset();
  for (MeshUnit* mesh : {&mesh_south_, &mesh_west_, &mesh_north_, &mesh_east_})
    mesh->inbound().reset();
  for (std::size_t id = 0; id < kTileCounters; ++id) counters_[id].set(0);
}

}  // namespace tessera::hw
