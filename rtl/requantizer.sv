// SPDX-License-Identifier: Apache-2.0
// From the sum of one cell to its output code: offset and bias, float32, multiplier, clamp,
// non-linear unit, rounding, zero point. Mode single replaces the float steps, unless the command
// uses the non-linear unit; then the clamp comes after the zero point.
//
// Latency: the code stands 14 cycles after load_i. valid_i[k] says that stage k holds a value (stage
// 0 is the cycle after load_i); it is the caller's shift register.

module requantizer #(
  parameter bit HasSingle = 1'b1
) (
  input  logic          clk_i,
  input  logic          advance_i,
  input  logic          load_i,
  input  logic [13:0]   valid_i,

  // Fixed during a command.
  input  logic          single_i,
  input  logic          channel_multipliers_i,
  input  logic          bias_enable_i,
  input  logic [31:0]   offset_i,
  input  logic [31:0]   multiplier_i,
  input  logic [31:0]   clamp_min_i,
  input  logic [31:0]   clamp_max_i,
  input  logic [15:0]   zero_point_i,
  input  logic          nlu_i,
  input  logic          reduce_i,
  input  logic          odd_argument_i,
  input  logic          odd_result_i,
  input  logic [1279:0] coefficients_i,
  input  logic [223:0]  breakpoints_i,

  // With load_i.
  input  logic [31:0]   sum_i,
  input  logic [31:0]   stored_multiplier_i,
  input  logic [31:0]   stored_bias_i,
  input  logic [31:0]   stored_exponent_i,

  output logic [31:0]   code_o
);

  logic fixed;
  assign fixed = HasSingle & single_i & ~nlu_i;

  // ---- offset and bias, saturated
  logic [31:0] bias, bound, sum_q, multiplier_q, exponent_q;
  logic [33:0] exact;
  logic        fits;
  assign bias      = bias_enable_i ? stored_bias_i : 32'd0;
  assign exact     = {{2{sum_i[31]}}, sum_i} + {{2{offset_i[31]}}, offset_i} + {{2{bias[31]}}, bias};
  assign fits      = (&exact[33:31]) | ~(|exact[33:31]);
  assign bound     = {exact[33], {31{~exact[33]}}};
  always_ff @(posedge clk_i) begin
    if (advance_i && load_i) begin
      sum_q        <= fits ? exact[31:0] : bound;
      multiplier_q <= channel_multipliers_i ? stored_multiplier_i : multiplier_i;
      exponent_q   <= stored_exponent_i;
    end
  end

  // ---- float32
  logic [31:0] float_d, float_q, float_multiplier_q;
  fp_from_int u_from_int (.enable_i(valid_i[0] & ~fixed), .int_i(sum_q), .float_o(float_d));
  always_ff @(posedge clk_i) begin
    if (advance_i && valid_i[0] && !fixed) begin
      float_q            <= float_d;
      float_multiplier_q <= multiplier_q;
    end
  end

  // ---- multiplier
  logic [31:0] product_d, product_q;
  fp_mul u_mul (.enable_i(valid_i[1] & ~fixed), .a_i(float_q), .b_i(float_multiplier_q),
                .product_o(product_d));
  always_ff @(posedge clk_i) if (advance_i && valid_i[1] && !fixed) product_q <= product_d;

  logic [31:0] fixed_scaled;
  if (HasSingle) begin : gen_single
    fixed_scale u_fixed (
      .clk_i, .multiply_i(advance_i & valid_i[0] & fixed), .round_i(advance_i & valid_i[1] & fixed),
      .sum_i(sum_q), .q_i(multiplier_q), .exponent_i(exponent_q), .scaled_o(fixed_scaled)
    );
  end else begin : gen_no_single
    assign fixed_scaled = '0;
    logic unused_exponent;
    assign unused_exponent = ^exponent_q;
  end

  // ---- clamp: the lower bound first, and NaN gives it
  logic above_min, below_max, unused_unordered_min, unused_unordered_max;
  logic [31:0] raised, clamped_q;
  fp_greater u_min (.a_i(product_q), .b_i(clamp_min_i), .greater_o(above_min),
                    .unordered_o(unused_unordered_min));
  assign raised = above_min ? product_q : clamp_min_i;
  fp_greater u_max (.a_i(clamp_max_i), .b_i(raised), .greater_o(below_max),
                    .unordered_o(unused_unordered_max));
  always_ff @(posedge clk_i) begin
    if (advance_i && valid_i[2]) begin
      if (fixed)          clamped_q <= fixed_scaled;
      else if (below_max) clamped_q <= raised;
      else                clamped_q <= clamp_max_i;
    end
  end

  // ---- non-linear unit
  logic [31:0] value;
  nlu u_nlu (
    .clk_i, .advance_i, .valid_i(valid_i[12:3]), .nlu_i, .reduce_i, .odd_argument_i, .odd_result_i,
    .coefficients_i, .breakpoints_i, .x_i(clamped_q), .value_o(value)
  );

  // ---- rounding and zero point
  logic [31:0] integer_value, code;
  fp_to_int u_to_int (.enable_i(valid_i[13] & ~fixed), .float_i(value), .int_o(integer_value));
  always_comb begin
    code = (fixed ? value : integer_value) + 32'(zero_point_i);
    if (fixed && $signed(code) < $signed(clamp_min_i)) code = clamp_min_i;
    if (fixed && $signed(code) > $signed(clamp_max_i)) code = clamp_max_i;
  end
  assign code_o = code;

`ifdef RTL_CHECKS
  logic product_nan;
  assign product_nan = (&product_q[30:23]) & (|product_q[22:0]);
  c_bias: cover property (@(posedge clk_i) load_i && bias_enable_i && stored_bias_i != 32'd0);
  c_sum_saturates_above: cover property (@(posedge clk_i) load_i && !fits && !exact[33]);
  c_sum_saturates_below: cover property (@(posedge clk_i) load_i && !fits && exact[33]);
  c_multiplier_of_channel: cover property (@(posedge clk_i) load_i && channel_multipliers_i);
  c_raised_to_minimum: cover property (@(posedge clk_i) valid_i[2] && !fixed && !above_min && !product_nan);
  c_lowered_to_maximum: cover property (@(posedge clk_i) valid_i[2] && !fixed && !below_max);
  c_not_a_number: cover property (@(posedge clk_i) valid_i[2] && !fixed && product_nan);
  c_negative_zero: cover property (@(posedge clk_i) valid_i[2] && !fixed && product_q == 32'h8000_0000);
  c_tie: cover property (@(posedge clk_i) valid_i[2] && !fixed && product_q[30:0] == 31'h3f00_0000);
  c_mode_single: cover property (@(posedge clk_i) valid_i[13] && fixed);
  c_mode_single_with_function: cover property (@(posedge clk_i) valid_i[13] && single_i && nlu_i);
  c_code_clamped_in_mode_single: cover property (@(posedge clk_i) valid_i[13] && fixed &&
                                                                  code_o == clamp_max_i);
`endif

endmodule
