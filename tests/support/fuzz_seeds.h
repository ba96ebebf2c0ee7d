// SPDX-License-Identifier: Apache-2.0
// The files that fuzzers start from (fuzz/corpus/<subject>/<name>), made by hand.
#pragma once

#include "tests/support/tflite_builder.h"

#include <string>
#include <vector>

namespace tessera::test {

struct FuzzSeed {
  std::string subject;
  std::string name;
  FlatBytes bytes;
};

[[nodiscard]] std::vector<FuzzSeed> fuzz_seeds();

}  // namespace tessera::test
