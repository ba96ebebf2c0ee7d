// SPDX-License-Identifier: Apache-2.0
// A function as a SystemC thread.
#pragma once

#include <systemc>

#include <functional>
#include <utility>

namespace tessera::tlm {

struct Stimulus final : sc_core::sc_module {
  explicit Stimulus(const sc_core::sc_module_name& name, std::function<void()> body)
      : sc_module(name), body_(std::move(body)) {
    SC_HAS_PROCESS(Stimulus);
    SC_THREAD(run);
  }

 private:
  void run() { body_(); }

  std::function<void()> body_;
};

}  // namespace tessera::tlm
