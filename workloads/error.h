// SPDX-License-Identifier: Apache-2.0
// Errors of this folder. Every message names the file and the field, what was found, what is
// allowed.
#pragma once

#include <fmt/format.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace tessera::workloads {

/// Base of everything this folder throws on purpose.
class Error : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A file that breaks its format: cut short, an offset out of range, a value that cannot be.
class FormatError final : public Error {
 public:
  /// `what` is the table and field ("Tensor[3].shape"), `offset` the byte in the file.
  FormatError(std::string_view file, std::string_view what, std::uint64_t offset,
              std::string_view problem)
      : Error(fmt::format("{}: {} at byte {}: {}", file, what, offset, problem)), offset_(offset) {}

  [[nodiscard]] std::uint64_t offset() const { return offset_; }

 private:
  std::uint64_t offset_;
};

/// Something well formed that is not supported here (an operator, a type, a rule without evidence).
class UnsupportedError final : public Error {
 public:
  UnsupportedError(std::string_view file, std::string_view what, std::string_view problem)
      : Error(fmt::format("{}: {}: {}", file, what, problem)) {}
};

/// A network or a compiled program that contradicts itself: shapes that do not fit, an operand
/// nobody computes, an address outside its buffer.
class ModelError final : public Error {
 public:
  /// `what` is the part ("operator 3 CONV_2D", "tensor 7 input", "executable 0 bitstream 1").
  ModelError(std::string_view file, std::string_view what, std::string_view problem)
      : Error(fmt::format("{}: {}: {}", file, what, problem)) {}
};

/// A call with the wrong number of inputs, wrong sizes or a name that does not exist.
class UsageError final : public Error {
 public:
  using Error::Error;
};

}  // namespace tessera::workloads
