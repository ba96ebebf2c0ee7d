// SPDX-License-Identifier: Apache-2.0
#include "tlm/gdb/session.h"

#include "tlm/gdb/hex.h"
#include "tlm/gdb/packet_reader.h"
#include "tlm/gdb/target_description.h"

#include <boost/endian/conversion.hpp>

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

namespace tessera::tlm::gdb {
namespace {

constexpr const char* kOk = "OK";
constexpr const char* kBadArgument = "E01";
constexpr const char* kBadAddress = "E0e";  // EFAULT
constexpr const char* kUnsupported = "";

constexpr unsigned kGeneralRegisters = 33;  // of `g`: x0 to x31 and pc
constexpr std::size_t kMaxRead = PacketReader::kMaxPayload / 2;

/// A register's bytes, in target order.
std::string register_hex(std::uint32_t value) {
  std::array<std::uint8_t, 4> bytes{};
  boost::endian::store_little_u32(bytes.data(), value);
  return to_hex(bytes);
}

std::optional<std::uint32_t> register_value(std::string_view hex) {
  const auto bytes = from_hex(hex);
  if (!bytes || bytes->size() != 4) {
    return std::nullopt;
  }
  return boost::endian::load_little_u32(bytes->data());
}

/// The text before and after the first separator; the second is empty if there is none.
std::pair<std::string_view, std::string_view> split(std::string_view text, char separator) {
  const std::size_t at = text.find(separator);
  return at == std::string_view::npos ? std::pair{text, std::string_view{}}
                                      : std::pair{text.substr(0, at), text.substr(at + 1)};
}

struct Range {
  std::uint32_t address;
  std::uint32_t length;
};

/// `address,length`
std::optional<Range> parse_range(std::string_view text) {
  const auto [first, second] = split(text, ',');
  const auto address = parse_number(first);
  const auto length = parse_number(second);
  return address && length ? std::optional(Range{*address, *length}) : std::nullopt;
}

}  // namespace

std::string Session::stop_reply(unsigned signal) {
  const auto byte = static_cast<std::uint8_t>(signal);
  return 'S' + to_hex({&byte, 1});
}

Answer Session::handle(std::string_view packet) {
  if (packet.empty()) {
    return {kUnsupported};
  }
  const std::string_view rest = packet.substr(1);
  switch (packet.front()) {
    case '?':
      return {stop_reply(5)};
    case 'c':
      return resume(rest, Action::kContinue);
    case 'C':  // a signal has no meaning here
      return resume(split(rest, ';').second, Action::kContinue);
    case 's':
      return resume(rest, Action::kStep);
    case 'S':
      return resume(split(rest, ';').second, Action::kStep);
    case 'D':
      return {kOk, true, Action::kDetach};
    case 'k':
      return {"", false, Action::kKill};
    case 'g':
      return {read_all_registers()};
    case 'G':
      return {write_all_registers(rest)};
    case 'p':
      return {read_register(rest)};
    case 'P':
      return {write_register(rest)};
    case 'm':
      return {read_memory(rest)};
    case 'M':
      return {write_memory(rest, false)};
    case 'X':
      return {write_memory(rest, true)};
    case 'Z':
      return {change_breakpoint(rest, true)};
    case 'z':
      return {change_breakpoint(rest, false)};
    case 'H':
    case 'T':  // there is one thread
      return {kOk};
    case 'q':
      return {query(packet)};
    default:
      return {kUnsupported};
  }
}

Answer Session::resume(std::string_view address, Action action) {
  if (!address.empty()) {
    const auto to = parse_number(address);
    if (!to || !target_.write_register(DebugTarget::kPc, *to)) {
      return {kBadArgument};
    }
  }
  return {"", false, action};
}

std::string Session::read_all_registers() {
  std::string reply;
  for (unsigned number = 0; number < kGeneralRegisters; ++number) {
    reply += register_hex(target_.read_register(number).value_or(0));
  }
  return reply;
}

std::string Session::write_all_registers(std::string_view arguments) {
  if (arguments.size() != kGeneralRegisters * 8 || !from_hex(arguments)) {
    return kBadArgument;
  }
  for (unsigned number = 1; number < kGeneralRegisters; ++number) {
    const auto value = register_value(arguments.substr(number * 8, 8));
    if (!value || !target_.write_register(number, *value)) {
      return kBadArgument;
    }
  }
  return kOk;
}

std::string Session::read_register(std::string_view arguments) {
  const auto number = parse_number(arguments);
  const auto value = number ? target_.read_register(*number) : std::nullopt;
  return value ? register_hex(*value) : kBadArgument;
}

std::string Session::write_register(std::string_view arguments) {
  const auto [first, second] = split(arguments, '=');
  const auto number = parse_number(first);
  const auto value = register_value(second);
  return number && value && target_.write_register(*number, *value) ? kOk : kBadArgument;
}

std::string Session::read_memory(std::string_view arguments) {
  const auto range = parse_range(arguments);
  if (!range) {
    return kBadArgument;
  }
  std::vector<std::uint8_t> data(std::min<std::size_t>(range->length, kMaxRead));
  const std::size_t done = target_.read_memory(range->address, data);
  return done == 0 && !data.empty() ? kBadAddress : to_hex(std::span(data).first(done));
}

std::string Session::write_memory(std::string_view arguments, bool is_binary) {
  const auto [place, content] = split(arguments, ':');
  const auto range = parse_range(place);
  auto data = is_binary ? std::vector<std::uint8_t>(content.begin(), content.end())
                        : from_hex(content).value_or(std::vector<std::uint8_t>{});
  if (!range || data.size() != range->length) {
    return kBadArgument;
  }
  return target_.write_memory(range->address, data) == data.size() ? kOk : kBadAddress;
}

// `type,address,kind`: 0 software, 1 hardware; both are the same to an interpreter.
std::string Session::change_breakpoint(std::string_view arguments, bool present) {
  const auto [type, place] = split(arguments, ',');
  if (type != "0" && type != "1") {
    return kUnsupported;
  }
  const auto range = parse_range(split(place, ';').first);
  if (!range || range->address % 2 != 0) {
    return kBadArgument;
  }
  target_.set_breakpoint(range->address, present);
  return kOk;
}

std::string Session::query(std::string_view packet) {
  constexpr std::string_view kXml = "qXfer:features:read:target.xml:";
  if (packet.starts_with("qSupported")) {
    const auto size = static_cast<std::uint16_t>(PacketReader::kMaxPayload);
    const std::array<std::uint8_t, 2> digits = {static_cast<std::uint8_t>(size >> 8),
                                                static_cast<std::uint8_t>(size)};
    return "PacketSize=" + to_hex(digits) + ";qXfer:features:read+";
  }
  if (packet.starts_with(kXml)) {
    const auto range = parse_range(packet.substr(kXml.size()));
    if (!range) {
      return kBadArgument;
    }
    const std::string xml = target_description();
    const auto part =
        std::string_view(xml).substr(std::min<std::size_t>(range->address, xml.size()));
    const auto sent = part.substr(0, std::min<std::size_t>(range->length, kMaxRead));
    return (sent.size() < part.size() ? 'm' : 'l') + std::string(sent);
  }
  if (packet.starts_with("qRcmd,")) {
    return monitor(packet.substr(6));
  }
  if (packet == "qAttached") return "1";
  if (packet == "qfThreadInfo") return "m1";
  if (packet == "qsThreadInfo") return "l";
  if (packet == "qC") return "QC1";
  return kUnsupported;
}

std::string Session::monitor(std::string_view hex) {
  const auto text = from_hex(hex);
  if (!text) {
    return kBadArgument;
  }
  constexpr std::string_view kReset = "reset";
  if (std::ranges::equal(*text, kReset)) {
    target_.reset();
    return kOk;
  }
  constexpr std::string_view kHelp = "the only command is: reset\n";
  return to_hex({reinterpret_cast<const std::uint8_t*>(kHelp.data()), kHelp.size()});
}

}  // namespace tessera::tlm::gdb
