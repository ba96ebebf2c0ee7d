// SPDX-License-Identifier: Apache-2.0
// Helpers on the generic payload that every target and initiator of this folder shares.
#pragma once

#include "tlm/standard.h"

#include <cstdint>
#include <optional>
#include <span>

namespace tessera::tlm {

/// What is wrong with a payload's attributes as such (rules C-01 and C-05, IEEE 1666 14.7-14.17):
/// no data pointer, zero length, zero streaming width, an empty or non-binary byte-enable array.
/// Empty if the payload is well formed. Address, size and direction are the target's business.
[[nodiscard]] std::optional<::tlm::tlm_response_status> payload_defect(
    const ::tlm::tlm_generic_payload& payload);

/// Is byte `index` of the data array enabled? The enable array repeats (rule C-05).
[[nodiscard]] bool byte_enabled(const ::tlm::tlm_generic_payload& payload, unsigned index);

/// The payload's data array; `payload_defect` must have found nothing.
[[nodiscard]] std::span<std::uint8_t> data_of(::tlm::tlm_generic_payload& payload);

/// Sets every attribute of a payload for one transfer (rule C-01). `data` must outlive the call.
void prepare(::tlm::tlm_generic_payload& payload, ::tlm::tlm_command command, std::uint64_t address,
             std::span<std::uint8_t> data);

}  // namespace tessera::tlm
