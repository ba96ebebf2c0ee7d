// SPDX-License-Identifier: Apache-2.0
// A compiled file made by hand that runs on Coral: the smallest program that uses every kind of
// unit.
#pragma once

#include "tests/support/edgetpu_builder.h"

namespace tessera::test {

inline constexpr std::size_t kHandProgramBytes = 256;  // of its input and of its output

/// Copies its input to its output. The bytes go through pop, infeed, ring, wide memory, narrow
/// memory, the op unit (weights: an identity matrix, from the parameters) and back; beside that,
/// tile 0 sends tile 1 a few words over the mesh, a table is loaded, scalar code loops and
/// branches.
[[nodiscard]] ExecutableSpec hand_program();

/// The whole *_edgetpu.tflite.
[[nodiscard]] FlatBytes hand_program_file();

}  // namespace tessera::test
