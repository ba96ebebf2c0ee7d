// SPDX-License-Identifier: Apache-2.0
// a > b in floating point: both zeros are equal, NaN is neither more nor less. Combinational.

module fp_greater #(
  parameter int unsigned ExponentWidth = 8,
  parameter int unsigned MantissaWidth = 23
) (
  input  logic [ExponentWidth+MantissaWidth:0] a_i,
  input  logic [ExponentWidth+MantissaWidth:0] b_i,
  output logic                                 greater_o,
  output logic                                 unordered_o
);

  localparam int unsigned Float = 1 + ExponentWidth + MantissaWidth;

  logic a_nan, b_nan, both_zero;
  logic [Float-1:0] a_key, b_key;

  always_comb begin
    a_nan     = &a_i[Float-2:MantissaWidth] & |a_i[MantissaWidth-1:0];
    b_nan     = &b_i[Float-2:MantissaWidth] & |b_i[MantissaWidth-1:0];
    both_zero = a_i[Float-2:0] == '0 && b_i[Float-2:0] == '0;
    // As unsigned integers in the order of the numbers.
    a_key = a_i[Float-1] ? ~a_i : {1'b1, a_i[Float-2:0]};
    b_key = b_i[Float-1] ? ~b_i : {1'b1, b_i[Float-2:0]};
    unordered_o = a_nan | b_nan;
    greater_o   = a_key > b_key && !unordered_o && !both_zero;
  end

endmodule
