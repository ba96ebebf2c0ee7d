// SPDX-License-Identifier: Apache-2.0
// What a host step costs the control core.
#pragma once

#include "hw/spec/system.h"
#include "workloads/steps/network_plan.h"

#include <cstdint>

namespace tessera::workloads {

/// Control-core cycles of one action. Loads and stores cost nothing: the operators work on memory.
/// A conversion costs copy_per_byte for each byte of the tensor. An operator costs, by its kind:
/// moves copy_per_byte for each byte of their outputs; integer arithmetic arithmetic_per_element
/// for each element of the larger of inputs and outputs; functions function_per_element for each
/// output; products mac_per_mac for each multiply-accumulate and arithmetic_per_element for each
/// output.
[[nodiscard]] std::uint64_t action_cycles(const Program& program, const HostAction& action,
                                          const spec::HostOperatorCycles& figures);

[[nodiscard]] std::uint64_t step_cycles(const Program& program, const HostStep& step,
                                        const spec::HostOperatorCycles& figures);

}  // namespace tessera::workloads
