// SPDX-License-Identifier: Apache-2.0
// Platform interrupt controller with one context: machine mode of hart 0.
#pragma once

#include "tlm/peripherals/mmio_target.h"

#include <cstdint>
#include <vector>

namespace tessera::tlm {

/// RISC-V PLIC specification 1.0.0, with the register places of SiFive's and QEMU's `virt` machine;
/// 32-bit accesses: priority of source n at 4n (0, never, to 7), pending bits from 0x1000, enable
/// bits of context 0 from 0x2000, threshold at 0x200000, claim and complete at 0x200004. Places of
/// other contexts and of sources that do not exist are answered with an address error.
///
/// Sources are levels: high makes one pending, and it stays so until claimed; while claimed it
/// cannot become pending again; complete looks at the level anew. Among equal priorities the lowest
/// number wins. A claim does not look at the threshold.
class Plic final : public MmioTarget {
 public:
  sc_core::sc_vector<InputPort> sources;  ///< [0] is source 1; active high; optional
  OutputPort irq;                         ///< machine external interrupt; active high; optional
  InputPort rst;                          ///< active high: nothing enabled or pending; optional

  /// `sources`: 1 to 1023.
  Plic(const sc_core::sc_module_name& name, unsigned sources);

  /// The input of source `number`, from 1.
  [[nodiscard]] InputPort& source(unsigned number) { return sources.at(number - 1); }

 private:
  struct Source {
    std::uint32_t priority = 0;
    bool pending = false;
    bool enabled = false;
    bool claimed = false;
  };

  ::tlm::tlm_response_status read(std::uint32_t offset, unsigned bytes, std::uint64_t& value,
                                  sc_core::sc_time& delay) override;
  ::tlm::tlm_response_status write(std::uint32_t offset, unsigned bytes, std::uint64_t value,
                                   sc_core::sc_time& delay) override;
  bool peek(std::uint32_t offset, unsigned bytes, std::uint64_t& value) const override;
  void end_of_elaboration() override;

  /// Number of the source to claim, 0 if none; only those above `threshold`.
  [[nodiscard]] unsigned best(std::uint32_t threshold) const;
  [[nodiscard]] std::uint32_t bits(std::uint32_t word, bool Source::*flag) const;
  [[nodiscard]] bool has_word(std::uint32_t word) const;
  void complete(std::uint64_t number);
  void sample_sources();
  void follow_sources();
  void reset();

  OutputWire irq_wire_{irq};
  std::vector<Source> state_;  // [0] stays unused
  std::uint32_t threshold_ = 0;
};

}  // namespace tessera::tlm
