// SPDX-License-Identifier: Apache-2.0
// The op unit of a tile: one tensor command at a time, one step per cycle.
//
// A command is taken while ready; its steps are granted one by one by the unit that watches the sync
// counters. All memories are outside. A read port has its data in the cycle of the request, with
// ready; every port that is not ready stops the whole pipeline, but for a few buffered writes. The
// wide memory is one bank per lane group, each addressed a cycle after the one before it, and writes
// before it reads within a cycle. Stages and cycles: rtl/README.md.

module op_unit #(
  parameter int unsigned Lanes          = 64,
  parameter int unsigned CountWidth     = 32,
  parameter int unsigned AddrWidth      = 48,
  parameter int unsigned ScalingEntries = 2,
  parameter bit          HasSingle      = 1'b1,  // requantization mode single, beside f32
  localparam int unsigned Groups        = Lanes / op_unit_pkg::LanesPerHop
) (
  input  logic                       clk_i,
  input  logic                       rst_ni,

  input  logic                       cmd_valid_i,
  output logic                       cmd_ready_o,
  input  op_command_pkg::tensor_op_t cmd_i,
  input  logic [5:0]                 opcode_i,
  input  logic                       single_i,   // requantization mode, fixed during a command

  // Sync unit: grants of steps; what counters to signal (see also write_signal_o).
  input  logic                       step_valid_i,
  output logic                       step_ready_o,
  input  logic                       hold_i,         // stop time for the steps while results drain
  output logic                       parameters_o,   // count PARAMETERS

  output logic                       narrow_read_valid_o,
  output logic [31:0]                narrow_read_addr_o,
  output logic [2:0]                 narrow_read_bytes_o,
  input  logic                       narrow_read_ready_i,
  input  logic [31:0]                narrow_read_data_i,

  output logic [3*Groups-1:0]        weight_lanes_o,
  output logic [32*Groups-1:0]       weight_addr_o,
  input  logic                       weight_ready_i,
  input  logic [128*Groups-1:0]      weight_data_i,
  output logic [3*Groups-1:0]        zp_lanes_o,
  output logic [32*Groups-1:0]       zp_row_o,
  input  logic                       zp_ready_i,
  input  logic [128*Groups-1:0]      zp_data_i,
  output logic [3*Groups-1:0]        psum_lanes_o,
  output logic [32*Groups-1:0]       psum_addr_o,
  input  logic                       psum_ready_i,
  input  logic [128*Groups-1:0]      psum_data_i,
  output logic [3*Groups-1:0]        park_lanes_o,
  output logic [32*Groups-1:0]       park_addr_o,
  input  logic                       park_ready_i,
  output logic [128*Groups-1:0]      park_data_o,

  output logic                       scale_valid_o,
  output logic [7:0]                 scale_entry_o,
  output logic [7:0]                 scale_output_o,
  output logic [2:0]                 scale_count_o,
  input  logic                       scale_ready_i,
  input  logic [127:0]               scale_multiplier_i,
  input  logic [127:0]               scale_bias_i,
  input  logic [127:0]               scale_exponent_i,

  output logic                       write_valid_o,
  input  logic                       write_ready_i,
  output logic [31:0]                write_addr_o,
  output logic [31:0]                write_data_o,
  output logic                       write_signal_o,  // count AVDATA when it is written

  // Table of the non-linear unit; not while a command uses it.
  input  logic                       table_write_i,
  input  logic [3:0]                 table_word_i,
  input  logic [127:0]               table_data_i,

  // For counts of actions: the step taken in the cycle before.
  output logic                       taken_o,
  output op_unit_pkg::step_flags_t   taken_flags_o,
  output logic                       running_o,    // steps of the command are left
  output logic                       port_free_o,  // nothing holds the output port
  output logic                       busy_o        // something is under way in the pipeline
);

  if (Lanes < 4 || Lanes > 128 || Lanes % op_unit_pkg::LanesPerHop != 0)
    $fatal(1, "op_unit: Lanes is a multiple of 4, 4 to 128");
  if (ScalingEntries < 1 || ScalingEntries > 256) $fatal(1, "op_unit: 1 to 256 scaling entries");
  if (CountWidth < 4 || CountWidth > 32) $fatal(1, "op_unit: counts have 4 to 32 bits");

  // ---- the command
  logic load, load_q;
  op_command_pkg::tensor_op_t cmd_q;
  op_unit_pkg::operand_mode_t mode_d, mode_q;
  logic [5:0] opcode_q;
  assign cmd_ready_o = ~running_o & ~busy_o & ~load_q;
  assign load        = cmd_valid_i & cmd_ready_o;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) load_q <= 1'b0;
    else         load_q <= load;  // the streams go to their start from the registered command
  end
  always_ff @(posedge clk_i) begin
    if (load) begin
      cmd_q    <= cmd_i;
      opcode_q <= opcode_i;
    end
    if (load_q) mode_q <= mode_d;
  end
  always_comb begin
    mode_d.is_max  = opcode_q == op_command_pkg::OpcodeMaxOp;
    mode_d.is_sum  = opcode_q == op_command_pkg::OpcodeSumOp;
    mode_d.in_16   = cmd_q.scalar_16[0];
    mode_d.pair_16 = cmd_q.pair_16[0];
    if (mode_d.is_max || mode_d.is_sum) begin
      mode_d.picks = ~cmd_q.pair_16[0];
      mode_d.one   = ~cmd_q.pair_16[0];
    end else begin
      mode_d.picks = cmd_q.par_lane != 32'd0 || (cmd_q.scalar_16[0] & cmd_q.pair_16[0]);
      mode_d.one   = mode_d.picks | cmd_q.byte_input[0] | cmd_q.scalar_16[0];
    end
  end

  // ---- stalls
  logic advance, full;
  assign advance = ~full & (~narrow_read_valid_o | narrow_read_ready_i) &
                   (weight_lanes_o == '0 | weight_ready_i) & (zp_lanes_o == '0 | zp_ready_i) &
                   (psum_lanes_o == '0 | psum_ready_i) & (park_lanes_o == '0 | park_ready_i) &
                   (~scale_valid_o | scale_ready_i);

  // ---- steps
  logic issue_valid;
  op_unit_pkg::issue_t issue;
  sequencer #(.CountWidth(CountWidth), .AddrWidth(AddrWidth), .ScalingEntries(ScalingEntries))
  u_sequencer (
    .clk_i, .rst_ni, .advance_i(advance), .hold_i, .load_i(load_q), .cmd_i(cmd_q), .mode_i(mode_q),
    .step_valid_i, .step_ready_o, .issue_valid_o(issue_valid), .issue_o(issue),
    .taken_o, .parameters_o, .running_o, .port_free_o
  );
  assign taken_flags_o = issue.flags;

  logic step_valid;
  op_unit_pkg::step_t first_step;
  operand_stage u_operands (
    .clk_i, .rst_ni, .advance_i(advance), .mode_i(mode_q),
    .in_zero_point_i(cmd_q.in_zero_point[15:0]), .issue_valid_i(issue_valid), .issue_i(issue),
    .read_valid_o(narrow_read_valid_o), .read_addr_o(narrow_read_addr_o),
    .read_bytes_o(narrow_read_bytes_o), .read_data_i(narrow_read_data_i),
    .step_valid_o(step_valid), .step_o(first_step)
  );

  // ---- lanes: the step hops from group to group
  localparam int unsigned StepWidth = op_unit_pkg::StepWidth;
  logic [Groups:0] hop_valid;
  logic [StepWidth*(Groups+1)-1:0] hop;  // one step_t each
  logic [Groups-1:0] emit, group_busy;
  logic [8*Groups-1:0] emit_lanes, emit_entry;
  logic [32*Lanes-1:0] sums;
  assign hop_valid[0] = step_valid;
  assign hop[0 +: StepWidth] = first_step;
  for (genvar g = 0; g < Groups; g++) begin : gen_group
    lane_group u_group (
      .clk_i, .rst_ni, .advance_i(advance), .is_max_i(mode_q.is_max),
      .channel_zp_i(cmd_q.channel_zero_points[0]), .zero_point_i(cmd_q.weight_zero_point[15:0]),
      .step_valid_i(hop_valid[g]), .step_i(hop[StepWidth*g +: StepWidth]),
      .step_valid_o(hop_valid[g+1]), .step_o(hop[StepWidth*(g+1) +: StepWidth]),
      .weight_lanes_o(weight_lanes_o[3*g +: 3]), .weight_addr_o(weight_addr_o[32*g +: 32]),
      .weight_data_i(weight_data_i[128*g +: 128]),
      .zp_lanes_o(zp_lanes_o[3*g +: 3]), .zp_row_o(zp_row_o[32*g +: 32]),
      .zp_data_i(zp_data_i[128*g +: 128]),
      .psum_lanes_o(psum_lanes_o[3*g +: 3]), .psum_addr_o(psum_addr_o[32*g +: 32]),
      .psum_data_i(psum_data_i[128*g +: 128]),
      .park_lanes_o(park_lanes_o[3*g +: 3]), .park_addr_o(park_addr_o[32*g +: 32]),
      .park_data_o(park_data_o[128*g +: 128]),
      .emit_o(emit[g]), .emit_lanes_o(emit_lanes[8*g +: 8]), .emit_entry_o(emit_entry[8*g +: 8]),
      .sums_o(sums[128*g +: 128]), .busy_o(group_busy[g])
    );
  end

  // ---- results
  logic [1279:0] coefficients;
  logic [223:0] breakpoints;
  nlu_table u_table (
    .clk_i, .write_i(table_write_i), .word_i(table_word_i), .data_i(table_data_i),
    .coefficients_o(coefficients), .breakpoints_o(breakpoints)
  );

  logic port_busy;
  output_port #(.Lanes(Lanes), .CountWidth(CountWidth), .AddrWidth(AddrWidth),
                .ScalingEntries(ScalingEntries), .HasSingle(HasSingle)) u_output (
    .clk_i, .rst_ni, .advance_i(advance), .load_i(load_q), .cmd_i(cmd_q), .single_i,
    .coefficients_i(coefficients), .breakpoints_i(breakpoints),
    .start_i(emit[0]), .outputs_i(emit_lanes[7:0]), .entry_i(emit_entry[7:0]), .sums_i(sums),
    .scale_valid_o, .scale_entry_o, .scale_output_o, .scale_count_o, .scale_multiplier_i,
    .scale_bias_i, .scale_exponent_i,
    .write_valid_o, .write_ready_i, .write_addr_o, .write_data_o, .write_signal_o,
    .full_o(full), .busy_o(port_busy)
  );

  assign busy_o = load_q | issue_valid | step_valid | (|group_busy) | port_busy;

  // Only group 0 says when results begin; behind it they follow hop by hop.
  logic unused;
  assign unused = ^{emit, emit_lanes, emit_entry, hop_valid[Groups], hop[StepWidth*Groups +: StepWidth]};

`ifdef RTL_CHECKS
  a_opcode_is_one_of_three: assert property (@(posedge clk_i) disable iff (!rst_ni)
    load |-> opcode_i == op_command_pkg::OpcodeTensorOp || opcode_i == op_command_pkg::OpcodeMaxOp ||
             opcode_i == op_command_pkg::OpcodeSumOp);
  a_group_fits: assert property (@(posedge clk_i) disable iff (!rst_ni)
                                 load |-> cmd_i.outputs < Lanes && cmd_i.outputs_last <= cmd_i.outputs);
  a_command_only_when_idle: assert property (@(posedge clk_i) disable iff (!rst_ni)
                                             load |-> !running_o && !busy_o);
  a_stands_still_when_stalled: assert property (@(posedge clk_i) disable iff (!rst_ni)
                                                !advance |=> !issue_valid || $stable(issue));
  a_table_rests_during_commands: assert property (@(posedge clk_i) disable iff (!rst_ni)
                                                  table_write_i |-> !busy_o && !running_o);
  c_tensor_command: cover property (@(posedge clk_i) load && opcode_i == op_command_pkg::OpcodeTensorOp);
  c_maximum_command: cover property (@(posedge clk_i) load && opcode_i == op_command_pkg::OpcodeMaxOp);
  c_sum_command: cover property (@(posedge clk_i) load && opcode_i == op_command_pkg::OpcodeSumOp);
  c_narrow_read_stalls: cover property (@(posedge clk_i) narrow_read_valid_o && !narrow_read_ready_i);
  c_weights_stall: cover property (@(posedge clk_i) weight_lanes_o != '0 && !weight_ready_i);
  c_zero_points_stall: cover property (@(posedge clk_i) zp_lanes_o != '0 && !zp_ready_i);
  c_sums_stall: cover property (@(posedge clk_i) psum_lanes_o != '0 && !psum_ready_i);
  c_park_stalls: cover property (@(posedge clk_i) park_lanes_o != '0 && !park_ready_i);
  c_scaling_stalls: cover property (@(posedge clk_i) scale_valid_o && !scale_ready_i);
  c_write_stalls: cover property (@(posedge clk_i) write_valid_o && !write_ready_i);
  c_stall_after_stall: cover property (@(posedge clk_i) !advance && $past(!advance));
  c_table_written: cover property (@(posedge clk_i) table_write_i);
  c_drains_while_steps_rest: cover property (@(posedge clk_i) hold_i && busy_o && running_o);
  c_reset_with_results_under_way: cover property (@(posedge clk_i) $fell(rst_ni) && $past(port_busy));
`endif

endmodule
