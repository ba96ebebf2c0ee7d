// SPDX-License-Identifier: Apache-2.0
// Every system that comes with the program runs a network, with the bytes of the reference.
#include "hw/spec/system_files.h"
#include "tests/support/program_run.h"

#include <gtest/gtest.h>

namespace tessera::test {
namespace {

class ShippedSystems : public testing::TestWithParam<std::string> {};

/// Memories differ by a factor of thirty: counters that wrap, stripes, streams and caches all show.
TEST_P(ShippedSystems, run_a_network_with_the_bytes_of_the_reference) {
  const auto run =
      run_tessera({"run", "mnist_cnn", "--system", GetParam(), "--check", "--json", "-"});
  ASSERT_EQ(run.status, 0) << run.err;
  const auto result = run.json();
  EXPECT_EQ(result["system"], GetParam());
  EXPECT_EQ(result["check"]["mismatches"], 0);
  EXPECT_EQ(result["check"]["elements"], 10);
}

INSTANTIATE_TEST_SUITE_P(All, ShippedSystems, testing::ValuesIn(spec::list_systems()),
                         [](const auto& each) { return each.param; });

}  // namespace
}  // namespace tessera::test
