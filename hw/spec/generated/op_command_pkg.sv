// SPDX-License-Identifier: Apache-2.0
// Made by `python3 hw/spec/gen/specgen.py commands` from hw/spec/commands/coral.yaml.
// The register image of a tensor command: register i holds field i of the table of tensor_op in
// hw/spec/doc/commands.md. Signed fields are extended to 32 bits, floats stand as their bits.

package op_command_pkg;

  localparam logic [5:0] OpcodeTensorOp = 6'h01;
  localparam logic [5:0] OpcodeMaxOp = 6'h02;
  localparam logic [5:0] OpcodeSumOp = 6'h03;
  localparam logic [5:0] OpcodeResizeOp = 6'h05;
  localparam int unsigned Registers = 174;

  typedef struct packed {
    logic [31:0] skip;
    logic [31:0] last_level;
    logic [31:0] last_count;
    logic [31:0] slot;
    logic [31:0] level;
    logic [31:0] mask;
    logic [511:0] dims;  // {count - 1, increment} each, innermost lowest
    logic [31:0] base;
  } ttu_t;

  typedef struct packed {
    logic [31:0] last_level;
    logic [31:0] last_count;
    logic [255:0] counts;  // count - 1 each, innermost lowest
  } loop_nest_t;

  typedef struct packed {
    logic [959:0] sync;
    logic [31:0] nlu_odd;
    logic [31:0] channel_multipliers;
    logic [31:0] bias;
    logic [31:0] out_zero_point;
    logic [31:0] offset;
    logic [31:0] clamp_min;
    logic [31:0] clamp_max;
    logic [31:0] multiplier;
    logic [31:0] out_16;
    logic [31:0] range_reduction;
    logic [31:0] nlu;
    logic [31:0] outputs;
    logic [31:0] outputs_last;
    logic [31:0] reduce_mask;
    logic [31:0] dp_level;
    logic [31:0] zp_first_row;
    logic [31:0] zp_rows_per_group;
    logic [31:0] zp_last_row;
    logic [31:0] in_zero_point;
    logic [31:0] weight_zero_point;
    logic [31:0] channel_zero_points;
    logic [31:0] par_lane;
    logic [31:0] byte_input;
    logic [31:0] pair_16;
    logic [31:0] scalar_16;
    logic [31:0] no_partial_sums;
    logic [31:0] always_one;
    logic [31:0] accumulate;
    logic [31:0] parameters_level;
    logic [31:0] parameters_enable;
    logic [31:0] avdata_level;
    logic [31:0] avdata_enable;
    ttu_t psum_ttu;
    ttu_t par_ttu;
    ttu_t out_ttu;
    ttu_t in_ttu;
    loop_nest_t loops;
    logic [31:0] sequence_number;
    logic [31:0] tiles_from_register;
    logic [31:0] tiles_register;
    logic [31:0] address_register;
    logic [31:0] tiles;
    logic [31:0] opcode;
    logic [31:0] zero;
    logic [31:0] polarity;
    logic [31:0] predicate;
    logic [31:0] gate;
  } tensor_op_t;

endpackage
