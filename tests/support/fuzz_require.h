// SPDX-License-Identifier: Apache-2.0
// What fuzzers say when something must never happen.
#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>

/// libFuzzer's own mutations, for those of a fuzzer.
extern "C" std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t max_size);

namespace tessera::test {

/// libFuzzer keeps the input of a process that aborts.
inline void fuzz_require(bool condition, const char* what) {
  if (condition) return;
  std::fprintf(stderr, "fuzz: %s\n", what);
  std::abort();
}

}  // namespace tessera::test
