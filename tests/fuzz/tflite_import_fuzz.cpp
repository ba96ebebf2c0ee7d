// SPDX-License-Identifier: Apache-2.0
// A .tflite, whatever is in it: it is refused with an Error, or its graph is valid and both ways to
// evaluate it run it or refuse it with an Error.
#include "tests/support/exercise_graph.h"
#include "workloads/error.h"
#include "workloads/graph/costs.h"
#include "workloads/graph/validate.h"
#include "workloads/import/tflite.h"

#include <cstdint>

using namespace tessera;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr std::int64_t kMaxWork = 1 << 20;
  try {
    const auto graph = workloads::import_tflite("fuzz.tflite", {data, size});
    workloads::validate(graph);
    static_cast<void>(workloads::total_costs(graph));
    if (test::is_small(graph, kMaxWork)) static_cast<void>(test::exercise(graph));
  } catch (const workloads::Error&) {
  }
  return 0;
}
