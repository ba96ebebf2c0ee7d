// SPDX-License-Identifier: Apache-2.0
#include "hw/spec/error.h"
#include "sim/cli/commands.h"
#include "sim/run/run_outcome.h"
#include "workloads/error.h"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <systemc>

#include <cstdio>

namespace tessera::sim {
namespace {

/// Guest mistakes are reported by the model as warnings; they belong on stderr, one line each.
void report_to_log(const sc_core::sc_report& report, const sc_core::sc_actions& actions) {
  if (report.get_severity() == sc_core::SC_WARNING)
    spdlog::warn("{}: {}", report.get_msg_type(), report.get_msg());
  else if (report.get_severity() >= sc_core::SC_ERROR)
    sc_core::sc_report_handler::default_handler(report, actions);
}

int fail(int status, const std::string& text) {
  fmt::print(stderr, "tessera: {}\n", text);
  return status;
}

}  // namespace

int run_command_line(int argc, const char* const* argv) {
  spdlog::set_default_logger(spdlog::stderr_color_st("tessera"));
  spdlog::set_pattern("tessera: %l: %v");
  sc_core::sc_report_handler::set_handler(report_to_log);
  CLI::App app{"SystemC/TLM-2.0 model of the Google Edge TPU family"};
  app.name("tessera");
  app.require_subcommand(1);
  Action action;
  add_run_command(app, action);
  add_compile_command(app, action);
  add_compare_command(app, action);
  add_price_command(app, action);
  add_validate_command(app, action);
  add_ideal_command(app, action);
  add_dump_command(app, action);
  add_list_command(app, action);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? kExitDone : kExitBadInput;
  }
  try {
    return action();
  } catch (const SimulationFault& error) {
    return fail(kExitFault, error.what());
  } catch (const sc_core::sc_report& error) {
    return fail(kExitFault, error.what());
  } catch (const std::exception& error) {  // workloads::Error, spec::SpecError, file errors
    return fail(kExitBadInput, error.what());
  }
}

}  // namespace tessera::sim
