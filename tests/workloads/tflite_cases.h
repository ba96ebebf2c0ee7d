// SPDX-License-Identifier: Apache-2.0
// One small .tflite per operator, with what its reader must make of it.
#pragma once

#include "tests/support/tflite_operator_case.h"
#include "workloads/graph/graph.h"

#include <functional>
#include <ostream>
#include <string>
#include <vector>

namespace tessera::workloads {

using Tensors = std::vector<test::TensorSpec>;

struct TfliteCase {
  const char* name;  // of the operator, "_" and a variant if there are several
  test::OperatorSpec op;
  Tensors inputs;
  Tensors outputs;
  std::function<bool(const OperatorOptions&)> as_written = [](const auto&) { return true; };

  friend std::ostream& operator<<(std::ostream& stream, const TfliteCase& which) {
    return stream << which.name;
  }
};

/// Every operator that the importer reads.
[[nodiscard]] std::vector<TfliteCase> all_tflite_cases();

/// Imported as "made.tflite".
[[nodiscard]] Graph load(const test::TfliteSpec& spec);

/// What the importer says against it; a test failure if nothing.
[[nodiscard]] std::string refusal(const test::TfliteSpec& spec);

}  // namespace tessera::workloads
