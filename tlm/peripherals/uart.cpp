// SPDX-License-Identifier: Apache-2.0
// Registers: National Semiconductor PC16550D data sheet, table II.
#include "tlm/peripherals/uart.h"

#include "tlm/memory_map.h"

#include <utility>

namespace tessera::tlm {
namespace {

enum Register : std::uint32_t {
  kData = 0,             // receiver buffer, transmitter holding; divisor low
  kInterruptEnable = 1,  // divisor high
  kInterruptId = 2,      // FIFO control when written
  kLineControl = 3,
  kModemControl = 4,
  kLineStatus = 5,
  kModemStatus = 6,
  kScratch = 7,
  kRegisters = 8,
};

constexpr std::uint8_t kEnableReceived = 0x01, kEnableTransmitterEmpty = 0x02;
constexpr std::uint8_t kIdNone = 0x01, kIdTransmitterEmpty = 0x02, kIdReceived = 0x04,
                       kIdFifos = 0xc0;
constexpr std::uint8_t kFifoEnable = 0x01, kFifoClearReceiver = 0x02;
constexpr std::uint8_t kDivisorAccess = 0x80;
constexpr std::uint8_t kStatusReceived = 0x01, kStatusTransmitterEmpty = 0x60;
constexpr std::uint8_t kModemReady = 0xb0;  // carrier, data set ready, clear to send

}  // namespace

Uart::Uart(const sc_core::sc_module_name& name, Sink sink)
    : MmioTarget(name, memory_map::kUart.bytes), irq("irq"), rst("rst"), sink_(std::move(sink)) {}

void Uart::end_of_elaboration() {
  if (rst.size() != 0) {
    SC_HAS_PROCESS(Uart);
    SC_METHOD(reset);
    sensitive << rst->posedge_event();
    dont_initialize();
  }
}

std::uint8_t Uart::interrupt_identification() const {
  if ((interrupt_enable_ & kEnableReceived) != 0 && !received_.empty()) {
    return kIdReceived;
  }
  const bool wants_more = (interrupt_enable_ & kEnableTransmitterEmpty) != 0;
  return wants_more && transmitter_idle_news_ ? kIdTransmitterEmpty : kIdNone;
}

bool Uart::peek(std::uint32_t offset, unsigned bytes, std::uint64_t& value) const {
  if (offset >= kRegisters || bytes != 1) {
    return false;
  }
  const bool is_divisor = (line_control_ & kDivisorAccess) != 0;
  switch (offset) {
    case kData:
      value = is_divisor ? divisor_ & 0xff : received_.empty() ? 0 : received_.front();
      break;
    case kInterruptEnable:
      value = is_divisor ? divisor_ >> 8 : interrupt_enable_;
      break;
    case kInterruptId:
      value = interrupt_identification() | (fifo_enabled_ ? kIdFifos : 0);
      break;
    case kLineControl:
      value = line_control_;
      break;
    case kModemControl:
      value = modem_control_;
      break;
    case kLineStatus:
      value = kStatusTransmitterEmpty | (received_.empty() ? 0 : kStatusReceived);
      break;
    case kModemStatus:
      value = kModemReady;
      break;
    default:
      value = scratch_;
      break;
  }
  return true;
}

::tlm::tlm_response_status Uart::read(std::uint32_t offset, unsigned bytes, std::uint64_t& value,
                                      sc_core::sc_time& delay) {
  if (!peek(offset, bytes, value)) {
    return bytes == 1 ? ::tlm::TLM_ADDRESS_ERROR_RESPONSE : ::tlm::TLM_BURST_ERROR_RESPONSE;
  }
  if (offset == kData && (line_control_ & kDivisorAccess) == 0 && !received_.empty()) {
    received_.pop_front();
  } else if (offset == kInterruptId && interrupt_identification() == kIdTransmitterEmpty) {
    transmitter_idle_news_ = false;
  }
  update_irq(delay);
  return ::tlm::TLM_OK_RESPONSE;
}

::tlm::tlm_response_status Uart::write(std::uint32_t offset, unsigned bytes, std::uint64_t value,
                                       sc_core::sc_time& delay) {
  if (offset >= kRegisters || bytes != 1) {
    return bytes == 1 ? ::tlm::TLM_ADDRESS_ERROR_RESPONSE : ::tlm::TLM_BURST_ERROR_RESPONSE;
  }
  const auto byte = static_cast<std::uint8_t>(value);
  const bool is_divisor = (line_control_ & kDivisorAccess) != 0;
  switch (offset) {
    case kData:
      if (is_divisor) {
        divisor_ = static_cast<std::uint16_t>((divisor_ & 0xff00) | byte);
      } else {
        if (sink_) sink_(byte);
        transmitter_idle_news_ = true;
      }
      break;
    case kInterruptEnable:
      if (is_divisor) {
        divisor_ = static_cast<std::uint16_t>((divisor_ & 0x00ff) | byte << 8);
      } else {
        interrupt_enable_ = byte & 0x0f;
        transmitter_idle_news_ = (byte & kEnableTransmitterEmpty) != 0;
      }
      break;
    case kInterruptId:
      fifo_enabled_ = (byte & kFifoEnable) != 0;
      if ((byte & kFifoClearReceiver) != 0) received_.clear();
      break;
    case kLineControl:
      line_control_ = byte;
      break;
    case kModemControl:
      modem_control_ = byte & 0x1f;
      break;
    case kScratch:
      scratch_ = byte;
      break;
    default:  // line and modem status ignore writes
      break;
  }
  update_irq(delay);
  return ::tlm::TLM_OK_RESPONSE;
}

bool Uart::has_interrupt() const { return interrupt_identification() != kIdNone; }

// Most accesses change nothing and need no synchronisation.
void Uart::update_irq(sc_core::sc_time& delay) {
  if (has_interrupt() != irq_wire_.level()) {
    synchronise(delay);
    irq_wire_.set_and_settle(has_interrupt());
  }
}

void Uart::receive(std::uint8_t byte) {
  received_.push_back(byte);
  irq_wire_.set(has_interrupt());
}

void Uart::reset() {
  received_.clear();
  divisor_ = 0;
  interrupt_enable_ = line_control_ = modem_control_ = scratch_ = 0;
  fifo_enabled_ = transmitter_idle_news_ = false;
  irq_wire_.set(false);
}

}  // namespace tessera::tlm
