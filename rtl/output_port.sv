// SPDX-License-Identifier: Apache-2.0
// Passes the results of a group on, one word per cycle: picks the sums, reads their scaling entry,
// requantizes, and writes the words where the out stream says.
//
// Latency: word 0 is picked in the cycle after start_i and is at the write port 15 cycles later. The
// sequencer reserves the port, so that groups never meet. A write port that is not ready is
// buffered for a few words; then full_o stops the pipeline.

module output_port #(
  parameter int unsigned Lanes          = 64,
  parameter int unsigned CountWidth     = 32,
  parameter int unsigned AddrWidth      = 48,
  parameter int unsigned ScalingEntries = 2,
  parameter bit          HasSingle      = 1'b1
) (
  input  logic                       clk_i,
  input  logic                       rst_ni,
  input  logic                       advance_i,
  input  logic                       load_i,
  input  op_command_pkg::tensor_op_t cmd_i,
  input  logic                       single_i,
  input  logic [1279:0]              coefficients_i,
  input  logic [223:0]               breakpoints_i,

  input  logic                       start_i,         // a group's results begin to arrive
  input  logic [7:0]                 outputs_i,
  input  logic [7:0]                 entry_i,
  input  logic [32*Lanes-1:0]        sums_i,

  // Scaling store, read: data in the cycle of the request.
  output logic                       scale_valid_o,
  output logic [7:0]                 scale_entry_o,
  output logic [7:0]                 scale_output_o,  // first of up to four
  output logic [2:0]                 scale_count_o,
  input  logic [127:0]               scale_multiplier_i,
  input  logic [127:0]               scale_bias_i,
  input  logic [127:0]               scale_exponent_i,

  // Narrow memory, write.
  output logic                       write_valid_o,
  input  logic                       write_ready_i,
  output logic [31:0]                write_addr_o,    // byte
  output logic [31:0]                write_data_o,
  output logic                       write_signal_o,  // count AVDATA when it is written

  output logic                       full_o,
  output logic                       busy_o
);

  localparam int unsigned Stages = 14;

  // ---- words of the group
  logic active_q, out_16;
  logic [7:0] first_q, outputs_q, entry_q, left, per_word;
  logic [2:0] count;
  assign out_16   = cmd_i.out_16[0];
  assign per_word = out_16 ? 8'd2 : 8'd4;
  assign left     = outputs_q - first_q;
  assign count    = left < per_word ? left[2:0] : per_word[2:0];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) active_q <= 1'b0;
    else if (advance_i) begin
      if (start_i)                              active_q <= 1'b1;
      else if (active_q && left <= per_word)    active_q <= 1'b0;
    end
  end
  always_ff @(posedge clk_i) begin
    if (advance_i && start_i) begin
      first_q   <= 8'd0;
      outputs_q <= outputs_i;
      entry_q   <= entry_i;
    end else if (advance_i && active_q) begin
      first_q <= first_q + per_word;
    end
  end

  assign scale_valid_o  = active_q;
  assign scale_entry_o  = entry_q;
  assign scale_output_o = first_q;
  assign scale_count_o  = count;

  // ---- where it goes
  logic [31:0] out_addr;
  logic [3:0] completed;
  logic unused_entry_end, signals;
  ttu #(.Dims(8), .CountWidth(CountWidth), .AddrWidth(AddrWidth)) u_out (
    .clk_i, .rst_ni, .load_i, .step_i(advance_i & active_q), .cfg_i(cmd_i.out_ttu),
    .addr_o(out_addr), .completed_o(completed), .entry_end_o(unused_entry_end)
  );
  assign signals = cmd_i.avdata_enable[0] & (32'(completed) >= cmd_i.avdata_level);

  // ---- requantization of the word's outputs
  logic [Stages-1:0] valid_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni)        valid_q <= '0;
    else if (advance_i) valid_q <= {valid_q[Stages-2:0], active_q};
  end

  logic [127:0] sums, codes;
  assign sums = active_q ? (out_16 ? {64'd0, sums_i[32*first_q +: 64]} : sums_i[32*first_q +: 128]) : '0;
  for (genvar k = 0; k < 4; k++) begin : gen_slot
    requantizer #(.HasSingle(HasSingle)) u_requantizer (
      .clk_i, .advance_i, .load_i(active_q), .valid_i(valid_q), .single_i,
      .channel_multipliers_i(cmd_i.channel_multipliers[0]),
      .bias_enable_i        (cmd_i.bias[0]),
      .offset_i             (cmd_i.offset),
      .multiplier_i         (cmd_i.multiplier),
      .clamp_min_i          (cmd_i.clamp_min),
      .clamp_max_i          (cmd_i.clamp_max),
      .zero_point_i         (cmd_i.out_zero_point[15:0]),
      .nlu_i                (cmd_i.nlu[0]),
      .reduce_i             (cmd_i.range_reduction[0]),
      .odd_argument_i       (cmd_i.nlu_odd[0]),
      .odd_result_i         (cmd_i.nlu_odd[1]),
      .coefficients_i, .breakpoints_i,
      .sum_i                (sums[32*k +: 32]),
      .stored_multiplier_i  (scale_multiplier_i[32*k +: 32]),
      .stored_bias_i        (scale_bias_i[32*k +: 32]),
      .stored_exponent_i    (scale_exponent_i[32*k +: 32]),
      .code_o               (codes[32*k +: 32])
    );
  end

  // ---- addresses wait for their codes
  logic done, unused_full, where_valid, where_signals;
  logic [2:0] where_count;
  logic [31:0] where_addr, word;
  assign done = valid_q[Stages-1];
  sync_fifo #(.Width(36), .Depth(16)) u_where (
    .clk_i, .rst_ni,
    .push_i (advance_i & active_q),
    .data_i ({signals, count, out_addr}),
    .full_o (unused_full),
    .pop_i  (advance_i & done),
    .valid_o(where_valid),
    .data_o ({where_signals, where_count, where_addr})
  );
  always_comb begin
    word = '0;
    for (int k = 0; k < 4; k++) begin
      if (32'(where_count) > k) begin
        if (!out_16)    word[8*k +: 8] = codes[32*k +: 8];
        else if (k < 2) word[16*(k%2) +: 16] = codes[32*k +: 16];
      end
    end
  end

  sync_fifo #(.Width(65), .Depth(4)) u_words (
    .clk_i, .rst_ni,
    .push_i (advance_i & done),
    .data_i ({where_signals, where_addr, word}),
    .full_o,
    .pop_i  (write_valid_o & write_ready_i),
    .valid_o(write_valid_o),
    .data_o ({write_signal_o, write_addr_o, write_data_o})
  );

  assign busy_o = active_q | where_valid | write_valid_o;

  logic unused_cmd;
  assign unused_cmd = ^cmd_i;

  if (Lanes % 4 != 0) $fatal(1, "output_port: Lanes is a multiple of 4");
  if (ScalingEntries > 256) $fatal(1, "output_port: at most 256 scaling entries");

`ifdef RTL_CHECKS
  a_groups_never_meet: assert property (@(posedge clk_i) disable iff (!rst_ni)
                                        advance_i && start_i && active_q |-> left <= per_word);
  a_address_waits_for_its_codes: assert property (@(posedge clk_i) disable iff (!rst_ni)
                                                  done |-> where_valid);
  a_word_has_outputs: assert property (@(posedge clk_i) disable iff (!rst_ni)
                                       active_q |-> count >= 3'd1 && count <= per_word[2:0]);
  a_scaling_request_stays: assert property (@(posedge clk_i) disable iff (!rst_ni)
    scale_valid_o && !advance_i |=>
    scale_valid_o && $stable({scale_entry_o, scale_output_o, scale_count_o}));
  a_write_request_stays: assert property (@(posedge clk_i) disable iff (!rst_ni)
    write_valid_o && !write_ready_i |=>
    write_valid_o && $stable({write_addr_o, write_data_o, write_signal_o}));
  c_word_of_one: cover property (@(posedge clk_i) active_q && count == 3'd1);
  c_word_of_two: cover property (@(posedge clk_i) active_q && count == 3'd2);
  c_word_of_three: cover property (@(posedge clk_i) active_q && count == 3'd3);
  c_word_of_four: cover property (@(posedge clk_i) active_q && count == 3'd4);
  c_16_bit_codes: cover property (@(posedge clk_i) active_q && out_16);
  c_odd_number_of_16_bit_codes: cover property (@(posedge clk_i) active_q && out_16 && count == 3'd1);
  c_groups_follow_at_once: cover property (@(posedge clk_i) advance_i && start_i && active_q);
  c_write_waits: cover property (@(posedge clk_i) write_valid_o && !write_ready_i);
  c_write_stops_the_pipeline: cover property (@(posedge clk_i) full_o);
  c_counts_avdata: cover property (@(posedge clk_i) write_valid_o && write_signal_o);
`endif

endmodule
