// SPDX-License-Identifier: Apache-2.0
// The address stream is the one of nested loops: address = base + sum of index * stride, plus the
// slot in every other entry, for all loops, strides, last passes, levels and pauses. The record has
// increments that rewind the loops below, as hw/spec/doc/commands.md defines it. And no address
// leaves the range that base, strides and counts declare.
module ttu_proof #(
  parameter int unsigned Dims  = 2,
  parameter int unsigned Count = 2,  // bits of a count
  parameter int unsigned Stride = 3  // bits of a stride
) (
  input logic clk_i,
  input logic step_i
);
  localparam int unsigned Width = 7;  // of an address; holds the largest range

  (* anyconst *) logic [2:0] base;
  (* anyconst *) logic [1:0] slot;
  (* anyconst *) logic [Dims*Stride-1:0] strides;  // signed
  (* anyconst *) logic [Dims*Count-1:0] counts;    // minus one
  (* anyconst *) logic [Count-1:0] last_count;
  (* anyconst *) logic [1:0] last_level, level;

  // Written out: a product of full width keeps solvers busy.
  function automatic logic signed [Width-1:0] times(input logic signed [Width-1:0] x,
                                                    input logic [Count-1:0] n);
    times = '0;
    for (int b = 0; b < Count; b++) if (n[b]) times = times + (x <<< b);
  endfunction

  // ---- the record of these loops, and its range
  logic signed [Width-1:0] stride [Dims];
  logic signed [Width-1:0] rewind, low, high, skip;
  op_command_pkg::ttu_t record;
  for (genvar d = 0; d < Dims; d++) begin : gen_stride
    assign stride[d] = $signed(strides[d*Stride +: Stride]);
  end
  logic signed [31:0] increment;
  logic signed [Width-1:0] reach;
  logic has_last;
  assign has_last = last_level != 2'd0;
  always_comb begin
    record = '0;
    rewind = '0;
    low    = $signed(Width'(base));
    high   = low + $signed(Width'(slot));
    skip   = times(stride[0], counts[0 +: Count]) - times(stride[0], last_count);
    for (int d = 0; d < Dims; d++) begin
      increment = 32'(stride[d] - rewind);
      record.dims[64*d +: 32]    = increment;
      record.dims[64*d+32 +: 32] = 32'(counts[d*Count +: Count]);
      reach  = times(stride[d], counts[d*Count +: Count]);
      rewind = rewind + reach;
      if (d == 0 && has_last && last_count > counts[0 +: Count])
        reach = times(stride[0], last_count);
      if (reach < 0) low = low + reach;
      else           high = high + reach;
    end
    record.base       = 32'(base);
    record.slot       = 32'(slot);
    record.level      = 32'(level);
    record.last_count = 32'(last_count);
    record.last_level = 32'(last_level);
    record.skip       = 32'(skip);
  end

  // ---- reset, load, then steps
  logic [1:0] start_q = 2'd0;
  always_ff @(posedge clk_i) if (start_q != 2'd2) start_q <= start_q + 2'd1;
  logic step;
  assign step = step_i & (start_q == 2'd2);

  logic [31:0] addr;
  logic [3:0] completed;
  logic entry_end, loaded, odd;
  logic [Dims*Count-1:0] index;
  ttu #(.Dims(Dims), .CountWidth(Count), .AddrWidth(Width)) u_ttu (
    .clk_i, .rst_ni(start_q != 2'd0), .load_i(start_q == 2'd1), .step_i(step), .cfg_i(record),
    .addr_o(addr), .completed_o(completed), .entry_end_o(entry_end),
    .loaded_o(loaded), .index_o(index), .odd_o(odd)
  );

  // ---- the loops as one would write them
  logic [Dims*Count-1:0] index_q = '0, index_d;
  logic odd_q = 1'b0;
  logic [3:0] done;
  logic in_last_pass, carry;
  logic [Count-1:0] limit;
  logic signed [Width-1:0] expected;
  always_comb begin
    // Levels beyond the nest count as its outermost dimension.
    in_last_pass = 1'b0;
    for (int d = 1; d < Dims; d++)
      if (32'(last_level) == d || (32'(last_level) >= Dims && d == Dims - 1))
        in_last_pass = index_q[d*Count +: Count] == counts[d*Count +: Count];
    expected = $signed(Width'(base));
    index_d  = index_q;
    carry    = 1'b1;
    done     = 4'd0;
    for (int d = 0; d < Dims; d++) begin
      expected = expected + times(stride[d], index_q[d*Count +: Count]);
      limit    = d == 0 && in_last_pass ? last_count : counts[d*Count +: Count];
      if (carry) begin
        if (index_q[d*Count +: Count] == limit) begin
          index_d[d*Count +: Count] = '0;
          done = done + 4'd1;
        end else begin
          index_d[d*Count +: Count] = index_q[d*Count +: Count] + 1'b1;
          carry = 1'b0;
        end
      end
    end
    if (odd_q) expected = expected + $signed(Width'(slot));
  end
  always_ff @(posedge clk_i) begin
    if (step) begin
      index_q <= index_d;
      if (32'(done) >= 32'(level)) odd_q <= ~odd_q;
    end
  end

  always_comb begin
    assert (loaded == (start_q == 2'd2) && start_q != 2'd3);
    if (start_q != 2'd2) assert (index_q == '0 && !odd_q);
    if (start_q == 2'd2) begin
      // What ties both together from step to step.
      assert (index == index_q);
      assert (odd == odd_q);
      // What is to be shown.
      assert (addr[Width-1:0] == expected);
      assert (completed == done);
      assert (entry_end == (32'(done) >= 32'(level)));
      assert ($signed(addr[Width-1:0]) >= low);
      assert ($signed(addr[Width-1:0]) <= high);
    end
  end
endmodule
