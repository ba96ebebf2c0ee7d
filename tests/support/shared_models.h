// SPDX-License-Identifier: Apache-2.0
// Real models and golden outputs in the shared folder, for tests that skip where it is absent.
#pragma once

#include <filesystem>
#include <string>

namespace tessera::test {

/// Path of a file below the folder with the models.
[[nodiscard]] inline std::string shared_model(const std::string& name) {
  return std::string(TESSERA_SHARED_DIR) + "/models/" + name;
}

[[nodiscard]] inline bool has_shared_models() {
  return std::filesystem::is_directory(shared_model(""));
}

}  // namespace tessera::test

/// Leaves the test, saying why, where the shared folder is absent.
#define TESSERA_NEEDS_SHARED_MODELS()                                          \
  if (!tessera::test::has_shared_models()) {                                   \
    GTEST_SKIP() << "needs the models in " << tessera::test::shared_model(""); \
  }                                                                            \
  static_assert(true, "a semicolon follows")
