// SPDX-License-Identifier: Apache-2.0
// The socket where GDB attaches.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>  // Asio of Boost 1.74 forgets it

namespace tessera::tlm::gdb {

/// Accepts one connection at a time on the loopback address, in a host thread of its own. The other
/// side asks `has_event`, which costs one relaxed load, and takes events when it likes.
class Server {
 public:
  struct Event {
    enum class Kind { kAttached, kPacket, kInterrupt, kGone };
    Kind kind;
    std::string packet;
  };

  /// `port` 0: any free one. `wake` is called from the host thread after each event. Throws
  /// boost::system::system_error if the port cannot be opened.
  Server(std::uint16_t port, std::function<void()> wake);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  [[nodiscard]] std::uint16_t port() const;
  [[nodiscard]] bool has_event() const { return has_event_.load(std::memory_order_relaxed); }
  /// The next event; blocks until there is one.
  [[nodiscard]] Event wait();
  /// Sends a payload as a packet; dropped if nobody is attached.
  void send(std::string_view payload);

 private:
  class Connection;  // socket, thread and everything that runs in it

  void push(Event event);

  std::function<void()> wake_;
  std::mutex mutex_;
  std::condition_variable arrived_;
  std::deque<Event> events_;
  std::atomic<bool> has_event_ = false;
  std::unique_ptr<Connection> connection_;
};

}  // namespace tessera::tlm::gdb
