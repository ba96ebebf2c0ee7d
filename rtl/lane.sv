// SPDX-License-Identifier: Apache-2.0
// A cell: four byte products less the zero point's share, and a 32-bit sum that wraps.
// In opcode 2 the sum is the maximum of the picked bytes; a half that nothing picks counts as 0,
// which is no larger than any value.
//
// Latency: product one cycle, sum one more; a sum that is a result is kept beside it. The arithmetic stands in functions that only an enabled
// register calls: idle cells cost a simulator nothing.

module lane (
  input  logic         clk_i,
  input  logic         is_max_i,

  input  logic         multiply_i,
  input  logic [31:0]  weights_i,
  input  logic [127:0] coefficients_i,
  input  logic [31:0]  factor_i,
  input  logic [31:0]  zero_point_i,

  input  logic         accumulate_i,
  input  logic         first_i,
  input  logic         load_i,
  input  logic         emit_i,
  input  logic [31:0]  psum_i,
  output logic [31:0]  sum_o,
  output logic [31:0]  result_o
);

  function automatic logic [31:0] product(input logic is_max, input logic [31:0] w,
                                          input logic [127:0] c, input logic [31:0] factor,
                                          input logic [31:0] zero_point);
    logic [31:0] low, high;
    low  = c[31:0] * 32'(w[7:0]) + c[63:32] * 32'(w[15:8]);
    high = c[95:64] * 32'(w[23:16]) + c[127:96] * 32'(w[31:24]);
    if (is_max) product = low > high ? low : high;
    else        product = low + high - factor * zero_point;
  endfunction

  function automatic logic [31:0] sum(input logic is_max, input logic first, input logic load,
                                      input logic [31:0] old, input logic [31:0] psum,
                                      input logic [31:0] term);
    logic [31:0] base;
    base = load ? psum : old;
    if (first) base = is_max ? 32'h8000_0000 : 32'd0;
    if (is_max) sum = $signed(base) > $signed(term) ? base : term;
    else        sum = base + term;
  endfunction

  logic [31:0] product_q, sum_q, result_q;
  always_ff @(posedge clk_i) begin
    if (multiply_i)
      product_q <= product(is_max_i, weights_i, coefficients_i, factor_i, zero_point_i);
    if (accumulate_i) begin
      sum_q <= sum(is_max_i, first_i, load_i, sum_q, psum_i, product_q);
      if (emit_i) result_q <= sum(is_max_i, first_i, load_i, sum_q, psum_i, product_q);
    end
  end
  assign sum_o    = sum_q;
  assign result_o = result_q;

`ifdef RTL_CHECKS
  logic added_sign;
  assign added_sign = 1'((sum_q + product_q) >> 31);
  c_maximum_is_replaced: cover property (@(posedge clk_i) accumulate_i && is_max_i && !first_i &&
                                                          $signed(product_q) > $signed(sum_q));
  c_maximum_stays: cover property (@(posedge clk_i) accumulate_i && is_max_i && !first_i &&
                                                    $signed(product_q) < $signed(sum_q));
  c_sum_wraps: cover property (@(posedge clk_i)
                               accumulate_i && !is_max_i && !first_i && !load_i &&
                               sum_q[31] == product_q[31] && added_sign != sum_q[31]);
  c_both_products_at_once: cover property (@(posedge clk_i) multiply_i && accumulate_i);
`endif

endmodule
