// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/commands.h"

#include <systemc>

#include <cstdlib>

#ifdef __SANITIZE_ADDRESS__
/// Threads of SystemC that still wait at the end keep what their stacks refer to, and the leak
/// checker does not look at those stacks.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }
#endif

int sc_main(int argc, char* argv[]) { return tessera::sim::run_command_line(argc, argv); }

/// SystemC's own main prints a banner; ours starts the kernel without it.
int main(int argc, char* argv[]) {
  ::setenv("SC_COPYRIGHT_MESSAGE", "DISABLE", 0);
  return sc_core::sc_elab_and_sim(argc, argv);
}
