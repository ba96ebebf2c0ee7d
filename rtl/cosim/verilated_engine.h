// SPDX-License-Identifier: Apache-2.0
// One Verilated op unit as the engine of one tile.
#pragma once

#include "hw/tile/context.h"
#include "hw/tile/op_timing.h"
#include "rtl/cosim/command_image.h"
#include "rtl/cosim/engine.h"
#include "rtl/cosim/lockstep_engine.h"
#include "rtl/cosim/model_ports.h"
#include "rtl/cosim/ramp_writer.h"
#include "rtl/cosim/tile_ports.h"
#include "rtl/cosim/wave_tracer.h"

#include <fmt/format.h>
#include <verilated.h>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>
#include <deque>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <utility>

namespace tessera::rtl {

/// What the RTL is built as; a configuration must say the same (hw/spec/doc/systems.md).
inline constexpr std::uint32_t kLanesPerHop = 4;
inline constexpr std::uint32_t kPipelineCycles = 20;

/// Memory ports, as bits of what set_ready() takes.
enum Port : std::uint8_t { kNarrowRead, kWeights, kZeroPoints, kSums, kPark, kScaling, kWrite };
inline constexpr unsigned kPorts = 7;

/// Evaluates cycles in a tight loop, with no event of the kernel in between.
///
/// The model's clock and the unit's cycles are one, but for two things. Time in which nothing is
/// under way is skipped. And results that are still in the pipeline when others may look (settle)
/// are brought home in cycles that the sequencer does not see (hold_i): its next step may come
/// before they would have ended, and finds the output port as it would be then.
///
/// With `Checked` the model has its assertions in it (RTL_CHECKS).
template <typename Model, bool Checked = false>
class VerilatedEngine : public hw::OpUnitEngine {
 public:
  /// Keeps what it writes in `log`, and its signals in `wave`, if there is one.
  VerilatedEngine(const hw::OpEngineSite& site, WriteLog* log, const EngineWave* wave)
      : unit_(site.unit),
        checks_(site.config, 1, no_signals_, no_stats_, site.requant),
        shape_(spec::TensorOp{}, spec::Opcode::kTensorOp),
        ports_(site.memory, site.requant),
        memory_(site.memory),
        signals_(site.signals),
        avdata_(site.signals),
        stats_(site.stats),
        log_(log),
        model_(make_model(wave)) {
    if (wave != nullptr) {
      if constexpr (requires(Model & model, VerilatedFstC * fst) { model.trace(fst, kAllLevels); })
        model_->trace(&wave->file.tracer().fst(), kAllLevels);
      else
        throw std::logic_error("this model of the RTL op unit was built without traces");
      before_edge_ = wave->before_edge;
    }
    context_.fatalOnError(false);  // a failed assertion ends the run, not the process
    model_->single_i = site.requant == func::RequantMode::kSingle;
    model_->narrow_read_ready_i = model_->weight_ready_i = model_->zp_ready_i = 1;
    model_->psum_ready_i = model_->park_ready_i = model_->scale_ready_i = model_->write_ready_i = 1;
    model_->eval();  // edges are those after the first look at the clock
    pulse_reset();
  }

  /// A model goes in its own context, and leaves none behind that is no more.
  ~VerilatedEngine() override {
    Verilated::threadContextp(&context_);
    model_.reset();
    Verilated::threadContextp(Verilated::defaultContextp());
  }
  VerilatedEngine(const VerilatedEngine&) = delete;
  VerilatedEngine& operator=(const VerilatedEngine&) = delete;

  void reset() override {
    pulse_reset();
    avdata_.clear();
    lanes_under_way_.clear();
    clock_ = last_written_ = 0;
  }

  void start(const spec::TensorOp& command, spec::Opcode opcode) override {
    Verilated::threadContextp(&context_);
    checks_.start(command, opcode);  // every engine refuses the same commands
    shape_ = hw::OpShape(command, opcode);
    check_groups(command);
    ports_.start(command);
    if (command.nlu != 0) load_table();
    model_->hold_i = 1;  // loading takes its time elsewhere (start_cycles)
    write_command_image(command, {words(model_->cmd_i), kCommandRegisters});
    model_->opcode_i = static_cast<std::uint8_t>(opcode);
    model_->cmd_valid_i = 1;
    if (model_->cmd_ready_o == 0) throw std::logic_error("the RTL op unit takes no command");
    clock_edge();
    model_->cmd_valid_i = 0;
    clock_edge();
    model_->hold_i = 0;
  }

  hw::Cycle run(std::uint32_t steps, hw::Cycle start) override {
    Verilated::threadContextp(&context_);
    model_->step_valid_i = 0;
    while (clock_ < start) {
      if (quiet())
        clock_ = start;
      else
        cycle();
    }
    if (clock_ != start) throw std::logic_error("the RTL op unit is ahead of its tile");
    // The unit may know long before that it can step then; a wave must not show it earlier.
    if (before_edge_ && clock_ > 0) before_edge_(clock_ - 1);
    model_->step_valid_i = 1;
    Patience patience;
    for (std::uint32_t left = steps; left > 0;) {
      if (model_->running_o == 0) throw std::logic_error("more steps than the command has");
      cycle();
      if (model_->taken_o != 0) {
        --left;
        patience = {};
      } else {
        patience.spend("takes no step");
      }
    }
    model_->step_valid_i = 0;
    return clock_;
  }

  void settle() override {
    Verilated::threadContextp(&context_);
    model_->step_valid_i = 0;
    model_->hold_i = 1;
    Patience patience;
    while (model_->busy_o != 0) {
      patience.spend("does not drain");
      serve();
      ++held_;
      clock_edge();
      observe();
    }
    held_ = 0;
    model_->hold_i = 0;
    avdata_.flush();
  }

  [[nodiscard]] hw::Cycle finish(hw::Cycle end) override {
    settle();
    return std::max(end, last_written_);
  }

  /// Ports that are ready in the next cycle, a bit each in the order of Port: for tests. Cycles are
  /// then no longer those of the contract.
  void set_ready(std::function<std::uint32_t()> ready) { ready_ = std::move(ready); }
  /// Assertions are checked from the start: for tests.
  void set_assertions(bool on) { context_.assertOn(on); }
  /// Where a model with coverage counts: for tests.
  [[nodiscard]] VerilatedContext& context() { return context_; }

 private:
  /// A unit that stands still for longer than any reservation of its port is broken: it must not
  /// take the simulation with it.
  class Patience {
   public:
    void spend(const char* what) {
      if (--left_ == 0) throw std::logic_error(std::string("the RTL op unit ") + what);
    }

   private:
    int left_ = 10'000;
  };

  class NoSignals final : public hw::OpSignals {
    void avdata(const hw::Ramp&) override {}
    void parameters(hw::Cycle) override {}
  };

  static constexpr int kAllLevels = 99;

  /// A traced model has its scope for a name; Verilator separates scopes by blanks.
  [[nodiscard]] std::unique_ptr<Model> make_model(const EngineWave* wave) {
    std::string name = "op_unit";
    if (wave != nullptr) {
      context_.traceEverOn(true);
      name = wave->scope;
      std::replace(name.begin(), name.end(), '.', ' ');
    }
    return std::make_unique<Model>(&context_, name.c_str());
  }

  [[nodiscard]] bool quiet() const { return model_->busy_o == 0 && model_->port_free_o != 0; }

  void pulse_reset() {
    Verilated::threadContextp(&context_);
    model_->rst_ni = 0;
    model_->step_valid_i = model_->cmd_valid_i = model_->table_write_i = model_->hold_i = 0;
    clock_edge();
    model_->rst_ni = 1;
    clock_edge();
  }

  void clock_edge() {
    // Assertions see what stood before the edge: the inputs must have been looked at.
    if constexpr (Checked) model_->eval();
    model_->clk_i = 1;
    model_->eval();
    model_->clk_i = 0;
    model_->eval();
    if constexpr (Checked)
      if (context_.gotError()) report_assertion();
  }

  /// Verilator has printed its name and place.
  [[noreturn]] void report_assertion() const {
    throw hw::CommandFault(fmt::format(
        "an assertion of the RTL op unit {} failed in cycle {}: see the message before this one",
        unit_, clock_));
  }

  /// A cycle that the sequencer sees.
  void cycle() {
    serve();
    if (before_edge_) {
      model_->eval();  // what follows from the inputs belongs to this cycle
      before_edge_(clock_);
    }
    ++clock_;
    clock_edge();
    observe();
  }

  /// Reads and writes that the registers ask for in the present cycle; writes come first.
  void serve() {
    if (ready_) draw_ready();
    if (model_->write_valid_o != 0 && model_->write_ready_i != 0) {
      ports_.write_narrow(model_->write_addr_o, model_->write_data_o);
      last_written_ = clock_ + held_ + 1;
      if (model_->write_signal_o != 0) avdata_.add(last_written_);
      if (log_ != nullptr) {
        log_->push_back({last_written_, model_->write_addr_o, model_->write_data_o,
                         lanes_under_way_.empty() ? 0 : lanes_under_way_.front()});
        if (!lanes_under_way_.empty()) lanes_under_way_.pop_front();
      }
    }
    for_groups(lane_counts(model_->park_lanes_o), [&](unsigned group, std::size_t lanes) {
      ports_.park(words(model_->park_addr_o)[group], group, lanes,
                  words(model_->park_data_o) + 4 * std::size_t{group});
    });
    for_groups(lane_counts(model_->psum_lanes_o), [&](unsigned group, std::size_t lanes) {
      ports_.weights(words(model_->psum_addr_o)[group], group, lanes,
                     words(model_->psum_data_i) + 4 * std::size_t{group});
    });
    for_groups(lane_counts(model_->zp_lanes_o), [&](unsigned group, std::size_t lanes) {
      ports_.zero_points(words(model_->zp_row_o)[group], group, lanes,
                         words(model_->zp_data_i) + 4 * std::size_t{group});
    });
    for_groups(lane_counts(model_->weight_lanes_o), [&](unsigned group, std::size_t lanes) {
      ports_.weights(words(model_->weight_addr_o)[group], group, lanes,
                     words(model_->weight_data_i) + 4 * std::size_t{group});
    });
    // A stalled port is served all the same: reading twice does no harm, and parking twice writes
    // the same.
    if (model_->scale_valid_o != 0 && log_ != nullptr)
      lanes_under_way_.push_back(model_->scale_output_o);
    if (model_->scale_valid_o != 0)
      ports_.scaling(model_->scale_entry_o, model_->scale_output_o, model_->scale_count_o,
                     words(model_->scale_multiplier_i), words(model_->scale_bias_i),
                     words(model_->scale_exponent_i));
    if (model_->narrow_read_valid_o != 0)
      model_->narrow_read_data_i =
          ports_.narrow(model_->narrow_read_addr_o, model_->narrow_read_bytes_o);
  }

  void draw_ready() {
    const std::uint32_t ready = ready_();
    const auto bit = [&](Port port) { return static_cast<std::uint8_t>(ready >> port & 1U); };
    model_->narrow_read_ready_i = bit(kNarrowRead);
    model_->weight_ready_i = bit(kWeights);
    model_->zp_ready_i = bit(kZeroPoints);
    model_->psum_ready_i = bit(kSums);
    model_->park_ready_i = bit(kPark);
    model_->scale_ready_i = bit(kScaling);
    model_->write_ready_i = bit(kWrite);
  }

  template <typename Action>
  static void for_groups(std::uint64_t counts, const Action& action) {
    while (counts != 0) {
      const auto group = static_cast<unsigned>(std::countr_zero(counts)) / 3;
      action(group, counts >> (3 * group) & 7U);
      counts &= ~(std::uint64_t{7} << (3 * group));
    }
  }

  /// What the step of the cycle just ended has done (op_unit_pkg::step_flags_t).
  void observe() {
    if (model_->parameters_o != 0 && held_ == 0) signals_.parameters(clock_);
    if (model_->taken_o == 0 || held_ != 0) return;
    const std::uint32_t flags = model_->taken_flags_o;
    const std::uint32_t outputs = flags >> 5 & 0xffU;
    ++stats_.steps;
    stats_.macs += std::uint64_t{outputs} * shape_.products;
    stats_.narrow_read_bytes += shape_.input_bytes;
    stats_.wide_read_bytes += std::uint64_t{outputs} * shape_.weight_bytes;
    if ((flags >> 2 & 1U) != 0) stats_.wide_read_bytes += std::uint64_t{outputs} * 4;
    if ((flags >> 1 & 1U) != 0) stats_.wide_write_bytes += std::uint64_t{outputs} * 4;
    if ((flags & 1U) != 0) {
      ++stats_.emissions;
      stats_.narrow_write_bytes += std::uint64_t{shape_.words(outputs)} * 4;
    }
  }

  /// Cells that a group does not use are not reached by its steps, so not cleared either; a last
  /// group that is larger than the others could then take on old sums.
  void check_groups(const spec::TensorOp& command) const {
    bool several = false;
    for (std::uint32_t d = shape_.group_level; d < func::kMaxDims; ++d)
      several = several || command.loops.count_minus_1[d] > 0;
    if (several && command.outputs_last > command.outputs)
      throw hw::CommandFault(fmt::format(
          "outputs_last = {} lies above outputs = {}, which the RTL op unit does not do (--engine "
          "tlm does)",
          command.outputs_last, command.outputs));
  }

  void load_table() {
    const func::NluTable& table = memory_.nlu();
    constexpr std::size_t kValues = func::kNluSegments * func::kNluOrder;
    std::uint32_t image[48] = {};
    std::memcpy(image, table.coefficients.data(), kValues * sizeof(float));
    std::memcpy(image + kValues, table.breakpoints.data(), sizeof table.breakpoints);
    model_->table_write_i = 1;
    for (std::uint32_t word = 0; word < 12; ++word) {
      model_->table_word_i = static_cast<std::uint8_t>(word);
      std::memcpy(words(model_->table_data_i), image + 4 * std::size_t{word}, 16);
      clock_edge();
    }
    model_->table_write_i = 0;
  }

  NoSignals no_signals_;
  hw::UnitStats no_stats_;
  std::string unit_;
  hw::OpTiming checks_;
  hw::OpShape shape_;
  TilePorts ports_;
  hw::TileMemory& memory_;
  hw::OpSignals& signals_;
  RampWriter avdata_;
  hw::UnitStats& stats_;
  WriteLog* log_;
  std::function<std::uint32_t()> ready_;
  std::deque<std::uint32_t> lanes_under_way_;  // of words between the port and the memory
  VerilatedContext context_;
  std::unique_ptr<Model> model_;
  std::function<void(hw::Cycle)> before_edge_;  // while waves are written
  hw::Cycle clock_ = 0;                         // the unit's cycle, as the sequencer sees it
  hw::Cycle held_ = 0;                          // cycles since it stands still
  hw::Cycle last_written_ = 0;  // end of the last cycle with a write to the narrow memory
};

}  // namespace tessera::rtl
