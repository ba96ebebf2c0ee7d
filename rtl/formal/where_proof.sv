// SPDX-License-Identifier: Apache-2.0
// The output port's store of addresses never overflows or runs dry: what is pushed is popped after
// as many cycles in which the pipeline moves as the requantizer has stages.
module where_proof (
  input logic clk_i,
  input logic active_i,
  input logic advance_i
);
  localparam int unsigned Stages = 14;  // as in output_port

  logic started_q = 1'b0;
  always_ff @(posedge clk_i) started_q <= 1'b1;

  logic [Stages-1:0] valid_q = '0;
  always_ff @(posedge clk_i) if (started_q && advance_i) valid_q <= {valid_q[Stages-2:0], active_i};

  logic full, valid, push, pop;
  logic [4:0] held;
  assign push = started_q & advance_i & active_i;
  assign pop  = started_q & advance_i & valid_q[Stages-1];
  logic unused_head;
  sync_fifo #(.Width(1), .Depth(16)) u_where (
    .clk_i, .rst_ni(started_q), .push_i(push), .data_i(1'b0), .full_o(full), .pop_i(pop),
    .valid_o(valid), .data_o(unused_head), .count_o(held)
  );

  logic [4:0] flying;
  always_comb begin
    flying = '0;
    for (int s = 0; s < Stages; s++) flying = flying + 5'(valid_q[s]);
    if (started_q) begin
      assert (held == flying);
      assert (!(push && full));
      assert (!(pop && !valid));
    end
  end
endmodule
