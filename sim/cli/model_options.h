// SPDX-License-Identifier: Apache-2.0
// The options that say which program is meant, as several sub-commands take them.
#pragma once

#include "hw/func/requantize.h"
#include "workloads/reference/rule.h"

#include <CLI/CLI.hpp>

#include <optional>
#include <string>

namespace tessera::sim {

/// MODEL, --requant and --rule.
void add_model_options(CLI::App& command, std::string& model,
                       std::optional<func::RequantMode>& requant, workloads::ConstantRule& rule);

/// --requant and --rule alone.
void add_compile_options(CLI::App& command, std::optional<func::RequantMode>& requant,
                         workloads::ConstantRule& rule);

}  // namespace tessera::sim
