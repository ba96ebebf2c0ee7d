// SPDX-License-Identifier: Apache-2.0
// Between the device's bytes and tensors in y, x, z order.
#include "workloads/program/tensor_layout.h"

#include "tests/support/edgetpu_builder.h"
#include "tests/support/shared_models.h"
#include "workloads/error.h"
#include "workloads/import/edgetpu_package.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <numeric>
#include <vector>

namespace tessera::workloads {
namespace {

using test::default_executable;
using test::make_edgetpu_file;
using ::testing::ElementsAre;

Program load(const Bytes& bytes) { return import_edgetpu_package("made.tflite", bytes); }

TEST(TensorLayout, output_is_gathered_row_by_row_without_padding) {
  const auto program = load(make_edgetpu_file({default_executable()}));
  // 16 bytes: tile 1 (image row 1) first, then tile 0; two pixels of 3 + 1 bytes per row.
  const Bytes raw = {70, 71, 72, 99, 100, 101, 102, 99, 10, 11, 12, 99, 40, 41, 42, 99};
  EXPECT_THAT(from_device(program.parts.at(0).outputs[0], raw),
              ElementsAre(10, 11, 12, 40, 41, 42, 70, 71, 72, 100, 101, 102));
  EXPECT_THROW(static_cast<void>(from_device(program.parts.at(0).outputs[0], Bytes(15))),
               UsageError);
}

TEST(TensorLayout, input_is_padded_to_a_transfer) {
  const auto program = load(make_edgetpu_file({default_executable()}));
  Bytes dense(12);
  std::iota(dense.begin(), dense.end(), std::uint8_t{1});
  EXPECT_THAT(to_device(program.parts.at(0).inputs[0], dense),
              ElementsAre(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 0, 0, 0, 0));
  EXPECT_THROW(static_cast<void>(to_device(program.parts.at(0).inputs[0], Bytes(13))), UsageError);
}

DeviceTensor vector_tensor(DeviceType type, std::int32_t elements, std::uint32_t size_bytes) {
  DeviceTensor tensor;
  tensor.name = "vector";
  tensor.type = type;
  tensor.z_dim = elements;
  tensor.size_bytes = size_bytes;
  return tensor;
}

TEST(TensorLayout, int8_is_sent_with_the_sign_bit_inverted) {
  const auto tensor = vector_tensor(DeviceType::kSignedFixed8, 3, 8);
  EXPECT_FALSE(layout_problem(tensor, TensorUse::kInput).has_value());
  const Bytes dense = {0x80, 0xFF, 0x7F};  // -128, -1, 127
  const auto raw = to_device(tensor, dense);
  EXPECT_THAT(raw, ElementsAre(0x00, 0x7F, 0xFF, 0, 0, 0, 0, 0));
  EXPECT_EQ(from_device(tensor, raw), dense);
}

TEST(TensorLayout, int16_inverts_the_high_byte_only) {
  const auto tensor = vector_tensor(DeviceType::kSignedFixed16, 2, 8);
  const Bytes dense = {0x01, 0x80, 0xFF, 0x7F};  // -32767, 32767
  const auto raw = to_device(tensor, dense);
  EXPECT_THAT(raw, ElementsAre(0x01, 0x00, 0xFF, 0xFF, 0, 0, 0, 0));
  EXPECT_EQ(from_device(tensor, raw), dense);
}

TEST(TensorLayout, vector_without_layout_comes_in_order) {
  const auto tensor = vector_tensor(DeviceType::kFixed8, 5, 8);
  EXPECT_FALSE(layout_problem(tensor, TensorUse::kOutput).has_value());
  EXPECT_THAT(from_device(tensor, Bytes{1, 2, 3, 4, 5, 6, 7, 8}), ElementsAre(1, 2, 3, 4, 5));
}

TEST(TensorLayout, input_goes_where_its_layout_puts_it) {
  auto tensor = vector_tensor(DeviceType::kSignedFixed8, 1, 16);
  tensor.y_dim = 2;
  tensor.x_dim = 2;
  // Rows of 8 bytes, elements padded to 4.
  tensor.layout = TensorLayout{{0, 0}, {0, 0}, {0}, {0, 4}, {0, 1}, {8, 8}};
  EXPECT_FALSE(layout_problem(tensor, TensorUse::kInput).has_value());
  const Bytes dense = {0x81, 0x82, 0x83, 0x84};
  const auto raw = to_device(tensor, dense);
  EXPECT_THAT(raw, ElementsAre(1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0));
  EXPECT_EQ(from_device(tensor, raw), dense);
  tensor.size_bytes = 15;
  EXPECT_EQ(layout_problem(tensor, TensorUse::kInput), "size_bytes 15, allowed multiples of 8");
  EXPECT_FALSE(layout_problem(tensor, TensorUse::kOutput).has_value());
  tensor.size_bytes = 12;
  EXPECT_EQ(layout_problem(tensor, TensorUse::kOutput),
            "layout puts y 1, x 1 at 12, allowed at most 12 - 1");
}

TEST(TensorLayout, image_without_layout_comes_in_order) {
  auto tensor = vector_tensor(DeviceType::kFixed8, 2, 8);
  tensor.y_dim = 3;
  EXPECT_FALSE(layout_problem(tensor, TensorUse::kOutput).has_value());
  EXPECT_THAT(from_device(tensor, Bytes{1, 2, 3, 4, 5, 6, 7, 8}), ElementsAre(1, 2, 3, 4, 5, 6));
}

TEST(TensorLayout, unknown_types_and_repeated_executions_are_not_converted) {
  auto tensor = vector_tensor(DeviceType::kBfloat, 4, 8);
  EXPECT_THROW(static_cast<void>(from_device(tensor, Bytes(8))), UsageError);
  tensor = vector_tensor(DeviceType::kFixed8, 8, 8);
  tensor.execution_count = 2;
  EXPECT_THROW(static_cast<void>(from_device(tensor, Bytes(8))), UsageError);
}

TEST(EdgetpuRealLayout, image_output_takes_each_element_from_its_own_place) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto program = import_edgetpu_package(test::shared_model("testconv1-edgetpu.tflite"));
  const auto& output = program.parts.at(0).outputs.at(0);
  ASSERT_EQ(output.size_bytes, 14400U);  // 30 x 30 x 16: dense, so the layout is a permutation
  // Two passes give the low and the high byte of each element's place.
  Bytes low(output.size_bytes);
  Bytes high(output.size_bytes);
  for (std::size_t i = 0; i < low.size(); ++i) {
    low[i] = static_cast<std::uint8_t>(i);
    high[i] = static_cast<std::uint8_t>(i >> 8U);
  }
  const auto dense_low = from_device(output, low);
  const auto dense_high = from_device(output, high);
  std::vector<bool> taken(output.size_bytes);
  const auto place = [&](std::size_t i) { return dense_low[i] + 256U * dense_high[i]; };
  for (std::size_t i = 0; i < dense_low.size(); ++i) {
    EXPECT_FALSE(taken.at(place(i))) << i;
    taken.at(place(i)) = true;
  }
  EXPECT_EQ(place(0), 0U);
  // y 29, x 29 is on tile 15 (bytes from 13616), row 6 of 112 bytes, seventh pixel.
  EXPECT_EQ(place((29 * 30 + 29) * 16 + 5), 13616U + 6 * 112 + 96 + 5);
}

TEST(EdgetpuRealLayout, padded_image_output_skips_the_padding) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto program = import_edgetpu_package(test::shared_model("split_concat_edgetpu.tflite"));
  const auto& output = program.parts.at(0).outputs.at(4);
  ASSERT_EQ(output.name, "outputs/rnn2");  // 8 x 8 x 2 in 256 bytes
  Bytes raw(output.size_bytes);
  std::iota(raw.begin(), raw.end(), std::uint8_t{0});
  const auto dense = from_device(output, raw);
  ASSERT_EQ(dense.size(), 128U);
  EXPECT_THAT(std::vector(dense.begin(), dense.begin() + 6), ElementsAre(0, 1, 4, 5, 16, 17));
  EXPECT_THAT(std::vector(dense.begin() + 16, dense.begin() + 20), ElementsAre(8, 9, 12, 13));
}

}  // namespace
}  // namespace tessera::workloads
