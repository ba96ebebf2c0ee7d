// SPDX-License-Identifier: Apache-2.0
// Tables of the non-linear unit for functions of one element, in the unit's own arithmetic.
#include "workloads/compiler/function_table.h"

#include "hw/func/requantize.h"
#include "tests/compiler/network_maker.h"
#include "workloads/compiler/minimax.h"
#include "workloads/reference/element_table.h"

#include <gtest/gtest.h>

#include <vector>

namespace tessera::test {
namespace {

using func::RequantMode;
using workloads::CodeTable;
using workloads::FunctionTable;

std::uint8_t unit_code(const FunctionTable& table, std::size_t code) {
  const float x =
      static_cast<float>(static_cast<std::int32_t>(code) - table.center) * workloads::kFunctionStep;
  return static_cast<std::uint8_t>(func::round_half_even(table.nlu.evaluate(x, {})) + table.zero);
}

/// Every function of the network maker, 60 quantizations each, all codes.
class FunctionTables : public testing::TestWithParam<RequantMode> {};

TEST_P(FunctionTables, give_the_reference_for_every_code) {
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    for (std::uint32_t which = 0; which < NetworkMaker::kFunctions; ++which) {
      SCOPED_TRACE(testing::Message() << "function " << which << " seed " << seed);
      NetworkMaker net(seed, seed % 2 == 0);
      const workloads::Graph graph = net.build(net.function(net.input({1, 4}), which));
      const CodeTable results = workloads::element_table(
          graph, 0, {.rule = workloads::ConstantRule::kTessera, .mode = GetParam()});
      const auto zero = [&](workloads::TensorIndex tensor) {
        return static_cast<std::int32_t>(graph.tensor(tensor).quantization->zero_points[0]) +
               (seed % 2 == 0 ? 128 : 0);
      };
      const auto table =
          workloads::fit_function(results, zero(graph.inputs[0]), zero(graph.outputs[0]));
      ASSERT_TRUE(table.has_value());
      for (std::size_t code = 0; code < results.size(); ++code)
        ASSERT_EQ(unit_code(*table, code), results[code]) << "code " << code;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, FunctionTables,
                         testing::Values(RequantMode::kF32, RequantMode::kSingle,
                                         RequantMode::kDouble));

TEST(FunctionTable, halves_round_to_even_as_in_the_reference) {
  CodeTable results{};
  for (std::size_t i = 0; i < results.size(); ++i)
    results[i] = static_cast<std::uint8_t>(
        func::round_half_even(0.5F * static_cast<float>(static_cast<int>(i) - 128)) + 77);
  const auto table = workloads::fit_function(results, 128, 77);
  ASSERT_TRUE(table.has_value());
  for (std::size_t i = 0; i < results.size(); ++i) EXPECT_EQ(unit_code(*table, i), results[i]);
}

TEST(FunctionTable, results_without_a_pattern_have_no_table) {
  CodeTable results{};
  for (std::size_t i = 0; i < results.size(); ++i)
    results[i] = static_cast<std::uint8_t>(i * i * 151 >> 3);
  EXPECT_FALSE(workloads::fit_function(results, 128, 128).has_value());
}

TEST(Minimax, parabola_is_met_by_a_line_with_the_known_error) {
  // x^2 on [-1, 1]: the best line is 1/2, with error 1/2 at both ends and in the middle.
  std::vector<double> u;
  std::vector<double> y;
  for (int i = -50; i <= 50; ++i) {
    u.push_back(i / 50.0);
    y.push_back(u.back() * u.back());
  }
  const workloads::Polynomial line = workloads::minimax(u, y, 1);
  EXPECT_NEAR(line(0.0), 0.5, 1e-9);
  EXPECT_NEAR(line(1.0), 0.5, 1e-9);
  const workloads::Polynomial exact = workloads::minimax(u, y, 2);
  EXPECT_NEAR(exact(0.3), 0.09, 1e-9);
}

TEST(Minimax, polynomial_moves_to_other_coordinates) {
  const workloads::Polynomial local{{1.0, -2.0, 0.5, 3.0, 0.25}};
  const workloads::Polynomial global = local.of_global(3.0, 2.0);
  for (const double x : {1.0, 2.5, 4.0, 5.0}) EXPECT_NEAR(global(x), local((x - 3.0) / 2.0), 1e-9);
}

}  // namespace
}  // namespace tessera::test
