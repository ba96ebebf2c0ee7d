// SPDX-License-Identifier: Apache-2.0
// Serial port for a firmware's messages.
#pragma once

#include "tlm/peripherals/mmio_target.h"

#include <cstdint>
#include <deque>
#include <functional>

namespace tessera::tlm {

/// The part of a 16550 that drivers use, at byte offsets 0 to 7, 1-byte accesses, as on QEMU's
/// `virt` machine. Transmission takes no time; a received byte waits until it is read. FIFO control
/// clears the receiver; modem lines, break and loopback are absent, and the divisor is only stored.
class Uart final : public MmioTarget {
 public:
  using Sink = std::function<void(std::uint8_t)>;

  OutputPort irq;  ///< level, active high; optional
  InputPort rst;   ///< active high; optional

  /// `sink` gets each byte that the program sends, at the time of its write.
  Uart(const sc_core::sc_module_name& name, Sink sink);

  /// A byte from the other end, from a SystemC process or before the start.
  void receive(std::uint8_t byte);

 private:
  ::tlm::tlm_response_status read(std::uint32_t offset, unsigned bytes, std::uint64_t& value,
                                  sc_core::sc_time& delay) override;
  ::tlm::tlm_response_status write(std::uint32_t offset, unsigned bytes, std::uint64_t value,
                                   sc_core::sc_time& delay) override;
  bool peek(std::uint32_t offset, unsigned bytes, std::uint64_t& value) const override;
  void end_of_elaboration() override;

  [[nodiscard]] std::uint8_t interrupt_identification() const;
  void update_irq(sc_core::sc_time& delay);
  [[nodiscard]] bool has_interrupt() const;
  void reset();

  OutputWire irq_wire_{irq};
  Sink sink_;
  std::deque<std::uint8_t> received_;
  std::uint16_t divisor_ = 0;
  std::uint8_t interrupt_enable_ = 0;
  std::uint8_t line_control_ = 0;
  std::uint8_t modem_control_ = 0;
  std::uint8_t scratch_ = 0;
  bool fifo_enabled_ = false;
  bool transmitter_idle_news_ = false;  // pending until identification is read
};

}  // namespace tessera::tlm
