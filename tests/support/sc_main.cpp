// SPDX-License-Identifier: Apache-2.0
// libsystemc brings main() and calls this: one entry point for every test binary.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <systemc>

int sc_main(int argc, char* argv[]) {
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
