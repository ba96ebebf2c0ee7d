// SPDX-License-Identifier: Apache-2.0
#include "sim/result/figure_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <utility>

namespace tessera::sim {

std::string grouped(std::uint64_t value) {
  std::string digits = std::to_string(value);
  for (std::ptrdiff_t i = static_cast<std::ptrdiff_t>(digits.size()) - 3; i > 0; i -= 3)
    digits.insert(static_cast<std::size_t>(i), ",");
  return digits;
}

std::string bytes_text(std::uint64_t bytes) {
  if (bytes < 10'000) return fmt::format("{} B", bytes);
  if (bytes < 10'000'000) return fmt::format("{:.1f} kB", static_cast<double>(bytes) / 1e3);
  return fmt::format("{:.2f} MB", static_cast<double>(bytes) / 1e6);
}

std::vector<std::uint64_t> tenths(const std::vector<std::uint64_t>& parts) {
  const std::uint64_t whole = std::accumulate(parts.begin(), parts.end(), std::uint64_t{0});
  std::vector<std::uint64_t> shares(parts.size());
  if (whole == 0) return shares;
  std::vector<std::pair<std::uint64_t, std::size_t>> remainders;
  std::uint64_t left = 1000;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    shares[i] = parts[i] * 1000 / whole;
    left -= shares[i];
    remainders.emplace_back(parts[i] * 1000 % whole, i);
  }
  std::stable_sort(remainders.begin(), remainders.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (std::size_t i = 0; i < left; ++i) ++shares[remainders[i].second];
  return shares;
}

std::string per_cent(std::uint64_t in_tenths) {
  return fmt::format("{}.{}%", in_tenths / 10, in_tenths % 10);
}

std::string unit_kind(const std::string& unit) {
  const std::size_t dot = unit.find('.');
  return dot == std::string::npos ? unit : unit.substr(dot + 1);
}

}  // namespace tessera::sim
