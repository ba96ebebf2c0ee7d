// SPDX-License-Identifier: Apache-2.0
#include "tlm/interrupt_controller.h"

#include <array>

namespace tessera::tlm {
namespace {

using Id = spec::RegisterId;

/// Wires that share a control and a status register, one bit each.
struct Group {
  unsigned first_wire;
  unsigned wires;
  Id control;
  Id status;
};

constexpr std::array<Group, 7> kGroups = {{
    {spec::values::kInterruptInstructionQueue, 1, Id::kHibUserInstructionQueueIntControl,
     Id::kHibUserInstructionQueueIntStatus},
    {spec::values::kInterruptInputActvQueue, 1, Id::kHibUserInputActvQueueIntControl,
     Id::kHibUserInputActvQueueIntStatus},
    {spec::values::kInterruptParamQueue, 1, Id::kHibUserParamQueueIntControl,
     Id::kHibUserParamQueueIntStatus},
    {spec::values::kInterruptOutputActvQueue, 1, Id::kHibUserOutputActvQueueIntControl,
     Id::kHibUserOutputActvQueueIntStatus},
    {spec::values::kInterruptScHost0, 4, Id::kHibUserScHostIntControl, Id::kHibUserScHostIntStatus},
    {spec::values::kInterruptTopLevel0, 4, Id::kHibUserTopLevelIntControl,
     Id::kHibUserTopLevelIntStatus},
    {spec::values::kInterruptFatalErr, 1, Id::kHibUserFatalErrIntControl,
     Id::kHibUserFatalErrIntStatus},
}};

}  // namespace

void InterruptController::raise(unsigned wire) {
  for (const Group& group : kGroups) {
    if (wire >= group.first_wire && wire < group.first_wire + group.wires) {
      const std::uint64_t bit = std::uint64_t{1} << (wire - group.first_wire);
      registers_.set(group.status, registers_.get(group.status) | bit);
    }
  }
  update();
}

std::uint64_t InterruptController::pending() const {
  std::uint64_t all = 0;
  for (const Group& group : kGroups) {
    all |= (registers_.get(group.status) & registers_.get(group.control)) << group.first_wire;
  }
  return all;
}

std::uint64_t InterruptController::levels() const {
  return pending() & ~registers_.get(Id::kHibUserWireIntMaskArray);
}

void InterruptController::update() {
  const std::uint64_t now = levels();
  if (now != announced_) {
    announced_ = now;
    changed_.notify(sc_core::SC_ZERO_TIME);
  }
}

}  // namespace tessera::tlm
