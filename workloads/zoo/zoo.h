// SPDX-License-Identifier: Apache-2.0
// Networks by name: built from tables, with generated weights and calibrated activations.
#pragma once

#include "workloads/graph/graph.h"
#include "workloads/graph/tensor.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tessera::workloads {

struct ZooEntry {
  std::string name;
  std::string description;
  Shape input;  // NHWC, int8
  /// Counted from the table: kernels, two values per batch norm channel, biases, layer scales.
  std::uint64_t parameters;
  /// Multiply-accumulates of one run, those of attention included; no pooling, no addition.
  std::uint64_t macs;
  /// As printed by the source, in millions; 0 where it prints none.
  double published_parameters_m;
  double published_macs_m;
  std::string source;
};

/// All networks, by family and size.
[[nodiscard]] std::vector<ZooEntry> zoo_models();

inline constexpr std::uint64_t kZooSeed = 2024;  // of the weights

/// The int8 graph of a network: one input [1, height, width, channels]; a classifier's output is
/// [1, classes], a detector's are box and class maps, NHWC, a pair for each scale. The same name
/// and seed give the same graph on every platform. Throws `UsageError`, which lists the known
/// names, for any other name.
[[nodiscard]] Graph build_zoo_model(std::string_view name, std::uint64_t seed = kZooSeed);

}  // namespace tessera::workloads
