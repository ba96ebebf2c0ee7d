// SPDX-License-Identifier: Apache-2.0
// The scalar core: executes the program, dispatches tile commands, issues host transfers.
#pragma once

#include "hw/scalar/accelerator_control.h"
#include "hw/scalar/host_dma.h"
#include "hw/scalar/instruction_buffer.h"
#include "hw/scalar/scalar_alu.h"
#include "hw/scalar/scalar_counters.h"
#include "hw/scalar/scalar_memory.h"
#include "hw/tile/unit.h"

#include <array>
#include <functional>
#include <map>
#include <vector>

namespace tessera::hw {

/// What the scalar core commands: the tiles' front ends and its own stream units.
struct ScalarTargets {
  std::vector<Unit*> front_ends;
  Unit* activation_pop = nullptr;
  Unit* parameter_pop = nullptr;
  Unit* infeed = nullptr;
  Unit* outfeed = nullptr;
};

class ScalarCore final : public Worker {
 public:
  ScalarCore(const sc_core::sc_module_name& name, const AcceleratorContext& context,
             InstructionBuffer& buffer, ScalarMemories& memories, ScalarCounters& counters,
             HostDma& dma, ScalarTargets targets);

  void set_run_control(RunControl value);
  [[nodiscard]] RunControl run_state() const { return run_state_; }
  /// A front end's completion token.
  void token(std::size_t tile);

  [[nodiscard]] const ScalarState& registers() const { return state_; }
  /// Word number, within the bitstream in execution, of the next command.
  [[nodiscard]] std::uint64_t pc() const { return pc_; }
  [[nodiscard]] std::string state() const override;
  [[nodiscard]] bool idle() const override { return buffer_.empty(); }

 private:
  void work() override;
  void on_reset() override;

  [[nodiscard]] CommandRef fetch();
  void step(const CommandRef& command);
  void require_bytes(std::size_t end);
  [[nodiscard]] std::size_t words_of(spec::Opcode opcode) const;
  void enter_bitstream(const spec::Start& start);
  void leave_bitstream(const spec::Halt& halt);

  void execute(const spec::Bundle& bundle);
  void execute_memory(const spec::Bundle& bundle, const ScalarState& before);
  void execute(const spec::Branch& branch);
  void execute(const spec::Loop& loop);
  void execute(const spec::ScalarFence& fence);
  void wait_counter(std::size_t counter, std::uint16_t threshold);
  void dispatch(const CommandRef& command);
  void push(Unit& unit, const CommandRef& command);
  [[nodiscard]] CommandRef resolve_registers(const CommandRef& command) const;
  [[nodiscard]] std::uint8_t* memory_word(std::uint32_t address);

  InstructionBuffer& buffer_;
  ScalarMemories& memories_;
  ScalarCounters& counters_;
  HostDma& dma_;
  ScalarTargets targets_;

  RunControl run_state_ = RunControl::kIdle;
  ScalarState state_;
  std::uint64_t pc_ = 0;
  std::uint64_t next_pc_ = 0;
  std::uint64_t bitstream_words_ = 0;  // 0: between bitstreams
  std::map<std::uint64_t, CommandRef> decoded_;
  std::array<std::uint32_t, 4> descriptor_{};

  struct HardwareLoop {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    std::uint32_t left = 0;
  } loop_;

  std::vector<std::uint32_t> tokens_;
  sc_core::sc_event token_arrived_;
  sc_core::sc_event run_changed_;
};

}  // namespace tessera::hw
