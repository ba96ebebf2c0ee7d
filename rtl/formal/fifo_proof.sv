// SPDX-License-Identifier: Apache-2.0
// sync_fifo: never more than Depth entries nor fewer than none, what goes in comes out in order, and
// the head stands still until it is popped.
module fifo_proof (
  input logic       clk_i,
  input logic       push_i,
  input logic       pop_i,
  input logic [3:0] data_i
);
  localparam int unsigned Depth = 4;

  logic started_q = 1'b0;
  always_ff @(posedge clk_i) started_q <= 1'b1;

  logic full, valid;
  logic [3:0] head;
  logic [2:0] held;
  sync_fifo #(.Width(4), .Depth(Depth)) u_fifo (
    .clk_i, .rst_ni(started_q), .push_i, .data_i, .full_o(full), .pop_i, .valid_o(valid),
    .data_o(head), .count_o(held)
  );

  // Who uses it keeps the rule; the output port's proof is where_proof.
  always_comb begin
    if (!started_q || full) assume (!push_i);
    if (!started_q || !valid) assume (!pop_i);
  end

  // A second account of the entries, and one pushed value followed to the head.
  logic [2:0] count_q = '0;
  logic [2:0] ahead_q = '0;     // entries in front of the one followed
  logic       follow_q = 1'b0;
  logic [3:0] value_q = '0;
  (* anyseq *) logic pick;
  logic [3:0] old_head_q = '0;
  logic stays_q = 1'b0;
  always_ff @(posedge clk_i) begin
    count_q <= count_q + 3'(push_i) - 3'(pop_i);
    if (!follow_q && push_i && pick) begin
      follow_q <= 1'b1;
      value_q  <= data_i;
      ahead_q  <= count_q - 3'(pop_i);
    end else if (follow_q && pop_i) begin
      if (ahead_q == 3'd0) follow_q <= 1'b0;
      else                 ahead_q  <= ahead_q - 3'd1;
    end
    old_head_q <= head;
    stays_q    <= valid & ~pop_i;
  end

  always_comb begin
    if (started_q) begin
      assert (count_q <= 3'(Depth));
      assert (held == count_q);
      assert (full == (count_q == 3'(Depth)));
      assert (valid == (count_q != 3'd0));
      if (follow_q) assert (ahead_q < count_q);
      if (follow_q && ahead_q == 3'd0) assert (head == value_q);
      if (stays_q) assert (valid && head == old_head_q);
    end
  end
endmodule
