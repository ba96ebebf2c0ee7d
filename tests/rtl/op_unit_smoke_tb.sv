// SPDX-License-Identifier: Apache-2.0
// A whole op unit of 4 lanes in whatever simulator: two sums of three steps each, from command to
// written words, with a narrow memory that is ready every other cycle and a write port that rests
// for a while. Memories are formulas; so is what must come out. Prints "smoke: passed".
//
// command_fields.svh has the places of the command's fields in cmd (icarus_smoke.py).
module op_unit_smoke_tb;
`include "command_fields.svh"

  logic clk = 1'b0, rst_n = 1'b0;
  always #5 clk = ~clk;

  logic [CommandBits-1:0] cmd = '0;
  logic cmd_valid = 1'b0, cmd_ready, step_valid = 1'b0, step_ready, narrow_ready = 1'b1, write_ready = 1'b1;
  logic narrow_valid, write_valid, write_signal, running, port_free, busy;
  logic [31:0] narrow_addr, write_addr, write_data, weight_addr;
  logic [127:0] weight_data;
  logic [2:0] narrow_bytes, weight_lanes;
  op_unit u_unit (
    .clk_i(clk), .rst_ni(rst_n), .cmd_valid_i(cmd_valid), .cmd_ready_o(cmd_ready), .cmd_i(cmd),
    .opcode_i(6'd1), .single_i(1'b0), .step_valid_i(step_valid), .step_ready_o(step_ready), .hold_i(1'b0),
    .narrow_read_valid_o(narrow_valid), .narrow_read_addr_o(narrow_addr),
    .narrow_read_bytes_o(narrow_bytes), .narrow_read_ready_i(narrow_ready),
    .narrow_read_data_i(activations(narrow_addr)),
    .weight_lanes_o(weight_lanes), .weight_addr_o(weight_addr), .weight_ready_i(1'b1),
    .weight_data_i(weight_data), .zp_ready_i(1'b1), .zp_data_i(128'd0), .psum_ready_i(1'b1),
    .psum_data_i(128'd0), .park_ready_i(1'b1), .scale_ready_i(1'b1), .scale_multiplier_i(128'd0),
    .scale_bias_i(128'd0), .scale_exponent_i(128'd0), .write_valid_o(write_valid),
    .write_ready_i(write_ready), .write_addr_o(write_addr), .write_data_o(write_data),
    .write_signal_o(write_signal), .table_write_i(1'b0), .table_word_i(4'd0), .table_data_i(128'd0),
    .running_o(running), .port_free_o(port_free), .busy_o(busy)
  );

  function [7:0] activation(input integer address);
    activation = address * 37 + 11;
  endfunction
  function [31:0] activations(input [31:0] address);
    activations = {activation(address + 3), activation(address + 2), activation(address + 1),
                   activation(address)};
  endfunction
  function [7:0] weight(input integer row, input integer byte_of_row);
    weight = row * 29 + byte_of_row * 53 + 5;
  endfunction
  integer b;
  always @* for (b = 0; b < 16; b = b + 1) weight_data[8*b +: 8] = weight(weight_addr, b);

  // Steps 3 * group to 3 * group + 2, times a half, rounded half to even; the low byte.
  function [7:0] expected(input integer group, input integer lane);
    integer s, k, sum, code;
    begin
      sum = 1;  // the offset
      for (s = 3 * group; s < 3 * group + 3; s = s + 1)
        for (k = 0; k < 4; k = k + 1)
          sum = sum + (activation(16 + 4 * s + k) - 3) * (weight(s, 4 * lane + k) - 2);
      code = (sum >= 0 ? sum : sum - 1) / 2;                   // floor
      if (sum % 2 != 0 && code % 2 != 0) code = code + 1;      // a tie goes to the even neighbour
      expected = code + 10;
    end
  endfunction

  integer words = 0, failed = 0, l, cycle = 0;
  always @(posedge clk) begin
    cycle <= cycle + 1;
    if (write_valid && write_ready) begin
      for (l = 0; l < 4; l = l + 1)
        if (write_data[8*l +: 8] !== expected(words, l)) begin
          failed = failed + 1;
          $display("word %0d lane %0d: %0d, expected %0d", words, l, write_data[8*l +: 8], expected(words, l));
        end
      if (write_addr !== 100 + 4 * words || write_signal !== 1'b1) failed = failed + 1;
      words = words + 1;
    end
  end
  always @(negedge clk) begin
    narrow_ready = cycle % 2 == 0;
    write_ready  = cycle < 50 || cycle > 70;
  end

  initial begin
    cmd[F_loops_counts +: 64]           = {32'd1, 32'd2};
    cmd[F_reduce_mask +: 32]            = 32'd1;
    cmd[F_dp_level +: 32]               = 32'd1;
    cmd[F_outputs +: 32]                = 32'd3;
    cmd[F_outputs_last +: 32]           = 32'd3;
    cmd[F_no_partial_sums +: 32]        = 32'd1;
    cmd[F_psum_ttu_dims +: 128]         = {32'd1, 32'd4, 32'd2, 32'd0};
    cmd[F_psum_ttu_level +: 32]         = 32'd1;
    cmd[F_in_ttu_base +: 32]            = 32'd16;
    cmd[F_in_ttu_dims +: 64]            = {32'd5, 32'd4};
    cmd[F_par_ttu_dims +: 64]           = {32'd5, 32'd1};
    cmd[F_out_ttu_base +: 32]           = 32'd100;
    cmd[F_out_ttu_dims +: 64]           = {32'd1, 32'd4};
    cmd[F_in_zero_point +: 32]          = 32'd3;
    cmd[F_weight_zero_point +: 32]      = 32'd2;
    cmd[F_offset +: 32]                 = 32'd1;
    cmd[F_multiplier +: 32]             = 32'h3f000000;  // 0.5
    cmd[F_clamp_min +: 32]              = 32'hc9800000;  // -2^20: far away
    cmd[F_clamp_max +: 32]              = 32'h49800000;
    cmd[F_out_zero_point +: 32]         = 32'd10;
    cmd[F_avdata_enable +: 32]          = 32'd1;
    @(negedge clk) @(negedge clk) rst_n = 1'b1;
    @(negedge clk) cmd_valid = 1'b1;
    @(negedge clk) cmd_valid = 1'b0;
    @(negedge clk) step_valid = 1'b1;
    repeat (120) @(negedge clk);
    if (words == 2 && failed == 0 && !running && !busy) $display("smoke: passed");
    else $display("smoke: failed: %0d words, %0d wrong, running %b, busy %b", words, failed, running, busy);
    $finish;
  end

endmodule
