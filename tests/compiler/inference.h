// SPDX-License-Identifier: Apache-2.0
// A network compiled, executed and compared with the reference executor.
#pragma once

#include "hw/accelerator.h"
#include "workloads/compiler/compile.h"
#include "workloads/graph/graph.h"

#include <cstdint>
#include <string>
#include <vector>

namespace tessera::test {

struct Inference {
  std::vector<workloads::Bytes> outputs;   // of the device
  std::vector<workloads::Bytes> expected;  // of the reference, same rule and mode
  workloads::CompileReport report;
  hw::Cycle cycles = 0;            // of the parts, without parameter caching
  std::vector<hw::UnitStats> ops;  // of the op units, tile by tile
};

/// Inputs of the network from the documented generator.
[[nodiscard]] std::vector<workloads::Bytes> generated_inputs(const workloads::Graph& graph,
                                                             std::uint32_t seed);

/// Once per process: SystemC elaborates once. Throws what the compiler throws; a program that does
/// not complete is a test failure.
[[nodiscard]] Inference infer(const workloads::Graph& graph, const std::string& system,
                              const workloads::CompileOptions& options,
                              const std::vector<workloads::Bytes>& inputs);

/// Every byte of every output.
void expect_equal(const std::vector<workloads::Bytes>& actual,
                  const std::vector<workloads::Bytes>& expected);

}  // namespace tessera::test
