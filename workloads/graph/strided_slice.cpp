// SPDX-License-Identifier: Apache-2.0
#include "workloads/graph/strided_slice.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tessera::workloads {
namespace {

constexpr std::size_t kMaxEntries = 32;  // bits of a mask

[[nodiscard]] bool bit(std::uint32_t mask, std::size_t i) { return (mask >> i & 1U) != 0; }

class Planner {
 public:
  Planner(const Operands& in, const StridedSlice& slice)
      : in_(in),
        slice_(slice),
        x_(in.shape(0)),
        begin_(in.integers(1)),
        end_(in.integers(2, begin_.size())),
        stride_(in.integers(3, begin_.size())) {
    if (begin_.size() > kMaxEntries) {
      in_.fail(fmt::format("{} entries, allowed at most {}", begin_.size(), kMaxEntries));
    }
  }

  [[nodiscard]] SlicePlan run() {
    bool ellipsis = false;
    for (std::size_t i = 0; i < begin_.size(); ++i) {
      if (bit(slice_.ellipsis_mask, i)) {
        if (ellipsis) {
          in_.fail("a second ellipsis, allowed 1");
        }
        ellipsis = true;
        keep(left_over(i));
      } else if (bit(slice_.new_axis_mask, i)) {
        plan_.shape.push_back(1);
      } else {
        add(i);
      }
    }
    keep(x_.size() - plan_.axes.size());
    return std::move(plan_);
  }

 private:
  /// Dimensions that the entries behind an ellipsis do not need.
  [[nodiscard]] std::size_t left_over(std::size_t ellipsis) const {
    std::size_t needed = plan_.axes.size();
    for (std::size_t i = ellipsis + 1; i < begin_.size(); ++i) {
      needed += bit(slice_.new_axis_mask, i) || bit(slice_.ellipsis_mask, i) ? 0 : 1;
    }
    return needed < x_.size() ? x_.size() - needed : 0;
  }

  /// Whole dimensions.
  void keep(std::size_t count) {
    for (; count > 0; --count) {
      const auto size = x_[plan_.axes.size()];
      plan_.axes.push_back({0, 1, size});
      plan_.shape.push_back(size);
    }
  }

  void add(std::size_t i) {
    if (plan_.axes.size() >= x_.size()) {
      in_.fail(fmt::format("more entries than dimensions of {}", to_string(x_)));
    }
    const std::int64_t size = x_[plan_.axes.size()];
    if (bit(slice_.shrink_axis_mask, i)) {
      shrink(i, size);
    } else {
      select(i, size);
    }
  }

  void shrink(std::size_t i, std::int64_t size) {
    const std::int64_t index = begin_[i] < 0 ? begin_[i] + size : begin_[i];
    if (index < 0 || index >= size) {
      in_.fail(fmt::format("index {} of a dimension of {}", begin_[i], size));
    }
    plan_.axes.push_back({static_cast<std::int32_t>(index), 1, 1});
  }

  void select(std::size_t i, std::int64_t size) {
    const std::int64_t stride = stride_[i];
    if (stride == 0) {
      in_.fail("a stride of 0");
    }
    // Places before the first and behind the last element that a bound may name.
    const std::int64_t low = stride > 0 ? 0 : -1;
    const std::int64_t high = stride > 0 ? size : size - 1;
    const auto bound = [&](std::int64_t value) {
      return std::clamp(value < 0 ? value + size : value, low, high);
    };
    const std::int64_t first =
        bit(slice_.begin_mask, i) ? (stride > 0 ? low : high) : bound(begin_[i]);
    const std::int64_t given = slice_.end_is_offset ? first + end_[i] : std::int64_t{end_[i]};
    const std::int64_t last = bit(slice_.end_mask, i) ? (stride > 0 ? high : low) : bound(given);
    const std::int64_t distance = stride > 0 ? last - first : first - last;
    const std::int64_t step = stride > 0 ? stride : -stride;
    const std::int64_t count = distance > 0 ? (distance + step - 1) / step : 0;
    plan_.axes.push_back(
        {static_cast<std::int32_t>(first), stride_[i], static_cast<std::int32_t>(count)});
    plan_.shape.push_back(static_cast<std::int32_t>(count));
  }

  const Operands& in_;
  const StridedSlice& slice_;
  const Shape& x_;
  std::vector<std::int32_t> begin_;
  std::vector<std::int32_t> end_;
  std::vector<std::int32_t> stride_;
  SlicePlan plan_;
};

}  // namespace

SlicePlan plan_strided_slice(const Operands& in, const StridedSlice& slice) {
  in.require(4, 4);
  return Planner(in, slice).run();
}

SlicePlan plan_slice(const Operands& in) {
  in.require(3, 3);
  const auto& x = in.shape(0);
  const auto begin = in.integers(1, x.size());
  const auto size = in.integers(2, x.size());
  SlicePlan plan;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const std::int64_t count = size[i] == -1 ? std::int64_t{x[i]} - begin[i] : size[i];
    if (begin[i] < 0 || count < 1 || begin[i] + count > x[i]) {
      in.fail(fmt::format("{} elements from {} of a dimension of {}", size[i], begin[i], x[i]));
    }
    plan.axes.push_back({begin[i], 1, static_cast<std::int32_t>(count)});
    plan.shape.push_back(static_cast<std::int32_t>(count));
  }
  return plan;
}

}  // namespace tessera::workloads
