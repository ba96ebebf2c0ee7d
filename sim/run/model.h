// SPDX-License-Identifier: Apache-2.0
// From what a user names to a program that can run on a system.
#pragma once

#include "hw/func/requantize.h"
#include "hw/spec/system.h"
#include "sim/run/progress.h"
#include "workloads/compiler/compile.h"
#include "workloads/graph/graph.h"
#include "workloads/program/program.h"

#include <optional>
#include <string>

namespace tessera::sim {

struct ModelOptions {
  std::string model;  // zoo name, .tflite, *_edgetpu.tflite or .tpx
  /// Empty: that of the program, or f32 for networks that are compiled.
  std::optional<func::RequantMode> requant;
  /// How the constants of networks that are compiled are formed.
  workloads::ConstantRule rule = workloads::ConstantRule::kTessera;
};

struct Model {
  std::string name;  // for reports: zoo name, or file name without its folders
  workloads::Program program;
  /// What was compiled, if it was compiled here.
  std::optional<workloads::Graph> network;
  workloads::CompileReport report;
  double read_s = 0;     // host time: file read, or network built
  double compile_s = 0;  // host time; 0 for compiled files
};

/// A zoo name or an uncompiled .tflite. Throws workloads::Error naming it and what is allowed.
[[nodiscard]] workloads::Graph load_network(const std::string& model);

/// Reads or builds the model and compiles it for `system` if it is not a program yet. Throws
/// workloads::Error for a model that cannot be read, compiled, or run on this system, and for a
/// `requant` that a compiled program does not have.
[[nodiscard]] Model load_model(const ModelOptions& options, const spec::SystemConfig& system,
                               Progress& progress);

[[nodiscard]] const char* requant_name(func::RequantMode mode);

}  // namespace tessera::sim
