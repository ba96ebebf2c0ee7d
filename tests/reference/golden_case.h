// SPDX-License-Identifier: Apache-2.0
// The golden outputs of other executors, as golden/golden.json lists them.
#pragma once

#include "workloads/file.h"
#include "workloads/graph/graph.h"
#include "workloads/reference/options.h"

#include <ostream>
#include <string>
#include <vector>

namespace tessera::test {

/// One output of one executor.
struct GoldenCase {
  std::string name;      // of the case
  std::string executor;  // "tflm_double_rounding", "xnnpack_litertjs"...
  std::string model;     // file
  std::string input;     // how it was made
  std::vector<std::string> input_sha256;
  std::string file;  // with all outputs, one after the other
  std::string sha256;
  std::size_t bytes = 0;

  [[nodiscard]] bool has_lstm() const {
    return model.find("lstm") != std::string::npos || model.starts_with("dtln");
  }

  friend std::ostream& operator<<(std::ostream& stream, const GoldenCase& test) {
    return stream << test.name << " " << test.executor;
  }
};

/// Every output in the list; none where the shared folder is absent.
[[nodiscard]] std::vector<GoldenCase> golden_cases();

/// The options that stand for an executor's arithmetic.
[[nodiscard]] workloads::ExecutorOptions options_of(const std::string& executor);

/// Inputs of a case, checked against the recorded hash.
[[nodiscard]] std::vector<workloads::Bytes> golden_inputs(const workloads::Graph& graph,
                                                          const GoldenCase& test);

/// All outputs of a run, one after the other.
[[nodiscard]] workloads::Bytes outputs_of(const workloads::Graph& graph,
                                          const workloads::ExecutorOptions& options,
                                          const std::vector<workloads::Bytes>& inputs);

/// Number of positions in which two equally long byte strings differ.
[[nodiscard]] std::size_t mismatches(const workloads::Bytes& a, const workloads::Bytes& b);

[[nodiscard]] std::string sha256(const workloads::Bytes& bytes);

}  // namespace tessera::test
