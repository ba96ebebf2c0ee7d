// SPDX-License-Identifier: Apache-2.0
// Runs the main loops of a command: one step per cycle, when the sync unit grants it and the output
// port can take what it makes.
//
// What the steps mean: an entry of the psum stream is the run of steps that one set of sums takes in
// one go. The sums start over if every reduced loop is at its first index, else they continue; they
// are results if every reduced loop is at its last index when the entry ends.
//
// Latency: a step taken in one cycle is at issue_o in the next.

module sequencer #(
  parameter int unsigned CountWidth     = 32,
  parameter int unsigned AddrWidth      = 48,
  parameter int unsigned ScalingEntries = 2
) (
  input  logic                       clk_i,
  input  logic                       rst_ni,
  input  logic                       advance_i,  // the pipeline moves in this cycle
  input  logic                       hold_i,     // time stands still here while results drain
  input  logic                       load_i,     // take the command
  input  op_command_pkg::tensor_op_t cmd_i,      // stable from load_i on
  input  op_unit_pkg::operand_mode_t mode_i,

  // Grants of the sync unit: a step is taken in a cycle with valid, ready and advance.
  input  logic                       step_valid_i,
  output logic                       step_ready_o,

  output logic                       issue_valid_o,
  output op_unit_pkg::issue_t        issue_o,
  output logic                       taken_o,        // a step was taken in the cycle before
  output logic                       parameters_o,   // and it has used up weights: count PARAMETERS
  output logic                       running_o,      // steps are left
  output logic                       port_free_o     // nothing holds the output port
);

  // ---- loops and streams
  logic take, load_or_take;
  assign take = step_valid_i & step_ready_o & advance_i;

  logic [8*CountWidth-1:0] counts;
  for (genvar d = 0; d < 8; d++) begin : gen_counts
    assign counts[d*CountWidth +: CountWidth] = cmd_i.loops.counts[32*d +: CountWidth];
  end

  logic [7:0] at_first, at_last;
  logic [3:0] completed, unused_in_completed, unused_par_completed, unused_psum_completed;
  logic entry_end, unused_last_pass, unused_in_entry, unused_par_entry;
  logic [31:0] in_addr, par_addr, psum_addr;

  loop_nest #(.Dims(8), .CountWidth(CountWidth)) u_loops (
    .clk_i, .rst_ni, .load_i,
    .step_i      (take),
    .counts_i    (counts),
    .last_count_i(cmd_i.loops.last_count[CountWidth-1:0]),
    .last_level_i(cmd_i.loops.last_level),
    .first_o     (at_first),
    .last_o      (at_last),
    .last_pass_o (unused_last_pass),
    .completed_o (completed)
  );
  ttu #(.Dims(8), .CountWidth(CountWidth), .AddrWidth(AddrWidth)) u_in (
    .clk_i, .rst_ni, .load_i, .step_i(take), .cfg_i(cmd_i.in_ttu), .addr_o(in_addr),
    .completed_o(unused_in_completed), .entry_end_o(unused_in_entry)
  );
  ttu #(.Dims(8), .CountWidth(CountWidth), .AddrWidth(AddrWidth)) u_par (
    .clk_i, .rst_ni, .load_i, .step_i(take), .cfg_i(cmd_i.par_ttu), .addr_o(par_addr),
    .completed_o(unused_par_completed), .entry_end_o(unused_par_entry)
  );
  ttu #(.Dims(8), .CountWidth(CountWidth), .AddrWidth(AddrWidth)) u_psum (
    .clk_i, .rst_ni, .load_i, .step_i(take), .cfg_i(cmd_i.psum_ttu), .addr_o(psum_addr),
    .completed_o(unused_psum_completed), .entry_end_o(entry_end)
  );

  // ---- what the present step means
  logic [7:0] runs, reduced, group_dims;
  logic [31:0] group_level;
  assign group_level = cmd_i.dp_level == 32'd0 ? 32'd1 : cmd_i.dp_level;
  always_comb begin
    for (int d = 0; d < 8; d++) begin
      runs[d]       = cmd_i.loops.counts[32*d +: 32] != 32'd0;
      group_dims[d] = 32'(d) >= group_level;
    end
    runs[0] = runs[0] | (cmd_i.loops.last_level != 32'd0 && cmd_i.loops.last_count != 32'd0);
    reduced = runs & cmd_i.reduce_mask[7:0];
  end

  logic begins_q;  // the present step is the first of an entry
  logic reductions_begin, reductions_end, emits;
  assign reductions_begin = &(at_first | ~reduced);
  assign reductions_end   = &(at_last | ~reduced);
  assign emits            = entry_end & reductions_end;

  logic [7:0] outputs, words;
  assign outputs = 8'((&(at_last | ~group_dims) ? cmd_i.outputs_last : cmd_i.outputs) + 32'd1);
  assign words   = cmd_i.out_16[0] ? (outputs + 8'd1) >> 1 : (outputs + 8'd3) >> 2;

  // ---- the output port, reserved for as many cycles as it passes words
  logic [7:0] reserved_q;
  logic running_q;
  assign step_ready_o = running_q & (~emits | (reserved_q <= 8'd1));
  assign port_free_o  = reserved_q == 8'd0;
  assign running_o    = running_q;

  // ---- groups: scaling entry and row of weight zero points
  logic group_end;
  logic [7:0] entry_q, entry_d;
  logic [31:0] zp_row_q, zp_row_next, zp_row_d;
  logic zp_load_q;
  assign group_end   = (32'(completed) >= group_level) & (completed != 4'd8);
  assign entry_d     = entry_q == 8'(ScalingEntries - 1) ? 8'd0 : entry_q + 8'd1;
  assign zp_row_next = zp_row_q + (cmd_i.zp_rows_per_group == 32'd0 ? 32'd1 : cmd_i.zp_rows_per_group);
  assign zp_row_d    = zp_row_next > cmd_i.zp_last_row ? cmd_i.zp_first_row : zp_row_next;

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      running_q  <= 1'b0;
      begins_q   <= 1'b1;
      reserved_q <= 8'd0;
      entry_q    <= 8'd0;
      zp_row_q   <= 32'd0;
      zp_load_q  <= 1'b0;
    end else begin
      if (take && emits) reserved_q <= words;
      else if (advance_i && !hold_i && reserved_q != 8'd0) reserved_q <= reserved_q - 8'd1;
      if (load_i) begin
        running_q <= 1'b1;
        begins_q  <= 1'b1;
        entry_q   <= 8'd0;
        zp_row_q  <= cmd_i.zp_first_row;
        zp_load_q <= 1'b1;
      end else if (take) begin
        running_q <= completed != 4'd8;
        begins_q  <= entry_end;
        zp_load_q <= group_end;
        if (group_end) begin
          entry_q  <= entry_d;
          zp_row_q <= zp_row_d;
        end
      end
    end
  end

  // ---- the issued step
  op_unit_pkg::issue_t issue_d;
  always_comb begin
    issue_d.zp_row        = zp_row_q;
    issue_d.psum_addr     = psum_addr;
    issue_d.in_addr       = in_addr;
    issue_d.weight_addr   = mode_i.picks ? {par_addr[31:2], 2'd0} : par_addr;
    issue_d.flags.reserved = '0;
    issue_d.flags.pick    = par_addr[1:0];
    issue_d.flags.entry   = entry_q;
    issue_d.flags.lanes   = outputs;
    issue_d.flags.zp_load = zp_load_q;
    issue_d.flags.first   = begins_q & reductions_begin;
    issue_d.flags.load    = begins_q & ~reductions_begin & ~cmd_i.no_partial_sums[0];
    issue_d.flags.park    = entry_end & ~cmd_i.no_partial_sums[0];
    issue_d.flags.emit    = emits;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      issue_valid_o <= 1'b0;
      taken_o       <= 1'b0;
      parameters_o  <= 1'b0;
    end else begin
      if (advance_i) issue_valid_o <= take;
      taken_o      <= take;
      parameters_o <= take & cmd_i.parameters_enable[0] & (32'(completed) >= cmd_i.parameters_level);
    end
  end
  always_ff @(posedge clk_i) if (take) issue_o <= issue_d;

  assign load_or_take = load_i | take;
  // Fields of the command that other parts of the unit use.
  logic unused_cmd;
  assign unused_cmd = ^{cmd_i, mode_i, load_or_take};

`ifdef RTL_CHECKS
  a_steps_only_while_running: assert property (@(posedge clk_i) disable iff (!rst_ni)
                                               step_ready_o |-> running_q);
  a_ready_stays: assert property (@(posedge clk_i) disable iff (!rst_ni)
                                  step_ready_o && !take && !load_i |=> step_ready_o);
  a_port_is_given_once: assert property (@(posedge clk_i) disable iff (!rst_ni)
                                         take && emits |-> reserved_q <= 8'd1);
  a_entry_exists: assert property (@(posedge clk_i) disable iff (!rst_ni)
                                   32'(entry_q) < ScalingEntries);
  a_group_has_outputs: assert property (@(posedge clk_i) disable iff (!rst_ni)
                                        issue_valid_o |-> issue_o.flags.lanes != 8'd0);
  a_sums_start_in_one_way: assert property (@(posedge clk_i) disable iff (!rst_ni)
    issue_valid_o |-> !(issue_o.flags.first && issue_o.flags.load));
  a_issue_waits_for_the_pipeline: assert property (@(posedge clk_i) disable iff (!rst_ni)
    issue_valid_o && !advance_i |=> issue_valid_o && $stable(issue_o));
  c_waits_for_the_port: cover property (@(posedge clk_i)
                                        running_q && step_valid_i && emits && reserved_q > 8'd1);
  c_results_every_step: cover property (@(posedge clk_i) take && emits && reserved_q == 8'd1);
  c_waits_for_a_grant: cover property (@(posedge clk_i) running_q && !step_valid_i);
  c_time_stands_still: cover property (@(posedge clk_i) hold_i && reserved_q != 8'd0);
  c_sums_from_memory: cover property (@(posedge clk_i) take && issue_d.flags.load);
  c_sums_to_memory: cover property (@(posedge clk_i) take && issue_d.flags.park);
  c_sum_of_one_step: cover property (@(posedge clk_i)
                                     take && issue_d.flags.first && issue_d.flags.emit);
  c_group_ends: cover property (@(posedge clk_i) take && group_end);
  c_scaling_entry_wraps: cover property (@(posedge clk_i) take && group_end && entry_d == 8'd0);
  c_zero_point_rows_wrap: cover property (@(posedge clk_i)
                                          take && group_end && zp_row_next > cmd_i.zp_last_row);
  c_smaller_last_group: cover property (@(posedge clk_i)
                                        take && 32'(outputs) <= cmd_i.outputs && emits);
  c_counts_parameters: cover property (@(posedge clk_i) parameters_o);
  c_reset_while_running: cover property (@(posedge clk_i) $fell(rst_ni) && $past(running_q));
`endif

endmodule
