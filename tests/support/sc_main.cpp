// SPDX-License-Identifier: Apache-2.0
// libsystemc brings main() and calls this: one entry point for every test binary.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <systemc>

/// Read by the address sanitizer where there is one. Threads of SystemC that still wait when a test
/// ends keep what their stacks refer to, and the leak checker does not look at those stacks.
extern "C" const char* __asan_default_options();
extern "C" const char* __asan_default_options() { return "detect_leaks=0"; }

int sc_main(int argc, char* argv[]) {
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
