// SPDX-License-Identifier: Apache-2.0
// Compressed instructions as the 32-bit instructions that they stand for.
#pragma once

#include <cstdint>
#include <optional>

namespace tessera::tlm::riscv {

/// RV32C without floating point (Unprivileged ISA 20191213, tables 16.5 to 16.7). `raw`: a parcel
/// whose low two bits are not both set. Nothing if the encoding is reserved, for other extensions
/// or for custom use; hints expand to instructions without effect.
[[nodiscard]] std::optional<std::uint32_t> expand(std::uint16_t raw);

}  // namespace tessera::tlm::riscv
