// SPDX-License-Identifier: Apache-2.0
#include "sim/run/run_options.h"

#include "workloads/error.h"

#include <fmt/format.h>

#include <regex>
#include <stdexcept>

namespace tessera::sim {

ProbeSpec parse_probe(const std::string& text) {
  static const std::regex form(R"(([^=]+)=(\d{1,3}):(narrow|wide):(\d{1,9}):(\d{1,9})@(\d{1,9}))");
  std::smatch match;
  if (!std::regex_match(text, match, form))
    throw workloads::UsageError(
        fmt::format("--probe '{}': expected NAME=TILE:narrow|wide:ADDRESS:BYTES@SEQUENCE", text));
  const auto number = [&](std::size_t group) {
    return static_cast<std::uint32_t>(std::stoul(match[group]));
  };
  return {match[1],
          number(2),
          match[3] == "narrow" ? hw::InspectSpace::kNarrowMemory : hw::InspectSpace::kWideMemory,
          number(4),
          number(5),
          number(6)};
}

const char* engine_name(hw::Engine engine) {
  switch (engine) {
    case hw::Engine::kTiming:
      return "timing";
    case hw::Engine::kRtl:
      return "rtl";
    default:
      return "tlm";
  }
}

}  // namespace tessera::sim
