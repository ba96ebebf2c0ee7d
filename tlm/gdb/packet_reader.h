// SPDX-License-Identifier: Apache-2.0
// Frames of GDB's remote serial protocol.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace tessera::tlm::gdb {

/// `$payload#checksum` around a payload that needs no escapes (ours are hexadecimal or plain text).
[[nodiscard]] std::string framed(std::string_view payload);

/// Finds packets in a stream of bytes, whatever comes. (GDB manual, appendix E.1.)
class PacketReader {
 public:
  /// Longest payload; more is damaged. GDB learns it as PacketSize.
  static constexpr std::size_t kMaxPayload = 4096;

  struct Handler {
    std::function<void(std::string payload)> packet;  ///< checksum right, escapes undone
    std::function<void()> damaged;                    ///< to be answered with '-'
    std::function<void()> interrupt;                  ///< the byte 0x03 between packets
    std::function<void()> rejected;                   ///< '-': GDB wants the last reply again
  };

  explicit PacketReader(Handler handler) : handler_(std::move(handler)) {}

  void feed(std::string_view bytes);

 private:
  enum class State { kIdle, kPayload, kChecksumHigh, kChecksumLow };

  void take(char byte);
  void finish();

  Handler handler_;
  State state_ = State::kIdle;
  std::string payload_;   // as received
  std::string checksum_;  // two hexadecimal digits
  bool too_long_ = false;
};

}  // namespace tessera::tlm::gdb
