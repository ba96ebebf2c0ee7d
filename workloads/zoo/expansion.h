// SPDX-License-Identifier: Apache-2.0
// Expands one table, row by row: the driver is in expand.cpp, the kinds of blocks in expand_*.cpp.
#pragma once

#include "workloads/zoo/layer_list.h"
#include "workloads/zoo/network.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace tessera::workloads::zoo {

// Distributions of the layers' outputs, see `Target`.

/// A branch that is added to its input carries half of its deviation, so that a stage's values
/// grow slowly.
inline constexpr Target kBranch{.deviation = 0.5F};
/// Towards a clamp at zero: most values pass.
inline constexpr Target kImage{.deviation = 1.0F, .mean = 0.25F};
/// One value per image and channel: a channel at zero for one image is likely so for the next, too.
inline constexpr Target kVector{.deviation = 1.0F, .mean = 1.5F};
/// In stacks of hundreds of such layers a channel that never moves is one too many.
inline constexpr Target kDeepVector{.deviation = 1.0F, .mean = 2.5F};
inline constexpr Target kLogits{.deviation = 2.0F};

/// Operands of a concatenation have one grid, as TFLite wants it; it has to be known before the
/// first of them is computed. Their nonlinearities are ReLU and ReLU6.
inline constexpr Grid kJoinedGrid{6.0F / 255.0F, -128};

/// Whose sizes the layers are to have.
enum class Sizes { kNetwork, kCalibration };

class Expansion final {
 public:
  Expansion(const Network& network, Sizes sizes);

  [[nodiscard]] std::vector<Layer> run() &&;

 private:
  void expand(const Block& block);

  void convolution(const Block& block);
  void separable(const Block& block);
  void bottleneck(const Block& block);
  void fused(const Block& block);
  void tucker(const Block& block);
  void squeeze_and_excite();
  void attention(const Block& block);
  Node key_or_value(const std::string& name, Node x, const Attention& shape, std::int32_t size,
                    Target target);

  void rep(const Block& block);
  Node rep_tail(const std::string& name, const Node& x, bool squeeze);
  void residual(const Block& block);
  void pre_residual(const Block& block);

  void pad(const Block& block);
  void heads(const Block& block);

  /// Ends a branch that starts at `input`: 1x1 without nonlinearity, and the sum where shapes
  /// agree.
  void project(const Block& block, const Node& input);
  [[nodiscard]] Tail branch_end(bool residual, std::int32_t out) const;
  /// Batch norm and the block's nonlinearity; `x` is what the layer reads.
  [[nodiscard]] Tail tail(const Block& block) const;
  [[nodiscard]] static Window window(const Block& block);
  [[nodiscard]] std::int32_t channels(const Block& block) const;
  [[nodiscard]] std::int32_t rounded(double channels) const;
  [[nodiscard]] std::int32_t wide(const Block& block, std::int32_t in) const;
  [[nodiscard]] const Node& slot(Slot number) const;

  const Network& network_;
  Sizes sizes_;
  LayerList layers_;
  Node image_;
  Node x_;
  std::int32_t full_ = 0;  // channels of x_ before the width multiplier
  std::map<Slot, Node> slots_;
  std::string prefix_;
  std::size_t index_ = 0;
};

}  // namespace tessera::workloads::zoo
