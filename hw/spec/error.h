// SPDX-License-Identifier: Apache-2.0
// The error of everything that reads files for hw/spec: one message that says what to change, and
// where.
#pragma once

#include <stdexcept>
#include <string>

namespace tessera::spec {

/// What is wrong with a file. Empty members are left out of the message.
struct SpecProblem {
  std::string file;
  int line = 0;         ///< 1 is the first line; 0: the problem has no line
  std::string key;      ///< path of the key, such as "accelerators.edgetpu.grid.rows"
  std::string problem;  ///< "value out of range"
  std::string value;    ///< as given
  std::string allowed;  ///< range, kind or list of choices
};

class SpecError : public std::runtime_error {
 public:
  explicit SpecError(SpecProblem problem);

  [[nodiscard]] const SpecProblem& problem() const { return problem_; }

 private:
  SpecProblem problem_;
};

/// Text of a file made fit for a one-line message: cut to 80 characters, control and non-ASCII
/// bytes as \xNN. A hostile file must not be able to drive somebody's terminal.
[[nodiscard]] std::string printable(const std::string& text);

}  // namespace tessera::spec
