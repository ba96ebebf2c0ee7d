// SPDX-License-Identifier: Apache-2.0
// Timer and software interrupt of one hart.
#pragma once

#include "tlm/peripherals/mmio_target.h"

#include <cstdint>

namespace tessera::tlm {

/// SiFive's core-local interruptor, as on QEMU's `virt` machine (FU540-C000 manual, chapter 9):
/// msip at 0x0, mtimecmp at 0x4000, mtime at 0xbff8, little-endian, 4 or 8 bytes. mtime counts
/// simulated time from its start; no clock runs, only the next timer interrupt is scheduled.
/// `timer` is high while mtime >= mtimecmp, `software` while msip bit 0 is 1.
class Clint final : public MmioTarget {
 public:
  OutputPort timer;     ///< level, active high; optional
  OutputPort software;  ///< level, active high; optional
  InputPort rst;        ///< active high: msip 0, mtime from 0, mtimecmp all ones; optional

  /// `timebase_hz`: rate of mtime, 1 to 1e9.
  Clint(const sc_core::sc_module_name& name, std::uint64_t timebase_hz);

 private:
  struct Place {
    std::uint64_t base;
    unsigned bytes;
  };

  ::tlm::tlm_response_status read(std::uint32_t offset, unsigned bytes, std::uint64_t& value,
                                  sc_core::sc_time& delay) override;
  ::tlm::tlm_response_status write(std::uint32_t offset, unsigned bytes, std::uint64_t value,
                                   sc_core::sc_time& delay) override;
  bool peek(std::uint32_t offset, unsigned bytes, std::uint64_t& value) const override;
  void end_of_elaboration() override;

  [[nodiscard]] bool value_at(std::uint32_t offset, unsigned bytes, const sc_core::sc_time& when,
                              std::uint64_t& value) const;
  [[nodiscard]] std::uint64_t mtime(const sc_core::sc_time& when) const;
  void schedule_timer();
  /// What `timer` must show now.
  [[nodiscard]] bool is_due() const;
  void follow_time();
  void reset();

  OutputWire timer_wire_{timer};
  OutputWire software_wire_{software};
  sc_core::sc_time period_;
  sc_core::sc_event expiry_;
  std::uint64_t mtime_offset_ = 0;  // mtime - ticks of simulated time, modulo 2^64
  std::uint64_t mtimecmp_ = ~std::uint64_t{0};
  bool msip_ = false;
};

}  // namespace tessera::tlm
