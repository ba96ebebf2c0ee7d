// SPDX-License-Identifier: Apache-2.0
// avDataPop and parameterPop: from a host stream into a staging buffer.
#pragma once

#include "hw/scalar/byte_stream.h"
#include "hw/scalar/scalar_counters.h"
#include "hw/scalar/scalar_memory.h"
#include "hw/tile/unit.h"

#include <vector>

namespace tessera::hw {

class Pop final : public Unit {
 public:
  /// `unit_bytes` is the staging buffer's address unit; `counter` counts the units written.
  Pop(const sc_core::sc_module_name& name, const AcceleratorContext& context, ByteStream& stream,
      StagingMemory& staging, std::uint32_t unit_bytes, ScalarCounters& counters,
      ScalarCounter counter);

 private:
  void execute(const spec::Command& command) override;

  ByteStream& stream_;
  StagingMemory& staging_;
  std::uint32_t unit_bytes_;
  ScalarCounters& counters_;
  ScalarCounter counter_;
  std::vector<std::uint8_t> units_;  // on their way from the stream
};

}  // namespace tessera::hw
