// SPDX-License-Identifier: Apache-2.0
// The mailbox protocol, on the native build without SystemC.
#include "firmware/driver/tpu_service.h"
#include "firmware/hal/tpu_memory_map.h"
#include "tests/firmware/fake_board.h"
#include "tests/firmware/image_words.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace tessera::test {
namespace {

using testing::HasSubstr;

constexpr std::uint32_t kArena = 0x9000'0000;
constexpr std::uint32_t kArenaBytes = 6 << 20;
constexpr std::uint32_t kImage = 0x9060'0000;
constexpr std::uint32_t kBound = 0x9070'0000;
constexpr std::uint32_t kWatchdogUs = 10'000;
constexpr std::uint32_t kFreeStep = 0xffff'ffff;

class Server : public testing::Test {
 protected:
  void SetUp() override {
    board_.on_step = [this](std::uint32_t step, std::uint64_t table, std::uint32_t buffers) {
      steps_.push_back(step);
      table_ = table;
      buffers_ = buffers;
      return service_error_;
    };
    board_.chip.on_bitstream = [this](std::span<const std::uint8_t> code) {
      code_.assign(code.begin(), code.end());
      board_.chip.raise(0);
    };
    ASSERT_TRUE(board_.start());
  }

  tpu_status open() {
    return board_.call(TPU_COMMAND_OPEN, {kArena, 0, kArenaBytes, 0, kWatchdogUs, 0, 8});
  }
  tpu_status load(const std::vector<std::uint8_t>& image, std::uint32_t address = kImage) {
    const auto place = board_.chip.memory(address, image.size());
    std::copy(image.begin(), image.begin() + static_cast<std::ptrdiff_t>(place.size()),
              place.begin());
    return board_.call(TPU_COMMAND_LOAD, {address, 0, static_cast<std::uint32_t>(image.size())});
  }
  void ready() {
    ASSERT_EQ(open(), TPU_OK);
    ASSERT_EQ(load(ImageWords{}.bytes()), TPU_OK);
  }
  /// 32 bits of the code that ran, from a bit on.
  [[nodiscard]] std::uint32_t field(unsigned bit) const {
    std::uint32_t value = 0;
    for (unsigned i = 0; i < 32; ++i)
      value |= static_cast<std::uint32_t>(code_.at((bit + i) / 8) >> ((bit + i) % 8) & 1) << i;
    return value;
  }

  FakeBoard board_;
  std::vector<std::uint32_t> steps_;
  std::vector<std::uint8_t> code_;
  std::uint64_t table_ = 0;
  std::uint32_t buffers_ = 0;
  std::uint32_t service_error_ = 0;
};

TEST_F(Server, start_announces_itself_and_rings) {
  EXPECT_EQ(board_.word(TPU_MAILBOX_WORD_MAGIC), 0x5842'4d54U);
  EXPECT_EQ(board_.word(TPU_MAILBOX_WORD_VERSION), 1U);
  EXPECT_EQ(board_.word(TPU_MAILBOX_WORD_STATE), 1U);
  EXPECT_EQ(board_.word(TPU_MAILBOX_WORD_BOOTS), 1U);
  EXPECT_EQ(board_.rings, 1U);
  ASSERT_EQ(board_.messages.size(), 1U);
  EXPECT_THAT(board_.messages[0], HasSubstr("start 1"));
}

TEST_F(Server, second_start_counts_and_forgets_an_old_request) {
  EXPECT_EQ(board_.call(TPU_COMMAND_QUERY), TPU_OK);
  const unsigned rings = board_.rings;
  ASSERT_TRUE(board_.start());
  EXPECT_EQ(board_.word(TPU_MAILBOX_WORD_BOOTS), 2U);
  board_.poll();  // the request of the first life is still there
  EXPECT_EQ(board_.rings, rings + 1);
  EXPECT_EQ(board_.call(TPU_COMMAND_QUERY), TPU_OK);
}

TEST_F(Server, platform_without_a_bell_is_not_rung) {
  ASSERT_TRUE(board_.start(0));
  const unsigned rings = board_.rings;
  EXPECT_EQ(board_.call(TPU_COMMAND_QUERY), TPU_OK);
  EXPECT_EQ(board_.rings, rings);
}

TEST_F(Server, network_runs_its_steps_in_order_with_patched_code) {
  ready();
  EXPECT_EQ(board_.value(0), 4U);  // buffers
  EXPECT_EQ(board_.value(1), 3U);  // steps
  EXPECT_EQ(board_.value(2), 1U);  // executables
  ASSERT_EQ(board_.call(TPU_COMMAND_RUN), TPU_OK);
  EXPECT_EQ(board_.value(0), 3U);
  EXPECT_EQ(board_.value(1), 1U);     // device runs
  EXPECT_EQ(board_.value(3), 2U);     // host steps
  EXPECT_EQ(board_.value(4), 2000U);  // cycles, 1000 per step
  EXPECT_EQ(steps_, (std::vector<std::uint32_t>{0, 1}));
  EXPECT_EQ(buffers_, 4U);
  ASSERT_EQ(board_.call(TPU_COMMAND_BUFFER, {1}), TPU_OK);
  EXPECT_EQ(board_.chip.translate(field(6)), board_.value(0));
  ASSERT_EQ(board_.call(TPU_COMMAND_BUFFER, {2}), TPU_OK);
  EXPECT_EQ(board_.chip.translate(field(134)), board_.value(0));
  EXPECT_EQ(board_.value(2), 32U);
  EXPECT_EQ(code_[0] & 0x3f, 0xa5 & 0x3f);  // bits around the fields stay
}

TEST_F(Server, code_and_parameters_stay_where_the_image_is) {
  ready();
  ASSERT_EQ(board_.call(TPU_COMMAND_QUERY), TPU_OK);
  // Queue 16 KiB, 8 second-level tables, the buffer table, 4 buffers, scratch: a page each.
  EXPECT_EQ(board_.value(8), 0x4000U + 8 * 4096 + (1 + 4 + 1) * 4096);
  ASSERT_EQ(board_.call(TPU_COMMAND_RUN), TPU_OK);
  EXPECT_EQ(board_.chip.memory(kImage + 4096, 64)[16], code_[16]);
}

TEST_F(Server, buffer_table_lists_every_buffer) {
  ready();
  ASSERT_EQ(board_.call(TPU_COMMAND_RUN), TPU_OK);
  const std::uint32_t bytes[] = {64, 64, 32, 32};
  for (std::uint32_t i = 0; i < 4; ++i) {
    ASSERT_EQ(board_.call(TPU_COMMAND_BUFFER, {i}), TPU_OK);
    const auto record = board_.chip.memory(table_ + 16 * i, 16);
    std::uint64_t words[2];
    std::memcpy(words, record.data(), sizeof words);
    EXPECT_EQ(words[0], board_.value(0)) << i;
    EXPECT_EQ(words[1], bytes[i]) << i;
  }
}

TEST_F(Server, bound_output_is_used_and_internal_buffers_cannot_be_bound) {
  ready();
  EXPECT_EQ(board_.call(TPU_COMMAND_BIND, {3, kBound, 0, 32, 0}), TPU_OK);
  ASSERT_EQ(board_.call(TPU_COMMAND_BUFFER, {3}), TPU_OK);
  EXPECT_EQ(board_.value(0), kBound);
  EXPECT_EQ(board_.call(TPU_COMMAND_BIND, {1, kBound, 0, 64, 0}), TPU_BAD_ARGUMENT);
  EXPECT_EQ(board_.call(TPU_COMMAND_BIND, {3, kBound, 0, 31, 0}), TPU_BAD_ARGUMENT);  // too small
  EXPECT_EQ(board_.call(TPU_COMMAND_BIND, {4, kBound, 0, 64, 0}), TPU_BAD_ARGUMENT);
}

TEST_F(Server, bound_device_input_is_patched_into_the_code) {
  ImageWords image;
  image.buffers[3] = 1;  // buffer 1, the device's input, is the network's as well
  ASSERT_EQ(open(), TPU_OK);
  ASSERT_EQ(load(image.bytes()), TPU_OK);
  ASSERT_EQ(board_.call(TPU_COMMAND_BIND, {1, kBound + 0x40, 0, 64, 0}), TPU_OK);
  ASSERT_EQ(board_.call(TPU_COMMAND_RUN), TPU_OK);
  EXPECT_EQ(board_.chip.translate(field(6)), kBound + 0x40);
}

TEST_F(Server, commands_out_of_order_are_refused) {
  EXPECT_EQ(load(ImageWords{}.bytes()), TPU_BAD_STATE);
  for (const std::uint32_t command :
       {TPU_COMMAND_BUFFER, TPU_COMMAND_BIND, TPU_COMMAND_RUN, TPU_COMMAND_UNLOAD,
        TPU_COMMAND_RESET, TPU_COMMAND_COUNTERS, TPU_COMMAND_CLOSE})
    EXPECT_EQ(board_.call(command), TPU_BAD_STATE) << command;
  ready();
  EXPECT_EQ(open(), TPU_BAD_STATE);
  EXPECT_EQ(load(ImageWords{}.bytes()), TPU_BAD_STATE);
  EXPECT_EQ(board_.call(TPU_COMMAND_CLOSE), TPU_BAD_STATE);  // a network is loaded
  EXPECT_EQ(board_.call(TPU_COMMAND_UNLOAD), TPU_OK);
  EXPECT_EQ(board_.call(TPU_COMMAND_CLOSE), TPU_OK);
  ready();
  EXPECT_EQ(board_.call(TPU_COMMAND_RUN), TPU_OK);
}

TEST_F(Server, unknown_commands_are_answered) {
  for (const std::uint32_t command : {0U, 12U, 0xffff'ffffU})
    EXPECT_EQ(board_.call(command), TPU_BAD_COMMAND) << command;
  EXPECT_EQ(board_.call(TPU_COMMAND_QUERY), TPU_OK);
}

TEST_F(Server, addresses_outside_of_shared_memory_are_refused) {
  struct Range {
    std::uint32_t low, high, bytes_low, bytes_high;
  };
  const Range bad[] = {{0x8000'0000, 0, 0x100000, 0},          // the firmware itself
                       {TPU_MAILBOX_ADDRESS, 0, 0x100000, 0},  // the mailbox
                       {0x0600'0000, 0, 0x100000, 0},          // registers
                       {0xbff0'0000, 0, 0x200000, 0},          // beyond the end
                       {kArena, 1, kArenaBytes, 0},            // above 4 GiB
                       {kArena, 0, 0, 0},
                       {kArena, 0, 0, 1},
                       {kArena, 0, 0xffff'ffff, 0xffff'ffff},
                       {kArena + 1, 0, kArenaBytes, 0}};  // not aligned
  for (const Range& range : bad)
    EXPECT_EQ(board_.call(TPU_COMMAND_OPEN, {range.low, range.high, range.bytes_low,
                                             range.bytes_high, kWatchdogUs, 0, 8}),
              TPU_BAD_ARGUMENT)
        << std::hex << range.low;
  ready();
  for (const std::uint32_t place : {0x8000'0000U, 0x0600'0000U, kArena, kImage, 0xbfff'ffffU})
    EXPECT_EQ(board_.call(TPU_COMMAND_BIND, {3, place, 0, 32, 0}), TPU_BAD_ARGUMENT) << place;
}

TEST_F(Server, image_in_the_drivers_memory_or_outside_is_refused) {
  ASSERT_EQ(open(), TPU_OK);
  EXPECT_EQ(board_.call(TPU_COMMAND_LOAD, {kArena, 0, 12288}), TPU_BAD_ARGUMENT);
  EXPECT_EQ(board_.call(TPU_COMMAND_LOAD, {kArena + kArenaBytes - 4096, 0, 12288}),
            TPU_BAD_ARGUMENT);
  EXPECT_EQ(board_.call(TPU_COMMAND_LOAD, {kImage, 0, 0}), TPU_BAD_ARGUMENT);
  EXPECT_EQ(board_.call(TPU_COMMAND_LOAD, {0x8000'0000, 0, 12288}), TPU_BAD_ARGUMENT);
  EXPECT_EQ(load(ImageWords{}.bytes(), kImage + 64), TPU_BAD_ARGUMENT);  // not aligned
  EXPECT_EQ(load(ImageWords{}.bytes()), TPU_OK);
}

TEST_F(Server, watchdog_resets_and_the_report_says_so) {
  ready();
  board_.chip.on_bitstream = [](std::span<const std::uint8_t>) {};  // plays dead
  EXPECT_EQ(board_.call(TPU_COMMAND_RUN), TPU_TIMEOUT);
  EXPECT_EQ(board_.value(0), 1U);  // the step that failed
  EXPECT_EQ(board_.word(TPU_MAILBOX_WORD_FAULT + TPU_FAULT_WORD_STATUS), TPU_TIMEOUT);
  EXPECT_THAT(board_.messages.back(), HasSubstr("step 1: watchdog"));
  board_.chip.on_bitstream = [this](std::span<const std::uint8_t>) { board_.chip.raise(0); };
  EXPECT_EQ(board_.call(TPU_COMMAND_RUN), TPU_OK);
}

TEST_F(Server, fault_report_carries_the_registers) {
  ready();
  board_.chip.on_bitstream = [this](std::span<const std::uint8_t>) { board_.chip.fail(0x11, 0x5); };
  EXPECT_EQ(board_.call(TPU_COMMAND_RUN), TPU_FAULT);
  EXPECT_EQ(board_.word(TPU_MAILBOX_WORD_FAULT + TPU_FAULT_WORD_CAUSE), TPU_FAULT_INBOUND_PAGE);
  EXPECT_EQ(board_.word(TPU_MAILBOX_WORD_FAULT + TPU_FAULT_WORD_HIB_ERROR), 0x11U);
  EXPECT_EQ(board_.word(TPU_MAILBOX_WORD_FAULT + TPU_FAULT_WORD_SCALAR_ERROR), 0x5U);
  EXPECT_THAT(board_.messages.back(), HasSubstr("page fault"));
}

TEST_F(Server, failing_and_missing_services_are_told_apart) {
  ready();
  service_error_ = TPU_SERVICE_ERROR_OPERATOR;
  EXPECT_EQ(board_.call(TPU_COMMAND_RUN), TPU_SERVICE_ERROR);
  EXPECT_STREQ(tpu_status_text(TPU_SERVICE_ERROR), "operator service refused or failed a step");
  EXPECT_EQ(board_.value(0), 0U);
  EXPECT_EQ(board_.value(6), TPU_SERVICE_ERROR_OPERATOR);
  board_.on_step = nullptr;
  EXPECT_EQ(board_.call(TPU_COMMAND_RUN), TPU_NO_SERVICE);
}

TEST_F(Server, hanging_service_ends_by_its_timeout) {
  ready();
  board_.service_hangs = true;
  EXPECT_EQ(board_.call(TPU_COMMAND_RUN), TPU_TIMEOUT);
}

TEST_F(Server, failed_reset_closes_the_device_until_it_is_opened_again) {
  ready();
  board_.chip.stuck_in_sleep = true;
  EXPECT_NE(board_.call(TPU_COMMAND_RESET), TPU_OK);
  EXPECT_EQ(board_.call(TPU_COMMAND_RUN), TPU_BAD_STATE);
  board_.chip.stuck_in_sleep = false;
  EXPECT_EQ(open(), TPU_BAD_STATE);  // the network must go first
  EXPECT_EQ(board_.call(TPU_COMMAND_UNLOAD), TPU_OK);
  ready();
  EXPECT_EQ(board_.call(TPU_COMMAND_RUN), TPU_OK);
}

TEST_F(Server, reset_keeps_the_network) {
  ready();
  EXPECT_EQ(board_.call(TPU_COMMAND_RESET), TPU_OK);
  EXPECT_EQ(board_.call(TPU_COMMAND_RUN), TPU_OK);
  ASSERT_EQ(board_.call(TPU_COMMAND_QUERY), TPU_OK);
  EXPECT_EQ(board_.value(5), 1U);  // resets
}

TEST_F(Server, stop_closes_the_device_and_ends_the_loop) {
  ready();
  EXPECT_EQ(board_.call(TPU_COMMAND_STOP), TPU_OK);
  EXPECT_EQ(board_.word(TPU_MAILBOX_WORD_STATE), 3U);
  board_.board.wait_doorbell = [](void*) -> bool { throw std::logic_error("waits after the end"); };
  EXPECT_NO_THROW(tpu_server_run(&board_.server));
}

TEST_F(Server, same_sequence_number_is_not_carried_out_twice) {
  ready();
  ASSERT_EQ(board_.call(TPU_COMMAND_RUN), TPU_OK);
  const std::size_t steps = steps_.size();
  board_.poll();
  EXPECT_EQ(steps_.size(), steps);
}

TEST_F(Server, random_requests_leave_it_answering) {
  constexpr std::uint32_t kSeed = 20'261'124;
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  std::mt19937 random(kSeed);
  const std::vector<std::uint8_t> image = ImageWords{}.bytes();
  const std::uint32_t places[] = {0,      1,      2,           3,     4,  kArena,   kArenaBytes,
                                  kImage, kBound, 0x8000'0000, 12288, 64, kFreeStep};
  const auto pick = [&] { return places[random() % std::size(places)]; };
  for (int i = 0; i < 3000; ++i) {
    if (random() % 4 == 0) (void)open();
    if (random() % 4 == 0) (void)load(image);
    const std::uint32_t command = random() % 11;  // all but STOP, and one unknown
    const tpu_status status = board_.call(
        command, {pick(), random() % 8 == 0 ? pick() : 0, pick(), 0, pick(), 0, pick()});
    ASSERT_STRNE(tpu_status_text(status), "unknown status") << status;
    ASSERT_EQ(board_.word(TPU_MAILBOX_WORD_STATE), TPU_MAILBOX_READY);
  }
  EXPECT_EQ(board_.call(TPU_COMMAND_QUERY), TPU_OK);
}

}  // namespace
}  // namespace tessera::test
