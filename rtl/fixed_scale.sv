// SPDX-License-Identifier: Apache-2.0
// Requantization in mode single: sum * q * 2^(e - 31), rounded once, ties up, saturated.
// q is 0 to 2^31 - 1 and e -31 to 30 (whoever serves the scaling store checks that).
//
// Latency: two cycles. There is a result only where enabled.

module fixed_scale (
  input  logic        clk_i,
  input  logic        multiply_i,
  input  logic        round_i,     // a cycle after multiply_i
  input  logic [31:0] sum_i,
  input  logic [31:0] q_i,
  input  logic [31:0] exponent_i,
  output logic [31:0] scaled_o
);

  function automatic logic [31:0] saturated(input logic [63:0] product, input logic [5:0] shift);
    logic signed [63:0] r;
    r = $signed(product + (64'd1 << (shift - 6'd1))) >>> shift;
    if (r > 64'sh0000_0000_7fff_ffff)      saturated = 32'h7fff_ffff;
    else if (r < 64'shffff_ffff_8000_0000) saturated = 32'h8000_0000;
    else                                   saturated = r[31:0];
  endfunction

  logic [63:0] product_q;
  logic [5:0] shift_q;
  logic [31:0] scaled_q;
  always_ff @(posedge clk_i) begin
    if (multiply_i) begin
      product_q <= 64'($signed(sum_i)) * 64'($signed(q_i));
      shift_q   <= 6'd31 - exponent_i[5:0];
    end
    if (round_i) scaled_q <= saturated(product_q, shift_q);
  end
  assign scaled_o = scaled_q;

  logic unused_exponent;
  assign unused_exponent = ^exponent_i;

`ifdef RTL_CHECKS
  c_saturates_above: cover property (@(posedge clk_i) $past(round_i) && scaled_q == 32'h7fff_ffff);
  c_saturates_below: cover property (@(posedge clk_i) $past(round_i) && scaled_q == 32'h8000_0000);
  c_smallest_shift: cover property (@(posedge clk_i) round_i && shift_q == 6'd1);
  c_largest_shift: cover property (@(posedge clk_i) round_i && shift_q == 6'd62);
`endif

endmodule
