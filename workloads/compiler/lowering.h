// SPDX-License-Identifier: Apache-2.0
// From the operators of a part to steps of the machine.
#pragma once

#include "workloads/compiler/function_table.h"
#include "workloads/compiler/movement.h"
#include "workloads/compiler/options.h"
#include "workloads/compiler/parameter_shape.h"
#include "workloads/compiler/slices.h"
#include "workloads/compiler/step.h"
#include "workloads/graph/graph.h"
#include "workloads/graph/window.h"
#include "workloads/reference/context.h"
#include "workloads/reference/device_add.h"
#include "workloads/reference/values.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace tessera::workloads {

/// Why an operator is not mapped onto the machine; nothing if it is.
[[nodiscard]] std::optional<std::string> unmapped_reason(const Graph& graph, std::size_t index,
                                                         const Machine& machine,
                                                         const CompileOptions& options,
                                                         Values& constants);

/// Height, width and channels of a tensor, or nothing if it is not one image or vector.
[[nodiscard]] std::optional<ImageShape> image_shape(const Tensor& tensor);

/// What a MUL multiplies, as operands of the operator.
struct ProductForm {
  enum class Kind : std::uint8_t {
    kConstant,  // an image by a constant per channel
    kChannels,  // an image by a computed vector, channel by channel
    kElements,  // element by element
  };
  Kind kind = Kind::kElements;
  std::size_t image = 0;
  std::size_t factors = 1;
};
/// Nothing for other shapes.
[[nodiscard]] std::optional<ProductForm> product_form(const Graph& graph, const Operator& op);
/// Staging rows that the weights of a product with so many channels take.
[[nodiscard]] std::int64_t factor_rows(std::int64_t channels);

/// Why maxima over such windows are not mapped; nothing if they are.
[[nodiscard]] std::optional<std::string> too_large_to_stage(const Machine& machine,
                                                            const WindowAxis& y,
                                                            const WindowAxis& x);

/// The table of an operator that is a function of one element (reference/element_table.h).
[[nodiscard]] std::optional<FunctionTable> function_table(const Context& at, std::size_t operand);

/// A sum over windows, channel by channel.
struct Reduction {
  TensorIndex input = kNoTensor;  // what is summed: so many channels, from the given one on
  std::int64_t channel = 0;
  std::int64_t channels = 0;
  WindowAxis y;
  WindowAxis x;
  std::int64_t multiplier = 1;  // output channels per input channel
  std::uint8_t in_zero = 0;
  std::uint8_t weight_zero = 0;
  OutputStage stage;
  std::function<std::int32_t(std::int64_t channel)> bias;
  std::function<std::uint8_t(std::int64_t ky, std::int64_t kx, std::int64_t channel)> weight;
};

/// Layers with outputs in slices whose weights find no room in the tiles: the host sends them, to
/// as few tiles as possible.
using Streamed = std::set<std::size_t>;

/// Builds the steps of one part. The activations have their places in the grid, not yet their
/// addresses; the jobs ask for them when they are written.
class Lowering {
 public:
  Lowering(const Graph& graph, const Machine& machine, const CompileOptions& options,
           Values& constants, const ParameterShape& parameters, const Slices& slices,
           const Streamed& streamed)
      : graph_(graph),
        machine_(machine),
        options_(options),
        constants_(constants),
        parameters_(parameters),
        slices_(slices),
        streamed_(streamed) {}

  /// `operators` in order of execution; `outputs` are the tensors that others read.
  [[nodiscard]] PartPlan build(const std::vector<std::size_t>& operators,
                               const std::vector<TensorIndex>& outputs);

 private:
  void lower(std::size_t index);
  [[nodiscard]] bool read_by(const std::vector<std::size_t>& operators, TensorIndex tensor) const;
  /// To the host.
  void send(TensorIndex tensor);
  void lower_op(std::size_t index, const Conv2d& conv);
  void lower_op(std::size_t index, const DepthwiseConv2d& conv);
  void lower_op(std::size_t index, const TransposeConv& conv);
  void lower_op(std::size_t index, const FullyConnected& layer);
  void lower_op(std::size_t index, const Pool2d& pool);
  void lower_op(std::size_t index, const Mean& mean);
  void lower_op(std::size_t index, const Add& add);
  void lower_op(std::size_t index, const Sub& sub);
  void lower_op(std::size_t index, const Mul& mul);
  void lower_op(std::size_t index, const Pad&) { view_or_move(index); }
  void lower_op(std::size_t index, const Slice&) { view_or_move(index); }
  void lower_op(std::size_t index, const StridedSlice&) { view_or_move(index); }
  void lower_op(std::size_t index, const Split&) { view_or_move(index); }
  void lower_op(std::size_t index, const Concatenation&);
  void lower_op(std::size_t index, const Reshape&) { rename(index); }
  void lower_op(std::size_t index, const Squeeze&) { rename(index); }
  void lower_op(std::size_t index, const ExpandDims&) { rename(index); }
  /// The same bytes under another name.
  void rename(std::size_t index);
  template <class Other>
  void lower_op(std::size_t index, const Other& other);

  /// The tensor's activation; an input of the part is brought in on first use.
  TileTensorId source(TensorIndex tensor);
  TileTensorId bring_in(TensorIndex tensor, Spread spread);
  TileTensorId replicated(TensorIndex tensor);
  TileTensorId add_tensor(std::string name, Spread spread, ImageShape shape,
                          std::uint8_t padding = 0);
  /// Zero point of an 8-bit tensor as a code.
  [[nodiscard]] std::uint8_t zero_code(TensorIndex tensor) const;
  [[nodiscard]] Context context(std::size_t index) const {
    return {graph_, index, {.rule = options_.rule, .mode = options_.mode}, constants_};
  }
  /// Adds a step of operator `index`.
  Step& step(std::size_t index, std::vector<TileTensorId> reads, std::vector<TileTensorId> writes);
  /// An operator's input as its windows see it.
  struct Window2d {
    TensorIndex input;
    WindowAxis y;
    WindowAxis x;
    std::int64_t channel = 0;  // the first
  };
  [[nodiscard]] Window2d windows_of(TensorIndex tensor, const Window& window, std::int64_t filter_y,
                                    std::int64_t filter_x) const;
  void find_joined(const std::vector<std::size_t>& operators);
  TileTensorId joint_tensor(std::size_t concatenation);
  void view_or_move(std::size_t index);
  void moved(std::size_t index);
  MacJob copy_of(TileTensorId from, TileTensorId to, const Move& move);
  TileTensorId made_like(TileTensorId from, TensorIndex result);
  std::pair<TileTensorId, TileTensorId> spread_alike(TensorIndex a, TensorIndex b);
  void weighted_sum(std::size_t index, Activation activation, SecondSign sign);
  void sum_of_slices(std::size_t index, const DeviceAdd& sum, std::size_t sliced);
  [[nodiscard]] bool last_use(std::size_t index, TensorIndex tensor) const;
  TileTensorId made_over(TileTensorId from, TensorIndex result);
  MacJob pair_sum(const DeviceAdd& sum, TileTensorId a, TileTensorId b, TileTensorId to,
                  std::optional<TileTensorId> slice = std::nullopt);
  void function(std::size_t index, std::size_t operand);
  void constant_product(std::size_t index, const ProductForm& form, Activation activation);
  void channel_product(std::size_t index, const ProductForm& form, Activation activation);
  void element_product(std::size_t index, Activation activation);
  MacJob squares_of(const Context& at, TileTensorId a, TileTensorId b, TileTensorId to,
                    TileTensorId squares, Range rows);
  MacJob difference(const OutputStage& stage, TileTensorId squares, TileTensorId to, Range rows);
  void global_average(std::size_t index, const OutputStage& stage, std::int32_t zero);
  /// Weights [outputs][taps][inputs] of which one tap counts, or none; a diagonal has
  /// [taps][inputs].
  struct WeightMatrix {
    std::int64_t outputs;
    std::int64_t inputs;
    std::int64_t taps;
    std::int64_t tap;
    bool diagonal = false;
  };
  void convolve_vector(std::size_t index, const Conv2d& conv);
  void depthwise_of_vector(std::size_t index, const DepthwiseConv2d& conv);
  void distributed_outputs(std::size_t index, const WeightMatrix& matrix, Activation activation);
  /// Registers what the tiles' blocks of `to` read of `from`.
  void need_windows(TileTensorId from, TileTensorId to, const WindowAxis& y, const WindowAxis& x);
  /// One axis of a convolution: output n lies at `first` + n * `out_step`, and its first tap reads
  /// position `in_first` + n * `in_step`, the others every `tap_step` behind.
  struct AxisWalk {
    std::int64_t taps = 1;
    std::int64_t tap_step = 1;
    std::int64_t in_first = 0;
    std::int64_t in_step = 1;
    std::int64_t first = 0;
    std::int64_t out_step = 1;

    /// Numbers n of the outputs that lie in a block.
    [[nodiscard]] Range outputs_of(Range own) const {
      const auto number = [&](std::int64_t position) {
        return std::max<std::int64_t>(divide_up(position - first, out_step), 0);
      };
      return {number(own.begin), number(own.end)};
    }
    [[nodiscard]] std::int64_t at(std::int64_t n) const { return first + n * out_step; }
    [[nodiscard]] std::int64_t reads(std::int64_t n) const { return in_first + n * in_step; }
  };
  [[nodiscard]] static AxisWalk walk_of(const WindowAxis& window);
  /// A convolution's operands, and how its outputs walk over the image; `tap` says which of the
  /// filter's taps a walk's tap is.
  struct ConvForm {
    TensorIndex input = kNoTensor;
    std::int64_t channel = 0;  // of the input, the first
    AxisWalk y;
    AxisWalk x;
    std::size_t image_operand = 0;
    std::size_t bias_operand = 2;
    Activation activation = Activation::kNone;
    std::function<std::int64_t(std::int64_t tap_y, std::int64_t tap_x)> tap;
    /// Rows of the input, which are those of the result that are made; of a single position.
    std::optional<TileTensorId> slice = std::nullopt;
    /// Rows of each tile's block of the result that are made; absent: all, or those of the slice.
    std::optional<BlockSplit> rows = std::nullopt;
  };
  [[nodiscard]] ConvForm form_of(std::size_t index, const Conv2d& conv) const;
  void convolve_slices(std::size_t index, const Conv2d& conv, TileTensorId to,
                       std::int64_t to_channel);
  void convolve(std::size_t index, const Conv2d& conv, Range range, TileTensorId to,
                std::int64_t to_channel = 0);
  void convolve(std::size_t index, const ConvForm& form, Range range, TileTensorId to,
                std::int64_t to_channel);
  void convolve_rows(std::size_t index, const ConvForm& form, Range range, TileTensorId to,
                     std::int64_t to_channel);
  TileTensorId padded_with(std::uint8_t padding, TileTensorId image, std::size_t index);
  void maximum(std::size_t index, const Pool2d& pool);
  WeightsStep staged_image(TileTensorId from, TileTensorId to, const WindowAxis& y,
                           const WindowAxis& x, Range channels, Range chunk);
  MacJob largest_of_staged(const OutputStage& stage, TileTensorId to, const WindowAxis& y,
                           const WindowAxis& x, Range channels, Range chunk);
  [[nodiscard]] Reduction reduction_of(std::size_t index, const DepthwiseConv2d& conv) const;
  TileTensorId slice_of_rows(TensorIndex tensor, TileTensorId like, Range rows);
  void reduce_windows(std::size_t index, const Reduction& reduction);
  void reduce_windows(std::size_t index, const Reduction& reduction, TileTensorId from,
                      std::int64_t first, TileTensorId to, bool exchange);
  void settle();

  const Graph& graph_;
  const Machine& machine_;
  const CompileOptions& options_;
  Values& constants_;
  ParameterShape parameters_;
  const Slices& slices_;
  const Streamed& streamed_;
  PartPlan plan_;
  const std::vector<std::size_t>* operators_ = nullptr;  // of the part
  const std::vector<TensorIndex>* outputs_ = nullptr;
  std::map<TensorIndex, TileTensorId> known_;
  std::map<TensorIndex, TileTensorId> replicas_;
  struct Joined {
    std::size_t concatenation;
    std::int64_t channel;
  };
  std::map<TensorIndex, Joined> joined_;  // made in their places in a concatenation
  std::map<std::size_t, TileTensorId> joint_;
  struct View {
    TensorIndex input;
    std::size_t maker;
    Move move;
  };
  std::map<TensorIndex, View> views_;            // parts of tensors, not made unless read as such
  std::map<TensorIndex, std::size_t> deferred_;  // tensors to be made in slices, and by whom
  std::vector<std::pair<TileTensorId, TileTensorId>> same_pitch_;
};

}  // namespace tessera::workloads
