// SPDX-License-Identifier: Apache-2.0
// The register by which a program ends its run.
#pragma once

#include "tlm/peripherals/mmio_target.h"

#include <cstdint>
#include <functional>
#include <optional>

namespace tessera::tlm {

/// SiFive's test device, as on QEMU's `virt` machine: one 32-bit register at offset 0. Writes of 2
/// or 4 bytes: 0x5555 passes, 0x3333 fails with the exit code in bits 31:16, 0x7777 asks for a
/// reset. Any other value is answered with an error and an SC_WARNING. Reads give 0.
class TestFinisher final : public MmioTarget {
 public:
  enum class Kind { kPass, kFail, kReset };
  struct Verdict {
    Kind kind;
    unsigned code;  ///< exit code of kFail, 0 otherwise
  };

  explicit TestFinisher(const sc_core::sc_module_name& name);

  /// Called at the time of the write, from the process that wrote; typically halts the core and
  /// stops the simulation.
  void on_finish(std::function<void(const Verdict&)> hook) { hook_ = std::move(hook); }
  /// The last one written.
  [[nodiscard]] const std::optional<Verdict>& verdict() const { return verdict_; }

 private:
  ::tlm::tlm_response_status read(std::uint32_t offset, unsigned bytes, std::uint64_t& value,
                                  sc_core::sc_time& delay) override;
  ::tlm::tlm_response_status write(std::uint32_t offset, unsigned bytes, std::uint64_t value,
                                   sc_core::sc_time& delay) override;
  bool peek(std::uint32_t offset, unsigned bytes, std::uint64_t& value) const override;

  std::function<void(const Verdict&)> hook_;
  std::optional<Verdict> verdict_;
};

}  // namespace tessera::tlm
