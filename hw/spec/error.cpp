// SPDX-License-Identifier: Apache-2.0
#include "hw/spec/error.h"

#include <fmt/format.h>

#include <cstddef>
#include <utility>

namespace tessera::spec {
namespace {

constexpr std::size_t kLongestQuote = 80;

std::string message(const SpecProblem& problem) {
  std::string text;
  if (!problem.file.empty()) {
    text = printable(problem.file);
    if (problem.line > 0) {
      text += fmt::format(":{}", problem.line);
    }
    text += ": ";
  }
  if (!problem.key.empty()) {
    text += printable(problem.key) + ": ";
  }
  text += problem.problem;
  if (!problem.value.empty()) {
    text += fmt::format("; given: {}", printable(problem.value));
  }
  if (!problem.allowed.empty()) {
    text += fmt::format("; allowed: {}", problem.allowed);
  }
  return text;
}

}  // namespace

SpecError::SpecError(SpecProblem problem)
    : std::runtime_error(message(problem)), problem_(std::move(problem)) {}

std::string printable(const std::string& text) {
  std::string shown;
  for (const char character : text.substr(0, kLongestQuote)) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte < 0x20 || byte >= 0x7f) {
      shown += fmt::format("\\x{:02x}", byte);
    } else {
      shown += character;
    }
  }
  return text.size() > kLongestQuote ? shown + "..." : shown;
}

}  // namespace tessera::spec
