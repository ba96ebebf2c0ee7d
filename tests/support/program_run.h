// SPDX-License-Identifier: Apache-2.0
// Runs the `tessera` program as a user would, and looks at what it prints.
#pragma once

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace tessera::test {

struct ProgramRun {
  int status = -1;
  std::string out;
  std::string err;

  /// Standard output as JSON (`--json -`).
  [[nodiscard]] nlohmann::json json() const { return nlohmann::json::parse(out); }
};

/// The file of the program.
[[nodiscard]] const char* tessera_program();

/// Arguments are passed on as they are, without a shell's interpretation.
[[nodiscard]] ProgramRun run_tessera(const std::vector<std::string>& arguments);

/// A new empty folder for this test, removed with the object.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

[[nodiscard]] std::vector<std::uint8_t> read_bytes(const std::string& path);

}  // namespace tessera::test
