// SPDX-License-Identifier: Apache-2.0
// The corpora of the fuzzers: what their builders make, and worth starting from. After a change of
// a builder, `TESSERA_WRITE_CORPUS=1 tessera_unit_tests --gtest_filter=FuzzSeeds.*` writes them
// anew.
#include "tests/support/fuzz_seeds.h"

#include "hw/spec/command.h"
#include "workloads/file.h"
#include "workloads/import/edgetpu_package.h"
#include "workloads/import/tflite.h"
#include "workloads/reference/executor.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace tessera::test {
namespace {

std::string path_of(const FuzzSeed& seed) {
  return std::string(TESSERA_SOURCE_DIR) + "/tests/fuzz/corpus/" + seed.subject + "/" + seed.name;
}

void write(const FuzzSeed& seed) {
  std::filesystem::create_directories(std::filesystem::path(path_of(seed)).parent_path());
  std::ofstream(path_of(seed), std::ios::binary)
      .write(reinterpret_cast<const char*>(seed.bytes.data()),
             static_cast<std::streamsize>(seed.bytes.size()));
}

TEST(FuzzSeeds, files_are_those_of_the_builders) {
  for (const FuzzSeed& seed : fuzz_seeds()) {
    if (std::getenv("TESSERA_WRITE_CORPUS") != nullptr) write(seed);
    EXPECT_EQ(workloads::read_file(path_of(seed)), seed.bytes) << path_of(seed);
  }
}

TEST(FuzzSeeds, compiled_files_load) {
  for (const FuzzSeed& seed : fuzz_seeds()) {
    if (seed.subject != "edgetpu_execution") continue;
    EXPECT_NO_THROW((void)workloads::import_edgetpu_package(seed.name, seed.bytes)) << seed.name;
  }
}

TEST(FuzzSeeds, words_of_either_encoding_decode) {
  for (const FuzzSeed& seed : fuzz_seeds()) {
    if (seed.subject != "command_decode") continue;
    const auto encoding = seed.name == "wide" ? spec::Encoding::kWide : spec::Encoding::kCoral;
    for (std::span<const std::uint8_t> left = seed.bytes; !left.empty();) {
      const spec::Decoded decoded = spec::decode(left, encoding);
      ASSERT_EQ(decoded.error, "") << seed.name;
      left = left.subspan(decoded.words * spec::kWordBytes);
    }
  }
}

TEST(FuzzSeeds, networks_execute) {
  for (const FuzzSeed& seed : fuzz_seeds()) {
    if (seed.subject != "tflite_import") continue;
    const auto graph = workloads::import_tflite(seed.name, seed.bytes);
    workloads::Executor executor(graph);
    const auto& input = graph.tensor(graph.inputs.at(0));
    const std::vector<workloads::Bytes> inputs = {workloads::Bytes(input.size_bytes(), 0)};
    EXPECT_NO_THROW(executor.run(inputs)) << seed.name;
  }
}

}  // namespace
}  // namespace tessera::test
