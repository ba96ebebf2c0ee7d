// SPDX-License-Identifier: Apache-2.0
// The mutants that are built into VOpUnitMutant (mutants.txt), as mutate.py names them.
#pragma once

#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

namespace tessera::test {

/// Mutant k stands at k - 1.
inline std::vector<std::string> mutants() {
  std::vector<std::string> lines;
  std::ifstream file(TESSERA_MUTANTS);
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

/// The number of the mutant whose line has this text, for TESSERA_MUTANT.
inline std::string mutant_number(const std::string& text) {
  const std::vector<std::string> lines = mutants();
  for (std::size_t i = 0; i < lines.size(); ++i)
    if (lines[i].find(text) != std::string::npos) return std::to_string(i + 1);
  throw std::invalid_argument("no mutant has " + text);
}

}  // namespace tessera::test
