// SPDX-License-Identifier: Apache-2.0
// The commands of GDB's remote serial protocol.
#pragma once

#include "tlm/gdb/debug_target.h"

#include <string>
#include <string_view>

namespace tessera::tlm::gdb {

/// What a command asks of the hart, besides its reply.
enum class Action { kNone, kContinue, kStep, kDetach, kKill };

struct Answer {
  std::string reply;  ///< payload; sent if `has_reply`. Empty: command not supported
  bool has_reply = true;
  Action action = Action::kNone;
};

/// Text in, text out; a stopped hart in between. (GDB manual, appendix E.2 to E.6.) Supported:
/// ? c C D g G H k m M p P s S T X Z0 Z1 z0 z1, qSupported, target.xml, `monitor reset`. Whatever
/// arrives is answered: `E..` for a wrong argument, nothing for an unknown command.
class Session {
 public:
  explicit Session(DebugTarget& target) : target_(target) {}

  [[nodiscard]] Answer handle(std::string_view packet);

  /// Why the hart stopped: 5, a breakpoint or a step; 2, GDB's interrupt.
  [[nodiscard]] static std::string stop_reply(unsigned signal);

 private:
  [[nodiscard]] std::string read_all_registers();
  [[nodiscard]] std::string write_all_registers(std::string_view arguments);
  [[nodiscard]] std::string read_register(std::string_view arguments);
  [[nodiscard]] std::string write_register(std::string_view arguments);
  [[nodiscard]] std::string read_memory(std::string_view arguments);
  [[nodiscard]] std::string write_memory(std::string_view arguments, bool is_binary);
  [[nodiscard]] std::string change_breakpoint(std::string_view arguments, bool present);
  [[nodiscard]] std::string query(std::string_view packet);
  [[nodiscard]] std::string monitor(std::string_view hex);
  [[nodiscard]] Answer resume(std::string_view address, Action action);

  DebugTarget& target_;
};

}  // namespace tessera::tlm::gdb
