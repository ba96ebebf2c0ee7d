// SPDX-License-Identifier: Apache-2.0
// What travels inside the op unit.

package op_unit_pkg;

  // Lanes of one systolic hop. A hop makes one output word of four bytes: group g has its sums g
  // cycles after group 0, which is when the output port takes word g.
  localparam int unsigned LanesPerHop = 4;

  // Bits of a step_t.
  localparam int unsigned StepWidth = 288;

  // What a step means for the sums of a cell. 32 bits, so that what stands above it in a larger
  // record stays on word boundaries, which is what a simulator moves fast.
  typedef struct packed {
    logic [8:0] reserved;
    logic [1:0] pick;     // byte of each weight word, where only one takes part
    logic [7:0] entry;    // scaling entry of the group
    logic [7:0] lanes;    // cells from this hop on that belong to the group
    logic       zp_load;  // first step of a group: take its weight zero points
    logic       first;    // sums start over
    logic       load;     // sums continue from wide memory
    logic       park;     // sums go to wide memory after this step
    logic       emit;     // sums are results after this step
  } step_flags_t;

  // A step as the sequencer issues it.
  typedef struct packed {
    logic [31:0] zp_row;       // row of the wide memory
    logic [31:0] psum_addr;    // unit of the wide memory, as weight_addr
    logic [31:0] weight_addr;
    logic [31:0] in_addr;      // byte of the narrow memory
    step_flags_t flags;
  } issue_t;

  // A step on its way through the lanes. Every mode is a sum of byte products: 16-bit weights are
  // two bytes, whose coefficients differ by a factor of 256.
  typedef struct packed {
    logic [31:0]  zp_row;
    logic [31:0]  psum_addr;
    logic [31:0]  weight_addr;
    logic [31:0]  zp_factor;     // what the weight zero point counts for
    logic [127:0] coefficients;  // of weight bytes 3 to 0, signed
    step_flags_t  flags;
  } step_t;

  // How operands are taken, fixed during a command.
  typedef struct packed {
    logic is_max;   // opcode 2
    logic is_sum;   // opcode 3
    logic one;      // one operand per cell and step; otherwise all that the word holds
    logic in_16;    // the operand has 16 bits
    logic pair_16;  // weights are two 16-bit halves
    logic picks;    // the low bits of the weight address pick a byte or half
  } operand_mode_t;

endpackage
