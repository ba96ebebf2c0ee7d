// SPDX-License-Identifier: Apache-2.0
// The program's sub-commands. Each adds itself to the command line and, when chosen, sets `action`.
#pragma once

#include <CLI/CLI.hpp>

#include <functional>

namespace tessera::sim {

/// Exit statuses (architecture page, "Command line").
inline constexpr int kExitDone = 0;
inline constexpr int kExitMismatch = 1;
inline constexpr int kExitBadInput = 2;
inline constexpr int kExitFault = 3;

using Action = std::function<int()>;

void add_run_command(CLI::App& app, Action& action);
void add_compile_command(CLI::App& app, Action& action);
void add_compare_command(CLI::App& app, Action& action);
void add_price_command(CLI::App& app, Action& action);
void add_validate_command(CLI::App& app, Action& action);
void add_ideal_command(CLI::App& app, Action& action);
void add_dump_command(CLI::App& app, Action& action);
void add_list_command(CLI::App& app, Action& action);

/// The whole program, without SystemC's start-up; errors become a message and an exit status.
[[nodiscard]] int run_command_line(int argc, const char* const* argv);

}  // namespace tessera::sim
