// SPDX-License-Identifier: Apache-2.0
// What must hold for any compiled program, whatever file it came from. Every reader of programs
// calls this before it hands one out; what runs them may rely on it.
#pragma once

#include "workloads/program/program.h"

namespace tessera::workloads {

/// Throws `ModelError` naming file, part, value found and what is allowed, unless: bitstreams are
/// whole 128-bit words; relocations and DMA hints stay inside what they refer to and name existing
/// tensors; sizes and layouts of tensors fit; executables form a set that can be run; the host
/// tensors behind the device tensors have their type and size.
void check(const Program& program);

}  // namespace tessera::workloads
