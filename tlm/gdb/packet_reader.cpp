// SPDX-License-Identifier: Apache-2.0
#include "tlm/gdb/packet_reader.h"

#include "tlm/gdb/hex.h"

#include <cstdint>
#include <numeric>

namespace tessera::tlm::gdb {
namespace {

constexpr char kEscape = '}';
constexpr char kEscapeMask = 0x20;

std::uint8_t checksum_of(std::string_view payload) {
  return std::accumulate(payload.begin(), payload.end(), std::uint8_t{0},
                         [](std::uint8_t sum, char byte) {
                           return static_cast<std::uint8_t>(sum + static_cast<std::uint8_t>(byte));
                         });
}

std::string unescaped(std::string_view payload) {
  std::string result;
  for (std::size_t i = 0; i < payload.size(); ++i) {
    const bool is_escape = payload[i] == kEscape && i + 1 < payload.size();
    result += is_escape ? static_cast<char>(payload[++i] ^ kEscapeMask) : payload[i];
  }
  return result;
}

}  // namespace

std::string framed(std::string_view payload) {
  const std::uint8_t sum = checksum_of(payload);
  return '$' + std::string(payload) + '#' + to_hex({&sum, 1});
}

void PacketReader::feed(std::string_view bytes) {
  for (const char byte : bytes) {
    take(byte);
  }
}

void PacketReader::take(char byte) {
  switch (state_) {
    case State::kIdle:
      if (byte == '$') {
        payload_.clear();
        checksum_.clear();
        too_long_ = false;
        state_ = State::kPayload;
      } else if (byte == '\x03') {
        handler_.interrupt();
      } else if (byte == '-') {
        handler_.rejected();
      }
      break;
    case State::kPayload:
      if (byte == '#') {
        state_ = State::kChecksumHigh;
      } else if (payload_.size() < kMaxPayload) {
        payload_ += byte;
      } else {
        too_long_ = true;
      }
      break;
    case State::kChecksumHigh:
      checksum_ += byte;
      state_ = State::kChecksumLow;
      break;
    case State::kChecksumLow:
      checksum_ += byte;
      state_ = State::kIdle;
      finish();
      break;
  }
}

void PacketReader::finish() {
  const auto sum = from_hex(checksum_);
  if (too_long_ || !sum || sum->front() != checksum_of(payload_)) {
    handler_.damaged();
  } else {
    handler_.packet(unescaped(payload_));
  }
}

}  // namespace tessera::tlm::gdb
