// SPDX-License-Identifier: Apache-2.0
// Floating point to signed integer: round half to even, saturated; NaN gives the smallest integer.
// Combinational; 0 while not enabled.

module fp_to_int #(
  parameter int unsigned IntWidth      = 32,
  parameter int unsigned ExponentWidth = 8,
  parameter int unsigned MantissaWidth = 23
) (
  input  logic                                 enable_i,
  input  logic [ExponentWidth+MantissaWidth:0] float_i,
  output logic [IntWidth-1:0]                  int_o
);

  localparam int unsigned Float  = 1 + ExponentWidth + MantissaWidth;
  localparam int unsigned Digits = MantissaWidth + 1;
  localparam int unsigned Bias   = 2 ** (ExponentWidth - 1) - 1;
  // Digits before and two places after the point: half, and whatever is smaller.
  localparam int unsigned Fixed  = IntWidth + Digits + 1;

  if (Bias < IntWidth) $fatal(1, "fp_to_int: every integer has an exponent");

  logic [ExponentWidth-1:0] exponent;
  logic [Fixed-1:0] fixed;
  logic [IntWidth-1:0] magnitude;
  logic huge, nan, round_up;

  always_comb begin
    exponent = '0; fixed = '0; magnitude = '0; huge = 1'b0; nan = 1'b0; round_up = 1'b0;
    int_o = '0;
    if (enable_i) begin
      exponent = float_i[Float-2:MantissaWidth];
      nan      = &exponent & |float_i[MantissaWidth-1:0];
      huge    = exponent >= ExponentWidth'(Bias + IntWidth - 1);
      // The mantissa of a number in [0.5, 1) stands just below the point (at bit Digits).
      if (exponent >= ExponentWidth'(Bias - 1) && !huge)
        fixed = Fixed'({1'b1, float_i[MantissaWidth-1:0], 1'b0}) <<
                (exponent - ExponentWidth'(Bias - 1));
      magnitude = fixed[Fixed-1 -: IntWidth];
      round_up  = fixed[Digits] & (fixed[Digits+1] | (|fixed[Digits-1:0]));
      magnitude = magnitude + IntWidth'(round_up);
      if (nan) int_o = {1'b1, {(IntWidth - 1) {1'b0}}};
      else if (huge) int_o = {float_i[Float-1], {(IntWidth - 1) {!float_i[Float-1]}}};
      else if (!float_i[Float-1] && magnitude[IntWidth-1])  // rounded up to one too many
        int_o = {1'b0, {(IntWidth - 1) {1'b1}}};
      else int_o = float_i[Float-1] ? -magnitude : magnitude;
    end
  end

endmodule
