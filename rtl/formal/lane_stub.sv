// SPDX-License-Identifier: Apache-2.0
// A cell whose sums may be anything that stands still while it is not enabled: for proofs about
// what is around it, which multipliers only slow down.
module lane (
  input  logic         clk_i,
  input  logic         is_max_i,
  input  logic         multiply_i,
  input  logic [31:0]  weights_i,
  input  logic [127:0] coefficients_i,
  input  logic [31:0]  factor_i,
  input  logic [31:0]  zero_point_i,
  input  logic         accumulate_i,
  input  logic         first_i,
  input  logic         load_i,
  input  logic         emit_i,
  input  logic [31:0]  psum_i,
  output logic [31:0]  sum_o,
  output logic [31:0]  result_o
);
  (* anyseq *) logic [31:0] anything;
  always_ff @(posedge clk_i) begin
    if (accumulate_i) sum_o <= anything;
    if (accumulate_i && emit_i) result_o <= anything;
  end
endmodule
