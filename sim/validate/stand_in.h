// SPDX-License-Identifier: Apache-2.0
// What stands for a published row in the model: the system for its device, Google's program for its
// network.
#pragma once

#include <string_view>

namespace tessera::sim {

struct DeviceStandIn {
  std::string_view device;  // exactly as in the rows
  std::string_view system;  // name of a system file
  std::string_view family;  // devices whose errors are told together
};

/// The system for a device; null where none stands for it.
[[nodiscard]] const DeviceStandIn* stand_in_for(std::string_view device);

struct GoogleProgram {
  std::string_view network;  // of the zoo
  std::string_view file;     // what Google's compiler made of it, for the Coral chip
  std::string_view remark;   // how the file differs from what was measured; empty: it does not
};

/// Google's program for a network of the zoo; null where none is at hand.
[[nodiscard]] const GoogleProgram* google_program_for(std::string_view network);

}  // namespace tessera::sim
