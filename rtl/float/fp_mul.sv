// SPDX-License-Identifier: Apache-2.0
// Floating-point product as IEEE 754 has it: round to nearest even, subnormals, infinities; every NaN
// is the same one. Combinational; 0 while not enabled.

module fp_mul #(
  parameter int unsigned ExponentWidth = 8,
  parameter int unsigned MantissaWidth = 23
) (
  input  logic                                 enable_i,
  input  logic [ExponentWidth+MantissaWidth:0] a_i,
  input  logic [ExponentWidth+MantissaWidth:0] b_i,
  output logic [ExponentWidth+MantissaWidth:0] product_o
);

  localparam int unsigned Float  = 1 + ExponentWidth + MantissaWidth;
  localparam int unsigned Digits = MantissaWidth + 1;
  localparam int unsigned Bias   = 2 ** (ExponentWidth - 1) - 1;
  localparam int unsigned Ones   = 2 ** ExponentWidth - 1;
  // Exponents of normalised subnormals and of products, signed.
  localparam int unsigned Signed = ExponentWidth + 3;

  logic [Digits-1:0] ma, mb;
  logic signed [Signed-1:0] ea, eb, e, below;
  logic [2*Digits-1:0] p, shifted;
  logic [Digits-1:0] kept;
  logic sign, round_up, sticky;
  logic a_special, b_special, a_nan, b_nan, a_zero, b_zero;
  logic [Float-2:0] packed_bits;

  always_comb begin
    ma = '0; mb = '0; ea = '0; eb = '0; e = '0; below = '0; p = '0; shifted = '0; kept = '0;
    sign = 1'b0; round_up = 1'b0; sticky = 1'b0;
    a_special = 1'b0; b_special = 1'b0; a_nan = 1'b0; b_nan = 1'b0; a_zero = 1'b0; b_zero = 1'b0;
    packed_bits = '0;
    product_o = '0;
    if (enable_i) begin
      sign      = a_i[Float-1] ^ b_i[Float-1];
      a_special = &a_i[Float-2:MantissaWidth];
      b_special = &b_i[Float-2:MantissaWidth];
      a_nan     = a_special & |a_i[MantissaWidth-1:0];
      b_nan     = b_special & |b_i[MantissaWidth-1:0];
      a_zero    = a_i[Float-2:0] == '0;
      b_zero    = b_i[Float-2:0] == '0;
      ma = {|a_i[Float-2:MantissaWidth], a_i[MantissaWidth-1:0]};
      mb = {|b_i[Float-2:MantissaWidth], b_i[MantissaWidth-1:0]};
      ea = $signed(Signed'(a_i[Float-2:MantissaWidth]));
      eb = $signed(Signed'(b_i[Float-2:MantissaWidth]));
      if (!ma[Digits-1]) begin  // subnormal: normalise
        ea = $signed(Signed'(1));
        for (int s = 32; s >= 1; s = s / 2)
          if (s < Digits && (ma >> (Digits - s)) == '0) begin
            ma = ma << s;
            ea = ea - $signed(Signed'(s));
          end
      end
      if (!mb[Digits-1]) begin
        eb = $signed(Signed'(1));
        for (int s = 32; s >= 1; s = s / 2)
          if (s < Digits && (mb >> (Digits - s)) == '0) begin
            mb = mb << s;
            eb = eb - $signed(Signed'(s));
          end
      end
      p = (2*Digits)'(ma) * (2*Digits)'(mb);
      e = ea + eb - $signed(Signed'(Bias));
      if (p[2*Digits-1]) e = e + $signed(Signed'(1));
      else               p = p << 1;
      // A product below the normal range loses as many digits as it lies below.
      below   = e < $signed(Signed'(1)) ? $signed(Signed'(1)) - e : '0;
      if (below > $signed(Signed'(Digits + 1))) below = $signed(Signed'(Digits + 1));
      shifted = p >> below;
      sticky  = (shifted << below) != p || shifted[Digits-2:0] != '0;
      kept    = shifted[2*Digits-1 -: Digits];
      round_up = shifted[Digits-1] & (sticky | kept[0]);
      // The leading digit adds one to the exponent, and so does a carry out of the mantissa.
      packed_bits = {(e < $signed(Signed'(1)) ? '0 : ExponentWidth'(e - $signed(Signed'(1)))), {MantissaWidth{1'b0}}};
      packed_bits = packed_bits + (Float-1)'(kept) + (Float-1)'(round_up);
      if (a_nan || b_nan || (a_special && b_zero) || (b_special && a_zero))
        product_o = {1'b0, {ExponentWidth{1'b1}}, 1'b1, {(MantissaWidth - 1) {1'b0}}};
      else if (a_special || b_special || e >= $signed(Signed'(Ones)))
        product_o = {sign, {ExponentWidth{1'b1}}, {MantissaWidth{1'b0}}};
      else if (a_zero || b_zero)
        product_o = {sign, {(Float - 1) {1'b0}}};
      else
        product_o = {sign, packed_bits};
    end
  end

endmodule
