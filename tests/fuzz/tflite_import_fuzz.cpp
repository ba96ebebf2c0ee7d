// SPDX-License-Identifier: Apache-2.0
// A .tflite, whatever is in it: it is refused with an Error, or its graph is valid and both ways to
// evaluate it run it or refuse it with an Error.
#include "workloads/error.h"
#include "workloads/graph/validate.h"
#include "workloads/import/tflite.h"
#include "workloads/input/lcg.h"
#include "workloads/reference/executor.h"
#include "workloads/reference/float_evaluator.h"

#include <algorithm>
#include <cstdint>
#include <vector>

using namespace tessera::workloads;

namespace {

constexpr std::int64_t kMaxWork = 1 << 20;      // multiplications of one operator, roughly
constexpr std::int64_t kMaxElements = 1 << 20;  // of all tensors

/// At least the products of an operator: every output element with every constant that meets it.
std::int64_t work(const Graph& graph, const Operator& op) {
  std::int64_t outputs = 0;
  for (const auto tensor : op.outputs) outputs += graph.tensor(tensor).elements();
  std::int64_t per_output = 1;
  for (const auto tensor : op.inputs)
    if (tensor != kNoTensor) per_output = std::max(per_output, graph.tensor(tensor).elements());
  if (const auto* pool = std::get_if<Pool2d>(&op.options))
    per_output = std::max(per_output, std::int64_t{pool->filter_y} * pool->filter_x);
  return std::max<std::int64_t>(outputs, 1) * per_output;
}

bool is_small(const Graph& graph) {
  std::int64_t elements = 0;
  for (const auto& tensor : graph.tensors) elements += tensor.elements();
  return elements <= kMaxElements && std::ranges::all_of(graph.operators, [&](const auto& op) {
           return work(graph, op) <= kMaxWork;
         });
}

void execute(const Graph& graph) {
  Lcg random;
  std::vector<Bytes> inputs;
  for (const auto input : graph.inputs)
    inputs.push_back(random.bytes(graph.tensor(input).size_bytes()));
  using tessera::func::RequantMode;
  for (const ExecutorOptions options :
       {ExecutorOptions{}, ExecutorOptions{.rule = ConstantRule::kGoogle},
        ExecutorOptions{.rule = ConstantRule::kTessera},
        ExecutorOptions{.mode = RequantMode::kSingle},
        ExecutorOptions{.mode = RequantMode::kDouble, .lstm = LstmFlavour::kTflm}}) {
    try {
      Executor executor(graph, options);
      for (int run = 0; run < 2; ++run) executor.run(inputs);  // variables change
      for (std::size_t i = 0; i < graph.outputs.size(); ++i) (void)executor.output(i);
    } catch (const Error&) {
    }
  }
  try {
    FloatEvaluator evaluator(graph);
    for (int run = 0; run < 2; ++run) evaluator.run(inputs);
  } catch (const Error&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    const Graph graph = import_tflite("fuzz.tflite", {data, size});
    validate(graph);
    if (is_small(graph)) execute(graph);
  } catch (const Error&) {
  }
  return 0;
}
