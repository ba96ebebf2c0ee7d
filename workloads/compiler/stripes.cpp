// SPDX-License-Identifier: Apache-2.0
#include "workloads/compiler/stripes.h"

#include "workloads/graph/window.h"
#include "workloads/reference/element_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

namespace tessera::workloads {
namespace {

/// Tensors of more than this share of the tiles' narrow memories are made in stripes along with
/// those that do not fit.
constexpr std::int64_t kLargeDivisor = 8;
/// More stripes than this, and a chain is made shorter; of a single operator there may be more.
constexpr std::int64_t kStripesOfChain = 16;
constexpr std::int64_t kMostStripes = 128;

struct Windows {
  WindowAxis y;
  WindowAxis x;
};

/// How an operator's result looks at its image; single positions for functions of elements.
Windows windows_of(const Graph& graph, const Operator& op) {
  const Shape& image = graph.tensor(op.inputs[0]).shape;
  const auto at = [&](const Window& window, std::int64_t filter_y, std::int64_t filter_x) {
    return Windows{axis_y(window, image[1], filter_y), axis_x(window, image[2], filter_x)};
  };
  if (const auto* conv = std::get_if<Conv2d>(&op.options)) {
    const Shape& weights = graph.tensor(op.inputs[1]).shape;
    return at(conv->window, weights[1], weights[2]);
  }
  if (const auto* conv = std::get_if<DepthwiseConv2d>(&op.options)) {
    const Shape& weights = graph.tensor(op.inputs[1]).shape;
    return at(conv->window, weights[1], weights[2]);
  }
  if (const auto* pool = std::get_if<Pool2d>(&op.options))
    return at(pool->window, pool->filter_y, pool->filter_x);
  return at({}, 1, 1);
}

Window* window_of(OperatorOptions& options) {
  if (auto* conv = std::get_if<Conv2d>(&options)) return &conv->window;
  if (auto* conv = std::get_if<DepthwiseConv2d>(&options)) return &conv->window;
  if (auto* pool = std::get_if<Pool2d>(&options)) return &pool->window;
  return nullptr;
}

std::int64_t beyond(const WindowAxis& axis, std::int64_t last) {
  return std::max<std::int64_t>(last * axis.stride - axis.pad_before() + axis.reach() - axis.input,
                                0);
}

}  // namespace

bool StripedNetwork::can_stripe(std::size_t index) const {
  const Operator& op = base_.operators[index];
  const auto image = [&](TensorIndex tensor) {
    const Shape& shape = base_.tensor(tensor).shape;
    return shape.size() == 4 && shape[0] == 1 && base_.tensor(tensor).is_quantized_8bit();
  };
  if (op.inputs.empty() || op.inputs[0] == kNoTensor || op.outputs.size() != 1) return false;
  if (!image(op.inputs[0]) || !image(op.outputs[0])) return false;
  if (element_operand(base_, index) == std::optional<std::size_t>{0}) return true;
  if (joins(index)) return true;
  if (const auto* pool = std::get_if<Pool2d>(&op.options))
    return pool->kind == Pool2d::Kind::kMax || pool->window.padding == Padding::kValid;
  return std::holds_alternative<Conv2d>(op.options) ||
         std::holds_alternative<DepthwiseConv2d>(op.options);
}

/// Two images of one shape, element by element.
bool StripedNetwork::joins(std::size_t index) const {
  const Operator& op = base_.operators[index];
  if (!std::holds_alternative<Add>(op.options) && !std::holds_alternative<Sub>(op.options) &&
      !std::holds_alternative<Mul>(op.options))
    return false;
  const Tensor& a = base_.tensor(op.inputs[0]);
  const Tensor& b = base_.tensor(op.inputs[1]);
  return a.shape == b.shape && !a.is_constant() && !b.is_constant();
}

bool StripedNetwork::large(TensorIndex tensor) const {
  const Shape& shape = base_.tensor(tensor).shape;
  const std::int64_t bytes =
      std::int64_t{shape[1]} * shape[2] * round_up<std::int64_t>(shape[3], kWordBytes);
  return bytes / machine_.tiles > machine_.narrow_bytes / kLargeDivisor;
}

std::vector<std::size_t> StripedNetwork::only_reader(TensorIndex tensor) const {
  if (std::count(base_.outputs.begin(), base_.outputs.end(), tensor) > 0) return {};
  std::vector<std::size_t> readers;
  for (std::size_t i = 0; i < base_.operators.size(); ++i)
    if (std::count(base_.operators[i].inputs.begin(), base_.operators[i].inputs.end(), tensor) > 0)
      readers.push_back(i);
  // Of two images both are cut: they begin a chain.
  if (readers.size() != 1 || !can_stripe(readers[0]) || joins(readers[0])) return {};
  return readers;
}

/// From the operator to both sides as long as tensors are large and have one reader.
std::vector<std::size_t> StripedNetwork::chain_about(std::size_t index) const {
  if (!can_stripe(index)) return {};
  std::vector<std::size_t> chain{index};
  for (;;) {
    const TensorIndex result = base_.operators[chain.back()].outputs[0];
    if (!large(result)) break;
    const auto reader = only_reader(result);
    if (reader.empty() || base_.operators[reader[0]].inputs[0] != result) break;
    chain.push_back(reader[0]);
  }
  for (;;) {
    const TensorIndex input = base_.operators[chain.front()].inputs[0];
    if (!large(input) || only_reader(input).empty()) break;
    const auto maker =
        std::find_if(base_.operators.begin(), base_.operators.end(), [&](const Operator& op) {
          return std::count(op.outputs.begin(), op.outputs.end(), input) > 0;
        });
    if (maker == base_.operators.end()) break;
    const auto at = static_cast<std::size_t>(maker - base_.operators.begin());
    if (!can_stripe(at)) break;
    chain.insert(chain.begin(), at);
  }
  return chain;
}

std::int64_t StripedNetwork::rows_of_result() const {
  return base_.tensor(base_.operators[chain_.back()].outputs[0]).shape[1];
}

bool StripedNetwork::split_more(std::size_t index) {
  if (count_ > 0 && index >= first_ && index < end_) {
    count_ *= 2;
    while (count_ >
           std::min(rows_of_result(), chain_.size() == 1 ? kMostStripes : kStripesOfChain)) {
      // Too long a chain: what its first rows need of the image hardly shrinks any more.
      if (chain_.size() == 1) return false;
      chain_.pop_back();
      count_ = 2;
    }
  } else {
    StripedNetwork next(graph_, machine_);
    next.chain_ = next.chain_about(index);
    if (next.chain_.empty() || next.rows_of_result() < 2) return false;
    base_ = graph_;
    base_cuts_ = cuts_;
    chain_ = next.chain_;
    count_ = 2;
  }
  rewrite();
  return true;
}

void StripedNetwork::rewrite() {
  graph_ = base_;
  cuts_ = base_cuts_;
  graph_.operators.clear();
  for (std::size_t i = 0; i < base_.operators.size(); ++i) {
    if (i != chain_.back()) {
      if (std::find(chain_.begin(), chain_.end(), i) == chain_.end())
        graph_.operators.push_back(base_.operators[i]);
      continue;
    }
    first_ = graph_.operators.size();
    const TensorIndex result = base_.operators[i].outputs[0];
    const std::int64_t rows = base_.tensor(result).shape[1];
    const std::int64_t height = divide_up(rows, count_);
    Operator join;
    join.options = Concatenation{1, Activation::kNone};
    join.name = base_.tensor(result).name;
    for (std::int64_t begin = 0; begin < rows; begin += height)
      join.inputs.push_back(stripe({begin, std::min(begin + height, rows)}));
    join.outputs = {result};
    graph_.operators.push_back(std::move(join));
    end_ = graph_.operators.size();
  }
}

TensorIndex StripedNetwork::stripe(Rows rows) {
  // Rows of every tensor that these need, from the last to the first.
  std::vector<Rows> needed{rows};
  for (auto index = chain_.rbegin(); index != chain_.rend(); ++index) {
    const WindowAxis y = windows_of(base_, base_.operators[*index]).y;
    const Rows out = needed.back();
    needed.push_back({std::max<std::int64_t>(out.begin * y.stride - y.pad_before(), 0),
                      std::min((out.end - 1) * y.stride - y.pad_before() + y.reach(), y.input)});
  }
  TensorIndex tensor = cut(base_.operators[chain_.front()].inputs[0], needed.back());
  for (std::size_t i = 0; i < chain_.size(); ++i)
    tensor = step(chain_[i], tensor, needed[chain_.size() - i], needed[chain_.size() - i - 1]);
  return tensor;
}

TensorIndex StripedNetwork::cut(TensorIndex tensor, Rows rows) {
  const Tensor& whole = base_.tensor(tensor);
  Shape shape = whole.shape;
  shape[1] = static_cast<std::int32_t>(rows.end - rows.begin);
  Operator op;
  op.options = Slice{};
  op.inputs = {tensor, add_numbers({0, static_cast<std::int32_t>(rows.begin), 0, 0}, {4}),
               add_numbers({1, shape[1], shape[2], shape[3]}, {4})};
  const TensorIndex part =
      add_tensor(whole, shape, fmt::format(" rows {} to {}", rows.begin, rows.end - 1));
  op.outputs = {part};
  op.name = graph_.tensor(part).name;
  graph_.operators.push_back(std::move(op));
  cuts_.insert(part);
  return part;
}

/// An operator of the chain on rows `in` of its input, for rows `out` of its result.
TensorIndex StripedNetwork::step(std::size_t index, TensorIndex input, Rows in, Rows out) {
  Operator op = base_.operators[index];
  const bool twice = op.inputs.size() > 1 && op.inputs[1] == op.inputs[0];
  op.inputs[0] = padded(index, input, in, out);
  if (joins(index)) op.inputs[1] = twice ? op.inputs[0] : cut(op.inputs[1], in);
  if (Window* const window = window_of(op.options)) window->padding = Padding::kValid;
  const Tensor& whole = base_.tensor(op.outputs[0]);
  Shape shape = whole.shape;
  shape[1] = static_cast<std::int32_t>(out.end - out.begin);
  op.outputs = {add_tensor(whole, shape, fmt::format(" rows {} to {}", out.begin, out.end - 1))};
  op.name = graph_.tensor(op.outputs[0]).name;
  graph_.operators.push_back(op);
  return op.outputs[0];
}

/// What the windows see outside the image, as a PAD: a code that maxima never prefer, otherwise the
/// zero point.
TensorIndex StripedNetwork::padded(std::size_t index, TensorIndex input, Rows in, Rows out) {
  const Operator& op = base_.operators[index];
  const Windows windows = windows_of(base_, op);
  const std::int64_t first = out.begin * windows.y.stride - windows.y.pad_before();
  const std::int64_t above = std::max<std::int64_t>(-first, 0);
  const std::int64_t end =
      (out.end - 1) * windows.y.stride - windows.y.pad_before() + windows.y.reach();
  const std::int64_t below = std::max<std::int64_t>(end - windows.y.input, 0);
  const std::int64_t left = windows.x.pad_before();
  const std::int64_t right = beyond(windows.x, windows.x.output() - 1);
  if (above + below + left + right == 0) return input;
  const Tensor image = graph_.tensor(input);
  Operator pad;
  const auto number = [](std::int64_t value) { return static_cast<std::int32_t>(value); };
  pad.inputs = {
      input,
      add_numbers({0, 0, number(above), number(below), number(left), number(right), 0, 0}, {4, 2})};
  const bool maximum = std::holds_alternative<Pool2d>(op.options);
  pad.options = Pad{maximum};
  if (maximum) {
    Tensor lowest = image;
    lowest.name += " lowest";
    lowest.shape = {1};
    lowest.data = std::make_shared<const Bytes>(
        Bytes{static_cast<std::uint8_t>(image.type == DataType::kInt8 ? 0x80 : 0x00)});
    graph_.tensors.push_back(std::move(lowest));
    pad.inputs.push_back(static_cast<TensorIndex>(graph_.tensors.size() - 1));
  }
  Shape shape = image.shape;
  shape[1] = number(in.end - in.begin + above + below);
  shape[2] = number(shape[2] + left + right);
  pad.outputs = {add_tensor(image, shape, " padded")};
  pad.name = graph_.tensor(pad.outputs[0]).name;
  graph_.operators.push_back(pad);
  return pad.outputs[0];
}

TensorIndex StripedNetwork::add_tensor(const Tensor& like, Shape shape, const std::string& suffix) {
  Tensor tensor = like;
  tensor.name += suffix;
  tensor.shape = std::move(shape);
  graph_.tensors.push_back(std::move(tensor));
  return static_cast<TensorIndex>(graph_.tensors.size() - 1);
}

TensorIndex StripedNetwork::add_numbers(const std::vector<std::int32_t>& values, Shape shape) {
  Bytes bytes(4 * values.size());
  std::memcpy(bytes.data(), values.data(), bytes.size());
  Tensor tensor;
  tensor.name = fmt::format("numbers {}", graph_.tensors.size());
  tensor.type = DataType::kInt32;
  tensor.shape = std::move(shape);
  tensor.data = std::make_shared<const Bytes>(std::move(bytes));
  graph_.tensors.push_back(std::move(tensor));
  return static_cast<TensorIndex>(graph_.tensors.size() - 1);
}

}  // namespace tessera::workloads
