// SPDX-License-Identifier: Apache-2.0
// An accelerator: tiles, ring, mesh, scalar core and streams, wired from a configuration.
#pragma once

#include "hw/interconnect/ring.h"
#include "hw/scalar/accelerator_control.h"
#include "hw/scalar/host_dma.h"
#include "hw/scalar/host_port.h"
#include "hw/scalar/infeed.h"
#include "hw/scalar/outfeed.h"
#include "hw/scalar/pop.h"
#include "hw/scalar/scalar_core.h"
#include "hw/tile/tile.h"

#include <deque>
#include <memory>
#include <string>
#include <vector>

namespace tessera::hw {

/// How an accelerator is run; everything about the machine itself is in its configuration.
struct AcceleratorOptions {
  Engine engine = Engine::kTlm;
  /// Arithmetic of the op units' output stages. The chip's is f32; programs for the other modes are
  /// encoded differently (hw/doc/machine.md, "Requantization").
  func::RequantMode requant = func::RequantMode::kF32;
  std::function<std::uint32_t(const std::string&)> latency_factor = {};  // see AcceleratorContext
  std::function<void(const Worker&, const spec::Command&)> on_command = {};
  std::function<void(const Worker&, const spec::Command&)> on_done = {};
  OpEngineFactory op_engine = {};  // see AcceleratorContext
  std::function<void(const Worker&, Cycle, Activity)> on_activity = {};
};

class Accelerator final : public sc_core::sc_module, public AcceleratorControl {
 public:
  Accelerator(const sc_core::sc_module_name& name, const spec::SystemConfig& system,
              std::size_t index, HostPort& host, AcceleratorOptions options);

  // AcceleratorControl
  [[nodiscard]] std::size_t instruction_space() const override { return buffer_.space(); }
  void push_instructions(std::span<const std::uint8_t> bytes) override;
  void wait_instruction_space(std::size_t bytes) override;
  [[nodiscard]] bool wait_bitstream_done() override;
  void set_run_control(RunControl value) override { core_->set_run_control(value); }
  [[nodiscard]] RunControl run_state() const override { return core_->run_state(); }
  void reset() override;
  [[nodiscard]] std::uint32_t scalar_register(unsigned index) const override;
  [[nodiscard]] bool predicate(unsigned index) const override;
  [[nodiscard]] std::uint16_t scalar_counter(unsigned index) const override;
  [[nodiscard]] std::uint16_t tile_counter(unsigned tile, unsigned index) const override;
  [[nodiscard]] std::uint64_t current_pc() const override { return core_->pc(); }
  [[nodiscard]] unsigned tiles() const override { return static_cast<unsigned>(tiles_.size()); }
  [[nodiscard]] std::size_t peek(InspectSpace space, unsigned tile, std::size_t offset,
                                 std::span<std::uint8_t> data) const override;
  [[nodiscard]] std::size_t poke(InspectSpace space, unsigned tile, std::size_t offset,
                                 std::span<const std::uint8_t> data) override;

  /// Every worker with its hierarchical name, in a fixed order: scalar core and streams, then
  /// tiles.
  [[nodiscard]] std::vector<const Worker*> workers() const;
  [[nodiscard]] const Ring& ring() const { return ring_; }
  [[nodiscard]] const HostDma& dma() const { return *dma_; }
  [[nodiscard]] Cycle cycle() const { return context_.kernel_cycle(); }
  [[nodiscard]] const AcceleratorContext& context() const { return context_; }
  [[nodiscard]] bool faulted() const { return faulted_; }
  /// What the first fault since the last reset was; empty if there was none.
  [[nodiscard]] const std::string& fault_report() const { return fault_report_; }

  /// What every worker that is not idle does and waits for, a line each: why a program stands
  /// still.
  [[nodiscard]] std::string stall_report() const;

 private:
  void build_mesh();
  void build_tiles();
  void build_scalar_side();
  void on_fault(const std::string& report);
  [[nodiscard]] std::span<std::uint8_t> space_of(InspectSpace space, unsigned tile) const;

  AcceleratorContext context_;
  HostPort& host_;
  InstructionBuffer buffer_;
  ScalarMemories memories_;
  ScalarCounters counters_{kScalarCounterNames};
  HostStreams streams_;
  Ring ring_;
  std::deque<MeshLink> links_;
  std::vector<TileLinks> tile_links_;
  std::vector<std::unique_ptr<Tile>> tiles_;
  std::unique_ptr<HostDma> dma_;
  std::unique_ptr<Pop> activation_pop_;
  std::unique_ptr<Pop> parameter_pop_;
  std::unique_ptr<Infeed> infeed_;
  std::unique_ptr<Outfeed> outfeed_;
  std::unique_ptr<ScalarCore> core_;
  OrderSignal order_;
  bool faulted_ = false;
  std::string fault_report_;
  std::uint64_t resets_ = 0;
  sc_core::sc_event stopped_;
};

}  // namespace tessera::hw
