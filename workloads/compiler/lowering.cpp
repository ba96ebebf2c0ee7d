// SPDX-License-Identifier: Apache-2.0
#include "workloads/compiler/lowering.h"

#include "workloads/compiler/lower_job.h"
#include "workloads/error.h"
#include "workloads/graph/costs.h"
#include "workloads/reference/element_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace tessera::workloads {

std::optional<ImageShape> image_shape(const Tensor& tensor) {
  if (tensor.shape.empty() || tensor.elements() < 1) return std::nullopt;
  // Leading dimensions of 1 say nothing; what is left is y, x, channels.
  std::vector<std::int64_t> rest(tensor.shape.begin(), tensor.shape.end());
  while (rest.size() > 1 && rest.front() == 1) rest.erase(rest.begin());
  if (rest.size() > 3) return std::nullopt;
  while (rest.size() < 3) rest.insert(rest.begin(), 1);
  return ImageShape{rest[0], rest[1], rest[2]};
}

PartPlan Lowering::build(const std::vector<std::size_t>& operators,
                         const std::vector<TensorIndex>& outputs) {
  plan_ = {};
  operators_ = &operators;
  outputs_ = &outputs;
  known_.clear();
  replicas_.clear();
  deferred_.clear();
  views_.clear();
  joined_.clear();
  joint_.clear();
  find_joined(operators);
  same_pitch_.clear();
  for (const std::size_t index : operators) {
    const std::size_t first = plan_.steps.size();
    lower(index);
    // What nobody reads here makes room as soon as it is there.
    for (const TensorIndex tensor : graph_.operators[index].outputs)
      if (std::count(outputs.begin(), outputs.end(), tensor) > 0 && !read_by(operators, tensor))
        send(tensor);
    for (std::size_t s = first; s < plan_.steps.size(); ++s) plan_.steps[s].source = index;
  }
  for (const TensorIndex tensor : outputs)
    if (read_by(operators, tensor)) send(tensor);
  settle();
  return std::move(plan_);
}

bool Lowering::read_by(const std::vector<std::size_t>& operators, TensorIndex tensor) const {
  return std::any_of(operators.begin(), operators.end(), [&](std::size_t index) {
    const auto& inputs = graph_.operators[index].inputs;
    return std::count(inputs.begin(), inputs.end(), tensor) > 0;
  });
}

void Lowering::send(TensorIndex tensor) {
  const TileTensorId from = source(tensor);
  const OutputStep output{plan_.outputs.size(), from};
  plan_.steps.push_back({graph_.tensor(tensor).name, "OUTPUT", 0, output, {from}, {}});
  plan_.outputs.push_back({tensor, from});
}

void Lowering::lower(std::size_t index) {
  if (const auto operand = element_operand(graph_, index)) {
    function(index, *operand);
    return;
  }
  std::visit([&](const auto& options) { lower_op(index, options); },
             graph_.operators[index].options);
}

template <class Other>
void Lowering::lower_op(std::size_t index, const Other&) {
  throw UnsupportedError(graph_.source, graph_.describe(index), "is not mapped onto tiles");
}

TileTensorId Lowering::add_tensor(std::string name, Spread spread, ImageShape shape,
                                  std::uint8_t padding) {
  plan_.tensors.emplace_back(machine_, std::move(name), spread, shape);
  plan_.tensors.back().padding = padding;
  return plan_.tensors.size() - 1;
}

std::uint8_t Lowering::zero_code(TensorIndex tensor) const {
  return static_cast<std::uint8_t>(context(0).code_quantization(graph_.tensor(tensor)).zero_point);
}

Step& Lowering::step(std::size_t index, std::vector<TileTensorId> reads,
                     std::vector<TileTensorId> writes) {
  Step& result = plan_.steps.emplace_back();
  const Operator& op = graph_.operators[index];
  result.name = layer_name(graph_, index);
  result.op = operator_name(op.options);
  result.macs = static_cast<std::uint64_t>(operator_costs(graph_, index).macs);
  result.reads = std::move(reads);
  result.writes = std::move(writes);
  return result;
}

TileTensorId Lowering::source(TensorIndex tensor) {
  if (const auto found = known_.find(tensor); found != known_.end()) return found->second;
  if (const auto view = views_.find(tensor); view != views_.end()) {
    moved(view->second.maker);
    return known_.at(tensor);
  }
  if (deferred_.contains(tensor))
    throw std::logic_error("a tensor that is made in slices is read as a whole");
  const ImageShape shape = *image_shape(graph_.tensor(tensor));
  return bring_in(tensor, shape.is_vector() ? Spread::kReplicated : Spread::kBlocks);
}

/// A tensor that comes from the host.
TileTensorId Lowering::bring_in(TensorIndex tensor, Spread spread) {
  const Tensor& what = graph_.tensor(tensor);
  const ImageShape shape = *image_shape(what);
  const TileTensorId to = add_tensor(what.name, spread, shape, zero_code(tensor));
  known_[tensor] = to;
  InputStep input;
  input.input = plan_.inputs.size();
  input.to = to;
  std::vector<TileTensorId> writes{to};
  if (spread == Spread::kBlocks) {
    const TileTensorId raw = add_tensor(what.name + " as received", Spread::kLocal, shape);
    input.raw = raw;
    input.copies = input_copies(machine_, options_.mode, plan_.tensors[raw], plan_.tensors[to]);
    plan_.tensors[raw].local_bytes = raw_bytes(plan_.tensors[to].y.split().block(), shape);
    writes.push_back(raw);
  } else {
    replicas_[tensor] = to;
  }
  plan_.inputs.push_back({tensor, to});
  plan_.steps.push_back({what.name, "INPUT", 0, std::move(input), {}, std::move(writes)});
  return to;
}

/// The tensor as a whole in every tile.
TileTensorId Lowering::replicated(TensorIndex tensor) {
  if (const auto found = replicas_.find(tensor); found != replicas_.end()) return found->second;
  if (!known_.contains(tensor) && !views_.contains(tensor)) {
    const ImageShape shape = *image_shape(graph_.tensor(tensor));
    if (shape.is_vector()) return bring_in(tensor, Spread::kReplicated);
  }
  const TileTensorId from = source(tensor);
  const TileTensor& spread = plan_.tensors[from];
  if (spread.spread == Spread::kReplicated) return replicas_[tensor] = from;
  const TileTensorId to =
      add_tensor(spread.name + " in every tile", Spread::kReplicated, spread.shape);
  plan_.steps.push_back(
      {graph_.tensor(tensor).name, "GATHER", 0, GatherStep{from, to}, {from}, {to}});
  return replicas_[tensor] = to;
}

/// Sizes of buffers, now that all readers are known.
void Lowering::settle() {
  for (TileTensor& activation : plan_.tensors) {
    activation.y.settle();
    activation.x.settle();
  }
  // Operands that one address stream walks together have rows of one length.
  for (bool changed = true; changed;) {
    changed = false;
    for (const auto& [a, b] : same_pitch_) {
      HaloAxis& left = plan_.tensors[a].x;
      HaloAxis& right = plan_.tensors[b].x;
      const std::int64_t extent = std::max(left.extent(), right.extent());
      changed |= left.extent() != extent || right.extent() != extent;
      left.widen(extent);
      right.widen(extent);
    }
  }
  for (std::size_t i = 0; i < plan_.tensors.size(); ++i) {
    TileTensor& activation = plan_.tensors[i];
    activation.first_step = plan_.steps.size();
    for (std::size_t s = 0; s < plan_.steps.size(); ++s) {
      const Step& step = plan_.steps[s];
      const auto uses = [&](const std::vector<TileTensorId>& list) {
        return std::find(list.begin(), list.end(), i) != list.end();
      };
      if (!uses(step.reads) && !uses(step.writes)) continue;
      activation.first_step = std::min(activation.first_step, s);
      activation.last_step = std::max(activation.last_step, s);
    }
  }
}

}  // namespace tessera::workloads
