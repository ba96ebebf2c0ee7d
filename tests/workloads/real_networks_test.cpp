// SPDX-License-Identifier: Apache-2.0
// Every uncompiled network of the shared folder imports and executes; what comes out is compared
// elsewhere (tests/reference).
#include "tests/support/shared_models.h"
#include "workloads/import/tflite.h"
#include "workloads/input/lcg.h"
#include "workloads/reference/executor.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

namespace tessera::workloads {
namespace {

std::vector<std::string> uncompiled_models() {
  std::vector<std::string> files;
  for (const char* folder : {"", "lstm"}) {
    for (const auto& entry : std::filesystem::directory_iterator(test::shared_model(folder))) {
      const auto name = entry.path().filename().string();
      if (entry.path().extension() == ".tflite" && name.find("edgetpu.tflite") == name.npos) {
        files.push_back(entry.path().string());
      }
    }
  }
  std::ranges::sort(files);
  return files;
}

TEST(RealNetworks, all_of_them_import_and_execute) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto files = uncompiled_models();
  EXPECT_EQ(files.size(), 21U);
  for (const auto& file : files) {
    SCOPED_TRACE(file);
    const auto graph = import_tflite(file);
    Lcg random;
    std::vector<Bytes> inputs;
    for (const auto input : graph.inputs) {
      inputs.push_back(random.bytes(graph.tensor(input).size_bytes()));
    }
    Executor executor(graph);
    EXPECT_NO_THROW(executor.run(inputs));
    EXPECT_EQ(executor.output(0).size(), graph.tensor(graph.outputs.at(0)).size_bytes());
    for (const auto& op : graph.operators) EXPECT_NE(op.name, "");
  }
}

}  // namespace
}  // namespace tessera::workloads
