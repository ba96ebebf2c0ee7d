// SPDX-License-Identifier: Apache-2.0
// The float steps of the requantizer, at a width where every product of up to 10 bits is tried: sums of 5 bits,
// floats of 5 exponent and 2 mantissa bits. The reference works with wide fixed-point numbers.
module requantizer_proof;
  localparam int unsigned I = 5;    // bits of a sum
  localparam int unsigned E = 5;
  localparam int unsigned M = 2;
  localparam int unsigned F = 18;   // fraction bits of the reference
  localparam int unsigned W = 32;   // its width

  (* anyconst *) logic signed [I-1:0] sum;
  (* anyconst *) logic [E+M:0] multiplier;

  logic [E+M:0] float_sum, product;
  logic [I-1:0] code;
  fp_from_int #(.IntWidth(I), .ExponentWidth(E), .MantissaWidth(M)) u_from (
    .enable_i(1'b1), .int_i(sum), .float_o(float_sum));
  fp_mul #(.ExponentWidth(E), .MantissaWidth(M)) u_mul (
    .enable_i(1'b1), .a_i(float_sum), .b_i(multiplier), .product_o(product));
  fp_to_int #(.IntWidth(I), .ExponentWidth(E), .MantissaWidth(M)) u_to (
    .enable_i(1'b1), .float_i(product), .int_o(code));

  // Nearest multiple of 2^drop, ties to even.
  function automatic logic [W-1:0] nearest(input logic [W-1:0] x, input int drop);
    logic [W-1:0] down, rest, half;
    down = (x >> drop) << drop;
    rest = x - down;
    half = drop == 0 ? '0 : W'(1) << (drop - 1);
    nearest = down;
    if (drop != 0 && (rest > half || (rest == half && x[drop]))) nearest = down + (W'(1) << drop);
  endfunction

  // Rounded to M + 1 digits, none of them below 2^(1 - bias - M).
  function automatic logic [W-1:0] digits(input logic [W-1:0] x);
    logic [W-1:0] y;
    y = nearest(x, F - 14 - M);  // the place of the smallest subnormal: 2^(1 - 15 - M)
    for (int top = F - 13; top < W - 1; top++)
      if ((x >> top) == W'(1)) y = nearest(x, top - M);
    digits = y;
  endfunction

  logic sign;
  logic [E-1:0] exponent;
  logic [W-1:0] magnitude, a, m, p, whole;
  logic signed [W-1:0] expected;
  always_comb begin
    exponent  = multiplier[E+M-1:M];
    sign      = (sum < 0) ^ multiplier[E+M];
    magnitude = {{(W - I) {1'b0}}, sum < 0 ? -sum : sum};
    if (sum == {1'b1, {(I-1){1'b0}}}) magnitude = W'(1) << (I - 1);
    a = digits(magnitude << F) >> F;                       // an integer
    m = exponent == '0 ? W'(multiplier[M-1:0]) << 1 : W'({1'b1, multiplier[M-1:0]}) << exponent;
    p = digits((a * m) << (F - 15 - M));                   // a * m * 2^-(15 + M)
    whole = nearest(p, F) >> F;
    expected = sign ? -$signed(whole) : $signed(whole);
    if (expected > 2 ** (I - 1) - 1) expected = 2 ** (I - 1) - 1;
    if (expected < -(2 ** (I - 1))) expected = -(2 ** (I - 1));
    assume (exponent <= 5'd20);  // products of 10 bits; larger ones, infinities, NaN: tests/rtl
    assert ($signed(code) == expected);
  end
endmodule
