// SPDX-License-Identifier: Apache-2.0
// A cell and a requantizer, the arithmetic of the op unit, in whatever simulator: two steps of a dot
// product, then its code. Prints "smoke: passed".
module smoke_tb;

  logic clk = 1'b0;
  always #5 clk = ~clk;

  logic multiply = 1'b0, accumulate = 1'b0, first = 1'b0, emit = 1'b0;
  logic [31:0] weights = '0, sum, result;
  logic [127:0] coefficients = '0;
  lane u_lane (
    .clk_i(clk), .is_max_i(1'b0), .multiply_i(multiply), .weights_i(weights),
    .coefficients_i(coefficients), .factor_i(32'd3), .zero_point_i(32'd2),
    .accumulate_i(accumulate), .first_i(first), .load_i(1'b0), .emit_i(emit), .psum_i(32'd0),
    .sum_o(sum), .result_o(result)
  );

  logic load = 1'b0;
  logic [13:0] valid = '0;
  logic [31:0] code;
  requantizer #(.HasSingle(1'b1)) u_requantizer (
    .clk_i(clk), .advance_i(1'b1), .load_i(load), .valid_i(valid), .single_i(1'b0),
    .channel_multipliers_i(1'b0), .bias_enable_i(1'b1), .offset_i(32'd1),
    .multiplier_i(32'h3f000000), .clamp_min_i(32'hc3000000), .clamp_max_i(32'h42fe0000),
    .zero_point_i(16'd10), .nlu_i(1'b0), .reduce_i(1'b0), .odd_argument_i(1'b0),
    .odd_result_i(1'b0), .coefficients_i(1280'd0), .breakpoints_i(224'd0), .sum_i(result),
    .stored_multiplier_i(32'd0), .stored_bias_i(-32'd4), .stored_exponent_i(32'd0), .code_o(code)
  );
  always @(posedge clk) valid <= {valid[12:0], load};

  initial begin
    // Step 1: 1*5 + 2*6 - 3*7 + 4*8 - 3*2 = 22; step 2: the same. Sum 44, + 1 - 4 = 41, times 0.5
    // is 20.5, to even 20, + 10 = 30.
    coefficients = {32'd4, -32'd3, 32'd2, 32'd1};
    weights = {8'd8, 8'd7, 8'd6, 8'd5};
    @(negedge clk) multiply = 1'b1;
    @(negedge clk) begin first = 1'b1; accumulate = 1'b1; end
    @(negedge clk) begin multiply = 1'b0; first = 1'b0; emit = 1'b1; end
    @(negedge clk) begin accumulate = 1'b0; emit = 1'b0; load = 1'b1; end
    @(negedge clk) load = 1'b0;
    repeat (13) @(negedge clk);
    if (result == 32'd44 && sum == 32'd44 && code == 32'd30) $display("smoke: passed");
    else $display("smoke: failed: sum %0d, result %0d, code %0d", sum, result, code);
    $finish;
  end

endmodule
