// SPDX-License-Identifier: Apache-2.0
// Single signals in, runs of them out.
#pragma once

#include "hw/tile/op_engine.h"

namespace tessera::rtl {

/// Joins AVDATA signals of consecutive cycles into one ramp, as the counters like them.
class RampWriter {
 public:
  explicit RampWriter(hw::OpSignals& signals) : signals_(signals) {}

  void add(hw::Cycle when) {
    if (ramp_.count > 0 && when == ramp_.first + ramp_.count) {
      ++ramp_.count;
      return;
    }
    flush();
    ramp_ = {when, 1, 1, 1};
  }

  /// Publishes what is kept.
  void flush() {
    if (ramp_.count > 0) signals_.avdata(ramp_);
    ramp_.count = 0;
  }

  void clear() { ramp_.count = 0; }

 private:
  hw::OpSignals& signals_;
  hw::Ramp ramp_{0, 1, 1, 0};
};

}  // namespace tessera::rtl
