// SPDX-License-Identifier: Apache-2.0
// Fetch, control flow and the life of a bitstream. Fences and dispatch: scalar_dispatch.cpp.
#include "hw/scalar/scalar_core.h"

#include <fmt/format.h>

#include <cstring>
#include <utility>

namespace tessera::hw {
namespace {

constexpr std::uint32_t kWordBits = 128;
constexpr std::uint32_t kHaltEnds = 4;       // the program ends with this bitstream
constexpr std::uint32_t kHaltContinues = 1;  // it goes on in the next one

/// Executes if not gated, or if the predicate has the polarity asked for.
struct Gate {
  const ScalarState& state;
  template <typename Body>
  bool operator()(const Body& body) const {
    return body.gate == 0 || state.predicates[body.predicate] == (body.polarity != 0);
  }
};

}  // namespace

ScalarCore::ScalarCore(const sc_core::sc_module_name& name, const AcceleratorContext& context,
                       InstructionBuffer& buffer, ScalarMemories& memories,
                       ScalarCounters& counters, HostDma& dma, ScalarTargets targets)
    : Worker(name, context),
      buffer_(buffer),
      memories_(memories),
      counters_(counters),
      dma_(dma),
      targets_(std::move(targets)),
      tokens_(targets_.front_ends.size(), 0) {}

void ScalarCore::set_run_control(RunControl value) {
  run_state_ = value;
  run_changed_.notify(sc_core::SC_ZERO_TIME);
}

void ScalarCore::token(std::size_t tile) {
  ++tokens_[tile];
  token_arrived_.notify();
}

void ScalarCore::on_reset() {
  run_state_ = RunControl::kIdle;
  state_ = {};
  pc_ = next_pc_ = bitstream_words_ = 0;
  decoded_.clear();
  descriptor_ = {};
  loop_ = {};
  std::fill(tokens_.begin(), tokens_.end(), 0);
}

void ScalarCore::work() {
  for (;;) {
    // Time without instructions is idleness, not waiting.
    while (buffer_.from(pc_ * spec::kWordBytes).empty())
      wait_for(buffer_.changed(), bitstream_words_ == 0 ? Activity::kIdle : Activity::kMedium,
               [] { return std::string("waits for instructions"); });
    while (run_state_ != RunControl::kRun && run_state_ != RunControl::kSingleStep)
      wait_for(run_changed_, Activity::kIdle, [] { return std::string("halted by RunControl"); });
    try {
      step(fetch());
    } catch (const CommandFault& fault) {
      run_state_ = RunControl::kHalt;
      stop_on_fault(fmt::format("{}: word {}: {}", name(), pc_, fault.what()));
    }
    if (run_state_ == RunControl::kSingleStep) run_state_ = RunControl::kHalt;
  }
}

void ScalarCore::require_bytes(std::size_t end) {
  if (end > buffer_.capacity())
    throw CommandFault(
        fmt::format("a bitstream that reaches byte {} does not fit the instruction buffer of {}",
                    end, buffer_.capacity()));
  meet_kernel();
  while (buffer_.from(0).size() < end)
    wait_for(buffer_.changed(), Activity::kMedium,
             [] { return std::string("waits for instructions"); });
}

CommandRef ScalarCore::fetch() {
  if (const auto known = decoded_.find(pc_); known != decoded_.end()) return known->second;
  if (bitstream_words_ != 0 && pc_ >= bitstream_words_)
    throw CommandFault(
        fmt::format("execution runs past the bitstream's {} words", bitstream_words_));
  const std::size_t offset = pc_ * spec::kWordBytes;
  require_bytes(offset + spec::kWordBytes);
  const spec::Encoding encoding = context().config.encoding;
  if (const std::size_t words = spec::command_words(buffer_.from(offset), encoding); words > 1) {
    if (bitstream_words_ != 0 && pc_ + words > bitstream_words_)
      throw CommandFault("a command reaches past the bitstream's end");
    require_bytes(offset + words * spec::kWordBytes);
  }
  const spec::Decoded decoded = spec::decode(buffer_.from(offset), encoding);
  if (!decoded.error.empty()) throw CommandFault(decoded.error);
  auto command = std::make_shared<const spec::Command>(decoded.command);
  decoded_.emplace(pc_, command);
  return command;
}

void ScalarCore::step(const CommandRef& command) {
  const spec::Encoding encoding = context().config.encoding;
  const bool is_start = std::holds_alternative<spec::Start>(command->body);
  if (is_start != (bitstream_words_ == 0))
    throw CommandFault(is_start ? "start inside a bitstream"
                                : "a bitstream that does not begin with start");
  next_pc_ = pc_ + spec::command_words(buffer_.from(pc_ * spec::kWordBytes), encoding);
  const auto& timing = context().config.timing.scalar;

  if (std::visit(Gate{state_}, command->body)) {
    ++stats().commands;
    if (const auto* bundle = std::get_if<spec::Bundle>(&command->body)) {
      execute(*bundle);
    } else if (const auto* branch = std::get_if<spec::Branch>(&command->body)) {
      execute(*branch);
    } else if (const auto* loop = std::get_if<spec::Loop>(&command->body)) {
      execute(*loop);
    } else if (const auto* fence = std::get_if<spec::ScalarFence>(&command->body)) {
      execute(*fence);
    } else if (const auto* start = std::get_if<spec::Start>(&command->body)) {
      enter_bitstream(*start);
    } else if (const auto* halt = std::get_if<spec::Halt>(&command->body)) {
      leave_bitstream(*halt);
      return;
    } else if (std::holds_alternative<spec::End>(command->body)) {
      throw CommandFault("end without halt");
    } else {
      dispatch(command);
    }
  } else {
    spend(scaled(timing.bundle_cycles));
  }
  if (loop_.left > 0 && next_pc_ == loop_.end) {
    --loop_.left;
    if (loop_.left > 0) next_pc_ = loop_.begin;
  }
  pc_ = next_pc_;
  keep_pace();
}

std::size_t ScalarCore::words_of(spec::Opcode opcode) const {
  return spec::command_words(opcode, context().config.encoding);
}

void ScalarCore::enter_bitstream(const spec::Start& start) {
  if (start.length == 0 || start.length % kWordBits != 0)
    throw CommandFault(fmt::format("start: length of {} bits is not a positive multiple of {}",
                                   start.length, kWordBits));
  // start and end themselves are not counted
  const std::uint64_t words =
      start.length / kWordBits + words_of(spec::Opcode::kStart) + words_of(spec::Opcode::kEnd);
  if (words * spec::kWordBytes > buffer_.capacity())
    throw CommandFault(
        fmt::format("a bitstream of {} bytes does not fit the instruction buffer of {}",
                    words * spec::kWordBytes, buffer_.capacity()));
  bitstream_words_ = words;
  spend(scaled(context().config.timing.scalar.bundle_cycles));
}

void ScalarCore::leave_bitstream(const spec::Halt& halt) {
  if (halt.code != kHaltEnds && halt.code != kHaltContinues)
    throw CommandFault(fmt::format("halt: code {} has no established meaning, known are {} and {}",
                                   halt.code, kHaltContinues, kHaltEnds));
  const std::uint64_t bytes = bitstream_words_ * spec::kWordBytes;
  require_bytes(bytes);
  const std::uint64_t end_bytes = words_of(spec::Opcode::kEnd) * spec::kWordBytes;
  const spec::Decoded last =
      spec::decode(buffer_.from(bytes - end_bytes), context().config.encoding);
  if (!last.error.empty() || !std::holds_alternative<spec::End>(last.command.body))
    throw CommandFault("the bitstream's last word is not end");
  meet_kernel();
  pc_ = next_pc_ = bitstream_words_ = 0;
  decoded_.clear();
  loop_ = {};
  buffer_.retire(bytes);
}

void ScalarCore::execute(const spec::Branch& branch) {
  if (branch.relative != 1) throw CommandFault("branch: bit 33 = 0 has no established meaning");
  spend(scaled(context().config.timing.scalar.branch_cycles));
  const bool taken = branch.conditional == 0 || state_.predicates[branch.condition_register] ==
                                                    (branch.condition_polarity != 0);
  if (!taken) return;
  const auto target = static_cast<std::int64_t>(pc_) + branch.offset;
  if (target <= 0 || target >= static_cast<std::int64_t>(bitstream_words_))
    throw CommandFault(
        fmt::format("branch to word {}, the bitstream has {}", target, bitstream_words_));
  next_pc_ = static_cast<std::uint64_t>(target);
  // An endless loop must not stop simulated time, or a host's watchdog could not end it.
  if (branch.offset <= 0) meet_kernel();
}

void ScalarCore::execute(const spec::Loop& loop) {
  if (loop_.left > 0)
    throw CommandFault("a hardware loop inside another has no established meaning");
  spend(scaled(context().config.timing.scalar.branch_cycles));
  loop_ = {next_pc_, next_pc_ + loop.length, loop.count};
  if (loop.length == 0 || loop.count == 0)
    throw CommandFault("loop: a count or length of 0 has no established meaning");
}

std::string ScalarCore::state() const {
  if (idle()) return "idle";
  return fmt::format("word {}: {} (cycle {})", pc_, blocked_text(), now());
}

}  // namespace tessera::hw
