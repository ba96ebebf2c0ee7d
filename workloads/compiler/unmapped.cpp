// SPDX-License-Identifier: Apache-2.0
// What the machine cannot do, operator by operator, with the reason that reports show.
#include "workloads/compiler/average.h"
#include "workloads/compiler/function_table.h"
#include "workloads/compiler/lowering.h"
#include "workloads/compiler/wide_plan.h"
#include "workloads/error.h"
#include "workloads/graph/operands.h"
#include "workloads/graph/validate.h"
#include "workloads/reference/device_add.h"
#include "workloads/reference/element_table.h"
#include "workloads/reference/mean_stage.h"

#include <fmt/format.h>

#include <algorithm>

namespace tessera::workloads {
namespace {

using Reason = std::optional<std::string>;

class Mapping {
 public:
  Mapping(const Graph& graph, std::size_t index, const Machine& machine, const Context& at)
      : graph_(graph), op_(graph.operators[index]), machine_(machine), at_(at) {}

  Reason operator()(const Conv2d& conv) const {
    if (const Reason reason = weighted(conv.activation)) return reason;
    const Shape& weights = graph_.tensor(op_.inputs[1]).shape;
    if (weights[3] != input().shape[3]) return "grouped convolution";
    return std::nullopt;
  }
  Reason operator()(const DepthwiseConv2d& conv) const {
    if (const Reason reason = weighted(conv.activation)) return reason;
    const std::int64_t in = input().shape[3];
    const std::int64_t out = output().shape[3];
    if (image_shape(input())->is_vector()) {
      if (out != in) return kSinglePosition;
      // A matrix with a diagonal: few channels, or its zeros take too much room.
      const std::int64_t most = std::int64_t{machine_.lanes} * machine_.tiles;
      if (in > most) return fmt::format("{} channels of a single position, at most {}", in, most);
      return std::nullopt;
    }
    if (out != in && in > kWordBytes && in % kWordBytes != 0)
      return fmt::format("depth multiplier {} of {} channels, which are no whole words", out / in,
                         in);
    if (kWordBytes * (out / in) > machine_.lanes)
      return fmt::format("depth multiplier {}, {} lanes take at most {}", out / in, machine_.lanes,
                         machine_.lanes / kWordBytes);
    return std::nullopt;
  }
  Reason operator()(const TransposeConv& conv) const {
    constexpr std::size_t kImage = 2;
    constexpr std::size_t kBias = 3;
    const Tensor& x = graph_.tensor(op_.inputs[kImage]);
    for (const Tensor* const tensor : {&x, &output()})
      if (const Reason reason = image(*tensor)) return reason;
    if (const Reason reason = weights_and_bias(conv.activation, kImage, kBias)) return reason;
    const auto from = *image_shape(x);
    const auto to = *image_shape(output());
    if (from.is_vector() || to.is_vector()) return kSinglePosition;
    const Shape& weights = graph_.tensor(op_.inputs[1]).shape;
    if (weights[1] < conv.window.stride_y || weights[2] < conv.window.stride_x)
      return "a stride of more than the filter leaves outputs without taps";
    const BlockSplit y(to.height, machine_.rows);
    const BlockSplit columns(to.width, machine_.columns);
    if (smallest(y) < conv.window.stride_y || smallest(columns) < conv.window.stride_x)
      return "tiles with fewer positions than the stride";
    return std::nullopt;
  }
  Reason operator()(const FullyConnected& layer) const {
    if (const Reason reason = weights_and_bias(layer.activation)) return reason;
    if (output().shape.empty() || output().elements() != graph_.tensor(op_.inputs[1]).shape[0])
      return "more than one vector";
    const auto image = image_shape(input());
    if (!image) return "input is no image or vector";
    if (image->height * image->width * image->channels != graph_.tensor(op_.inputs[1]).shape[1])
      return "more than one vector";
    return std::nullopt;
  }
  Reason operator()(const Pool2d& pool) const {
    if (const Reason reason = images()) return reason;
    if (const Reason reason = activation(pool.activation)) return reason;
    const auto image = *image_shape(input());
    if (image.is_vector()) return kSinglePosition;
    if (at_.code_quantization(input()) != at_.code_quantization(output()))
      return "input and output with different scales or zero points";
    const WindowAxis y = axis_y(pool.window, image.height, pool.filter_y);
    const WindowAxis x = axis_x(pool.window, image.width, pool.filter_x);
    if (pool.kind == Pool2d::Kind::kMax) return too_large_to_stage(machine_, y, x);
    if (!full_windows(y) || !full_windows(x))
      return "windows over the image's edge, which count fewer elements";
    if (std::int64_t{pool.filter_y} * pool.filter_x > kMostSummed)
      return fmt::format("window of more than {} elements", kMostSummed);
    return attempt([&] { static_cast<void>(average_stage(at_, pool)); });
  }
  Reason operator()(const Mean&) const {
    const auto image = image_shape(input());
    if (!image || input().shape.size() != 4 || input().shape[0] != 1) return "no image of batch 1";
    if (image->is_vector()) return kSinglePosition;
    std::vector<std::int32_t> axes = constant_int32(graph_, at_.index(), op_.inputs[1]);
    for (std::int32_t& axis : axes)
      axis = static_cast<std::int32_t>(normalized_axis(graph_, at_.index(), axis, 4));
    std::sort(axes.begin(), axes.end());
    if (axes != std::vector<std::int32_t>{1, 2})
      return "mean over other axes than height and width";
    if (const Reason reason = quantized()) return reason;
    const BlockSplit y(image->height, machine_.rows);
    const BlockSplit x(image->width, machine_.columns);
    if (y.block() * x.block() > kMostSummed)
      return fmt::format("block of more than {} positions in a tile", kMostSummed);
    return std::nullopt;
  }
  Reason operator()(const Add& add) const { return sum(add.activation); }
  Reason operator()(const Sub& sub) const { return sum(sub.activation); }
  Reason operator()(const Mul& mul) const {
    for (const TensorIndex tensor : {op_.inputs[0], op_.inputs[1]})
      if (const Reason reason = quantized(graph_.tensor(tensor))) return reason;
    if (const Reason reason = image(output())) return reason;
    if (const Reason reason = activation(mul.activation)) return reason;
    const auto form = product_form(graph_, op_);
    if (!form) return "operands that are neither of one shape nor an image and a vector";
    if (form->kind != ProductForm::Kind::kConstant && machine_.lanes < kProductLanes)
      return fmt::format("{} lanes, products of tensors take {}", machine_.lanes, kProductLanes);
    if (form->kind != ProductForm::Kind::kChannels) return std::nullopt;
    const std::int64_t rows = factor_rows(output().shape.back());
    if (rows <= staging_rows(machine_)) return std::nullopt;
    return fmt::format("{} channels as weights take {} staging rows, there are {}",
                       output().shape.back(), rows, staging_rows(machine_));
  }
  Reason operator()(const Pad&) const { return moves(0); }
  Reason operator()(const Slice&) const { return moves(0); }
  Reason operator()(const StridedSlice&) const { return moves(0); }
  Reason operator()(const Split&) const { return moves(1); }
  Reason operator()(const Concatenation&) const { return moves(0); }
  /// Copies of operand `operand`, or of all.
  [[nodiscard]] Reason moves(std::size_t operand) const {
    if (const Reason reason = image(graph_.tensor(op_.inputs[operand]))) return reason;
    for (const TensorIndex result : op_.outputs)
      if (const Reason reason = image(graph_.tensor(result))) return reason;
    if (at_.code_quantization(graph_.tensor(op_.inputs[operand])) !=
        at_.code_quantization(output()))
      return "input and output with different scales or zero points";
    Reason problem;
    const Reason thrown = attempt([&] { problem = movement_of(at_).problem; });
    return thrown ? thrown : problem;
  }
  /// A function of each element of `operand`.
  [[nodiscard]] Reason function(std::size_t operand) const {
    for (const TensorIndex tensor : {op_.inputs[operand], op_.outputs[0]})
      if (const Reason reason = image(graph_.tensor(tensor))) return reason;
    return attempt([&] {
      if (!function_table(at_, operand))
        at_.refuse("no eight quartics of the non-linear unit give its results");
    });
  }
  Reason operator()(const Reshape&) const { return rename(); }
  Reason operator()(const Squeeze&) const { return rename(); }
  Reason operator()(const ExpandDims&) const { return rename(); }
  template <class Other>
  Reason operator()(const Other&) const {
    return "the tiles have no command for it";
  }

 private:
  /// Sums of so many codes fit 16 bits.
  static constexpr std::int64_t kMostSummed = 257;
  /// Cells that lay out the weights of a product.
  static constexpr std::uint32_t kProductLanes = 16;
  /// Vectors are spread over the tiles by channels, not by positions.
  static constexpr const char* kSinglePosition = "window over an image of a single position";

  [[nodiscard]] const Tensor& input() const { return graph_.tensor(op_.inputs[0]); }
  [[nodiscard]] const Tensor& output() const { return graph_.tensor(op_.outputs[0]); }

  template <class Call>
  static Reason attempt(Call call) {
    try {
      call();
    } catch (const Error& error) {
      return error.what();
    }
    return std::nullopt;
  }

  [[nodiscard]] static bool full_windows(const WindowAxis& axis) {
    return axis.pad_before() == 0 && (axis.output() - 1) * axis.stride + axis.reach() <= axis.input;
  }
  [[nodiscard]] Reason quantized() const {
    if (const Reason reason = quantized(input())) return reason;
    return quantized(output());
  }
  [[nodiscard]] static Reason quantized(const Tensor& tensor) {
    if (tensor.is_quantized_8bit() && !tensor.quantization->per_channel()) return std::nullopt;
    return fmt::format("tensor \"{}\" is {}{}", tensor.name, data_type_name(tensor.type),
                       tensor.quantization ? "" : " without quantization");
  }
  [[nodiscard]] static Reason image(const Tensor& tensor) {
    if (const Reason reason = quantized(tensor)) return reason;
    if (image_shape(tensor) && !tensor.shape.empty() && tensor.shape[0] == 1) return std::nullopt;
    return fmt::format("tensor \"{}\" of shape {} is no image of batch 1", tensor.name,
                       to_string(tensor.shape));
  }
  [[nodiscard]] Reason images() const {
    if (const Reason reason = image(input())) return reason;
    return image(output());
  }
  [[nodiscard]] Reason sum(Activation function) const {
    if (const Reason reason = images()) return reason;
    if (const Reason reason = activation(function)) return reason;
    if (const Reason reason = two_alike()) return reason;
    const DeviceAdd sum(at_.code_quantization(input()), at_.code_quantization(at_.input(1)),
                        at_.quantized_output(), at_.output_stage(function));
    if (!sum.in_range()) return "scales of the operands are too far apart";
    return std::nullopt;
  }
  [[nodiscard]] Reason two_alike() const {
    if (graph_.tensor(op_.inputs[0]).is_constant() || graph_.tensor(op_.inputs[1]).is_constant())
      return "constant operand";
    if (graph_.tensor(op_.inputs[0]).shape != graph_.tensor(op_.inputs[1]).shape)
      return "operands of different shapes";
    if (const Reason reason = quantized(graph_.tensor(op_.inputs[1]))) return reason;
    return std::nullopt;
  }
  [[nodiscard]] static Reason activation(Activation function) {
    if (function == Activation::kTanh) return "fused TANH";
    return std::nullopt;
  }
  /// Positions of the smallest block that has any.
  [[nodiscard]] static std::int64_t smallest(const BlockSplit& split) {
    std::int64_t positions = split.length();
    for (std::uint32_t part = 0; part < split.parts(); ++part)
      if (!split.own(part).empty()) positions = std::min(positions, split.own(part).size());
    return positions;
  }
  [[nodiscard]] Reason weights_and_bias(Activation function, std::size_t image_operand = 0,
                                        std::size_t bias_operand = 2) const {
    for (const Tensor* const tensor : {&graph_.tensor(op_.inputs[image_operand]), &output()})
      if (const Reason reason = quantized(*tensor)) return reason;
    if (const Reason reason = activation(function)) return reason;
    const Tensor& weights = graph_.tensor(op_.inputs[1]);
    if (!weights.is_constant()) return "weights that are computed";
    if ((weights.type != DataType::kInt8 && weights.type != DataType::kUint8) ||
        !weights.quantization)
      return fmt::format("weights of {}", data_type_name(weights.type));
    for (const std::int64_t zero : weights.quantization->zero_points)
      if (zero != weights.quantization->zero_points[0]) return "weights with several zero points";
    const TensorIndex bias = op_.input(bias_operand);
    if (bias != kNoTensor &&
        (!graph_.tensor(bias).is_constant() || graph_.tensor(bias).type != DataType::kInt32))
      return "bias that is not constant int32";
    return std::nullopt;
  }
  [[nodiscard]] Reason weighted(Activation function) const {
    if (const Reason reason = images()) return reason;
    return weights_and_bias(function);
  }
  /// Names for the same bytes: only where both sides are vectors, or the reader takes the tensor
  /// as a whole (fully connected layers).
  [[nodiscard]] Reason rename() const {
    if (const Reason reason = quantized()) return reason;
    if (input().quantization != output().quantization || input().type != output().type)
      return "another quantization";
    const auto from = image_shape(input());
    const auto to = image_shape(output());
    if (!from || !to) return "no image or vector of batch 1";
    if (from->is_vector() && to->is_vector()) return std::nullopt;
    if (!to->is_vector()) return "another division into rows and columns";
    for (const TensorIndex graph_output : graph_.outputs)
      if (graph_output == op_.outputs[0]) return "output of the network";
    for (const Operator& reader : graph_.operators) {
      if (std::find(reader.inputs.begin(), reader.inputs.end(), op_.outputs[0]) ==
          reader.inputs.end())
        continue;
      if (!std::holds_alternative<FullyConnected>(reader.options))
        return "read by others than fully connected layers";
    }
    return std::nullopt;
  }

  const Graph& graph_;
  const Operator& op_;
  const Machine& machine_;
  const Context& at_;
};

}  // namespace

std::optional<std::string> unmapped_reason(const Graph& graph, std::size_t index,
                                           const Machine& machine, const CompileOptions& options,
                                           Values& constants) {
  const Context at(graph, index, {.rule = options.rule, .mode = options.mode}, constants);
  const Mapping mapping(graph, index, machine, at);
  if (const auto operand = element_operand(graph, index)) return mapping.function(*operand);
  return std::visit(mapping, graph.operators[index].options);
}

}  // namespace tessera::workloads
