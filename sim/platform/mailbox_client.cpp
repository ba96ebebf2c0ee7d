// SPDX-License-Identifier: Apache-2.0
#include "sim/platform/mailbox_client.h"

#include "firmware/hal/tpu_memory_map.h"

#include <boost/endian/conversion.hpp>
#include <fmt/format.h>

namespace tessera::sim {
namespace {

std::uint64_t address_of(std::uint32_t word) {
  return TPU_MAILBOX_ADDRESS + std::uint64_t{4} * word;
}

}  // namespace

MailboxClient::MailboxClient(tlm::Memory& memory, FirmwareUnit& firmware,
                             const sc_core::sc_event& bell)
    : memory_(memory), firmware_(firmware), bell_(bell) {}

std::uint32_t MailboxClient::word(std::uint32_t index) const {
  std::array<std::uint8_t, 4> bytes{};
  (void)memory_.peek(address_of(index), bytes);
  return boost::endian::load_little_u32(bytes.data());
}

void MailboxClient::set_word(std::uint32_t index, std::uint32_t value) {
  std::array<std::uint8_t, 4> bytes{};
  boost::endian::store_little_u32(bytes.data(), value);
  (void)memory_.poke(address_of(index), bytes);
}

void MailboxClient::announce_platform() {
  set_word(TPU_MAILBOX_WORD_PLATFORM, TPU_PLATFORM_HOST_BELL | TPU_PLATFORM_SERVICE);
}

void MailboxClient::throw_if_crashed() const {
  if (word(TPU_MAILBOX_WORD_STATE) != TPU_MAILBOX_CRASHED) return;
  throw FirmwareFailure(fmt::format("the firmware crashed: mcause {}, mepc {:#x}, mtval {:#x}",
                                    word(TPU_MAILBOX_WORD_CRASH), word(TPU_MAILBOX_WORD_CRASH + 1),
                                    word(TPU_MAILBOX_WORD_CRASH + 2)));
}

void MailboxClient::wait_bell(const sc_core::sc_time& end) {
  const sc_core::sc_time now = sc_core::sc_time_stamp();
  if (now >= end)
    throw FirmwareFailure(
        fmt::format("the firmware has not answered for {}", patience_.to_string()));
  sc_core::wait(end - now, bell_);
  throw_if_crashed();
}

void MailboxClient::wait_ready() {
  const sc_core::sc_time end = sc_core::sc_time_stamp() + patience_;
  while (word(TPU_MAILBOX_WORD_MAGIC) != TPU_MAILBOX_MAGIC ||
         word(TPU_MAILBOX_WORD_STATE) != TPU_MAILBOX_READY)
    wait_bell(end);
  if (word(TPU_MAILBOX_WORD_VERSION) != TPU_MAILBOX_VERSION)
    throw FirmwareFailure(fmt::format("the firmware's mailbox has version {}, the host's is {}",
                                      word(TPU_MAILBOX_WORD_VERSION), TPU_MAILBOX_VERSION));
}

MailboxReply MailboxClient::call(tpu_command command, std::span<const std::uint32_t> arguments) {
  const sc_core::sc_time end = sc_core::sc_time_stamp() + patience_;
  ++sequence_;
  for (std::uint32_t i = 0; i < TPU_REQUEST_WORDS - TPU_REQUEST_ARGUMENT; ++i)
    set_word(TPU_MAILBOX_WORD_REQUEST + TPU_REQUEST_ARGUMENT + i,
             i < arguments.size() ? arguments[i] : 0);
  set_word(TPU_MAILBOX_WORD_REQUEST + 1, command);
  set_word(TPU_MAILBOX_WORD_REQUEST, sequence_);
  firmware_.ring();
  while (word(TPU_MAILBOX_WORD_REPLY) != sequence_) wait_bell(end);
  MailboxReply reply;
  reply.status = static_cast<tpu_status>(word(TPU_MAILBOX_WORD_REPLY + 2));
  for (std::uint32_t i = 0; i < TPU_REPLY_VALUES; ++i)
    reply.value[i] = word(TPU_MAILBOX_WORD_REPLY + TPU_REPLY_VALUE + i);
  return reply;
}

tpu_fault_report MailboxClient::fault() const {
  const auto word64 = [this](std::uint32_t index) {
    return std::uint64_t{word(TPU_MAILBOX_WORD_FAULT + index + 1)} << 32 |
           word(TPU_MAILBOX_WORD_FAULT + index);
  };
  tpu_fault_report report{};
  report.fault = static_cast<tpu_fault>(word(TPU_MAILBOX_WORD_FAULT + TPU_FAULT_WORD_CAUSE));
  report.hib_error = word64(TPU_FAULT_WORD_HIB_ERROR);
  report.hib_first_error = word64(TPU_FAULT_WORD_FIRST_ERROR);
  report.scalar_error = word64(TPU_FAULT_WORD_SCALAR_ERROR);
  report.scalar_pc = word64(TPU_FAULT_WORD_SCALAR_PC);
  report.page_fault_address = word64(TPU_FAULT_WORD_PAGE_ADDRESS);
  return report;
}

}  // namespace tessera::sim
