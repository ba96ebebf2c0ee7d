// SPDX-License-Identifier: Apache-2.0
// The firmware's surroundings without SystemC: a fake chip, a mailbox page, a fake operator service
// and a host that posts requests.
#pragma once

#include "firmware/app/tpu_server.h"
#include "tests/support/fake_chip.h"

#include <array>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <map>
#include <string>
#include <vector>

namespace tessera::test {

class FakeBoard {
 public:
  FakeBoard();
  FakeBoard(const FakeBoard&) = delete;
  FakeBoard& operator=(const FakeBoard&) = delete;

  FakeChip chip;
  tpu_hal hal;
  tpu_board board{};
  tpu_server server{};
  std::vector<std::string> messages;
  unsigned rings = 0;  // of the host's bell

  /// Runs a step: gets its number, the table's address and the number of buffers, returns the error
  /// code. The service is absent while this is empty.
  std::function<std::uint32_t(std::uint32_t, std::uint64_t, std::uint32_t)> on_step;
  bool service_hangs = false;

  [[nodiscard]] std::uint32_t word(std::uint32_t index) const { return mailbox_.at(index); }
  void set_word(std::uint32_t index, std::uint32_t value) { mailbox_.at(index) = value; }

  bool start(std::uint32_t platform = TPU_PLATFORM_HOST_BELL | TPU_PLATFORM_SERVICE);
  /// Posts a request and lets the server look; the status of the reply.
  tpu_status call(std::uint32_t command, std::initializer_list<std::uint32_t> arguments = {});
  [[nodiscard]] std::uint32_t value(std::uint32_t index) const {
    return word(TPU_MAILBOX_WORD_REPLY + TPU_REPLY_VALUE + index);
  }
  void poll() { tpu_server_poll(&server); }

 private:
  static FakeBoard& self(void* context) { return *static_cast<FakeBoard*>(context); }
  bool copy(std::uint64_t address, std::size_t bytes, const std::uint8_t* source,
            std::uint8_t* target);
  void service_write(std::uint32_t offset, std::uint32_t value);

  tpu_hal chip_hal_;
  std::array<std::uint32_t, TPU_MAILBOX_BYTES / 4> mailbox_{};
  std::map<std::uint32_t, std::uint32_t> service_;
  std::vector<std::uint64_t> workspace_ = std::vector<std::uint64_t>(1 << 17);
  std::uint32_t sequence_ = 0;
  std::uint64_t slept_us_ = 0;
};

}  // namespace tessera::test
