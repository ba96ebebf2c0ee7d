// SPDX-License-Identifier: Apache-2.0
// Floating-point sum as IEEE 754 has it: round to nearest even, subnormals, infinities; every NaN is
// the same one. Combinational; 0 while not enabled.

module fp_add #(
  parameter int unsigned ExponentWidth = 8,
  parameter int unsigned MantissaWidth = 23
) (
  input  logic                                 enable_i,
  input  logic [ExponentWidth+MantissaWidth:0] a_i,
  input  logic [ExponentWidth+MantissaWidth:0] b_i,
  output logic [ExponentWidth+MantissaWidth:0] sum_o
);

  localparam int unsigned Float  = 1 + ExponentWidth + MantissaWidth;
  localparam int unsigned Digits = MantissaWidth + 1;
  localparam int unsigned Sum    = Digits + 4;  // carry above; guard, round and sticky digits below
  localparam int unsigned Ones   = 2 ** ExponentWidth - 1;

  logic [Float-1:0] major, minor;
  logic [ExponentWidth:0] e, distance, left;
  logic [Sum-1:0] mb, ms, aligned, total;
  logic special, round_up;
  logic [Float-2:0] packed_bits;

  always_comb begin
    major = '0; minor = '0; e = '0; distance = '0; left = '0; mb = '0; ms = '0; aligned = '0; total = '0;
    special = 1'b0; round_up = 1'b0; packed_bits = '0;
    sum_o = '0;
    if (enable_i) begin
      {major, minor} = a_i[Float-2:0] >= b_i[Float-2:0] ? {a_i, b_i} : {b_i, a_i};
      special  = &major[Float-2:MantissaWidth];
      mb       = {1'b0, |major[Float-2:MantissaWidth], major[MantissaWidth-1:0], 3'd0};
      ms       = {1'b0, |minor[Float-2:MantissaWidth], minor[MantissaWidth-1:0], 3'd0};
      // Subnormals have the exponent of the smallest normals.
      e        = (ExponentWidth + 1)'(major[Float-2:MantissaWidth]);
      if (e == '0) e = (ExponentWidth + 1)'(1);
      distance = (ExponentWidth + 1)'(minor[Float-2:MantissaWidth]);
      if (distance == '0) distance = (ExponentWidth + 1)'(1);
      distance = e - distance;
      aligned  = ms >> distance;
      if ((aligned << distance) != ms) aligned[0] = 1'b1;  // sticky
      total    = major[Float-1] == minor[Float-1] ? mb + aligned : mb - aligned;
      if (total[Sum-1]) begin
        total = {1'b0, total[Sum-1:2], total[1] | total[0]};
        e     = e + (ExponentWidth + 1)'(1);
      end else begin
        // Normalise, but not below the smallest exponent.
        left = e - (ExponentWidth + 1)'(1);
        for (int s = 32; s >= 1; s = s / 2)
          if (s < Sum && left >= (ExponentWidth + 1)'(s) && (total >> (Sum - 1 - s)) == '0) begin
            total = total << s;
            left  = left - (ExponentWidth + 1)'(s);
          end
        e = left + (ExponentWidth + 1)'(1);
      end
      round_up    = total[2] & (total[1] | total[0] | total[3]);
      packed_bits = {ExponentWidth'(e - (ExponentWidth + 1)'(1)), {MantissaWidth{1'b0}}};
      packed_bits = packed_bits + (Float-1)'(total[Sum-2:3]) + (Float-1)'(round_up);
      if (special && (|major[MantissaWidth-1:0] ||
                      (&minor[Float-2:MantissaWidth] && major[Float-1] != minor[Float-1])))
        sum_o = {1'b0, {ExponentWidth{1'b1}}, 1'b1, {(MantissaWidth - 1) {1'b0}}};
      else if (special || e >= (ExponentWidth + 1)'(Ones))
        sum_o = {major[Float-1], {ExponentWidth{1'b1}}, {MantissaWidth{1'b0}}};
      else if (total == '0)
        sum_o = {major[Float-1] & minor[Float-1], {(Float - 1) {1'b0}}};
      else
        sum_o = {major[Float-1], packed_bits};
    end
  end

endmodule
