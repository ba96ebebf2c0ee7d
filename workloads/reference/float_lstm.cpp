// SPDX-License-Identifier: Apache-2.0
#include "workloads/reference/float_lstm.h"

#include "workloads/error.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace tessera::workloads {
namespace {

// Operand numbers; four of each in the order of Gate.
constexpr std::size_t kInputWeights = 1;
constexpr std::size_t kRecurrentWeights = 5;
constexpr std::size_t kPeepholes = 9;
constexpr std::size_t kBiases = 12;
constexpr std::size_t kProjection = 16;
constexpr std::size_t kHiddenState = 18;
constexpr std::size_t kCellState = 19;
constexpr std::size_t kLayerNorm = 20;

enum Gate : std::size_t { kInputGate, kForgetGate, kCellGate, kOutputGate };

float logistic(float x) { return 1.0F / (1.0F + std::exp(-x)); }

class Lstm {
 public:
  Lstm(const Graph& graph, std::size_t index, const UnidirectionalSequenceLstm& options,
       std::vector<std::vector<float>>& values)
      : graph_(graph),
        index_(index),
        op_(graph.operators[index]),
        options_(options),
        values_(values),
        shape_(graph.tensor(op_.inputs[0]).shape),
        inputs_(static_cast<std::size_t>(shape_[2])),
        cells_(operand(kBiases).size()) {
    refuse_operands(kPeepholes, 3, "peephole weights");
    refuse_operands(kProjection, 2, "projection");
    refuse_operands(kLayerNorm, 4, "layer normalization");
    if (options.activation != Activation::kTanh) {
      throw UnsupportedError(graph.source, graph.describe(index), "activation other than TANH");
    }
    for (std::size_t i = 0; i < op_.inputs.size(); ++i) {
      if (op_.inputs[i] != kNoTensor && operand(i).empty()) {  // an integer without a scale
        throw UnsupportedError(graph.source, graph.describe(index),
                               fmt::format("input {} has no real value", i));
      }
    }
  }

  [[nodiscard]] std::vector<float> run() {
    const auto batches = static_cast<std::size_t>(options_.time_major ? shape_[1] : shape_[0]);
    const auto times = static_cast<std::size_t>(options_.time_major ? shape_[0] : shape_[1]);
    std::vector<float> sequence(batches * times * cells_);
    for (std::size_t batch = 0; batch < batches; ++batch) {
      for (std::size_t time = 0; time < times; ++time) {
        const std::size_t row = options_.time_major ? time * batches + batch : batch * times + time;
        step(std::span(operand(0)).subspan(row * inputs_, inputs_), batch);
        const auto hidden = state(kHiddenState, batch);
        std::ranges::copy(hidden, sequence.begin() + static_cast<std::ptrdiff_t>(row * cells_));
      }
    }
    return sequence;
  }

 private:
  [[nodiscard]] std::vector<float>& operand(std::size_t number) const {
    return values_[static_cast<std::size_t>(op_.inputs[number])];
  }

  [[nodiscard]] std::span<float> state(std::size_t number, std::size_t batch) const {
    return std::span(operand(number)).subspan(batch * cells_, cells_);
  }

  void refuse_operands(std::size_t first, std::size_t count, std::string_view what) const {
    for (std::size_t i = first; i < first + count; ++i) {
      if (op_.input(i) != kNoTensor) {
        throw UnsupportedError(graph_.source, graph_.describe(index_), what);
      }
    }
  }

  /// Sum of a gate before its activation.
  [[nodiscard]] float gate(Gate which, std::size_t cell, std::span<const float> x,
                           std::span<const float> hidden) const {
    const auto& input_weights = operand(kInputWeights + which);
    const auto& recurrent_weights = operand(kRecurrentWeights + which);
    float sum = operand(kBiases + which)[cell];
    for (std::size_t i = 0; i < inputs_; ++i) {
      sum += x[i] * input_weights[cell * inputs_ + i];
    }
    for (std::size_t i = 0; i < cells_; ++i) {
      sum += hidden[i] * recurrent_weights[cell * cells_ + i];
    }
    return sum;
  }

  void step(std::span<const float> x, std::size_t batch) {
    const auto hidden = state(kHiddenState, batch);
    const auto cell = state(kCellState, batch);
    std::vector<float> next(cells_);
    for (std::size_t k = 0; k < cells_; ++k) {
      const float input = logistic(gate(kInputGate, k, x, hidden));
      const float forget = logistic(gate(kForgetGate, k, x, hidden));
      const float candidate = std::tanh(gate(kCellGate, k, x, hidden));
      const float output = logistic(gate(kOutputGate, k, x, hidden));
      cell[k] = forget * cell[k] + input * candidate;
      if (options_.cell_clip > 0.0F) {
        cell[k] = std::clamp(cell[k], -options_.cell_clip, options_.cell_clip);
      }
      next[k] = output * std::tanh(cell[k]);
    }
    std::ranges::copy(next, hidden.begin());
  }

  const Graph& graph_;
  std::size_t index_;
  const Operator& op_;
  const UnidirectionalSequenceLstm& options_;
  std::vector<std::vector<float>>& values_;
  const Shape& shape_;
  std::size_t inputs_;
  std::size_t cells_;
};

}  // namespace

std::vector<float> evaluate_lstm(const Graph& graph, std::size_t index,
                                 const UnidirectionalSequenceLstm& lstm,
                                 std::vector<std::vector<float>>& values) {
  return Lstm(graph, index, lstm, values).run();
}

}  // namespace tessera::workloads
