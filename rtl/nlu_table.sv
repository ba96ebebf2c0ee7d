// SPDX-License-Identifier: Apache-2.0
// The table of the non-linear unit: 8 segments of 5 float32 coefficients, 7 breakpoints between
// them. Written in words of 128 bits as they stand in the load command.

module nlu_table (
  input  logic          clk_i,
  input  logic          write_i,
  input  logic [3:0]    word_i,   // 0 to 11
  input  logic [127:0]  data_i,
  output logic [1279:0] coefficients_o,
  output logic [223:0]  breakpoints_o
);

  logic [1535:0] table_q;
  always_ff @(posedge clk_i) if (write_i) table_q[128*word_i +: 128] <= data_i;
  assign coefficients_o = table_q[1279:0];
  assign breakpoints_o  = table_q[1503:1280];

  logic unused_tail;
  assign unused_tail = ^table_q[1535:1504];

endmodule
