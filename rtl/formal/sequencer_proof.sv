// SPDX-License-Identifier: Apache-2.0
// The sequencer has no deadlock: with steps granted and no stall it takes one within as many cycles
// as the port is reserved for, and runs through its loops in a bounded time. Two loops of up to two
// iterations, any entries, groups of up to 4 outputs of 8 or 16 bits.
module sequencer_proof (
  input logic clk_i
);
  (* anyconst *) logic [1:0] counts;
  (* anyconst *) logic [1:0] reduce, psum_counts, psum_level, dp_level;
  (* anyconst *) logic [1:0] outputs, outputs_last;
  (* anyconst *) logic out_16, no_partial_sums;

  op_command_pkg::tensor_op_t cmd;
  always_comb begin
    cmd = '0;
    cmd.loops.counts[0]  = counts[0];
    cmd.loops.counts[32] = counts[1];
    cmd.reduce_mask[1:0] = reduce;
    cmd.psum_ttu.dims[32]  = psum_counts[0];
    cmd.psum_ttu.dims[96]  = psum_counts[1];
    cmd.psum_ttu.level[1:0] = psum_level;
    cmd.dp_level[1:0]    = dp_level;
    cmd.outputs[1:0]     = outputs;
    cmd.outputs_last[1:0] = outputs_last;
    cmd.out_16[0]        = out_16;
    cmd.no_partial_sums[0] = no_partial_sums;
  end

  logic [1:0] start_q = 2'd0;
  always_ff @(posedge clk_i) if (start_q != 2'd2) start_q <= start_q + 2'd1;

  logic ready, issue_valid, taken, parameters, running, port_free;
  op_unit_pkg::issue_t issue;
  sequencer #(.CountWidth(2), .AddrWidth(6), .ScalingEntries(2)) u_sequencer (
    .clk_i, .rst_ni(start_q != 2'd0), .advance_i(1'b1), .hold_i(1'b0), .load_i(start_q == 2'd1),
    .cmd_i(cmd), .mode_i('0), .step_valid_i(1'b1), .step_ready_o(ready),
    .issue_valid_o(issue_valid), .issue_o(issue), .taken_o(taken),
    .parameters_o(parameters), .running_o(running), .port_free_o(port_free)
  );

  localparam int unsigned Words = 2;  // of 4 outputs of 16 bits
  logic [4:0] stalled_q = '0, age_q = '0;
  logic [2:0] steps_q = '0;
  always_ff @(posedge clk_i) begin
    if (start_q == 2'd2 && running) begin
      age_q     <= age_q + 5'd1;
      stalled_q <= ready ? 5'd0 : stalled_q + 5'd1;
      steps_q   <= steps_q + 3'(ready);
    end
  end
  always_comb begin
    if (start_q == 2'd2) begin
      assert (stalled_q < 5'(Words));
      assert (!(running && age_q == 5'(4 * Words + 1)));
      if (!running) assert (steps_q == (3'(counts[0]) + 3'd1) * (3'(counts[1]) + 3'd1));
    end
  end
endmodule
