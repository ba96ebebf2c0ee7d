// SPDX-License-Identifier: Apache-2.0
// Inputs of networks: the documented generator and pictures.
#include "tests/support/shared_models.h"
#include "workloads/error.h"
#include "workloads/input/bmp.h"
#include "workloads/input/lcg.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

namespace tessera::workloads {
namespace {

using ::testing::ElementsAre;

TEST(Lcg, bytes_follow_the_documented_recurrence) {
  // s: 0xD3DC167E, 0xA70427DF, 0xD6651C2C, 0x0DAA96F5, 0xC21F1C8A, 0x3EAD62FB (by other means)
  Lcg generator;
  EXPECT_THAT(generator.bytes(4), ElementsAre(0xDC, 0x04, 0x65, 0xAA));
  EXPECT_THAT(generator.bytes(2), ElementsAre(0x1F, 0xAD));  // the state is carried on
}

TEST(Lcg, floats_use_sixteen_bits) {
  EXPECT_THAT(Lcg().floats(2), ElementsAre(0xD3DC / 32768.0F - 1.0F, 0xA704 / 32768.0F - 1.0F));
  EXPECT_NE(Lcg(1).bytes(8), Lcg(2).bytes(8));
}

/// A bitmap of 2 by 2 pixels; rows are padded to four bytes and stored from the bottom.
Bytes small_bmp(std::uint16_t bits, std::int32_t height, const Bytes& pixels,
                const Bytes& palette = {}) {
  Bytes bytes(54);
  const auto put = [&](std::size_t at, auto value) {
    std::memcpy(bytes.data() + at, &value, sizeof(value));
  };
  bytes[0] = 'B';
  bytes[1] = 'M';
  put(10, static_cast<std::uint32_t>(54 + palette.size()));
  put(14, std::uint32_t{40});
  put(18, std::int32_t{2});
  put(22, height);
  put(28, bits);
  bytes.insert(bytes.end(), palette.begin(), palette.end());
  bytes.insert(bytes.end(), pixels.begin(), pixels.end());
  return bytes;
}

TEST(Bmp, color_rows_come_from_the_top_as_rgb) {
  const Bytes pixels = {1, 2, 3, 4, 5, 6, 0, 0, 7, 8, 9, 10, 11, 12, 0, 0};
  const auto bottom_up = read_bmp("made.bmp", small_bmp(24, 2, pixels));
  EXPECT_EQ(bottom_up.channels, 3);
  EXPECT_THAT(bottom_up.pixels, ElementsAre(9, 8, 7, 12, 11, 10, 3, 2, 1, 6, 5, 4));
  const auto top_down = read_bmp("made.bmp", small_bmp(24, -2, pixels));
  EXPECT_EQ(top_down.height, 2);
  EXPECT_THAT(top_down.pixels, ElementsAre(3, 2, 1, 6, 5, 4, 9, 8, 7, 12, 11, 10));
}

TEST(Bmp, gray_pictures_need_the_gray_ramp) {
  Bytes ramp;
  for (int i = 0; i < 256; ++i) {
    const auto gray = static_cast<std::uint8_t>(i);
    ramp.insert(ramp.end(), {gray, gray, gray, 0});
  }
  const Bytes pixels = {1, 2, 0, 0, 3, 4, 0, 0};
  EXPECT_THAT(read_bmp("made.bmp", small_bmp(8, 2, pixels, ramp)).pixels, ElementsAre(3, 4, 1, 2));
  ramp[8] = 200;
  EXPECT_THROW(static_cast<void>(read_bmp("made.bmp", small_bmp(8, 2, pixels, ramp))),
               UnsupportedError);
}

TEST(Bmp, damage_and_other_kinds_are_refused) {
  const auto good = small_bmp(24, 2, Bytes(16));
  for (std::size_t size = 0; size < good.size() - 2; ++size) {  // two bytes of padding at the end
    EXPECT_THROW(
        static_cast<void>(read_bmp("cut.bmp", std::span<const std::uint8_t>(good).first(size))),
        FormatError)
        << size;
  }
  EXPECT_THROW(static_cast<void>(read_bmp("made.bmp", small_bmp(16, 2, Bytes(16)))),
               UnsupportedError);
  EXPECT_THROW(static_cast<void>(read_bmp("made.bmp", small_bmp(24, 0, Bytes(16)))), FormatError);
}

TEST(Bmp, nearest_scaling_takes_the_floor) {
  const Image image{3, 3, 1, {0, 1, 2, 3, 4, 5, 6, 7, 8}};
  EXPECT_THAT(resized_nearest(image, 2, 2).pixels, ElementsAre(0, 1, 3, 4));
  EXPECT_EQ(resized_nearest(image, 3, 3).pixels, image.pixels);
}

TEST(Bmp, real_picture_has_its_size) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto cat = read_bmp(test::shared_model("inputs/resized_cat.bmp"));
  EXPECT_EQ(cat.height, 224);
  EXPECT_EQ(cat.width, 224);
  EXPECT_EQ(cat.pixels.size(), 224U * 224 * 3);
}

}  // namespace
}  // namespace tessera::workloads
