// SPDX-License-Identifier: Apache-2.0
// ttu equals its definition: address = base + the sum of logical stride times index, and so never
// leaves the range that its record declares. Three dimensions of up to two iterations.
module ttu_proof (
  input logic clk_i,
  input logic step_i
);
  localparam int unsigned AddrWidth = 7;

  (* anyconst *) logic n0, n1, n2;                    // count - 1
  (* anyconst *) logic signed [2:0] s0, s1, s2;       // logical strides
  (* anyconst *) logic [3:0] base;
  (* anyconst *) logic [2:0] slot;
  (* anyconst *) logic [1:0] level;

  // Stored increments rewind what the inner loops have moved (facts of the command set).
  logic signed [31:0] i0, i1, i2, rewind1, rewind2;
  assign i0 = 32'(s0);
  assign rewind1 = 32'(s0) * $signed(32'(n0));
  assign i1 = 32'(s1) - rewind1;
  assign rewind2 = rewind1 + 32'(s1) * $signed(32'(n1));
  assign i2 = 32'(s2) - rewind2;

  op_command_pkg::ttu_t cfg;
  always_comb begin
    cfg       = '0;
    cfg.base  = 32'(base);
    cfg.slot  = 32'(slot);
    cfg.level = 32'(level);
    cfg.dims[31:0]    = i0;
    cfg.dims[63:32]   = 32'(n0);
    cfg.dims[95:64]   = i1;
    cfg.dims[127:96]  = 32'(n1);
    cfg.dims[159:128] = i2;
    cfg.dims[191:160] = 32'(n2);
  end

  logic [1:0] start_q = 2'd0;  // reset, load, run
  always_ff @(posedge clk_i) if (start_q != 2'd2) start_q <= start_q + 2'd1;
  logic running;
  assign running = start_q == 2'd2;

  logic [31:0] addr;
  logic [3:0] completed;
  logic entry_end;
  ttu #(.Dims(3), .CountWidth(1), .AddrWidth(AddrWidth)) u_ttu (
    .clk_i, .rst_ni(start_q != 2'd0), .load_i(start_q == 2'd1), .step_i(running & step_i),
    .cfg_i(cfg), .addr_o(addr), .completed_o(completed), .entry_end_o(entry_end)
  );

  // The definition: three nested loops, and entries counted.
  logic x0_q = '0, x1_q = '0, x2_q = '0;
  logic odd_q = 1'b0;
  logic [1:0] done;  // dimensions completed
  always_comb begin
    if (x0_q != n0)      done = 2'd0;
    else if (x1_q != n1) done = 2'd1;
    else if (x2_q != n2) done = 2'd2;
    else                 done = 2'd3;
  end
  always_ff @(posedge clk_i) begin
    if (running && step_i) begin
      x0_q <= x0_q == n0 ? 1'b0 : 1'b1;
      if (done >= 2'd1) x1_q <= x1_q == n1 ? 1'b0 : 1'b1;
      if (done >= 2'd2) x2_q <= x2_q == n2 ? 1'b0 : 1'b1;
      if (done >= level) odd_q <= ~odd_q;
    end
  end

  logic signed [31:0] expected, low, high;
  always_comb begin
    expected = $signed(32'(base)) + 32'(s0) * $signed(32'(x0_q)) + 32'(s1) * $signed(32'(x1_q)) +
               32'(s2) * $signed(32'(x2_q)) + (odd_q ? $signed(32'(slot)) : 32'sd0);
    low  = $signed(32'(base));
    high = low + $signed(32'(slot));
    if (s0 < 0) low = low + rewind1; else high = high + rewind1;
    if (s1 < 0) low = low + 32'(s1) * $signed(32'(n1)); else high = high + 32'(s1) * $signed(32'(n1));
    if (s2 < 0) low = low + 32'(s2) * $signed(32'(n2)); else high = high + 32'(s2) * $signed(32'(n2));
    if (running) begin
      assert (addr[AddrWidth-1:0] == expected[AddrWidth-1:0]);
      assert (completed == 4'(done));
      assert (entry_end == (done >= level));
      assert (expected >= low && expected <= high);
    end
  end
endmodule
