// SPDX-License-Identifier: Apache-2.0
#include "tlm/core_debugger.h"

#include <vector>

namespace tessera::tlm {

using gdb::Action;

CoreDebugger::CoreDebugger(riscv::Hart& hart, CoreBus& bus, std::uint16_t port)
    : hart_(hart), bus_(bus), session_(*this), server_(port, [this] { wake_up_.notify(); }) {}

void CoreDebugger::report_stop() {
  is_stopped_ = true;
  server_.send(gdb::Session::stop_reply(kTrap));
}

void CoreDebugger::report_halt() {
  if (is_attached_) {
    is_stopped_ = true;
    server_.send("W00");
  }
}

CoreDebugger::Resume CoreDebugger::talk() {
  while (wants_to_talk()) {
    const gdb::Server::Event event = server_.wait();
    switch (event.kind) {
      case gdb::Server::Event::Kind::kAttached:
        attach();
        break;
      case gdb::Server::Event::Kind::kGone:
        release();
        break;
      case gdb::Server::Event::Kind::kInterrupt:
        if (!is_stopped_) {
          is_stopped_ = true;
          server_.send(gdb::Session::stop_reply(kInterrupt));
        }
        break;
      case gdb::Server::Event::Kind::kPacket:
        switch (answer(event.packet)) {
          case Action::kNone:
            break;
          case Action::kContinue:
            is_stopped_ = false;
            break;
          case Action::kDetach:
            release();
            break;
          case Action::kStep:
            return Resume::kStep;
          case Action::kKill:
            release();
            return Resume::kHalt;
        }
        break;
    }
  }
  return Resume::kRun;
}

Action CoreDebugger::answer(const std::string& packet) {
  const gdb::Answer answer = session_.handle(packet);
  if (answer.has_reply) {
    server_.send(answer.reply);
  }
  return answer.action;
}

void CoreDebugger::attach() {
  is_attached_ = true;
  is_stopped_ = true;
  hart_.set_ebreak_stops(true);
  wake_up_.keep_simulation(true);
}

void CoreDebugger::release() {
  if (is_attached_) {
    wake_up_.keep_simulation(false);
  }
  is_attached_ = false;
  is_stopped_ = false;
  hart_.set_ebreak_stops(false);
  const auto breakpoints = hart_.breakpoints();
  for (const std::uint32_t address : breakpoints) {
    hart_.remove_breakpoint(address);
  }
}

std::optional<std::uint32_t> CoreDebugger::read_register(unsigned number) {
  if (number < kPc) return hart_.x(number);
  if (number == kPc) return hart_.pc();
  return number >= kFirstCsr ? hart_.csr(number - kFirstCsr) : std::nullopt;
}

bool CoreDebugger::write_register(unsigned number, std::uint32_t value) {
  if (number < kPc) {
    hart_.set_x(number, value);
    return true;
  }
  if (number == kPc) {
    hart_.set_pc(value);
    return true;
  }
  return number >= kFirstCsr && hart_.set_csr(number - kFirstCsr, value);
}

std::size_t CoreDebugger::read_memory(std::uint32_t address, std::span<std::uint8_t> data) {
  return bus_.peek(address, data);
}

std::size_t CoreDebugger::write_memory(std::uint32_t address, std::span<std::uint8_t> data) {
  const std::size_t done = bus_.poke(address, data);
  if (done != 0) {
    hart_.forget_code(address, address + static_cast<std::uint32_t>(done - 1));
  }
  return done;
}

void CoreDebugger::set_breakpoint(std::uint32_t address, bool present) {
  if (present) {
    hart_.add_breakpoint(address);
  } else {
    hart_.remove_breakpoint(address);
  }
}

void CoreDebugger::reset() {
  hart_.reset();
  if (reset_hook_) {
    reset_hook_();
  }
}

}  // namespace tessera::tlm
