// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/commands.h"

#include <systemc>

#include <cstdlib>

int sc_main(int argc, char* argv[]) { return tessera::sim::run_command_line(argc, argv); }

/// SystemC's own main prints a banner; ours starts the kernel without it.
int main(int argc, char* argv[]) {
  ::setenv("SC_COPYRIGHT_MESSAGE", "DISABLE", 0);
  return sc_core::sc_elab_and_sim(argc, argv);
}
