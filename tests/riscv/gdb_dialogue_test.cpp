// SPDX-License-Identifier: Apache-2.0
// GDB's side of the socket, played by a host thread against a running simulation.
#include "tests/riscv/core_platform.h"
#include "tlm/gdb/packet_reader.h"
#include "tlm/gdb/server.h"  // before Asio, which forgets <utility>

#include <boost/asio.hpp>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <thread>

namespace tessera::tlm {
namespace {

using namespace riscv::rv;
namespace asio = boost::asio;

constexpr std::uint32_t kRam = memory_map::kRamBase;

/// Sends packets and waits for replies, as GDB does.
class Client {
 public:
  explicit Client(std::uint16_t port) : socket_(context_) {
    socket_.connect({asio::ip::address_v4::loopback(), port});
  }

  void raw(std::string_view bytes) {
    asio::write(socket_, asio::buffer(bytes.data(), bytes.size()));
  }
  void send(std::string_view packet) { raw(gdb::framed(packet)); }
  /// Payload of the next packet; acknowledges it.
  std::string receive() {
    for (char byte = 0; byte != '$'; byte = next()) {
    }
    std::string payload;
    for (char byte = next(); byte != '#'; byte = next()) payload += byte;
    (void)next();
    (void)next();
    raw("+");
    return payload;
  }
  std::string ask(std::string_view packet) {
    send(packet);
    return receive();
  }
  char next() {
    char byte = 0;
    asio::read(socket_, asio::buffer(&byte, 1));
    return byte;
  }

 private:
  asio::io_context context_;
  asio::ip::tcp::socket socket_;
};

/// Counts in a0 for ever, 8 bytes a round.
std::vector<Word> counting_program() { return {addi(a0, a0, 1), jal(zero, -4)}; }

/// Runs the simulation while the dialogue goes on in another thread.
void converse(const CorePlatform& platform, const std::function<void(Client&)>& dialogue) {
  std::string failure;
  std::thread client([&, port = platform.core.gdb_port()] {
    try {
      Client gdb(port);
      dialogue(gdb);
    } catch (const std::exception& error) {
      failure = error.what();
    }
  });
  sc_core::sc_start();
  client.join();
  EXPECT_EQ(failure, "");
}

TEST(GdbDialogue, break_step_look_change_and_continue) {
  CorePlatform platform({.gdb_port = 0, .gdb_wait = true});
  ASSERT_NE(platform.core.gdb_port(), 0);
  platform.put(kRam, counting_program());
  converse(platform, [](Client& gdb) {
    EXPECT_EQ(gdb.ask("?"), "S05");
    EXPECT_EQ(gdb.ask("p20"), "00000080");  // nothing has run
    EXPECT_EQ(gdb.ask("s"), "S05");
    EXPECT_EQ(gdb.ask("p20"), "04000080");
    EXPECT_EQ(gdb.ask("pa"), "01000000");
    EXPECT_EQ(gdb.ask("Z0,80000004,4"), "OK");
    EXPECT_EQ(gdb.ask("c"), "S05");  // passes the one it stands on
    EXPECT_EQ(gdb.ask("pa"), "02000000");
    EXPECT_EQ(gdb.ask("c"), "S05");
    EXPECT_EQ(gdb.ask("pa"), "03000000");
    EXPECT_EQ(gdb.ask("m80000000,8"), "130515006ff0dfff");
    // addi a0, a0, 0x64 in place of addi a0, a0, 1
    EXPECT_EQ(gdb.ask("M80000000,4:13054506"), "OK");
    EXPECT_EQ(gdb.ask("c"), "S05");
    EXPECT_EQ(gdb.ask("pa"), "67000000");
    EXPECT_EQ(gdb.ask("z0,80000004,4"), "OK");
    EXPECT_EQ(gdb.ask("M80000004,4:73001000"), "OK");  // ebreak
    EXPECT_EQ(gdb.ask("s"), "S05");                    // stands before it
    EXPECT_EQ(gdb.ask("c80000000"), "S05");
    EXPECT_EQ(gdb.ask("p20"), "04000080");
    gdb.send("k");
  });
  EXPECT_TRUE(platform.core.is_halted());
  EXPECT_EQ(platform.core.x(a0), 0x67U + 0x64);
}

TEST(GdbDialogue, an_interrupt_stops_a_running_program_and_detaching_lets_it_go) {
  CorePlatform platform(
      {.quantum = sc_core::sc_time(1, sc_core::SC_SEC), .gdb_port = 0, .gdb_wait = true});
  // Counts until a word in memory is not 0, then ends the run.
  std::vector<Word> program = li(a1, kRam + 0x8000);
  for (const Word each : {addi(a0, a0, 1), lw(a2, 0, a1), beq(a2, zero, -8), lui(t0, 0x100),
                          lui(t1, 0x5), addi(t1, t1, 0x555), sw(t1, 0, t0)}) {
    program.push_back(each);
  }
  platform.put(kRam, program);
  converse(platform, [](Client& gdb) {
    gdb.send("c");
    gdb.raw("\x03");
    EXPECT_EQ(gdb.receive(), "S02");
    EXPECT_EQ(gdb.ask("M80008000,1:01"), "OK");
    EXPECT_EQ(gdb.ask("D"), "OK");
  });
  EXPECT_TRUE(platform.core.is_halted());
  EXPECT_TRUE(platform.finisher.verdict());
}

TEST(GdbDialogue, a_core_in_wfi_answers_and_keeps_waiting) {
  CorePlatform platform({.gdb_port = 0, .gdb_wait = true});
  platform.put(kRam, std::vector<Word>{wfi(), addi(a0, a0, 1), jal(zero, 0)});
  converse(platform, [](Client& gdb) {
    EXPECT_EQ(gdb.ask("s"), "S05");
    EXPECT_EQ(gdb.ask("p20"), "04000080");      // in wfi now
    EXPECT_EQ(gdb.ask("Z0,80000008,4"), "OK");  // where it must not come
    for (unsigned i = 0; i < 20; ++i) {
      gdb.send("c");
      gdb.raw("\x03");
      EXPECT_EQ(gdb.receive(), "S02");
      EXPECT_EQ(gdb.ask("p20"), "04000080");
      EXPECT_EQ(gdb.ask("pa"), "00000000");
    }
    EXPECT_EQ(gdb.ask("s"), "S05");  // a step leaves wfi
    EXPECT_EQ(gdb.ask("pa"), "01000000");
    gdb.send("k");
  });
  EXPECT_EQ(platform.core.x(a0), 1U);
}

TEST(GdbDialogue, the_end_of_the_run_is_told_and_reset_starts_it_again) {
  CorePlatform platform({.gdb_port = 0, .gdb_wait = true});
  platform.put(kRam, std::vector<Word>{addi(a0, a0, 1), lui(t0, 0x100), lui(t1, 0x5),
                                       addi(t1, t1, 0x555), sw(t1, 0, t0)});
  converse(platform, [](Client& gdb) {
    EXPECT_EQ(gdb.ask("c"), "W00");
    EXPECT_EQ(gdb.ask("pa"), "01000000");
    EXPECT_EQ(gdb.ask("qRcmd,7265736574"), "OK");
    EXPECT_EQ(gdb.ask("s"), "S05");
    EXPECT_EQ(gdb.ask("p20"), "04000080");
    gdb.send("k");
  });
  EXPECT_EQ(platform.core.pc(), kRam + 4);
}

TEST(GdbDialogue, garbage_and_lost_connections_do_no_harm) {
  CorePlatform platform({.gdb_port = 0, .gdb_wait = true});
  platform.put(kRam, counting_program());
  const std::uint16_t port = platform.core.gdb_port();
  converse(platform, [port](Client& first) {
    first.raw("$$$###\xff\xfe}}$g#00");
    EXPECT_EQ(first.ask("mffffffff,ffffffff"), "E0e");
    EXPECT_EQ(first.ask("m8000"), "E01");
    { const Client second(port); }  // waits for the first to go, but goes before it
    EXPECT_EQ(first.ask("?"), "S05");
    first.send("k");
  });
  EXPECT_TRUE(platform.core.is_halted());
}

TEST(GdbPort, a_port_in_use_is_reported) {
  const ControlCore first("first", {.gdb_port = 0});
  std::string message;
  try {
    const ControlCore second("second", {.gdb_port = first.gdb_port()});
  } catch (const sc_core::sc_report& report) {
    message = report.get_msg();
  }
  EXPECT_EQ(message.find("port " + std::to_string(first.gdb_port()) + ": "), 0U) << message;
}

}  // namespace
}  // namespace tessera::tlm
