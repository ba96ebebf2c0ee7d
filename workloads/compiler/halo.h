// SPDX-License-Identifier: Apache-2.0
// What surrounds the blocks of an image: rows and columns of the neighbours over the mesh, and the
// padding value outside the image.
#pragma once

#include "workloads/compiler/command_stream.h"
#include "workloads/compiler/tile_tensor.h"

namespace tessera::workloads {

/// Brings every tile what it holds of the image besides its own block: first rows, then columns of
/// all rows, so that corners come along. The front ends have waited for the end of the commands
/// that wrote the blocks, and wait for the exchange when this returns. Writes nothing if nothing is
/// needed.
void exchange_halo(const Machine& machine, const TileTensor& image, CommandStream& stream);

}  // namespace tessera::workloads
