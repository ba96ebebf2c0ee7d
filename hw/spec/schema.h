// SPDX-License-Identifier: Apache-2.0
// What a schema is made of: one row per key. Loader, range checks, dump and manual page all read
// these rows, so a key is added in one place.
#pragma once

#include "hw/spec/system.h"

#include <fmt/format.h>

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <variant>

namespace tessera::spec {

using Provenances = std::map<std::string, Provenance, std::less<>>;

/// A member of a configuration, by the type of its values. A row's kind follows from it.
using ValueRef = std::variant<std::string*, double*, std::uint32_t*, LinkKind*, Encoding*>;

/// A key of `Owner`, a struct of plain values.
template <typename Owner>
struct Parameter {
  std::string_view path;  ///< inside the owner, such as "timing.op.start_cycles"
  std::string_view unit;  ///< also the end of the key's name, so that no value goes without one
  double min;             ///< numbers only; both bounds are allowed values
  double max;
  std::string_view description;
  ValueRef (*ref)(Owner&);
};

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

/// The present value of one row of `owner`, filed under `prefix`.
template <typename Owner>
[[nodiscard]] EffectiveParameter effective_parameter(const Provenances& provenance,
                                                     const std::string& prefix,
                                                     const Parameter<Owner>& parameter,
                                                     Owner& owner) {
  EffectiveParameter row{prefix + std::string(parameter.path),
                         value_text(parameter.ref(owner)),
                         std::string(parameter.unit),
                         {},
                         Confidence::kChoice};
  if (const auto origin = provenance.find(row.path); origin != provenance.end()) {
    row.source = origin->second.source;
    row.confidence = origin->second.confidence;
  }
  return row;
}

/// The rows as a table of a manual page.
template <typename Owner>
[[nodiscard]] std::string schema_table(std::span<const Parameter<Owner>> parameters) {
  std::string text = "\n| key | kind | unit | allowed | meaning |\n|---|---|---|---|---|\n";
  Owner owner;
  for (const auto& parameter : parameters) {
    const ValueRef ref = parameter.ref(owner);
    const std::string allowed = is_figure(ref)
                                    ? fmt::format("{} to {}", parameter.min, parameter.max)
                                    : allowed_text(ref, parameter.min, parameter.max);
    text += fmt::format("| `{}` | {} | {} | {} | {} |\n", parameter.path, kind_name(ref),
                        parameter.unit, allowed, parameter.description);
  }
  return text;
}

}  // namespace tessera::spec
