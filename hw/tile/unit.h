// SPDX-License-Identifier: Apache-2.0
// A unit: a worker that executes the commands of an in-order queue.
#pragma once

#include "hw/spec/command.h"
#include "hw/tile/worker.h"

#include <deque>
#include <memory>
#include <string>

namespace tessera::hw {

using CommandRef = std::shared_ptr<const spec::Command>;

/// A unit holds one command: the front end waits, in program order, until it is free. This is the
/// rule that orders what the sync records leave open. Where Google's compiler gathers short rows
/// through a one-row FIFO (before MobileNet's classifier, in its softmax), a consumer's credit lets
/// several fills overtake the copy that takes them out; but each copy is issued just before the
/// next consumer, so it must have finished. With deeper queues results depend on latencies; with
/// one command per unit they do not (tests/system/engines_test.cpp).
class Unit : public Worker {
 public:
  /// `depth`: commands it holds, the one in execution included; more than one only for front ends.
  Unit(const sc_core::sc_module_name& name, const AcceleratorContext& context,
       std::size_t depth = 1);

  /// Hands over a command; the caller must have seen has_space().
  void push(CommandRef command);
  /// Commands taken or waiting.
  [[nodiscard]] std::size_t queued() const { return queue_.size(); }
  [[nodiscard]] bool has_space() const { return queue_.size() < depth_; }
  [[nodiscard]] bool idle() const override { return queue_.empty(); }
  /// Notified when a command has left the queue.
  [[nodiscard]] const sc_core::sc_event& progress() const { return progress_; }
  [[nodiscard]] std::string state() const override;

 protected:
  virtual void execute(const spec::Command& command) = 0;
  void on_reset() override { queue_.clear(); }
  /// The command in execution.
  [[nodiscard]] const CommandRef& current() const { return queue_.front(); }

 private:
  void work() override;

  std::size_t depth_;
  std::deque<CommandRef> queue_;
  sc_core::sc_event pushed_;
  sc_core::sc_event progress_;
};

}  // namespace tessera::hw
