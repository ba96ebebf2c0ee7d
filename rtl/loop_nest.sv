// SPDX-License-Identifier: Apache-2.0
// Counters of a loop nest, innermost first, with the short last pass of dimension 0.
//
// One step per cycle. What the present step completes is known at its beginning: it is kept per
// dimension, so that a step inside a pass touches dimension 0 only. After its last step the nest
// stands at its start again.

module loop_nest #(
  parameter int unsigned Dims       = 8,
  parameter int unsigned CountWidth = 32
) (
  input  logic                       clk_i,
  input  logic                       rst_ni,
  input  logic                       load_i,        // take the counts, go to the start
  input  logic                       step_i,
  input  logic [Dims*CountWidth-1:0] counts_i,      // count - 1 each; stable from load_i on
  input  logic [CountWidth-1:0]      last_count_i,  // dimension 0 in the last pass
  input  logic [31:0]                last_level_i,  // of the dimension that has the last pass; 0: none
  output logic [Dims-1:0]            first_o,       // dimensions at their first index
  output logic [Dims-1:0]            last_o,        // dimensions at their last index
  output logic                       last_pass_o,   // dimension 0 makes the last pass
  output logic [3:0]                 completed_o    // dimensions that this step completes
);

  logic [Dims*CountWidth-1:0] index_d, index_q;
  logic [Dims-1:0] first_d, first_q, last_d, last_q;
  logic [CountWidth-1:0] limit0_d, limit0_q;
  logic last_pass_d, last_pass_q;

  // Levels beyond the nest count as its outermost dimension.
  logic [31:0] last_level;
  assign last_level = last_level_i < Dims ? last_level_i : Dims - 1;

  always_comb begin
    completed_o = 4'(Dims);
    for (int d = Dims - 1; d >= 0; d--) if (!last_q[d]) completed_o = 4'(d);
  end

  always_comb begin
    index_d     = index_q;
    first_d     = first_q;
    last_d      = last_q;
    limit0_d    = limit0_q;
    last_pass_d = last_pass_q;
    if (!last_q[0]) begin
      index_d[0 +: CountWidth] = index_q[0 +: CountWidth] + 1'b1;
      first_d[0] = 1'b0;
    end else begin
      for (int d = 0; d < Dims; d++) begin
        if (d < 32'(completed_o)) begin
          index_d[d*CountWidth +: CountWidth] = '0;
          first_d[d] = 1'b1;
          last_d[d]  = counts_i[d*CountWidth +: CountWidth] == '0;
        end else if (d == 32'(completed_o)) begin
          index_d[d*CountWidth +: CountWidth] = index_q[d*CountWidth +: CountWidth] + 1'b1;
          first_d[d] = 1'b0;
          last_d[d]  = index_d[d*CountWidth +: CountWidth] == counts_i[d*CountWidth +: CountWidth];
        end
      end
      last_pass_d = 1'b0;
      for (int d = 1; d < Dims; d++) if (last_level == d) last_pass_d = last_d[d];
      limit0_d = last_pass_d ? last_count_i : counts_i[0 +: CountWidth];
    end
    last_d[0] = index_d[0 +: CountWidth] == limit0_d;
  end

  // The start, as a function of the counts.
  logic [Dims-1:0] start_last;
  logic start_last_pass;
  always_comb begin
    start_last = '0;
    start_last_pass = 1'b0;
    for (int d = 1; d < Dims; d++) begin
      start_last[d] = counts_i[d*CountWidth +: CountWidth] == '0;
      if (last_level == d) start_last_pass = start_last[d];
    end
    start_last[0] = (start_last_pass ? last_count_i : counts_i[0 +: CountWidth]) == '0;
  end

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      index_q     <= '0;
      first_q     <= '1;
      last_q      <= '0;
      limit0_q    <= '0;
      last_pass_q <= 1'b0;
    end else if (load_i) begin
      index_q     <= '0;
      first_q     <= '1;
      last_q      <= start_last;
      limit0_q    <= start_last_pass ? last_count_i : counts_i[0 +: CountWidth];
      last_pass_q <= start_last_pass;
    end else if (step_i) begin
      index_q     <= index_d;
      first_q     <= first_d;
      last_q      <= last_d;
      limit0_q    <= limit0_d;
      last_pass_q <= last_pass_d;
    end
  end

  assign first_o     = first_q;
  assign last_o      = last_q;
  assign last_pass_o = last_pass_q;

endmodule
