// SPDX-License-Identifier: Apache-2.0
// Ready/valid: a request that was not served stands still, address and all. Two ports of different
// kinds, the fetch of activations and a lane group, each stopped by its own memory alone.
module requests_proof (
  input logic               clk_i,
  input logic               issue_valid_i,
  input op_unit_pkg::issue_t issue_i,
  input logic               step_valid_i,
  input op_unit_pkg::step_t step_i,
  input logic               narrow_ready_i,
  input logic               wide_ready_i,
  input logic [31:0]        narrow_data_i,
  input logic [127:0]       weight_data_i
);
  (* anyconst *) op_unit_pkg::operand_mode_t mode;

  logic started_q = 1'b0;
  always_ff @(posedge clk_i) started_q <= 1'b1;

  // The issue stage is a register that moves with the pipeline, as in the sequencer.
  logic issue_valid_q = 1'b0;
  op_unit_pkg::issue_t issue_q;
  logic read_valid, advance, unused_step_valid;
  logic [31:0] read_addr;
  logic [2:0] read_bytes;
  op_unit_pkg::step_t unused_step;
  assign advance = ~read_valid | narrow_ready_i;
  always_ff @(posedge clk_i) begin
    if (!started_q) issue_valid_q <= 1'b0;
    else if (advance) begin
      issue_valid_q <= issue_valid_i;
      issue_q       <= issue_i;
    end
  end
  operand_stage u_operands (
    .clk_i, .rst_ni(started_q), .advance_i(advance), .mode_i(mode), .in_zero_point_i(16'd0),
    .issue_valid_i(issue_valid_q), .issue_i(issue_q), .read_valid_o(read_valid),
    .read_addr_o(read_addr), .read_bytes_o(read_bytes), .read_data_i(narrow_data_i),
    .step_valid_o(unused_step_valid), .step_o(unused_step)
  );

  logic [2:0] weight_lanes, zp_lanes, psum_lanes, park_lanes;
  logic [31:0] weight_addr, zp_row, psum_addr, park_addr;
  logic [127:0] park_data, unused_sums;
  logic [7:0] unused_lanes, unused_entry;
  logic wide_advance, unused_emit, unused_busy, unused_next_valid;
  op_unit_pkg::step_t unused_next;
  assign wide_advance = (weight_lanes == 3'd0 && zp_lanes == 3'd0 && psum_lanes == 3'd0 &&
                         park_lanes == 3'd0) | wide_ready_i;
  lane_group u_group (
    .clk_i, .rst_ni(started_q), .advance_i(wide_advance), .is_max_i(1'b0), .channel_zp_i(1'b1),
    .zero_point_i(16'd0), .step_valid_i, .step_i, .step_valid_o(unused_next_valid),
    .step_o(unused_next),
    .weight_lanes_o(weight_lanes), .weight_addr_o(weight_addr), .weight_data_i,
    .zp_lanes_o(zp_lanes), .zp_row_o(zp_row), .zp_data_i('0),
    .psum_lanes_o(psum_lanes), .psum_addr_o(psum_addr), .psum_data_i('0),
    .park_lanes_o(park_lanes), .park_addr_o(park_addr), .park_data_o(park_data),
    .emit_o(unused_emit), .emit_lanes_o(unused_lanes), .emit_entry_o(unused_entry),
    .sums_o(unused_sums), .busy_o(unused_busy)
  );

  logic waits_q = 1'b0, wide_waits_q = 1'b0;
  logic [34:0] read_q;
  logic [139:0] wide_q;
  logic [127:0] data_q;
  always_ff @(posedge clk_i) begin
    waits_q      <= started_q & read_valid & ~narrow_ready_i;
    wide_waits_q <= started_q & ~wide_advance;
    read_q       <= {read_bytes, read_addr};
    wide_q       <= {weight_lanes, weight_addr, zp_lanes, zp_row, psum_lanes, psum_addr, park_lanes,
                     park_addr};
    data_q       <= park_data;
  end
  always_comb begin
    if (waits_q) assert (read_valid && read_q == {read_bytes, read_addr});
    if (wide_waits_q) begin
      assert (wide_q == {weight_lanes, weight_addr, zp_lanes, zp_row, psum_lanes, psum_addr,
                         park_lanes, park_addr});
      assert (data_q == park_data);
    end
  end
endmodule
