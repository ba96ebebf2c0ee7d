// SPDX-License-Identifier: Apache-2.0
// A worker whose thread is a function of the test, on the small test machine.
#pragma once

#include "hw/spec/system_loader.h"
#include "hw/tile/worker.h"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace tessera::test {

/// Context of one accelerator of the system `tiny`, with a period of 10 ns. Keeps fault reports.
struct WorkerBench {
  spec::SystemConfig system = spec::load_system("tiny");
  std::vector<std::string> faults;
  hw::AcceleratorContext context{system.accelerators.at(0),
                                 sc_core::sc_time(10, sc_core::SC_NS),
                                 hw::Engine::kTlm,
                                 [this](const std::string& report) { faults.push_back(report); },
                                 {},
                                 {}};
};

class ScriptWorker final : public hw::Worker {
 public:
  using Script = std::function<void(ScriptWorker&)>;

  ScriptWorker(const sc_core::sc_module_name& name, const hw::AcceleratorContext& context,
               Script script)
      : Worker(name, context), script_(std::move(script)) {}

  [[nodiscard]] bool finished() const { return finished_; }
  [[nodiscard]] std::string state() const override { return blocked_text(); }
  [[nodiscard]] bool idle() const override { return finished_; }

  using Worker::catch_up;
  using Worker::meet_kernel;
  using Worker::now;
  using Worker::scaled;
  using Worker::signal;
  using Worker::spend;
  using Worker::stall_until;
  using Worker::stats;
  using Worker::stop_on_fault;
  using Worker::wait_for;

 private:
  void work() override {
    finished_ = false;
    script_(*this);
    finished_ = true;
    for (;;) wait(never_);
  }

  Script script_;
  bool finished_ = false;
  sc_core::sc_event never_;
};

}  // namespace tessera::test
