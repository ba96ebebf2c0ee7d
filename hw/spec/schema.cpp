// SPDX-License-Identifier: Apache-2.0
#include "hw/spec/schema.h"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <optional>
#include <type_traits>

namespace tessera::spec {
namespace {

constexpr std::array kLinkKinds = {LinkKind::kPcie, LinkKind::kUsb3, LinkKind::kUsb2,
                                   LinkKind::kOnChip};
constexpr std::array kEncodings = {Encoding::kCoral, Encoding::kWide};
constexpr std::array kFigureConfidences = {Confidence::kVerified, Confidence::kThirdParty,
                                           Confidence::kDerived, Confidence::kAssumed,
                                           Confidence::kFitted};

constexpr const auto& choices(LinkKind /*type*/) { return kLinkKinds; }
constexpr const auto& choices(Encoding /*type*/) { return kEncodings; }

template <typename Value>
constexpr bool kIsNumber = std::is_arithmetic_v<Value>;

template <typename Choices>
std::string join_names(const Choices& values) {
  std::string names;
  for (const auto value : values) {
    names += fmt::format("{}{}", names.empty() ? "" : ", ", to_string(value));
  }
  return names;
}

/// The whole of `text` as a number; from_chars takes neither blanks nor a leading plus.
template <typename Number>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) {
    return std::nullopt;
  }
  return number;
}

Assigned assign_to(std::string& value, std::string_view text, double /*min*/, double /*max*/) {
  if (text.empty()) {
    return Assigned::kWrongKind;
  }
  value = text;
  return Assigned::kStored;
}

template <typename Number>
requires std::is_arithmetic_v<Number> Assigned assign_to(Number& value, std::string_view text,
                                                         double min, double max) {
  // Read as a real number first: -1 and 5000000000 are integers out of range, 1.5 is no integer.
  const auto number = parse_number<double>(text);
  if (!number || !std::isfinite(*number) ||
      (std::is_integral_v<Number> && std::trunc(*number) != *number)) {
    return Assigned::kWrongKind;
  }
  if (*number < min || *number > max) {
    return Assigned::kOutOfRange;
  }
  const auto exact = parse_number<Number>(text);
  if (!exact) {
    return Assigned::kWrongKind;  // an integer written as 4.0 or 1e3
  }
  value = *exact;
  return Assigned::kStored;
}

template <typename Choice>
requires std::is_enum_v<Choice> Assigned assign_to(Choice& value, std::string_view text,
                                                   double /*min*/, double /*max*/) {
  for (const Choice choice : choices(value)) {
    if (to_string(choice) == text) {
      value = choice;
      return Assigned::kStored;
    }
  }
  return Assigned::kWrongKind;
}

}  // namespace

bool is_figure(const ValueRef& ref) {
  return std::visit(
      [](const auto* value) { return kIsNumber<std::remove_cvref_t<decltype(*value)>>; }, ref);
}

std::string_view kind_name(const ValueRef& ref) {
  struct {
    std::string_view operator()(const std::string* /*value*/) const { return "text"; }
    std::string_view operator()(const double* /*value*/) const { return "number"; }
    std::string_view operator()(const std::uint32_t* /*value*/) const { return "integer"; }
    std::string_view operator()(const void* /*value*/) const { return "choice"; }
  } const name;
  return std::visit(name, ref);
}

std::string allowed_text(const ValueRef& ref, double min, double max) {
  return std::visit(
      [&](const auto* value) -> std::string {
        using Value = std::remove_cvref_t<decltype(*value)>;
        if constexpr (kIsNumber<Value>) {
          return fmt::format("{} {} to {}", kind_name(ref), min, max);
        } else if constexpr (std::is_enum_v<Value>) {
          return join_names(choices(Value{}));
        } else {
          return "text";
        }
      },
      ref);
}

Assigned assign(const ValueRef& ref, std::string_view text, double min, double max) {
  return std::visit([&](auto* value) { return assign_to(*value, text, min, max); }, ref);
}

std::string value_text(const ValueRef& ref) {
  return std::visit(
      [](const auto* value) -> std::string {
        if constexpr (std::is_enum_v<std::remove_cvref_t<decltype(*value)>>) {
          return std::string(to_string(*value));
        } else {
          return fmt::format("{}", *value);
        }
      },
      ref);
}

bool parse_confidence(std::string_view text, Confidence& confidence) {
  for (const Confidence candidate : kFigureConfidences) {
    if (to_string(candidate) == text) {
      confidence = candidate;
      return true;
    }
  }
  return false;
}

std::string confidence_names() { return join_names(kFigureConfidences); }

}  // namespace tessera::spec
