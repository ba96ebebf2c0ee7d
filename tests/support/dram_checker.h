// SPDX-License-Identifier: Apache-2.0
// The timing rules of a DRAM channel a second time: pairs of commands of a trace against their
// distances, without any of the state that the model keeps.
#pragma once

#include "hw/memory/dram_channel.h"

#include <string>
#include <vector>

namespace tessera::test {

/// What is wrong with a channel's commands (in any order), one line each, at most 20.
[[nodiscard]] std::vector<std::string> dram_violations(const spec::MemoryConfig& config,
                                                       std::vector<hw::DramCommand> commands);

}  // namespace tessera::test
