// SPDX-License-Identifier: Apache-2.0
// The non-linear unit of one output: a piecewise quartic by Horner's scheme in float32, one rounding
// per operation (hw/func/nlu.h). With nlu_i = 0 values pass unchanged, as late.
//
// Latency: 10 cycles. valid_i[k] says that stage k holds a value; it is the caller's shift register.

module nlu (
  input  logic          clk_i,
  input  logic          advance_i,
  input  logic [9:0]    valid_i,
  input  logic          nlu_i,
  input  logic          reduce_i,
  input  logic          odd_argument_i,
  input  logic          odd_result_i,
  input  logic [1279:0] coefficients_i,
  input  logic [223:0]  breakpoints_i,
  input  logic [31:0]   x_i,
  output logic [31:0]   value_o
);

  // Registers behind stages 0 to 8: the value so far, and what later stages need.
  logic [31:0] value_q[9], argument_q[9];
  logic [7:0] exponent_q[9];
  logic [2:0] segment_q[9];
  logic negative_q[9];

  function automatic logic [31:0] coefficient(input logic [1279:0] coefficients,
                                              input logic [2:0] segment, input int power);
    coefficient = coefficients[32*(5*32'(segment) + power) +: 32];
  endfunction

  logic [31:0] argument;
  logic [7:0] exponent;
  logic [2:0] segment;
  logic negative;
  nlu_fold u_fold (
    .enable_i(valid_i[0] & nlu_i), .reduce_i, .odd_argument_i, .x_i, .breakpoints_i,
    .argument_o(argument), .exponent_o(exponent), .segment_o(segment), .negative_o(negative)
  );
  always_ff @(posedge clk_i) begin
    if (advance_i && valid_i[0]) begin
      value_q[0] <= nlu_i ? coefficient(coefficients_i, segment, 4) : x_i;
      if (nlu_i) begin
        argument_q[0] <= argument;
        exponent_q[0] <= exponent;
        segment_q[0]  <= segment;
        negative_q[0] <= negative;
      end
    end
  end

  for (genvar s = 1; s < 9; s++) begin : gen_horner
    logic [31:0] next;
    if (s % 2 == 1) begin : gen_mul
      fp_mul u_mul (.enable_i(valid_i[s] & nlu_i), .a_i(value_q[s-1]), .b_i(argument_q[s-1]),
                    .product_o(next));
    end else begin : gen_add
      logic [31:0] c;
      assign c = nlu_i ? coefficient(coefficients_i, segment_q[s-1], 4 - s / 2) : '0;
      fp_add u_add (.enable_i(valid_i[s] & nlu_i), .a_i(value_q[s-1]), .b_i(c), .sum_o(next));
    end
    always_ff @(posedge clk_i) begin
      if (advance_i && valid_i[s]) begin
        value_q[s] <= nlu_i ? next : value_q[s-1];
        if (nlu_i) begin
          argument_q[s] <= argument_q[s-1];
          exponent_q[s] <= exponent_q[s-1];
          segment_q[s]  <= segment_q[s-1];
          negative_q[s] <= negative_q[s-1];
        end
      end
    end
  end

  // Times 2^-exponent, which is a normal number for every exponent there is.
  logic [31:0] scaled;
  fp_mul u_scale (.enable_i(valid_i[9] & nlu_i), .a_i(value_q[8]),
                  .b_i({1'b0, 8'd127 - exponent_q[8], 23'd0}), .product_o(scaled));
  logic [31:0] value_last_q;
  always_ff @(posedge clk_i) begin
    if (advance_i && valid_i[9])
      value_last_q <= nlu_i ? {scaled[31] ^ (odd_result_i & negative_q[8]), scaled[30:0]} : value_q[8];
  end
  assign value_o = value_last_q;

`ifdef RTL_CHECKS
  c_function: cover property (@(posedge clk_i) advance_i && valid_i[9] && nlu_i);
  c_passed_through: cover property (@(posedge clk_i) advance_i && valid_i[9] && !nlu_i);
  c_odd_function_of_negative: cover property (@(posedge clk_i)
    advance_i && valid_i[9] && nlu_i && odd_result_i && negative_q[8]);
  c_range_reduced: cover property (@(posedge clk_i)
    advance_i && valid_i[0] && nlu_i && reduce_i && exponent != 8'd0);
  c_first_segment: cover property (@(posedge clk_i) valid_i[0] && nlu_i && segment == 3'd0);
  c_last_segment: cover property (@(posedge clk_i) valid_i[0] && nlu_i && segment == 3'd7);
`endif

endmodule
