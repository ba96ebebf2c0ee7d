// SPDX-License-Identifier: Apache-2.0
// The host's side of the mailbox (firmware/app/tpu_mailbox.h).
#pragma once

#include "firmware/app/tpu_mailbox.h"
#include "firmware/driver/tpu_status.h"
#include "sim/platform/firmware_host.h"
#include "tlm/memory.h"

#include <array>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <vector>

namespace tessera::sim {

/// The firmware itself has failed: it crashed, or does not answer.
class FirmwareFailure : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

struct MailboxReply {
  tpu_status status = TPU_OK;
  std::array<std::uint32_t, TPU_REPLY_VALUES> value{};

  [[nodiscard]] std::uint64_t value64(std::size_t index) const {
    return std::uint64_t{value[index + 1]} << 32 | value[index];
  }
};

/// All calls from one SystemC thread. The host reaches memory without time.
class MailboxClient final {
 public:
  /// `bell`: notified when the firmware rings.
  MailboxClient(tlm::Memory& memory, FirmwareUnit& firmware, const sc_core::sc_event& bell);

  /// Tells the firmware what the platform has; before simulation starts.
  void announce_platform();
  /// Waits until the firmware is ready.
  void wait_ready();
  /// Posts a command and waits for its reply. 64-bit arguments: `low` and `high` words.
  MailboxReply call(tpu_command command, std::span<const std::uint32_t> arguments = {});
  MailboxReply call(tpu_command command, std::initializer_list<std::uint32_t> arguments) {
    return call(command, std::span(arguments.begin(), arguments.size()));
  }

  /// Longest simulated time that a call may take before FirmwareFailure is thrown.
  void set_patience(const sc_core::sc_time& patience) { patience_ = patience; }

  [[nodiscard]] std::uint32_t word(std::uint32_t index) const;
  void set_word(std::uint32_t index, std::uint32_t value);
  /// The fault report of the last failed run.
  [[nodiscard]] tpu_fault_report fault() const;

 private:
  void throw_if_crashed() const;
  void wait_bell(const sc_core::sc_time& end);

  tlm::Memory& memory_;
  FirmwareUnit& firmware_;
  const sc_core::sc_event& bell_;
  sc_core::sc_time patience_{60, sc_core::SC_SEC};
  std::uint32_t sequence_ = 0;
};

}  // namespace tessera::sim
