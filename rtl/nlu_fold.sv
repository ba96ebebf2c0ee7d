// SPDX-License-Identifier: Apache-2.0
// First step of the non-linear unit: |x| for odd tables, the range reduction of 1/sqrt tables
// (x = argument * 4^exponent, argument in [1, 4)), and the segment that the argument lies in.
// Combinational; 0 while not enabled.

module nlu_fold (
  input  logic         enable_i,
  input  logic         reduce_i,        // range reduction
  input  logic         odd_argument_i,  // table of |x|
  input  logic [31:0]  x_i,
  input  logic [223:0] breakpoints_i,
  output logic [31:0]  argument_o,
  output logic [7:0]   exponent_o,      // signed
  output logic [2:0]   segment_o,       // breakpoints that the argument has reached
  output logic         negative_o       // x < 0
);

  logic [31:0] argument, magnitude;
  logic [22:0] fraction;
  logic [8:0] power;      // of two, signed
  always_comb begin
    argument   = '0;
    magnitude  = '0;
    fraction   = '0;
    power      = '0;
    exponent_o = '0;
    negative_o = 1'b0;
    if (enable_i) begin
      magnitude  = {1'b0, x_i[30:0]};
      negative_o = x_i[31] && x_i[30:0] != '0 && x_i[30:0] <= 31'h7f80_0000;
      argument   = odd_argument_i ? magnitude : x_i;
      if (reduce_i && !argument[31] && argument[30:0] != '0 && argument[30:23] != 8'hff) begin
        fraction = argument[22:0];
        power    = 9'(argument[30:23]) - 9'd127;
        if (argument[30:23] == 8'd0) begin  // subnormal: 0.fraction * 2^-126
          power = -9'd127;
          for (int s = 16; s >= 1; s = s / 2)
            if ((fraction >> (23 - s)) == '0) begin
              fraction = fraction << s;
              power    = power - 9'(s);
            end
          fraction = fraction << 1;
        end
        exponent_o = power[8:1];  // floor(power / 2)
        argument   = {1'b0, 7'h3f, 1'b1, fraction} + (power[0] ? 32'h0080_0000 : 32'd0);
      end
    end
  end
  assign argument_o = argument;

  logic [6:0] greater, unordered;
  for (genvar b = 0; b < 7; b++) begin : gen_compare
    fp_greater u_greater (
      .a_i(breakpoints_i[32*b +: 32]), .b_i(enable_i ? argument : '0),
      .greater_o(greater[b]), .unordered_o(unordered[b])
    );
  end
  always_comb begin
    segment_o = 3'd0;
    for (int b = 0; b < 7; b++) segment_o = segment_o + 3'(!greater[b] && !unordered[b]);
  end

endmodule
