// SPDX-License-Identifier: Apache-2.0
// The schema of system files: one row per key. The loader, the range checks, the dump and the
// manual page all read these rows, so a key is added in one place.
#pragma once

#include "hw/spec/system.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace tessera::spec {

/// A member of a configuration, by the type of its values. A row's kind follows from it.
using ValueRef = std::variant<std::string*, double*, std::uint32_t*, LinkKind*, Encoding*>;

/// A key of `Owner` (SystemConfig or AcceleratorConfig).
template <typename Owner>
struct Parameter {
  std::string_view path;  ///< inside the owner, such as "timing.op.start_cycles"
  std::string_view unit;  ///< also the end of the key's name, so that no value goes without one
  double min;             ///< numbers only; both bounds are allowed values
  double max;
  std::string_view description;
  ValueRef (*ref)(Owner&);
};

/// The keys of a system and those of each entry of its list `accelerators`.
[[nodiscard]] std::span<const Parameter<SystemConfig>> system_parameters();
[[nodiscard]] std::span<const Parameter<AcceleratorConfig>> accelerator_parameters();

/// Figures need a source and a confidence; texts and choices do not.
[[nodiscard]] bool is_figure(const ValueRef& ref);
/// "text", "number", "integer" or "choice".
[[nodiscard]] std::string_view kind_name(const ValueRef& ref);
/// What a value may be, for error messages and the manual: "integer 1..64", "pcie, usb3 or usb2".
[[nodiscard]] std::string allowed_text(const ValueRef& ref, double min, double max);

enum class Assigned : std::uint8_t { kStored, kWrongKind, kOutOfRange };
/// Stores `text` if it is a value of the right kind in [min, max]; otherwise nothing is stored.
[[nodiscard]] Assigned assign(const ValueRef& ref, std::string_view text, double min, double max);
/// The present value, as it would stand in a file.
[[nodiscard]] std::string value_text(const ValueRef& ref);

/// Sets `confidence` to the one with this name; false if there is none, or if figures cannot have
/// it.
[[nodiscard]] bool parse_confidence(std::string_view text, Confidence& confidence);
/// The names that `parse_confidence` takes, for messages.
[[nodiscard]] std::string confidence_names();

/// The manual page doc/systems.md.
[[nodiscard]] std::string schema_markdown();

}  // namespace tessera::spec
