// SPDX-License-Identifier: Apache-2.0
// The float modules side by side, for a bench that compares them with the host's float32.
module float_bench (
  input  logic        clk_i,
  input  logic [31:0] a_i,
  input  logic [31:0] b_i,
  output logic [31:0] product_o,
  output logic [31:0] sum_o,
  output logic [31:0] float_o,    // of a as an integer
  output logic [31:0] int_o,      // of a as a float
  output logic        greater_o,
  input  logic [31:0] exponent_i,
  output logic [31:0] scaled_o    // a * b * 2^(exponent - 31), two clocks later
);
  fp_mul u_mul (.enable_i(1'b1), .a_i, .b_i, .product_o);
  fp_add u_add (.enable_i(1'b1), .a_i, .b_i, .sum_o);
  fp_from_int u_from (.enable_i(1'b1), .int_i(a_i), .float_o);
  fp_to_int u_to (.enable_i(1'b1), .float_i(a_i), .int_o);
  logic unused_unordered;
  fp_greater u_greater (.a_i, .b_i, .greater_o, .unordered_o(unused_unordered));
  fixed_scale u_fixed (.clk_i, .multiply_i(1'b1), .round_i(1'b1), .sum_i(a_i), .q_i(b_i),
                       .exponent_i, .scaled_o);
endmodule
