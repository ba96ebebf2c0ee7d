// SPDX-License-Identifier: Apache-2.0
// From a table of blocks to layers.
#pragma once

#include "workloads/zoo/layer.h"
#include "workloads/zoo/network.h"

#include <vector>

namespace tessera::workloads::zoo {

/// The layers of a network in the order of execution; those marked so compute the outputs, or else
/// the last one. Batch norms are part of the layer they follow; the one in front of attention is
/// part of the layers that read it.
[[nodiscard]] std::vector<Layer> expand(const Network& network);

/// The same layers on images of the calibration's size.
[[nodiscard]] std::vector<Layer> expand_for_calibration(const Network& network);

}  // namespace tessera::workloads::zoo
