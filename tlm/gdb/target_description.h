// SPDX-License-Identifier: Apache-2.0
// The registers as GDB's target description tells them.
#pragma once

#include <string>

namespace tessera::tlm::gdb {

/// XML for `qXfer:features:read:target.xml` (GDB manual, appendix G): the integer registers, pc and
/// the CSRs of a trap handler. Without it GDB would guess the register width.
[[nodiscard]] std::string target_description();

}  // namespace tessera::tlm::gdb
