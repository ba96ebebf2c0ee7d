// SPDX-License-Identifier: Apache-2.0
#include "tlm/gdb/server.h"

#include "tlm/gdb/packet_reader.h"

#include <boost/asio.hpp>

#include <array>
#include <optional>
#include <thread>
#include <utility>

namespace tessera::tlm::gdb {

namespace asio = boost::asio;
using asio::ip::tcp;

/// All members but the constructor, the destructor, `port` and `send` run in the thread.
class Server::Connection {
 public:
  Connection(std::uint16_t port, Server& owner)
      : owner_(owner),
        acceptor_(context_, tcp::endpoint(asio::ip::address_v4::loopback(), port)),
        socket_(context_) {
    accept();
    thread_ = std::thread([this] { context_.run(); });
  }

  ~Connection() {
    context_.stop();
    thread_.join();
  }

  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  void send(std::string packet) {
    asio::post(context_, [this, text = std::move(packet)] {
      last_ = text;
      write(text);
    });
  }

 private:
  using Error = boost::system::error_code;

  void accept() {
    acceptor_.async_accept(socket_, [this](const Error& error) {
      if (error) {
        return;  // the acceptor has been closed
      }
      reader_.emplace(handler());
      last_.clear();
      outgoing_.clear();
      Error ignored;
      socket_.set_option(tcp::no_delay(true), ignored);
      owner_.push({Event::Kind::kAttached, {}});
      read();
    });
  }

  PacketReader::Handler handler() {
    return {[this](std::string payload) {
              write("+");
              owner_.push({Event::Kind::kPacket, std::move(payload)});
            },
            [this] { write("-"); },
            [this] {
              owner_.push({Event::Kind::kInterrupt, {}});
            },
            [this] {
              if (!last_.empty()) write(last_);
            }};
  }

  void read() {
    socket_.async_read_some(asio::buffer(incoming_), [this](const Error& error, std::size_t count) {
      if (error) {
        Error ignored;
        socket_.close(ignored);
        owner_.push({Event::Kind::kGone, {}});
        accept();
        return;
      }
      reader_->feed({incoming_.data(), count});
      read();
    });
  }

  void write(const std::string& text) {
    if (!socket_.is_open()) {
      return;
    }
    outgoing_.push_back(text);
    if (outgoing_.size() == 1) {
      write_next();
    }
  }

  // An error shows in the pending read as well, which cleans up.
  void write_next() {
    asio::async_write(socket_, asio::buffer(outgoing_.front()),
                      [this](const Error& error, std::size_t) {
                        if (error || outgoing_.empty()) {
                          return;
                        }
                        outgoing_.pop_front();
                        if (!outgoing_.empty()) {
                          write_next();
                        }
                      });
  }

  Server& owner_;
  asio::io_context context_;
  tcp::acceptor acceptor_;
  tcp::socket socket_;
  std::optional<PacketReader> reader_;
  std::array<char, 4096> incoming_{};
  std::deque<std::string> outgoing_;
  std::string last_;
  std::thread thread_;
};

Server::Server(std::uint16_t port, std::function<void()> wake)
    : wake_(std::move(wake)), connection_(std::make_unique<Connection>(port, *this)) {}

Server::~Server() = default;

std::uint16_t Server::port() const { return connection_->port(); }

void Server::push(Event event) {
  {
    const std::lock_guard lock(mutex_);
    events_.push_back(std::move(event));
    has_event_.store(true, std::memory_order_relaxed);
  }
  arrived_.notify_one();
  wake_();
}

Server::Event Server::wait() {
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, [this] { return !events_.empty(); });
  Event event = std::move(events_.front());
  events_.pop_front();
  has_event_.store(!events_.empty(), std::memory_order_relaxed);
  return event;
}

void Server::send(std::string_view payload) { connection_->send(framed(payload)); }

}  // namespace tessera::tlm::gdb
