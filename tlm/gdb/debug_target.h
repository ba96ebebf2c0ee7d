// SPDX-License-Identifier: Apache-2.0
// What a debugger may do with a stopped hart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace tessera::tlm::gdb {

/// Registers by GDB's numbers for RISC-V: 0 to 31 integer, 32 pc, 65 + n CSR n.
class DebugTarget {
 public:
  static constexpr unsigned kPc = 32;
  static constexpr unsigned kFirstCsr = 65;

  DebugTarget() = default;
  DebugTarget(const DebugTarget&) = delete;
  DebugTarget& operator=(const DebugTarget&) = delete;
  virtual ~DebugTarget() = default;

  /// Nothing if there is no such register.
  [[nodiscard]] virtual std::optional<std::uint32_t> read_register(unsigned number) = 0;
  /// False if there is no such register or it cannot be written.
  [[nodiscard]] virtual bool write_register(unsigned number, std::uint32_t value) = 0;
  /// Bytes done, from the first on; without effect on devices.
  [[nodiscard]] virtual std::size_t read_memory(std::uint32_t address,
                                                std::span<std::uint8_t> data) = 0;
  [[nodiscard]] virtual std::size_t write_memory(std::uint32_t address,
                                                 std::span<std::uint8_t> data) = 0;
  virtual void set_breakpoint(std::uint32_t address, bool present) = 0;
  virtual void reset() = 0;
};

}  // namespace tessera::tlm::gdb
