// SPDX-License-Identifier: Apache-2.0
// UNIDIRECTIONAL_SEQUENCE_LSTM of 8-bit tensors with a 16-bit cell state, in both flavours of
// facts: numerics, LSTM section.
#include "hw/func/fixed_functions.h"
#include "hw/func/table_functions.h"
#include "workloads/reference/dot.h"
#include "workloads/reference/kernels.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <utility>
#include <vector>

namespace tessera::workloads {
namespace {

// Operand numbers; four of each in the order of the gates.
constexpr std::size_t kInputWeights = 1;
constexpr std::size_t kRecurrentWeights = 5;
constexpr std::size_t kPeepholes = 9;
constexpr std::size_t kBiases = 12;
constexpr std::size_t kProjection = 16;
constexpr std::size_t kHiddenState = 18;
constexpr std::size_t kCellState = 19;
constexpr std::size_t kLayerNorm = 20;
constexpr std::size_t kHiddenIntermediate = 4;

enum GateNumber : std::size_t { kInputGate, kForgetGate, kCellGate, kOutputGate, kGates };

constexpr int kGateInputBits = 3;      // gates' sums have scale 2^-12
constexpr int kGateFractionBits = 15;  // gates have scale 2^-15
constexpr std::int32_t kCodeOffset = 128;

std::int16_t saturated(std::int64_t value) {
  return static_cast<std::int16_t>(std::clamp<std::int64_t>(value, INT16_MIN, INT16_MAX));
}

/// The activation functions, the products and the sums in which the flavours differ.
class Flavour {
 public:
  Flavour(const Context& context, int cell_exponent, float hidden_scale)
      : is_table_(context.lstm_flavour() == LstmFlavour::kTflm),
        // There is no LSTM with float32 requantization: TFLite runs its own kernel then, whose
        // rounding is double.
        mode_(context.mode() == func::RequantMode::kSingle ? func::RequantMode::kSingle
                                                           : func::RequantMode::kDouble),
        cell_exponent_(cell_exponent),
        kept_(func::quantize_multiplier(std::ldexp(1.0, -kGateFractionBits))),
        added_(func::quantize_multiplier(std::ldexp(1.0, -2 * kGateFractionBits - cell_exponent))) {
    const double hidden = std::ldexp(1.0, -2 * kGateFractionBits) / double{hidden_scale};
    // TFLite forms this one in float32.
    hidden_ = func::quantize_multiplier(is_table_ ? hidden : double{static_cast<float>(hidden)});
  }

  [[nodiscard]] std::int32_t rescaled(std::uint32_t accumulator,
                                      func::FixedMultiplier multiplier) const {
    return multiply_fixed(mode_, static_cast<std::int32_t>(accumulator), multiplier);
  }

  /// Sum of a gate: TFLite adds the second product before it saturates, TFLM saturates both.
  [[nodiscard]] std::int16_t gate_sum(std::int32_t input, std::int32_t recurrent) const {
    const std::int64_t second = is_table_ ? saturated(recurrent) : recurrent;
    return saturated(second + saturated(input));
  }

  [[nodiscard]] std::int16_t logistic(std::int16_t x) const {
    return is_table_ ? func::logistic_by_table(x, {}) : func::logistic_q15(x, kGateInputBits);
  }
  [[nodiscard]] std::int16_t tanh_of_gate(std::int16_t x) const {
    return is_table_ ? func::tanh_by_table(x, {}) : func::tanh_q15(x, kGateInputBits);
  }
  [[nodiscard]] std::int16_t tanh_of_cell(std::int16_t x) const {
    return is_table_ ? func::tanh_by_table(x, func::table_scale(cell_exponent_))
                     : func::tanh_q15(x, 15 + cell_exponent_);
  }

  /// forget * cell + input * candidate.
  [[nodiscard]] std::int16_t next_cell(std::int16_t forget, std::int16_t cell, std::int16_t input,
                                       std::int16_t candidate) const {
    return saturated(std::int64_t{product(forget, cell, kept_, kGateFractionBits)} +
                     product(input, candidate, added_, 2 * kGateFractionBits + cell_exponent_));
  }

  /// output * tanh(cell) without the zero point.
  [[nodiscard]] std::int32_t hidden(std::int16_t output, std::int16_t cell) const {
    return multiply_fixed(mode_, std::int32_t{output} * tanh_of_cell(cell), hidden_);
  }

 private:
  /// a * b / 2^shift. TFLite's cut to 16 bits cannot lose anything here but at -1 * -1.
  [[nodiscard]] std::int16_t product(std::int16_t a, std::int16_t b,
                                     func::FixedMultiplier multiplier, int shift) const {
    const std::int32_t exact = std::int32_t{a} * b;
    return is_table_ ? saturated(multiply_fixed(mode_, exact, multiplier))
                     : static_cast<std::int16_t>(func::rounding_divide(exact, shift));
  }

  bool is_table_;
  func::RequantMode mode_;
  int cell_exponent_;
  func::FixedMultiplier kept_;
  func::FixedMultiplier added_;
  func::FixedMultiplier hidden_;
};

struct Gate {
  std::vector<std::int16_t> input_weights;
  std::vector<std::int16_t> recurrent_weights;
  std::vector<std::uint32_t> bias;
  func::FixedMultiplier input_multiplier;
  func::FixedMultiplier recurrent_multiplier;
};

class Lstm {
 public:
  Lstm(const Context& context, const UnidirectionalSequenceLstm& options)
      : context_(context),
        options_(options),
        x_(context.quantized_input(0)),
        hidden_(context.quantized_input(kHiddenState)),
        inputs_(static_cast<std::size_t>(x_.shape[2])),
        cells_(static_cast<std::size_t>(hidden_.shape[1])),
        cell_scale_(checked_cell_scale()),
        hidden_quantization_(checked_hidden_quantization()),
        flavour_(context, std::ilogb(cell_scale_), hidden_quantization_.scale) {
    refuse_operands(kPeepholes, 3, "peephole weights");
    refuse_operands(kProjection, 2, "projection");
    refuse_operands(kLayerNorm, 4, "layer normalization");
    if (options.activation != Activation::kTanh) {
      context.refuse("activation other than TANH");
    }
    if (context.quantized_output() != hidden_.quantization) {
      context.refuse("output and hidden state with different scales or zero points");
    }
    for (std::size_t number = 0; number < kGates; ++number) {
      gates_[number] = make_gate(number);
    }
    if (options.cell_clip > 0.0F) {
      const float clip = options.cell_clip / cell_scale_;
      clip_ = static_cast<std::int16_t>(std::min(clip, 32767.0F));
    }
  }

  void run() {
    Bytes hidden(hidden_.codes.begin(), hidden_.codes.end());
    std::vector<std::int16_t> cell(hidden.size());
    std::memcpy(cell.data(), context_.codes(kCellState).data(), cell.size() * sizeof(cell[0]));

    const auto batches = static_cast<std::size_t>(x_.shape[options_.time_major ? 1 : 0]);
    const auto times = static_cast<std::size_t>(x_.shape[options_.time_major ? 0 : 1]);
    Bytes sequence(batches * times * cells_);
    for (std::size_t batch = 0; batch < batches; ++batch) {
      const auto state = std::span(hidden).subspan(batch * cells_, cells_);
      for (std::size_t time = 0; time < times; ++time) {
        const std::size_t row = options_.time_major ? time * batches + batch : batch * times + time;
        step(x_.codes.subspan(row * inputs_, inputs_), state,
             std::span(cell).subspan(batch * cells_, cells_));
        std::ranges::copy(state, sequence.begin() + static_cast<std::ptrdiff_t>(row * cells_));
      }
    }
    Bytes cell_bytes(cell.size() * sizeof(cell[0]));
    std::memcpy(cell_bytes.data(), cell.data(), cell_bytes.size());
    context_.update_variable(kHiddenState, std::move(hidden));
    context_.update_variable(kCellState, std::move(cell_bytes));
    context_.emit(std::move(sequence));
  }

 private:
  void refuse_operands(std::size_t first, std::size_t count, std::string_view what) const {
    for (std::size_t i = first; i < first + count; ++i) {
      if (context_.op().input(i) != kNoTensor) {
        context_.refuse(what);
      }
    }
  }

  [[nodiscard]] float checked_cell_scale() const {
    const auto& tensor = context_.input(kCellState);
    if (tensor.type != DataType::kInt16 || !tensor.quantization ||
        tensor.quantization->per_channel() || tensor.quantization->zero_points[0] != 0) {
      context_.refuse("cell state that is not int16 with one scale and zero point 0");
    }
    const float scale = tensor.quantization->scales[0];
    if (std::ldexp(1.0F, std::ilogb(scale)) != scale || scale < 0x1p-15F || scale > 0x1p-9F) {
      context_.refuse(
          fmt::format("cell state of scale {}, allowed powers of 2 from 2^-15 to 2^-9", scale));
    }
    return scale;
  }

  /// Scale and zero point (of int8 values) of what comes before the output: intermediate 4.
  [[nodiscard]] CodeQuantization checked_hidden_quantization() const {
    const auto& list = context_.op().intermediates;
    const auto index = list.size() > kHiddenIntermediate ? list[kHiddenIntermediate] : kNoTensor;
    if (index == kNoTensor) {
      context_.refuse("no quantization of the hidden state (intermediate 4)");
    }
    const auto& tensor = context_.graph().tensor(index);
    if (!tensor.quantization || tensor.quantization->per_channel() ||
        !(tensor.quantization->scales[0] > 0.0F)) {
      context_.refuse("hidden state (intermediate 4) without one scale");
    }
    return {tensor.quantization->scales[0],
            static_cast<std::int32_t>(tensor.quantization->zero_points[0])};
  }

  [[nodiscard]] Gate make_gate(std::size_t number) const {
    auto input = context_.weights(kInputWeights + number, 0);
    auto recurrent = context_.weights(kRecurrentWeights + number, 0);
    if (input.scales.size() != 1 || recurrent.scales.size() != 1) {
      context_.refuse("weights with a scale per channel");
    }
    // Products of scales are formed in float32.
    const float input_scale = input.scales[0] * x_.quantization.scale;
    const float recurrent_scale = recurrent.scales[0] * hidden_.quantization.scale;
    constexpr double kSumUnits = 4096.0;  // 1 / 2^-12
    return {std::move(input.values), std::move(recurrent.values),
            context_.bias(kBiases + number, cells_),
            func::quantize_multiplier(double{input_scale} * kSumUnits),
            func::quantize_multiplier(double{recurrent_scale} * kSumUnits)};
  }

  static std::vector<std::int16_t> centered(std::span<const std::uint8_t> codes,
                                            std::int32_t zero_point) {
    std::vector<std::int16_t> values(codes.size());
    std::ranges::transform(codes, values.begin(), [zero_point](std::uint8_t code) {
      return static_cast<std::int16_t>(code - zero_point);
    });
    return values;
  }

  [[nodiscard]] std::vector<std::int16_t> gate_sums(const Gate& gate,
                                                    const std::vector<std::int16_t>& x,
                                                    const std::vector<std::int16_t>& hidden) const {
    auto input = gate.bias;
    add_all_dots(x.data(), gate.input_weights.data(), inputs_, input.data(), cells_);
    std::vector<std::uint32_t> recurrent(cells_);
    add_all_dots(hidden.data(), gate.recurrent_weights.data(), cells_, recurrent.data(), cells_);
    std::vector<std::int16_t> sums(cells_);
    for (std::size_t k = 0; k < cells_; ++k) {
      sums[k] = flavour_.gate_sum(flavour_.rescaled(input[k], gate.input_multiplier),
                                  flavour_.rescaled(recurrent[k], gate.recurrent_multiplier));
    }
    return sums;
  }

  void step(std::span<const std::uint8_t> x, std::span<std::uint8_t> hidden,
            std::span<std::int16_t> cell) const {
    const auto input = centered(x, x_.quantization.zero_point);
    const auto recurrent = centered(hidden, hidden_.quantization.zero_point);
    std::array<std::vector<std::int16_t>, kGates> sums;
    for (std::size_t number = 0; number < kGates; ++number) {
      sums[number] = gate_sums(gates_[number], input, recurrent);
    }
    for (std::size_t k = 0; k < cells_; ++k) {
      const auto next = flavour_.next_cell(flavour_.logistic(sums[kForgetGate][k]), cell[k],
                                           flavour_.logistic(sums[kInputGate][k]),
                                           flavour_.tanh_of_gate(sums[kCellGate][k]));
      cell[k] = clip_ > 0 ? std::clamp<std::int16_t>(next, static_cast<std::int16_t>(-clip_), clip_)
                          : next;
      const auto output = flavour_.hidden(flavour_.logistic(sums[kOutputGate][k]), cell[k]);
      const auto code = std::int64_t{output} + hidden_quantization_.zero_point + kCodeOffset;
      hidden[k] = static_cast<std::uint8_t>(std::clamp<std::int64_t>(code, 0, 255));
    }
  }

  const Context& context_;
  const UnidirectionalSequenceLstm& options_;
  QuantizedOperand x_;
  QuantizedOperand hidden_;
  std::size_t inputs_;
  std::size_t cells_;
  float cell_scale_;
  CodeQuantization hidden_quantization_;
  Flavour flavour_;
  std::array<Gate, kGates> gates_;
  std::int16_t clip_ = 0;  // 0: none
};

}  // namespace

void run_kernel(const Context& context, const UnidirectionalSequenceLstm& lstm) {
  for (const std::size_t operand : {std::size_t{0}, kHiddenState}) {
    if (context.input(operand).type != DataType::kInt8) {
      context.refuse(fmt::format("input {} is {}, allowed int8", operand,
                                 data_type_name(context.input(operand).type)));
    }
  }
  Lstm(context, lstm).run();
}

}  // namespace tessera::workloads
