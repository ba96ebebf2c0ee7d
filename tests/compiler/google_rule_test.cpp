// SPDX-License-Identifier: Apache-2.0
// Networks compiled with the constants of Google's compiler: equal to the reference under the same
// rule, and refused by layer where that rule says nothing.
#include "hw/spec/system_loader.h"
#include "tests/compiler/inference.h"
#include "tests/compiler/network_maker.h"
#include "workloads/error.h"
#include "workloads/zoo/zoo.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

namespace tessera::test {
namespace {

using testing::HasSubstr;
using workloads::Padding;
using workloads::Window;

workloads::CompileOptions google() {
  workloads::CompileOptions options;
  options.rule = workloads::ConstantRule::kGoogle;
  return options;
}

void expect_equal_under_google(const workloads::Graph& graph, const std::string& system) {
  const Inference result = infer(graph, system, google(), generated_inputs(graph, 12345));
  expect_equal(result.outputs, result.expected);
}

/// What the compiler says; empty if it says nothing.
std::string refusal(const workloads::Graph& graph, const workloads::CompileOptions& options) {
  try {
    static_cast<void>(workloads::compile(graph, spec::load_system("coral"), options));
  } catch (const workloads::Error& error) {
    return error.what();
  }
  return "";
}

TEST(GoogleRule, quarter_mobilenet_v1_of_the_zoo_equals_the_reference) {
  expect_equal_under_google(workloads::build_zoo_model("mobilenet_v1_0.25_128"), "coral");
}

TEST(GoogleRule, clamped_average_pool_equals_the_reference) {
  NetworkMaker net(31, false);
  const auto x = net.input({1, 12, 12, 8});
  const Window window{Padding::kValid, 2, 2, 1, 1};
  expect_equal_under_google(
      net.build(net.average_pool(x, 2, 2, window, workloads::Activation::kRelu)), "tiny");
}

TEST(GoogleRule, mean_of_one_quantization_runs_on_the_tiles) {
  NetworkMaker net(32, true);
  const auto x = net.input({1, 9, 9, 24});
  const workloads::Graph graph = net.build(net.mean(x, net.tensor(x).quantization));
  const Inference result = infer(graph, "coral", google(), generated_inputs(graph, 5));
  EXPECT_TRUE(result.report.on_host.empty());
  expect_equal(result.outputs, result.expected);
}

TEST(GoogleRule, mean_that_rescales_is_refused_by_layer_when_compiled) {
  NetworkMaker net(33, true);
  const auto x = net.input({1, 7, 7, 8});
  const auto graph = net.build(net.fully_connected(net.mean(x), 4));
  EXPECT_THAT(refusal(graph, google()), testing::AllOf(HasSubstr("mean"), HasSubstr("operator 0"),
                                                       HasSubstr("no evidence of the constants")));
}

TEST(GoogleRule, fixed_point_modes_are_refused) {
  NetworkMaker net(34, true);
  const auto x = net.input({1, 7, 7, 8});
  workloads::CompileOptions options = google();
  options.mode = func::RequantMode::kSingle;
  EXPECT_THAT(refusal(net.build(net.conv(x, 4, 1, 1, {})), options), HasSubstr("mode f32 only"));
}

}  // namespace
}  // namespace tessera::test
