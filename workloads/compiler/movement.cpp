// SPDX-License-Identifier: Apache-2.0
#include "workloads/compiler/movement.h"

#include "workloads/compiler/lowering.h"
#include "workloads/graph/strided_slice.h"
#include "workloads/graph/validate.h"

#include <algorithm>

namespace tessera::workloads {
namespace {

constexpr const char* kOtherSpread = "between an image and a vector";

class Reader {
 public:
  explicit Reader(const Context& at) : at_(at) {}

  Movement operator()(const Slice&) const {
    return sliced(plan_slice(Operands(at_.graph(), at_.index())));
  }
  Movement operator()(const StridedSlice& slice) const {
    return sliced(plan_strided_slice(Operands(at_.graph(), at_.index()), slice));
  }

  Movement operator()(const Split&) const {
    const auto axis = constant_int32(at_.graph(), at_.index(), at_.op().inputs[0]).at(0);
    const Tensor& x = at_.input(1);
    if (normalized_axis(at_.graph(), at_.index(), axis, x.shape.size()) + 1 != x.shape.size())
      return {{}, "along another axis than the channels"};
    const ImageShape image = *image_shape(x);
    const auto parts = static_cast<std::int64_t>(at_.op().outputs.size());
    Movement result;
    for (std::int64_t i = 0; i < parts; ++i) {
      Move move = whole(1, image);
      move.output = static_cast<std::size_t>(i);
      move.channels = image.channels / parts;
      move.from_channel = i * move.channels;
      result.moves.push_back(move);
    }
    return result;
  }

  Movement operator()(const Concatenation& concatenation) const {
    if (concatenation.activation != Activation::kNone) return {{}, "fused activation"};
    const std::size_t rank = at_.output().shape.size();
    if (normalized_axis(at_.graph(), at_.index(), concatenation.axis, rank) + 1 != rank)
      return {{}, "along another axis than the channels"};
    Movement result;
    std::int64_t channel = 0;
    for (std::size_t i = 0; i < at_.op().inputs.size(); ++i) {
      const Tensor& part = at_.input(i);
      const auto image = image_shape(part);
      if (!image || part.is_constant()) return {{}, "part that is constant or no image"};
      if (at_.code_quantization(part) != at_.quantized_output())
        return {{}, "parts of several scales or zero points"};
      if (channel % kWordBytes != 0) return {{}, "part that does not begin at a whole word"};
      Move move = whole(i, *image);
      move.to_channel = channel;
      channel += image->channels;
      result.moves.push_back(move);
    }
    return result;
  }

  Movement operator()(const Pad& pad) const {
    const auto around = constant_int32(at_.graph(), at_.index(), at_.op().inputs[1]);
    if (at_.input(0).shape.size() != 4) return {{}, "no image of batch 1"};
    if (around[0] != 0 || around[1] != 0 || around[6] != 0 || around[7] != 0)
      return {{}, "along other axes than height and width"};
    const ImageShape image = *image_shape(at_.input(0));
    if (image.is_vector()) return {{}, kOtherSpread};
    Move move = whole(0, image);
    move.y.before = around[2];
    move.y.after = around[3];
    move.x.before = around[4];
    move.x.after = around[5];
    if (pad.with_value) {
      if (!at_.input(2).is_constant() ||
          at_.code_quantization(at_.input(2)) != at_.quantized_output())
        return {{}, "a value that is computed or quantized differently"};
      move.padding = at_.codes(2)[0];
    }
    return {{move}, std::nullopt};
  }

  template <class Other>
  Movement operator()(const Other&) const {
    return {{}, "no movement"};
  }

 private:
  [[nodiscard]] Move whole(std::size_t input, const ImageShape& image) const {
    Move move;
    move.input = input;
    for (WindowAxis* axis : {&move.y, &move.x}) axis->padding = Padding::kValid;
    move.y.input = image.height;
    move.x.input = image.width;
    move.channels = image.channels;
    move.padding = static_cast<std::uint8_t>(at_.quantized_output().zero_point);
    return move;
  }

  [[nodiscard]] Movement sliced(const SlicePlan& plan) const {
    const ImageShape image = *image_shape(at_.input(0));
    const auto result = image_shape(at_.output());
    if (!result || result->is_vector() != image.is_vector()) return {{}, kOtherSpread};
    // Leading dimensions of 1 aside, the axes are y, x, channels.
    std::vector<SliceAxis> axes(
        plan.axes.end() -
            std::min<std::ptrdiff_t>(3, static_cast<std::ptrdiff_t>(plan.axes.size())),
        plan.axes.end());
    while (axes.size() < 3) axes.insert(axes.begin(), SliceAxis{0, 1, 1});
    if (result->height != axes[0].count || result->width != axes[1].count ||
        result->channels != axes[2].count)
      return {{}, "another division into rows and columns"};
    for (const SliceAxis& axis : axes)
      if (axis.stride < 1) return {{}, "backwards"};
    if (axes[2].stride != 1) return {{}, "every other channel"};
    Move move = whole(0, image);
    crop(move.y, axes[0]);
    crop(move.x, axes[1]);
    move.from_channel = axes[2].start;
    move.channels = axes[2].count;
    return {{move}, std::nullopt};
  }

  static void crop(WindowAxis& window, const SliceAxis& axis) {
    window.stride = axis.stride;
    window.before = -axis.start;
    window.after = axis.start + (axis.count - 1) * axis.stride + 1 - window.input;
  }

  const Context& at_;
};

}  // namespace

Movement movement_of(const Context& at) { return std::visit(Reader(at), at.op().options); }

}  // namespace tessera::workloads
