// SPDX-License-Identifier: Apache-2.0
// Tensor traversal unit: the address stream of a loop nest, through two slots if there is a slot
// size. The address of the present step is a register plus the slot; it moves with step_i.
//
// Addresses are bytes, rows or whatever the user counts in. One that does not fit into 32 bits
// unsigned leaves as all ones, which no memory has.

module ttu #(
  parameter int unsigned Dims       = 8,
  parameter int unsigned CountWidth = 32,
  parameter int unsigned AddrWidth  = 48
) (
  input  logic                 clk_i,
  input  logic                 rst_ni,
  input  logic                 load_i,       // take the record, go to the start
  input  logic                 step_i,
  input  op_command_pkg::ttu_t cfg_i,        // stable from load_i on; outer dimensions not in use are ignored
  output logic [31:0]          addr_o,
  output logic [3:0]           completed_o,  // dimensions that this step completes
  output logic                 entry_end_o   // this step is the last of an entry
`ifdef FORMAL
  , output logic                       loaded_o
  , output logic [Dims*CountWidth-1:0] index_o
  , output logic                       odd_o
`endif
);

  if (Dims < 2 || Dims > 8) $fatal(1, "ttu: 2 to 8 dimensions");
  if (AddrWidth < 4) $fatal(1, "ttu: an address has 4 bits or more");

  logic [Dims*CountWidth-1:0] counts;
  for (genvar d = 0; d < Dims; d++) begin : gen_counts
    assign counts[d*CountWidth +: CountWidth] = cfg_i.dims[64*d+32 +: CountWidth];
  end

  logic last_pass, pass_end;
  logic [Dims-1:0] first, last;
  assign pass_end = last[0];

  loop_nest #(.Dims(Dims), .CountWidth(CountWidth)) u_loops (
    .clk_i, .rst_ni, .load_i, .step_i,
    .counts_i    (counts),
    .last_count_i(cfg_i.last_count[CountWidth-1:0]),
    .last_level_i(cfg_i.last_level),
    .first_o     (first),
    .last_o      (last),
    .last_pass_o (last_pass),
    .completed_o
`ifdef FORMAL
    , .loaded_o, .index_o
`endif
  );

  // Signed fields and the base, in the width of the address register.
  logic [AddrWidth-1:0] base, slot, skip, increment;
  assign base = AddrWidth'(cfg_i.base);
  assign slot = AddrWidth'(cfg_i.slot);
  assign skip = AddrWidth'($signed(cfg_i.skip));
  always_comb begin
    increment = AddrWidth'($signed(cfg_i.dims[31:0]));
    for (int d = 1; d < Dims; d++)
      if (completed_o == 4'(d)) increment = AddrWidth'($signed(cfg_i.dims[64*d +: 32]));
  end

  logic [AddrWidth-1:0] addr_d, addr_q;
  always_comb begin
    addr_d = addr_q + increment;
    // The stored increment rewinds a normal pass; the skip makes up for a short one.
    if (pass_end && last_pass) addr_d = addr_d + skip;
    if (completed_o == 4'(Dims)) addr_d = base;
  end

  assign entry_end_o = 32'(completed_o) >= cfg_i.level;

  logic odd_q;  // the present entry lies in slot 1
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) begin
      addr_q <= '0;
      odd_q  <= 1'b0;
    end else if (load_i) begin
      addr_q <= base;
      odd_q  <= 1'b0;
    end else if (step_i) begin
      addr_q <= addr_d;
      odd_q  <= odd_q ^ entry_end_o;
    end
  end

  logic [AddrWidth-1:0] addr;
  assign addr = odd_q ? addr_q + slot : addr_q;
  if (AddrWidth > 32) begin : gen_pin
    assign addr_o = |addr[AddrWidth-1:32] ? '1 : addr[31:0];
  end else begin : gen_direct
    assign addr_o = 32'(addr);
  end

  // The stride mask is redundant, and fields are wider than what is built.
  logic unused_cfg;
  assign unused_cfg = ^{cfg_i, first, last};

`ifdef FORMAL
  assign odd_o = odd_q;
`endif
`ifdef RTL_CHECKS
  // Lowest and highest address of the nest, from the record: where the increments rewind what is
  // below them, and the skip makes up for another last pass, no step leaves them.
  localparam int unsigned Wide = AddrWidth + 8;
  logic signed [Wide-1:0] low_d, high_d, low_q, high_q, rewind, stride, reach, now;
  logic keeps_place_d, keeps_place_q, loaded_q;
  always_comb begin
    low_d  = $signed(Wide'(base));
    high_d = $signed(Wide'(base));
    rewind = '0;
    for (int d = 0; d < Dims; d++) begin
      stride = Wide'($signed(cfg_i.dims[64*d +: 32])) + rewind;
      reach  = stride * $signed(Wide'(counts[d*CountWidth +: CountWidth]));
      rewind = rewind + reach;
      if (d == 0 && cfg_i.last_level != 32'd0 &&
          cfg_i.last_count[CountWidth-1:0] > counts[0 +: CountWidth])
        reach = stride * $signed(Wide'(cfg_i.last_count[CountWidth-1:0]));
      if (reach < 0) low_d = low_d + reach;
      else           high_d = high_d + reach;
    end
    keeps_place_d = cfg_i.last_level == 32'd0 || 64'($signed(cfg_i.skip)) ==
                    (64'(counts[0 +: CountWidth]) - 64'(cfg_i.last_count[CountWidth-1:0])) *
                    64'($signed(cfg_i.dims[31:0]));
    now = Wide'($signed(addr_q));
  end
  always_ff @(posedge clk_i or negedge rst_ni) begin
    if (!rst_ni) loaded_q <= 1'b0;
    else if (load_i) begin
      loaded_q      <= 1'b1;
      keeps_place_q <= keeps_place_d;
      low_q         <= low_d;
      high_q        <= high_d;
    end
  end
  a_stays_in_its_range: assert property (@(posedge clk_i) disable iff (!rst_ni)
    loaded_q && !load_i && keeps_place_q |-> now >= low_q && now <= high_q);
  a_starts_at_its_base: assert property (@(posedge clk_i) disable iff (!rst_ni)
    loaded_q && !load_i && (&first) |-> addr_q == base);
  c_second_slot: cover property (@(posedge clk_i) step_i && odd_q && slot != '0);
  c_skip_after_short_pass: cover property (@(posedge clk_i) step_i && pass_end && last_pass && skip != '0);
  c_moves_down: cover property (@(posedge clk_i) step_i && increment[AddrWidth-1]);
  c_walks_again_from_its_base: cover property (@(posedge clk_i) step_i && completed_o == 4'(Dims));
`endif

endmodule
