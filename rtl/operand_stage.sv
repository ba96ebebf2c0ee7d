// SPDX-License-Identifier: Apache-2.0
// Fetches the activation of a step and turns it into coefficients of weight bytes.
//
// Latency: the read request stands in the cycle after the issue, the step leaves one cycle later.

module operand_stage (
  input  logic                       clk_i,
  input  logic                       rst_ni,
  input  logic                       advance_i,
  input  op_unit_pkg::operand_mode_t mode_i,
  input  logic [15:0]                in_zero_point_i,

  input  logic                       issue_valid_i,
  input  op_unit_pkg::issue_t        issue_i,

  // Narrow memory, read: data in the cycle of the request, with ready.
  output logic                       read_valid_o,
  output logic [31:0]                read_addr_o,   // byte
  output logic [2:0]                 read_bytes_o,  // 1, 2 or 4
  input  logic [31:0]                read_data_i,

  output logic                       step_valid_o,
  output op_unit_pkg::step_t         step_o
);

  logic reads;
  assign reads        = ~mode_i.is_max & ~mode_i.is_sum;
  assign read_valid_o = issue_valid_i & reads;
  assign read_addr_o  = issue_i.in_addr;
  always_comb begin
    if (mode_i.one) read_bytes_o = mode_i.in_16 ? 3'd2 : 3'd1;
    else            read_bytes_o = mode_i.pair_16 ? 3'd2 : 3'd4;
  end

  logic valid_q;
  logic [31:0] word_q;
  op_unit_pkg::issue_t issue_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni)        valid_q <= 1'b0;
    else if (advance_i) valid_q <= issue_valid_i;
  end
  always_ff @(posedge clk_i) begin
    if (advance_i && issue_valid_i) begin
      word_q  <= read_data_i;
      issue_q <= issue_i;
    end
  end

  // Operands without their zero point.
  logic [31:0] x0, x1, x2, x3;
  always_comb begin
    x0 = mode_i.in_16 ? 32'(word_q[15:0]) : 32'(word_q[7:0]);
    x0 = x0 - 32'(in_zero_point_i);
    x1 = 32'(word_q[15:8]) - 32'(in_zero_point_i);
    x2 = 32'(word_q[23:16]) - 32'(in_zero_point_i);
    x3 = 32'(word_q[31:24]) - 32'(in_zero_point_i);
    if (!reads) begin
      x0 = 32'd1;
      x1 = 32'd1;
    end
  end

  logic [1:0] pick;
  assign pick = mode_i.picks ? issue_q.flags.pick : 2'd0;

  logic [127:0] c;
  logic [31:0] factor;
  always_comb begin
    c      = '0;
    factor = x0;
    if (mode_i.one && mode_i.pair_16) begin
      c[64*pick[1] +: 64] = {x0 << 8, x0};
    end else if (mode_i.one) begin
      c[32*pick +: 32] = x0;
    end else if (mode_i.pair_16) begin
      c      = {x1 << 8, x1, x0 << 8, x0};
      factor = x0 + x1;
    end else begin
      c      = {x3, x2, x1, x0};
      factor = (x0 + x1) + (x2 + x3);
    end
  end

  assign step_valid_o = valid_q;
  always_comb begin
    step_o.zp_row       = issue_q.zp_row;
    step_o.psum_addr    = issue_q.psum_addr;
    step_o.weight_addr  = issue_q.weight_addr;
    step_o.zp_factor    = factor;
    step_o.coefficients = c;
    step_o.flags        = issue_q.flags;
  end

  // The address has done its work a stage before.
  logic unused_addr;
  assign unused_addr = ^issue_q.in_addr;

`ifdef RTL_CHECKS
  logic fetches;
  assign fetches = read_valid_o & advance_i;
  a_request_stays: assert property (@(posedge clk_i) disable iff (!rst_ni)
    read_valid_o && !advance_i |=> read_valid_o && $stable({read_addr_o, read_bytes_o}));
  a_one_reduction: assert property (@(posedge clk_i) disable iff (!rst_ni)
                                    issue_valid_i |-> !(mode_i.is_max && mode_i.is_sum));
  c_four_bytes: cover property (@(posedge clk_i) fetches && !mode_i.one && !mode_i.pair_16);
  c_two_bytes_with_16_bit_weights: cover property (@(posedge clk_i)
                                                   fetches && !mode_i.one && mode_i.pair_16);
  c_byte_broadcast: cover property (@(posedge clk_i) fetches && mode_i.one && !mode_i.in_16);
  c_16_bits_broadcast: cover property (@(posedge clk_i) fetches && mode_i.one && mode_i.in_16);
  c_picked_byte_0: cover property (@(posedge clk_i) valid_q && mode_i.picks && !mode_i.pair_16 && pick == 2'd0);
  c_picked_byte_1: cover property (@(posedge clk_i) valid_q && mode_i.picks && !mode_i.pair_16 && pick == 2'd1);
  c_picked_byte_2: cover property (@(posedge clk_i) valid_q && mode_i.picks && !mode_i.pair_16 && pick == 2'd2);
  c_picked_byte_3: cover property (@(posedge clk_i) valid_q && mode_i.picks && !mode_i.pair_16 && pick == 2'd3);
  c_picked_low_half: cover property (@(posedge clk_i) valid_q && mode_i.picks && mode_i.pair_16 && !pick[1]);
  c_picked_high_half: cover property (@(posedge clk_i) valid_q && mode_i.picks && mode_i.pair_16 && pick[1]);
  c_reduction_without_activation: cover property (@(posedge clk_i) issue_valid_i && !reads);
`endif

endmodule
