// SPDX-License-Identifier: Apache-2.0
// Operators that move elements: which element goes where, written out by hand.
#include "tests/workloads/kernel_case.h"
#include "workloads/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>

namespace tessera::workloads {
namespace {

using test::activation;
using test::numbers;
using test::Operand;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Quantization kQuantization = per_tensor(0.5F, -3);

/// 0, 1, 2, ... in a tensor of this shape.
Operand counting(Shape shape) {
  Bytes bytes(static_cast<std::size_t>(element_count(shape)));
  std::iota(bytes.begin(), bytes.end(), std::uint8_t{0});
  return activation(std::move(shape), std::move(bytes), kQuantization);
}

Bytes moved(const OperatorOptions& op, const std::vector<Operand>& operands) {
  return test::outputs_of(op, operands, {{}, DataType::kInt8, kQuantization});
}

TEST(MovementKernels, shapes_change_without_moving_anything) {
  const Bytes all = counting({6}).bytes;
  EXPECT_EQ(moved(Squeeze{}, {counting({1, 2, 1, 3})}), all);
  EXPECT_EQ(moved(ExpandDims{}, {counting({2, 3}), numbers({-1})}), all);
  EXPECT_EQ(moved(Reshape{{3, -1}}, {counting({2, 3})}), all);
}

TEST(MovementKernels, transpose_reads_along_the_permuted_axes) {
  EXPECT_THAT(moved(Transpose{}, {counting({2, 3}), numbers({1, 0})}),
              ElementsAre(0, 3, 1, 4, 2, 5));
  // y[k][i][j] = x[i][j][k]
  EXPECT_THAT(moved(Transpose{}, {counting({2, 2, 3}), numbers({-1, 0, 1})}),
              ElementsAre(0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11));
}

TEST(MovementKernels, slice_takes_a_block_and_minus_one_reaches_the_end) {
  EXPECT_THAT(moved(Slice{}, {counting({3, 4}), numbers({1, 1}), numbers({2, 2})}),
              ElementsAre(5, 6, 9, 10));
  EXPECT_THAT(moved(Slice{}, {counting({3, 4}), numbers({2, 1}), numbers({-1, -1})}),
              ElementsAre(9, 10, 11));
}

TEST(MovementKernels, strided_slice_steps_backwards_and_clamps_its_bounds) {
  const auto slice = [](StridedSlice op, std::vector<std::int32_t> begin,
                        std::vector<std::int32_t> end, std::vector<std::int32_t> strides) {
    return moved(op, {counting({2, 5}), numbers(begin), numbers(end), numbers(strides)});
  };
  EXPECT_THAT(slice({}, {0, 1}, {2, 9}, {1, 2}), ElementsAre(1, 3, 6, 8));
  EXPECT_THAT(slice({}, {1, -1}, {2, -9}, {1, -2}), ElementsAre(9, 7, 5));
  EXPECT_THAT(slice({3, 3}, {7, 7}, {7, 7}, {-1, -4}), ElementsAre(9, 5, 4, 0));    // both masks
  EXPECT_THAT(slice({0, 0, 0, 0, 2}, {0, -2}, {2, 0}, {1, 1}), ElementsAre(3, 8));  // shrink 1
  EXPECT_THAT(slice({0, 0, 1}, {0, 4}, {0, 5}, {1, 1}), ElementsAre(4, 9));  // ellipsis, then 4
  EXPECT_THAT(slice({0, 0, 0, 1}, {0, 1}, {0, 2}, {1, 1}),                   // new axis, then row 1
              ElementsAre(5, 6, 7, 8, 9));
  EXPECT_THAT(slice({0, 0, 0, 0, 0, true}, {1, 1}, {1, 2}, {1, 1}), ElementsAre(6, 7));  // offset
}

TEST(MovementKernels, pack_and_unpack_are_each_other_reversed) {
  auto second = counting({2, 2});
  for (auto& byte : second.bytes) byte = static_cast<std::uint8_t>(byte + 4);
  const std::vector<Operand> parts = {counting({2, 2}), second};
  EXPECT_THAT(moved(Pack{0}, parts), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
  EXPECT_THAT(moved(Pack{1}, parts), ElementsAre(0, 1, 4, 5, 2, 3, 6, 7));
  EXPECT_THAT(moved(Pack{-1}, parts), ElementsAre(0, 4, 1, 5, 2, 6, 3, 7));
  EXPECT_THAT(moved(Unpack{2, 0}, {counting({2, 4})}), ElementsAre(0, 1, 2, 3, 4, 5, 6, 7));
  EXPECT_THAT(moved(Unpack{2, 1}, {counting({2, 2, 2})}), ElementsAre(0, 1, 4, 5, 2, 3, 6, 7));
  EXPECT_THAT(moved(Unpack{4, -1}, {counting({2, 4})}), ElementsAre(0, 4, 1, 5, 2, 6, 3, 7));
}

TEST(MovementKernels, pad_fills_with_real_zero_or_the_value) {
  const auto paddings = numbers({1, 0, 0, 1});
  const std::uint8_t zero = 0xFD;  // -3
  EXPECT_THAT(moved(Pad{}, {counting({2, 2}), paddings}),
              ElementsAre(zero, zero, zero, 0, 1, zero, 2, 3, zero));
  EXPECT_THAT(moved(Pad{true}, {counting({2, 2}), paddings, activation({1}, {9}, kQuantization)}),
              ElementsAre(9, 9, 9, 0, 1, 9, 2, 3, 9));
}

TEST(MovementKernels, nearest_neighbour_follows_the_rule_of_its_flags) {
  // From 2 to 5: the floor of i * 2/5; the rounded i * 1/4; the floor of (i + 1/2) * 2/5.
  const auto row = [](ResizeNearestNeighbor op, int from, int to) {
    return moved(op, {counting({1, 1, from, 1}), numbers({1, to})});
  };
  EXPECT_THAT(row({false, false}, 2, 5), ElementsAre(0, 0, 0, 1, 1));
  EXPECT_THAT(row({true, false}, 2, 5), ElementsAre(0, 0, 1, 1, 1));
  EXPECT_THAT(row({false, true}, 2, 5), ElementsAre(0, 0, 1, 1, 1));
  EXPECT_THAT(row({false, false}, 5, 2), ElementsAre(0, 2));
  EXPECT_THAT(row({true, false}, 5, 2), ElementsAre(0, 4));
  EXPECT_THAT(row({false, true}, 5, 2), ElementsAre(1, 3));
  EXPECT_THAT(moved(ResizeNearestNeighbor{}, {counting({1, 2, 1, 2}), numbers({4, 1})}),
              ElementsAre(0, 1, 0, 1, 2, 3, 2, 3));  // rows, all channels together
}

TEST(MovementKernels, any_type_moves) {
  const std::vector<std::int64_t> values = {1, -2, 3, std::int64_t{1} << 40, 5, 6};
  const auto bytes = [](const std::vector<std::int64_t>& list) {
    const auto* first = reinterpret_cast<const std::uint8_t*>(list.data());
    return Bytes(first, first + list.size() * sizeof(std::int64_t));
  };
  const Operand x{{2, 3}, DataType::kInt64, std::nullopt, bytes(values), false};
  EXPECT_EQ(test::outputs_of(Transpose{}, {x, numbers({1, 0})}, {{}, DataType::kInt64, {}}),
            bytes({1, std::int64_t{1} << 40, -2, 5, 3, 6}));
  EXPECT_EQ(test::outputs_of(Pad{}, {x, numbers({0, 0, 1, 0})}, {{}, DataType::kInt64, {}}),
            bytes({0, 1, -2, 3, 0, std::int64_t{1} << 40, 5, 6}));
}

std::string refusal(const OperatorOptions& op, const std::vector<Operand>& operands,
                    const test::Run& how) {
  try {
    static_cast<void>(test::outputs_of(op, operands, how));
  } catch (const UnsupportedError& error) {
    return error.what();
  }
  ADD_FAILURE() << "not refused";
  return {};
}

TEST(MovementKernels, what_would_change_the_meaning_of_codes_is_refused) {
  const std::vector<Operand> operands = {counting({2, 3}), numbers({1, 0})};
  EXPECT_THAT(refusal(Transpose{}, operands, {{}, DataType::kInt8, per_tensor(0.25F, -3)}),
              HasSubstr("operator 0 TRANSPOSE: input and output with different scales"));
  EXPECT_THAT(refusal(Transpose{}, operands, {{}, DataType::kUint8, per_tensor(0.5F, 125)}),
              HasSubstr("operator 0 TRANSPOSE: input 0 of int8 and output of uint8"));
  EXPECT_THAT(refusal(Pad{true},
                      {counting({2}), numbers({0, 1}), activation({1}, {9}, per_tensor(0.5F, 0))},
                      {{}, DataType::kInt8, kQuantization}),
              HasSubstr("operator 0 PADV2: a value of another type, scale or zero point"));
}

}  // namespace
}  // namespace tessera::workloads
