// SPDX-License-Identifier: Apache-2.0
#include "tlm/gdb/hex.h"

#include <boost/algorithm/hex.hpp>

#include <charconv>
#include <iterator>

namespace tessera::tlm::gdb {

std::string to_hex(std::span<const std::uint8_t> bytes) {
  std::string result;
  boost::algorithm::hex_lower(bytes.begin(), bytes.end(), std::back_inserter(result));
  return result;
}

std::optional<std::vector<std::uint8_t>> from_hex(std::string_view text) {
  std::vector<std::uint8_t> result;
  try {
    boost::algorithm::unhex(text.begin(), text.end(), std::back_inserter(result));
  } catch (const boost::algorithm::hex_decode_error&) {
    return std::nullopt;
  }
  return result;
}

std::optional<std::uint32_t> parse_number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  const bool complete = error == std::errc() && end == text.data() + text.size();
  return complete ? std::optional(value) : std::nullopt;
}

}  // namespace tessera::tlm::gdb
