// SPDX-License-Identifier: Apache-2.0
#include "tests/compiler/inference.h"

#include "hw/spec/system_loader.h"
#include "tests/support/direct_host.h"
#include "workloads/input/lcg.h"
#include "workloads/reference/executor.h"

#include <gtest/gtest.h>

#include <string_view>

namespace tessera::test {

using workloads::Bytes;

std::vector<Bytes> generated_inputs(const workloads::Graph& graph, std::uint32_t seed) {
  workloads::Lcg random(seed);
  std::vector<Bytes> inputs;
  for (const auto index : graph.inputs)
    inputs.push_back(random.bytes(graph.tensor(index).size_bytes()));
  return inputs;
}

Inference infer(const workloads::Graph& graph, const std::string& system_name,
                const workloads::CompileOptions& options, const std::vector<Bytes>& inputs) {
  Inference result;
  const spec::SystemConfig system = spec::load_system(system_name);
  const workloads::Program program = workloads::compile(graph, system, options, &result.report);
  hw::AcceleratorOptions accelerator;
  accelerator.requant = options.mode;
  DirectHost host("host", system, accelerator);
  const DirectResult run = host.infer(program, inputs, sc_core::sc_time(1, sc_core::SC_SEC));
  EXPECT_EQ(run.end, DirectResult::End::kCompleted) << run.text;
  result.cycles = run.cycles;
  result.outputs = run.outputs;
  for (const hw::Worker* worker : host.accelerator().workers())
    if (std::string_view(worker->name()).ends_with(".op")) result.ops.push_back(worker->stats());
  workloads::ExecutorOptions reference_options;
  reference_options.rule = options.rule;
  reference_options.mode = options.mode;
  workloads::Executor reference(graph, reference_options);
  reference.run(inputs);
  for (std::size_t i = 0; i < graph.outputs.size(); ++i)
    result.expected.push_back(reference.output(i));
  return result;
}

void expect_equal(const std::vector<Bytes>& actual, const std::vector<Bytes>& expected) {
  ASSERT_EQ(actual.size(), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    ASSERT_EQ(actual[i].size(), expected[i].size()) << "output " << i;
    std::size_t wrong = 0;
    std::size_t first = 0;
    for (std::size_t k = 0; k < expected[i].size(); ++k)
      if (actual[i][k] != expected[i][k] && wrong++ == 0) first = k;
    EXPECT_EQ(wrong, 0U) << "of " << expected[i].size() << " bytes of output " << i
                         << ", the first at " << first << ": " << static_cast<int>(actual[i][first])
                         << " instead of " << static_cast<int>(expected[i][first]);
  }
}

}  // namespace tessera::test
