// SPDX-License-Identifier: Apache-2.0
// Signed integer to floating point, round to nearest even. Combinational; 0 while not enabled.

module fp_from_int #(
  parameter int unsigned IntWidth      = 32,
  parameter int unsigned ExponentWidth = 8,
  parameter int unsigned MantissaWidth = 23
) (
  input  logic                                     enable_i,
  input  logic [IntWidth-1:0]                      int_i,
  output logic [ExponentWidth+MantissaWidth:0]     float_o
);

  localparam int unsigned Bias = 2 ** (ExponentWidth - 1) - 1;
  localparam int unsigned Exact = IntWidth + MantissaWidth + 2;  // room below the integer's bits

  if (Bias < IntWidth) $fatal(1, "fp_from_int: an integer could overflow");

  logic [IntWidth-1:0] magnitude, normal;
  logic [ExponentWidth-1:0] exponent;
  logic [Exact-1:0] exact;
  logic round_up;

  always_comb begin
    magnitude = '0;
    normal    = '0;
    exponent  = '0;
    exact     = '0;
    round_up  = 1'b0;
    float_o   = '0;
    if (enable_i) begin
      magnitude = int_i[IntWidth-1] ? -int_i : int_i;
      normal    = magnitude;
      exponent  = ExponentWidth'(Bias + IntWidth - 1);
      // Leading zeros by halving: shift away 16, 8, .. as long as that many are zero.
      for (int s = 32; s >= 1; s = s / 2) begin
        if (s < IntWidth && (normal >> (IntWidth - s)) == '0) begin
          normal   = normal << s;
          exponent = exponent - ExponentWidth'(s);
        end
      end
      exact    = {normal, {(MantissaWidth + 2) {1'b0}}};
      round_up = exact[IntWidth] & ((|exact[IntWidth-1:0]) | exact[IntWidth+1]);
      // A carry out of the mantissa raises the exponent.
      if (magnitude != '0)
        float_o = {int_i[IntWidth-1], {exponent, exact[Exact-2 -: MantissaWidth]} +
                                      (ExponentWidth + MantissaWidth)'(round_up)};
    end
  end

endmodule
