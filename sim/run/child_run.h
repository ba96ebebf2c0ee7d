// SPDX-License-Identifier: Apache-2.0
// One inference in a process of its own: SystemC elaborates once per process.
#pragma once

#include "sim/run/run_options.h"

#include <nlohmann/json.hpp>

#include <string>

namespace tessera::sim {

/// A run that goes on beside the caller. To be started before anything has been elaborated here.
class ChildRun {
 public:
  /// Throws std::system_error if there can be no further process.
  explicit ChildRun(const RunOptions& options);
  ChildRun(ChildRun&& other) noexcept;
  ChildRun& operator=(ChildRun&&) = delete;
  ChildRun(const ChildRun&) = delete;
  ChildRun& operator=(const ChildRun&) = delete;
  /// Ends the child if nobody has waited for it.
  ~ChildRun();

  /// The result JSON of `run(options)`, once. Throws workloads::UsageError or SimulationFault with
  /// the child's message.
  [[nodiscard]] nlohmann::ordered_json wait();

 private:
  /// Takes the child's exit status; its pipe is closed.
  [[nodiscard]] int reap();

  std::string title_;  // for errors
  int child_ = -1;     // process, or -1
  int pipe_ = -1;      // what it writes, or -1
};

/// The same, waited for.
[[nodiscard]] nlohmann::ordered_json run_in_child(const RunOptions& options);

}  // namespace tessera::sim
