// SPDX-License-Identifier: Apache-2.0
// First-in first-out store with registered outputs: what is pushed can be popped a cycle later.
// A push while full_o, or a pop while not valid_o, must not happen.

module sync_fifo #(
  parameter int unsigned Width = 8,
  parameter int unsigned Depth = 4  // a power of two
) (
  input  logic             clk_i,
  input  logic             rst_ni,
  input  logic             push_i,
  input  logic [Width-1:0] data_i,
  output logic             full_o,
  input  logic             pop_i,
  output logic             valid_o,
  output logic [Width-1:0] data_o
`ifdef FORMAL
  , output logic [$clog2(Depth):0] count_o
`endif
);

  if (Depth < 2 || (Depth & (Depth - 1)) != 0) $fatal(1, "sync_fifo: Depth is a power of two");

  localparam int unsigned IndexWidth = $clog2(Depth);

  logic [Width-1:0] store_q[Depth];
  logic [IndexWidth:0] write_q, read_q;  // one bit more than an index: full and empty differ

  assign valid_o = write_q != read_q;
  assign full_o  = write_q == {~read_q[IndexWidth], read_q[IndexWidth-1:0]};
  assign data_o  = store_q[read_q[IndexWidth-1:0]];

  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      write_q <= '0;
      read_q  <= '0;
    end else begin
      if (push_i) write_q <= write_q + 1'b1;
      if (pop_i)  read_q  <= read_q + 1'b1;
    end
  end
  always_ff @(posedge clk_i) if (push_i) store_q[write_q[IndexWidth-1:0]] <= data_i;

`ifdef FORMAL
  assign count_o = write_q - read_q;
`endif
`ifdef RTL_CHECKS
  a_no_overflow: assert property (@(posedge clk_i) disable iff (!rst_ni) push_i |-> !full_o);
  a_no_underflow: assert property (@(posedge clk_i) disable iff (!rst_ni) pop_i |-> valid_o);
  a_head_stable: assert property (@(posedge clk_i) disable iff (!rst_ni)
                                  valid_o && !pop_i |=> valid_o && $stable(data_o));
  c_push_and_pop: cover property (@(posedge clk_i) push_i && pop_i);
`endif

endmodule
