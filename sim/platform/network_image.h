// SPDX-License-Identifier: Apache-2.0
// A program in the form that the firmware loads (firmware/runtime/tpu_image.h).
#pragma once

#include "workloads/file.h"
#include "workloads/program/program.h"
#include "workloads/steps/network_plan.h"

namespace tessera::sim {

/// The image of a checked program, ready to be placed at a multiple of 4 KiB. Executable 0 is the
/// caching one if there is one; those of the parts follow. Throws `UsageError` for a relocation
/// that names a tensor the program does not have, and for a program beyond the image's limits.
[[nodiscard]] workloads::Bytes network_image(const workloads::Program& program,
                                             const workloads::NetworkPlan& plan);

}  // namespace tessera::sim
