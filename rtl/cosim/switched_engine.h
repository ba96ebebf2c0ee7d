// SPDX-License-Identifier: Apache-2.0
// An op unit that is RTL for some commands and the functional engine for the others.
#pragma once

#include "hw/tile/op_engine.h"

#include <functional>
#include <memory>
#include <string>

namespace tessera::rtl {

/// Asked at the start of each command: does this op unit (hierarchical name) run it in RTL?
using RtlChoice = std::function<bool(const std::string& unit)>;

/// One engine at a time has a command; between commands neither has anything in flight.
class SwitchedEngine final : public hw::OpUnitEngine {
 public:
  SwitchedEngine(std::string unit, RtlChoice in_rtl, std::unique_ptr<hw::OpUnitEngine> rtl,
                 std::unique_ptr<hw::OpUnitEngine> tlm)
      : unit_(std::move(unit)),
        in_rtl_(std::move(in_rtl)),
        rtl_(std::move(rtl)),
        tlm_(std::move(tlm)) {}

  void reset() override {
    rtl_->reset();
    tlm_->reset();
  }
  void start(const spec::TensorOp& command, spec::Opcode opcode) override {
    present_ = in_rtl_(unit_) ? rtl_.get() : tlm_.get();
    present_->start(command, opcode);
  }
  hw::Cycle run(std::uint32_t steps, hw::Cycle start) override {
    return present_->run(steps, start);
  }
  [[nodiscard]] hw::Cycle finish(hw::Cycle end) override { return present_->finish(end); }
  void settle() override {
    if (present_ != nullptr) present_->settle();
  }

 private:
  std::string unit_;
  RtlChoice in_rtl_;
  std::unique_ptr<hw::OpUnitEngine> rtl_;
  std::unique_ptr<hw::OpUnitEngine> tlm_;
  hw::OpUnitEngine* present_ = nullptr;
};

}  // namespace tessera::rtl
