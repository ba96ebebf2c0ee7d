// SPDX-License-Identifier: Apache-2.0
// One hop of the systolic array: a register that the step passes through, and four cells.
//
// Stages, one cycle each: weights (the step stands in the hop's register and its weights are read),
// multiply, accumulate, park (sums are written to wide memory). Results are kept when they are
// accumulated. A step that no further cell needs ends here: the groups behind it stand still.

module lane_group (
  input  logic               clk_i,
  input  logic               rst_ni,
  input  logic               advance_i,
  input  logic               is_max_i,
  input  logic               channel_zp_i,      // weight zero points per cell, from wide memory
  input  logic [15:0]        zero_point_i,      // and else

  input  logic               step_valid_i,
  input  op_unit_pkg::step_t step_i,
  output logic               step_valid_o,      // for the next hop
  output op_unit_pkg::step_t step_o,

  // This group's bank of the wide memory; lanes = 0: no request. Data in the cycle of the request.
  output logic [2:0]         weight_lanes_o,
  output logic [31:0]        weight_addr_o,
  input  logic [127:0]       weight_data_i,
  output logic [2:0]         zp_lanes_o,
  output logic [31:0]        zp_row_o,
  input  logic [127:0]       zp_data_i,
  output logic [2:0]         psum_lanes_o,
  output logic [31:0]        psum_addr_o,
  input  logic [127:0]       psum_data_i,
  output logic [2:0]         park_lanes_o,
  output logic [31:0]        park_addr_o,
  output logic [127:0]       park_data_o,

  output logic               emit_o,            // results stand at sums_o from the next cycle on
  output logic [7:0]         emit_lanes_o,
  output logic [7:0]         emit_entry_o,
  output logic [127:0]       sums_o,
  output logic               busy_o
);

  function automatic logic [2:0] lanes_of(input logic [7:0] lanes);
    lanes_of = lanes > 8'd4 ? 3'd4 : lanes[2:0];
  endfunction

  // ---- weights
  logic hop_valid_q;
  op_unit_pkg::step_t hop_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni)        hop_valid_q <= 1'b0;
    else if (advance_i) hop_valid_q <= step_valid_i;
  end
  always_ff @(posedge clk_i) if (advance_i && step_valid_i) hop_q <= step_i;

  assign step_valid_o = hop_valid_q & (hop_q.flags.lanes > 8'd4);
  always_comb begin
    step_o = hop_q;
    step_o.flags.lanes = hop_q.flags.lanes - 8'd4;
  end
  assign weight_lanes_o = hop_valid_q ? lanes_of(hop_q.flags.lanes) : 3'd0;
  assign weight_addr_o  = hop_q.weight_addr;
  assign zp_lanes_o     = hop_valid_q && channel_zp_i && hop_q.flags.zp_load ?
                          lanes_of(hop_q.flags.lanes) : 3'd0;
  assign zp_row_o       = hop_q.zp_row;

  // ---- multiply
  logic mul_valid_q;
  logic [127:0] weights_q, coefficients_q, zero_points_q;
  logic [31:0] factor_q, mul_psum_addr_q;
  op_unit_pkg::step_flags_t mul_flags_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni)        mul_valid_q <= 1'b0;
    else if (advance_i) mul_valid_q <= hop_valid_q;
  end
  always_ff @(posedge clk_i) begin
    if (advance_i && hop_valid_q) begin
      weights_q       <= weight_data_i;
      coefficients_q  <= hop_q.coefficients;
      factor_q        <= hop_q.zp_factor;
      mul_psum_addr_q <= hop_q.psum_addr;
      mul_flags_q     <= hop_q.flags;
      if (hop_q.flags.zp_load) zero_points_q <= channel_zp_i ? zp_data_i : {4{16'd0, zero_point_i}};
    end
  end

  // ---- accumulate
  logic acc_valid_q;
  logic [127:0] sums_q;
  logic [31:0] acc_psum_addr_q;
  op_unit_pkg::step_flags_t acc_flags_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni)        acc_valid_q <= 1'b0;
    else if (advance_i) acc_valid_q <= mul_valid_q;
  end
  always_ff @(posedge clk_i) begin
    if (advance_i && mul_valid_q) begin
      acc_psum_addr_q <= mul_psum_addr_q;
      acc_flags_q     <= mul_flags_q;
    end
  end
  assign psum_lanes_o = acc_valid_q && acc_flags_q.load ? lanes_of(acc_flags_q.lanes) : 3'd0;
  assign psum_addr_o  = acc_psum_addr_q;

  for (genvar l = 0; l < 4; l++) begin : gen_lane
    lane u_lane (
      .clk_i,
      .is_max_i,
      .multiply_i    (advance_i & mul_valid_q),
      .weights_i     (weights_q[32*l +: 32]),
      .coefficients_i(coefficients_q),
      .factor_i      (factor_q),
      .zero_point_i  (zero_points_q[32*l +: 32]),
      .accumulate_i  (advance_i & acc_valid_q),
      .first_i       (acc_flags_q.first),
      .load_i        (acc_flags_q.load),
      .emit_i        (acc_flags_q.emit),
      .psum_i        (psum_data_i[32*l +: 32]),
      .sum_o         (sums_q[32*l +: 32]),
      .result_o      (sums_o[32*l +: 32])
    );
  end

  assign emit_o       = acc_valid_q & acc_flags_q.emit;
  assign emit_lanes_o = acc_flags_q.lanes;
  assign emit_entry_o = acc_flags_q.entry;

  // ---- park
  logic [2:0] park_lanes_q;
  logic [31:0] park_addr_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni)        park_lanes_q <= 3'd0;
    else if (advance_i) park_lanes_q <= acc_valid_q && acc_flags_q.park ?
                                        lanes_of(acc_flags_q.lanes) : 3'd0;
  end
  always_ff @(posedge clk_i) if (advance_i && acc_valid_q) park_addr_q <= acc_psum_addr_q;
  assign park_lanes_o = park_lanes_q;
  assign park_addr_o  = park_addr_q;
  assign park_data_o  = sums_q;
  assign busy_o       = hop_valid_q | mul_valid_q | acc_valid_q | (park_lanes_q != 3'd0);

  // Flags that only some stages look at.
  logic unused_flags;
  assign unused_flags = ^{hop_q.flags, mul_flags_q, acc_flags_q};

`ifdef RTL_CHECKS
  a_weights_request_stays: assert property (@(posedge clk_i) disable iff (!rst_ni)
    weight_lanes_o != 3'd0 && !advance_i |=> $stable({weight_lanes_o, weight_addr_o}));
  a_zero_points_request_stays: assert property (@(posedge clk_i) disable iff (!rst_ni)
    zp_lanes_o != 3'd0 && !advance_i |=> $stable({zp_lanes_o, zp_row_o}));
  a_sums_request_stays: assert property (@(posedge clk_i) disable iff (!rst_ni)
    psum_lanes_o != 3'd0 && !advance_i |=> $stable({psum_lanes_o, psum_addr_o}));
  a_park_request_stays: assert property (@(posedge clk_i) disable iff (!rst_ni)
    park_lanes_o != 3'd0 && !advance_i |=> $stable({park_lanes_o, park_addr_o, park_data_o}));
  a_no_more_lanes_than_there_are: assert property (@(posedge clk_i) disable iff (!rst_ni)
    weight_lanes_o <= 3'd4 && zp_lanes_o <= 3'd4 && psum_lanes_o <= 3'd4 && park_lanes_o <= 3'd4);
  c_one_lane: cover property (@(posedge clk_i) weight_lanes_o == 3'd1);
  c_two_lanes: cover property (@(posedge clk_i) weight_lanes_o == 3'd2);
  c_three_lanes: cover property (@(posedge clk_i) weight_lanes_o == 3'd3);
  c_four_lanes: cover property (@(posedge clk_i) weight_lanes_o == 3'd4);
  c_step_hops_on: cover property (@(posedge clk_i) advance_i && step_valid_o);
  c_step_ends_here: cover property (@(posedge clk_i) advance_i && hop_valid_q && !step_valid_o);
  c_reads_what_it_parks: cover property (@(posedge clk_i) psum_lanes_o != 3'd0 && park_lanes_o != 3'd0 &&
                                                          psum_addr_o == park_addr_o);
  c_zero_points_of_channels: cover property (@(posedge clk_i) zp_lanes_o != 3'd0);
`endif

endmodule
