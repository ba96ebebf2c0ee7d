// SPDX-License-Identifier: Apache-2.0
// Network images that contradict themselves: refused, and nothing stays loaded.
#include "firmware/app/tpu_text.h"
#include "firmware/runtime/tpu_image.h"
#include "tests/firmware/fake_board.h"
#include "tests/firmware/image_words.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <random>

namespace tessera::test {
namespace {

constexpr std::uint32_t kArena = 0x9000'0000;
constexpr std::uint32_t kImage = 0x9060'0000;

class Image : public testing::Test {
 protected:
  void SetUp() override {
    board_.on_step = [](std::uint32_t, std::uint64_t, std::uint32_t) { return 0U; };
    board_.chip.on_bitstream = [this](std::span<const std::uint8_t>) { board_.chip.raise(0); };
    ASSERT_TRUE(board_.start());
    ASSERT_EQ(board_.call(TPU_COMMAND_OPEN, {kArena, 0, 6 << 20, 0, 10'000, 0, 8}), TPU_OK);
  }

  tpu_status load(const std::vector<std::uint8_t>& image) {
    const auto place = board_.chip.memory(kImage, image.size());
    std::copy(image.begin(), image.end(), place.begin());
    return board_.call(TPU_COMMAND_LOAD, {kImage, 0, static_cast<std::uint32_t>(image.size())});
  }
  std::uint32_t memory_used() {
    EXPECT_EQ(board_.call(TPU_COMMAND_QUERY), TPU_OK);
    EXPECT_EQ(board_.value(2), 0U);  // loaded
    return board_.value(8);
  }
  void expect_refused(const ImageWords& image, tpu_status status = TPU_BAD_IMAGE) {
    const std::uint32_t before = memory_used();
    EXPECT_EQ(load(image.bytes()), status);
    EXPECT_EQ(memory_used(), before);
  }

  FakeBoard board_;
};

TEST(ImageCrc, is_that_of_ethernet) {
  const std::uint8_t digits[] = {'1', '2', '3', '4', '5', '6', '7', '8', '9'};
  EXPECT_EQ(tpu_crc32(digits, 9), 0xcbf4'3926U);  // the check value of CRC catalogues
  EXPECT_EQ(tpu_crc32(digits, 0), 0U);
}

TEST_F(Image, every_header_word_is_checked) {
  for (std::size_t word = 0; word < 16; ++word) {
    if (word == 3 || word == 4) continue;  // below
    SCOPED_TRACE(word);
    ImageWords image;
    image.header[word] += word == 11 ? 2 : 1;  // caching: one past the executables
    expect_refused(image);
  }
}

TEST_F(Image, sizes_and_checksum_of_the_tables_are_checked) {
  ImageWords image;
  image.fix_sizes = false;
  expect_refused(image);
  image = {};
  image.fix_crc = false;
  expect_refused(image);
}

TEST_F(Image, counts_beyond_every_limit_are_refused) {
  for (const std::size_t word : {5U, 6U, 7U, 8U, 9U, 10U, 11U})
    for (const std::uint32_t count : {0x1001U, 0x10000U, 0x4000'0000U, 0xffff'ffffU}) {
      SCOPED_TRACE(testing::Message() << "word " << word << " count " << count);
      ImageWords image;
      image.header[word] = count;
      expect_refused(image);
    }
}

struct Fault {
  const char* what;
  std::function<void(ImageWords&)> make;
};

TEST_F(Image, contradictions_of_the_tables_are_refused) {
  const Fault faults[] = {
      {"empty buffer", [](ImageWords& i) { i.buffers[0] = 0; }},
      {"huge buffer", [](ImageWords& i) { i.buffers[0] = 0x4000'0001; }},
      {"role", [](ImageWords& i) { i.buffers[1] = 3; }},
      {"step kind", [](ImageWords& i) { i.steps[0] = 2; }},
      {"step of no executable", [](ImageWords& i) { i.steps[3] = 1; }},
      {"step that is the caching program", [](ImageWords& i) { i.header[11] = 1; }},
      {"code offset not aligned", [](ImageWords& i) { i.executable[0] = 4160; }},
      {"code in the tables", [](ImageWords& i) { i.executable[0] = 0; }},
      {"code beyond the end", [](ImageWords& i) { i.executable[0] = 12288; }},
      {"code beyond memory", [](ImageWords& i) { i.executable[0] = 0xffff'f000; }},
      {"parameters beyond the end", [](ImageWords& i) { i.executable[2] = 4097; }},
      {"parameters not aligned", [](ImageWords& i) { i.executable[1] = 8200; }},
      {"no batch", [](ImageWords& i) { i.executable[4] = 0; }},
      {"batch beyond the buffer", [](ImageWords& i) { i.executable[4] = 2; }},
      {"more inputs than tensors", [](ImageWords& i) { i.executable[5] = 2; }},
      {"inputs beyond the limit", [](ImageWords& i) { i.executable[5] = 0xffff'ffff; }},
      {"fewer outputs than tensors", [](ImageWords& i) { i.executable[6] = 0; }},
      {"fewer bitstreams", [](ImageWords& i) { i.executable[7] = 0; }},
      {"relocations that differ", [](ImageWords& i) { i.executable[8] = 1; }},
      {"no interrupt", [](ImageWords& i) { i.executable[9] = 0; }},
      {"other accelerator", [](ImageWords& i) { i.executable[12] = 1; }},
      {"reserved word", [](ImageWords& i) { i.executable[15] = 1; }},
      {"tensor without buffer", [](ImageWords& i) { i.tensors[0] = 4; }},
      {"tensor larger than its buffer", [](ImageWords& i) { i.tensors[1] = 65; }},
      {"empty tensor", [](ImageWords& i) { i.tensors[1] = 0; }},
      {"bitstream beyond the end", [](ImageWords& i) { i.bitstreams[0] = 8256; }},
      {"relocations of a bitstream", [](ImageWords& i) { i.bitstreams[1] = 3; }},
  };
  for (const Fault& fault : faults) {
    SCOPED_TRACE(fault.what);
    ImageWords image;
    fault.make(image);
    expect_refused(image);
  }
  EXPECT_EQ(load(ImageWords{}.bytes()), TPU_OK);
}

TEST_F(Image, what_only_the_driver_can_see_is_refused_by_it) {
  const Fault faults[] = {
      {"bitstream not of whole words", [](ImageWords& i) { i.bitstreams[0] = 63; }},
      {"empty bitstream", [](ImageWords& i) { i.bitstreams[0] = 0; }},
      {"relocation beyond the bitstream", [](ImageWords& i) { i.relocations[0] = 64 * 8 - 31; }},
      {"relocation far away", [](ImageWords& i) { i.relocations[0] = 0xffff'ffff; }},
      {"kind of buffer", [](ImageWords& i) { i.relocations[1] = 4; }},
      {"half of address", [](ImageWords& i) { i.relocations[1] = 0x201; }},
      {"input that does not exist", [](ImageWords& i) { i.relocations[1] = 0x1'0001; }},
      {"batch element", [](ImageWords& i) { i.relocations[2] = 1; }},
      {"scratch", [](ImageWords& i) { i.executable[3] = 0x4000'0001; }},
  };
  for (const Fault& fault : faults) {
    SCOPED_TRACE(fault.what);
    ImageWords image;
    fault.make(image);
    expect_refused(image, TPU_BAD_EXECUTABLE);
  }
  EXPECT_EQ(load(ImageWords{}.bytes()), TPU_OK);
}

TEST_F(Image, buffers_beyond_the_drivers_memory_are_refused) {
  ImageWords image;
  image.buffers[6] = 7 << 20;
  expect_refused(image, TPU_OUT_OF_MEMORY);
}

TEST_F(Image, random_damage_never_breaks_the_server) {
  constexpr std::uint32_t kSeed = 7;
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  std::mt19937 random(kSeed);
  int loaded = 0;
  for (int n = 0; n < 5000; ++n) {
    ImageWords image;
    std::vector<std::uint32_t>* const tables[] = {&image.buffers,    &image.steps,
                                                  &image.executable, &image.tensors,
                                                  &image.bitstreams, &image.relocations};
    auto& table = *tables[random() % std::size(tables)];
    std::uint32_t& word = table[random() % table.size()];
    word = random() % 2 == 0 ? word ^ 1U << (random() % 32) : random();
    if (load(image.bytes()) != TPU_OK) continue;
    ++loaded;
    (void)board_.call(TPU_COMMAND_RUN);
    ASSERT_EQ(board_.call(TPU_COMMAND_UNLOAD), TPU_OK);
  }
  EXPECT_GT(loaded, 100);
  EXPECT_LT(loaded, 4900);
  EXPECT_EQ(load(ImageWords{}.bytes()), TPU_OK);
  EXPECT_EQ(board_.call(TPU_COMMAND_RUN), TPU_OK);
}

TEST(Text, numbers_and_ends) {
  tpu_text text;
  tpu_text_clear(&text);
  tpu_text_add(&text, "a ");
  tpu_text_add_number(&text, 0);
  tpu_text_add(&text, " ");
  tpu_text_add_number(&text, 4'294'967'295);
  tpu_text_add(&text, " ");
  tpu_text_add_hex(&text, 0x1f);
  tpu_text_add(&text, " ");
  tpu_text_add_hex(&text, 0x1'2345'6789);
  EXPECT_STREQ(text.bytes, "a 0 4294967295 0x0000001f 0x123456789");
  for (int i = 0; i < 100; ++i) tpu_text_add(&text, "0123456789");
  EXPECT_EQ(std::string(text.bytes).size(), std::size_t{TPU_TEXT_BYTES} - 1);
}

}  // namespace
}  // namespace tessera::test
