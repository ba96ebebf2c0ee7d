// SPDX-License-Identifier: Apache-2.0
// What is behind a wave file where there is Verilator.
#pragma once

#include "rtl/cosim/wave_file.h"

#include <verilated_fst_c.h>

#include <map>
#include <string>
#include <vector>

namespace tessera::rtl {

/// Verilator's tracer calls back to declare the signals, and to write all values or those that have
/// changed.
class WaveFile::Tracer {
 public:
  Tracer();

  void add(WaveSignal signal) { signals_.push_back(std::move(signal)); }
  [[nodiscard]] VerilatedFstC& fst() { return fst_; }

 private:
  static void declare(void* self, VerilatedFst* fst, std::uint32_t code);
  static void write_all(void* self, VerilatedFst::Buffer* buffer);
  static void write_changes(void* self, VerilatedFst::Buffer* buffer);

  /// Calls write(old value's place, value, bits) for every signal.
  template <typename Write>
  void for_each_value(std::uint32_t* old, const Write& write) const;

  std::vector<WaveSignal> signals_;
  std::vector<std::uint32_t> codes_;  // from base_ on; a signal takes a code per 32 bits
  std::uint32_t base_ = 0;
  VerilatedFstC fst_;
};

}  // namespace tessera::rtl
