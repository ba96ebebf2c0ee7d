// SPDX-License-Identifier: Apache-2.0
// Made by `python3 hw/spec/gen/specgen.py commands` from hw/spec/commands/coral.yaml.
// clang-format off
#pragma once

#include <cstdint>
#include <variant>

#include "hw/spec/command_records.h"

namespace tessera::spec {

enum class Opcode : std::uint8_t {
  kTensorOp = 0x01,
  kMaxOp = 0x02,
  kSumOp = 0x03,
  kResizeOp = 0x05,
  kRingProducer = 0x10,
  kRingConsumer0 = 0x11,
  kRingConsumer1 = 0x12,
  kNarrowToWide = 0x13,
  kWideToNarrow = 0x14,
  kMeshSouth = 0x15,
  kMeshWest = 0x16,
  kMeshNorth = 0x17,
  kMeshEast = 0x18,
  kNluLoad = 0x19,
  kTileFence = 0x1a,
  kBundle = 0x20,
  kHalt = 0x21,
  kBranch = 0x22,
  kLoop = 0x23,
  kScalarFence = 0x24,
  kPop = 0x25,
  kInfeed = 0x26,
  kOutfeed = 0x27,
  kStart = 0x3e,
  kEnd = 0x3f,
};

struct TensorOp {
  std::uint32_t gate{};
  std::uint32_t predicate{};
  std::uint32_t polarity{};
  std::uint32_t zero{};
  std::uint32_t opcode{};
  std::uint32_t tiles{};
  std::uint32_t address_register{};
  std::uint32_t tiles_register{};
  std::uint32_t tiles_from_register{};
  std::uint32_t sequence{};
  LoopNest loops{};
  Ttu in{};
  Ttu out{};
  Ttu par{};
  Ttu psum{};
  std::uint32_t avdata_enable{};
  std::uint32_t avdata_level{};
  std::uint32_t parameters_enable{};
  std::uint32_t parameters_level{};
  std::uint32_t accumulate{};
  std::uint32_t always_one{};
  std::uint32_t no_partial_sums{};
  std::uint32_t scalar_16{};
  std::uint32_t pair_16{};
  std::uint32_t byte_input{};
  std::uint32_t par_lane{};
  std::uint32_t channel_zero_points{};
  std::uint32_t weight_zero_point{};
  std::uint32_t in_zero_point{};
  std::uint32_t zp_last_row{};
  std::uint32_t zp_rows_per_group{};
  std::uint32_t zp_first_row{};
  std::uint32_t dp_level{};
  std::uint32_t reduce_mask{};
  std::uint32_t outputs_last{};
  std::uint32_t outputs{};
  std::uint32_t nlu{};
  std::uint32_t range_reduction{};
  std::uint32_t out_16{};
  float multiplier{};
  float clamp_max{};
  float clamp_min{};
  std::int32_t offset{};
  std::uint32_t out_zero_point{};
  std::uint32_t bias{};
  std::uint32_t channel_multipliers{};
  std::uint32_t nlu_odd{};
  SyncRecord sync[6]{};
};

struct RingProducer {
  std::uint32_t gate{};
  std::uint32_t predicate{};
  std::uint32_t polarity{};
  std::uint32_t zero{};
  std::uint32_t opcode{};
  std::uint32_t tiles{};
  std::uint32_t address_register{};
  std::uint32_t tiles_register{};
  std::uint32_t tiles_from_register{};
  std::uint32_t sequence{};
  Ttu wide{};
  std::uint32_t address_mode{};
  std::uint32_t ring_write_enable{};
  std::uint32_t ring_write_level{};
  std::uint32_t order_enable{};
  std::uint32_t order_level{};
  std::uint32_t to_consumer_1{};
  std::uint32_t destinations{};
  SyncRecord sync[3]{};
};

struct RingConsumer {
  std::uint32_t gate{};
  std::uint32_t predicate{};
  std::uint32_t polarity{};
  std::uint32_t zero{};
  std::uint32_t opcode{};
  std::uint32_t tiles{};
  std::uint32_t address_register{};
  std::uint32_t tiles_register{};
  std::uint32_t tiles_from_register{};
  std::uint32_t sequence{};
  Ttu wide{};
  std::uint32_t address_mode{};
  std::uint32_t aux_enable{};
  std::uint32_t aux_level{};
  std::uint32_t aux_first_row{};
  std::uint32_t aux_packets{};
  std::uint32_t aux_last_row{};
  std::uint32_t aux_rows_per_group{};
  std::uint32_t signal_enable{};
  std::uint32_t signal_level{};
  SyncRecord sync[2]{};
};

struct NarrowToWide {
  std::uint32_t gate{};
  std::uint32_t predicate{};
  std::uint32_t polarity{};
  std::uint32_t zero{};
  std::uint32_t opcode{};
  std::uint32_t tiles{};
  std::uint32_t address_register{};
  std::uint32_t tiles_register{};
  std::uint32_t tiles_from_register{};
  std::uint32_t sequence{};
  Ttu narrow{};
  Ttu wide{};
  std::uint32_t address_from_register{};
  std::uint32_t signal_enable{};
  std::uint32_t signal_level{};
  std::uint32_t transpose{};
  std::uint32_t transpose_16{};
  std::uint32_t row_close_level{};
  SyncRecord sync[6]{};
};

struct WideToNarrow {
  std::uint32_t gate{};
  std::uint32_t predicate{};
  std::uint32_t polarity{};
  std::uint32_t zero{};
  std::uint32_t opcode{};
  std::uint32_t tiles{};
  std::uint32_t address_register{};
  std::uint32_t tiles_register{};
  std::uint32_t tiles_from_register{};
  std::uint32_t sequence{};
  Ttu wide{};
  Ttu narrow{};
  std::uint32_t skip_enable{};
  std::uint32_t skip_level{};
  std::uint32_t destination_base{};
  std::uint32_t skip_count{};
  std::uint32_t destination_skip{};
  std::uint32_t signal_enable{};
  std::uint32_t signal_level{};
  std::uint32_t to_scaling{};
  std::uint32_t row_close_level{};
  SyncRecord sync[6]{};
};

struct Mesh {
  std::uint32_t gate{};
  std::uint32_t predicate{};
  std::uint32_t polarity{};
  std::uint32_t zero{};
  std::uint32_t opcode{};
  std::uint32_t tiles{};
  std::uint32_t address_register{};
  std::uint32_t tiles_register{};
  std::uint32_t tiles_from_register{};
  std::uint32_t sequence{};
  Ttu outbound{};
  Ttu inbound{};
  std::uint32_t out_signal_enable{};
  std::uint32_t out_signal_level{};
  std::uint32_t in_signal_enable{};
  std::uint32_t in_signal_level{};
  std::uint32_t fill{};
  std::uint32_t fill_pattern{};
  SyncRecord sync[6]{};
};

struct NluLoad {
  std::uint32_t gate{};
  std::uint32_t predicate{};
  std::uint32_t polarity{};
  std::uint32_t zero{};
  std::uint32_t opcode{};
  std::uint32_t tiles{};
  std::uint32_t address_register{};
  std::uint32_t tiles_register{};
  std::uint32_t tiles_from_register{};
  std::uint32_t sequence{};
  std::uint32_t mode{};
  float coefficients[40]{};
  float breakpoints[7]{};
};

struct TileFence {
  std::uint32_t gate{};
  std::uint32_t predicate{};
  std::uint32_t polarity{};
  std::uint32_t zero{};
  std::uint32_t opcode{};
  std::uint32_t tiles{};
  std::uint32_t sequence{};
  std::uint32_t caching_mark{};
  std::uint32_t counters{};
  std::uint32_t count{};
  std::uint32_t units{};
  std::uint32_t token{};
  std::uint32_t final_mark{};
};

struct Bundle {
  std::uint32_t gate{};
  std::uint32_t predicate{};
  std::uint32_t polarity{};
  std::uint32_t zero{};
  std::uint32_t opcode{};
  std::uint32_t load{};
  std::uint32_t load_destination{};
  std::uint32_t load_address{};
  std::uint32_t vector_op{};
  std::uint32_t vector_address{};
  std::uint32_t vector_source{};
  std::uint32_t alu_op{};
  std::uint32_t alu_immediate{};
  std::uint32_t alu_destination{};
  std::uint32_t alu_source{};
  std::uint32_t alu_operand{};
  std::uint32_t special_op{};
  std::uint32_t special_source{};
  std::uint32_t special_destination{};
};

struct Halt {
  std::uint32_t gate{};
  std::uint32_t predicate{};
  std::uint32_t polarity{};
  std::uint32_t zero{};
  std::uint32_t opcode{};
  std::uint32_t code{};
};

struct Branch {
  std::uint32_t gate{};
  std::uint32_t predicate{};
  std::uint32_t polarity{};
  std::uint32_t zero{};
  std::uint32_t opcode{};
  std::uint32_t conditional{};
  std::uint32_t condition_register{};
  std::uint32_t condition_polarity{};
  std::int32_t offset{};
  std::uint32_t relative{};
};

struct Loop {
  std::uint32_t gate{};
  std::uint32_t predicate{};
  std::uint32_t polarity{};
  std::uint32_t zero{};
  std::uint32_t opcode{};
  std::uint32_t count{};
  std::uint32_t length{};
};

struct ScalarFence {
  std::uint32_t gate{};
  std::uint32_t predicate{};
  std::uint32_t polarity{};
  std::uint32_t zero{};
  std::uint32_t opcode{};
  std::uint32_t tiles_mark{};
  std::uint32_t counters{};
  std::uint32_t value{};
  std::uint32_t wait_tokens{};
  std::uint32_t token_tiles{};
  std::uint32_t waits{};
  std::uint32_t idle_units{};
  std::uint32_t thresholds[9]{};
};

struct Pop {
  std::uint32_t gate{};
  std::uint32_t predicate{};
  std::uint32_t polarity{};
  std::uint32_t zero{};
  std::uint32_t opcode{};
  Ttu staging{};
  std::uint32_t activations{};
  std::uint32_t signal_enable{};
  std::uint32_t signal_level{};
  SyncRecord sync[1]{};
};

struct Infeed {
  std::uint32_t gate{};
  std::uint32_t predicate{};
  std::uint32_t polarity{};
  std::uint32_t zero{};
  std::uint32_t opcode{};
  Ttu staging{};
  std::uint32_t source{};
  std::uint32_t order_enable{};
  std::uint32_t order_level{};
  std::uint32_t signal_enable{};
  std::uint32_t signal_level{};
  std::uint32_t ring_mark{};
  std::uint32_t destinations{};
  std::uint32_t packet_words{};
  SyncRecord sync[2]{};
};

struct Outfeed {
  std::uint32_t gate{};
  std::uint32_t predicate{};
  std::uint32_t polarity{};
  std::uint32_t zero{};
  std::uint32_t opcode{};
  Ttu staging{};
  std::uint32_t signal_enable{};
  std::uint32_t signal_level{};
  std::uint32_t packet_words{};
  std::uint32_t to_host{};
  SyncRecord sync[1]{};
};

struct Start {
  std::uint32_t gate{};
  std::uint32_t predicate{};
  std::uint32_t polarity{};
  std::uint32_t zero{};
  std::uint32_t opcode{};
  std::uint32_t length{};
};

struct End {
  std::uint32_t gate{};
  std::uint32_t predicate{};
  std::uint32_t polarity{};
  std::uint32_t zero{};
  std::uint32_t opcode{};
  std::uint32_t length{};
};

using CommandBody = std::variant<TensorOp, RingProducer, RingConsumer, NarrowToWide, WideToNarrow, Mesh, NluLoad, TileFence, Bundle, Halt, Branch, Loop, ScalarFence, Pop, Infeed, Outfeed, Start, End>;

}  // namespace tessera::spec
