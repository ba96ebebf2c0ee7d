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
`ifdef FORMAL
  , output logic                       loaded_o
  , output logic [Dims*CountWidth-1:0] index_o
`endif
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

`ifdef FORMAL
  // What the kept flags mean: for proofs by induction.
  logic loaded_q;
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni)     loaded_q <= 1'b0;
    else if (load_i) loaded_q <= 1'b1;
  end
  assign loaded_o = loaded_q;
  assign index_o  = index_q;
  logic in_last_pass;
  always_comb begin
    in_last_pass = 1'b0;
    for (int d = 1; d < Dims; d++)
      if (last_level == d)
        in_last_pass = index_q[d*CountWidth +: CountWidth] == counts_i[d*CountWidth +: CountWidth];
    if (loaded_q) begin
      assert (last_pass_q == in_last_pass);
      assert (limit0_q == (in_last_pass ? last_count_i : counts_i[0 +: CountWidth]));
      assert (last_q[0] == (index_q[0 +: CountWidth] == limit0_q));
      assert (index_q[0 +: CountWidth] <= limit0_q);
      for (int d = 1; d < Dims; d++) begin
        assert (last_q[d] == (index_q[d*CountWidth +: CountWidth] == counts_i[d*CountWidth +: CountWidth]));
        assert (index_q[d*CountWidth +: CountWidth] <= counts_i[d*CountWidth +: CountWidth]);
      end
    end
  end
`endif
`ifdef RTL_CHECKS
  for (genvar d = 0; d < Dims; d++) begin : gen_checks
    logic [CountWidth-1:0] index, limit;
    assign index = index_q[d*CountWidth +: CountWidth];
    assign limit = d == 0 ? limit0_q : counts_i[d*CountWidth +: CountWidth];
    a_index_within_count: assert property (@(posedge clk_i) disable iff (!rst_ni)
                                           !load_i |-> index <= limit);
    a_first_is_index_zero: assert property (@(posedge clk_i) disable iff (!rst_ni)
                                            !load_i |-> first_q[d] == (index == '0));
  end
  a_completes_no_more_than_there_is: assert property (@(posedge clk_i) completed_o <= 4'(Dims));
  c_short_last_pass: cover property (@(posedge clk_i)
                                     step_i && last_pass_q && limit0_q < counts_i[0 +: CountWidth]);
  c_long_last_pass: cover property (@(posedge clk_i)
                                    step_i && last_pass_q && limit0_q > counts_i[0 +: CountWidth]);
  c_single_step_nest: cover property (@(posedge clk_i) load_i && (&start_last));
  c_starts_in_last_pass: cover property (@(posedge clk_i) load_i && start_last_pass);
  c_middle_dimension_advances: cover property (@(posedge clk_i)
                                               step_i && completed_o > 4'd1 && completed_o < 4'(Dims));
  c_outermost_dimension_advances: cover property (@(posedge clk_i)
                                                  step_i && completed_o == 4'(Dims - 1));
  c_nest_ends: cover property (@(posedge clk_i) step_i && completed_o == 4'(Dims));
`endif

endmodule
