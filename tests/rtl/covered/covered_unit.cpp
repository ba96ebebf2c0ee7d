// SPDX-License-Identifier: Apache-2.0
// The unit with its assertions and counters in it. What an engine has counted goes to a file of the
// folder TESSERA_COVERAGE when the engine goes.
// Before the kernel's headers, see rtl/cosim/engine.cpp.
// clang-format off
#include <VOpUnitCovered.h>
// clang-format on

#include "rtl/cosim/verilated_engine.h"
#include "tests/rtl/unit_under_test.h"

#include <fmt/format.h>
#include <verilated_cov.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace tessera::test {
namespace {

using Engine = rtl::VerilatedEngine<VOpUnitCovered, true>;

class CoveredEngine final : public Engine {
 public:
  explicit CoveredEngine(const hw::OpEngineSite& site) : Engine(site, nullptr, nullptr) {
    const char* folder = std::getenv("TESSERA_COVERAGE");
    if (folder == nullptr) throw std::runtime_error("TESSERA_COVERAGE is not set");
    folder_ = folder;
  }
  ~CoveredEngine() override {
    int number = 0;
    while (std::filesystem::exists(file(number))) ++number;
    context().coveragep()->write(file(number).c_str());
  }
  CoveredEngine(const CoveredEngine&) = delete;
  CoveredEngine& operator=(const CoveredEngine&) = delete;

 private:
  [[nodiscard]] std::string file(int number) const {
    return fmt::format("{}/{}.dat", folder_, number);
  }

  std::string folder_;
};

}  // namespace

static_assert(kMemoryPorts == rtl::kPorts && kWritePort == rtl::kWrite);

std::unique_ptr<hw::OpUnitEngine> make_unit(const hw::OpEngineSite& site) {
  return std::make_unique<CoveredEngine>(site);
}

std::unique_ptr<hw::OpUnitEngine> make_stalling_unit(const hw::OpEngineSite& site,
                                                     std::function<std::uint32_t()> ready) {
  auto engine = std::make_unique<CoveredEngine>(site);
  engine->set_ready(std::move(ready));
  return engine;
}

}  // namespace tessera::test
