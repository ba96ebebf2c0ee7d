// SPDX-License-Identifier: Apache-2.0
// GDB's protocol: framing, commands, and that nothing received breaks it. (GDB manual, appendix E.)
#include "tlm/gdb/hex.h"
#include "tlm/gdb/packet_reader.h"
#include "tlm/gdb/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <random>
#include <set>
#include <string>
#include <vector>

namespace tessera::tlm::gdb {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct FakeTarget final : DebugTarget {
  std::optional<std::uint32_t> read_register(unsigned number) override {
    if (number < registers.size()) return registers[number];
    return number == 65 + 0x340 ? std::optional(mscratch) : std::nullopt;
  }
  bool write_register(unsigned number, std::uint32_t value) override {
    if (number >= registers.size()) return false;
    registers[number] = value;
    return true;
  }
  std::size_t read_memory(std::uint32_t address, std::span<std::uint8_t> data) override {
    if (address >= memory.size()) return 0;
    const std::size_t count = std::min(data.size(), memory.size() - address);
    std::copy_n(memory.begin() + address, count, data.begin());
    return count;
  }
  std::size_t write_memory(std::uint32_t address, std::span<std::uint8_t> data) override {
    if (address >= memory.size()) return 0;
    const std::size_t count = std::min(data.size(), memory.size() - address);
    std::copy_n(data.begin(), count, memory.begin() + address);
    return count;
  }
  void set_breakpoint(std::uint32_t address, bool present) override {
    present ? void(breakpoints.insert(address)) : void(breakpoints.erase(address));
  }
  void reset() override { ++resets; }

  std::array<std::uint32_t, 33> registers{};
  std::uint32_t mscratch = 0x1122'3344;
  std::vector<std::uint8_t> memory = std::vector<std::uint8_t>(64);
  std::set<std::uint32_t> breakpoints;
  unsigned resets = 0;
};

class GdbSession : public testing::Test {
 protected:
  std::string reply(std::string_view packet) { return session_.handle(packet).reply; }

  FakeTarget target_;
  Session session_{target_};
};

TEST_F(GdbSession, registers_are_read_and_written_in_target_order) {
  target_.registers[1] = 0x8765'4321;
  target_.registers[32] = 0x8000'0004;
  const std::string all = reply("g");
  EXPECT_EQ(all.size(), 33U * 8);
  EXPECT_EQ(all.substr(8, 8), "21436587");
  EXPECT_EQ(all.substr(256), "04000080");
  EXPECT_EQ(reply("p1"), "21436587");
  EXPECT_EQ(reply("p20"), "04000080");
  EXPECT_EQ(reply("p381"), "44332211");  // 65 + 0x340: mscratch
  EXPECT_EQ(reply("P5=efbeadde"), "OK");
  EXPECT_EQ(target_.registers[5], 0xdead'beefU);
  EXPECT_EQ(reply('G' + std::string(32 * 8, '0') + "10000080"), "OK");
  EXPECT_EQ(target_.registers[5], 0U);
  EXPECT_EQ(target_.registers[32], 0x8000'0010U);
}

TEST_F(GdbSession, memory_is_read_and_written) {
  EXPECT_EQ(reply("M4,3:a1b2c3"), "OK");
  EXPECT_EQ(reply("m3,5"), "00a1b2c300");
  EXPECT_EQ(reply(std::string_view("X8,2:\x00#", 7)), "OK");
  EXPECT_EQ(reply("m8,2"), "0023");
  EXPECT_EQ(reply("m3e,10"), "0000");  // as much as there is
  EXPECT_EQ(reply("m40,1"), "E0e");
  EXPECT_EQ(reply("M3f,2:0000"), "E0e");
  EXPECT_EQ(reply("m0,0"), "");
  EXPECT_EQ(reply("m0,ffffffff").size(), 128U);
}

TEST_F(GdbSession, breakpoints_come_and_go) {
  EXPECT_EQ(reply("Z0,80000010,2"), "OK");
  EXPECT_EQ(reply("Z1,80000020,4"), "OK");
  EXPECT_THAT(target_.breakpoints, ElementsAre(0x8000'0010, 0x8000'0020));
  EXPECT_EQ(reply("z0,80000010,2"), "OK");
  EXPECT_THAT(target_.breakpoints, ElementsAre(0x8000'0020));
  EXPECT_EQ(reply("Z2,80000010,4"), "");  // watchpoints: not supported
  EXPECT_EQ(reply("Z0,80000011,2"), "E01");
}

TEST_F(GdbSession, resumption_may_set_the_pc) {
  EXPECT_EQ(session_.handle("c").action, Action::kContinue);
  EXPECT_FALSE(session_.handle("c").has_reply);
  EXPECT_EQ(session_.handle("s80000020").action, Action::kStep);
  EXPECT_EQ(target_.registers[32], 0x8000'0020U);
  EXPECT_EQ(session_.handle("C05;80000030").action, Action::kContinue);
  EXPECT_EQ(target_.registers[32], 0x8000'0030U);
  EXPECT_EQ(session_.handle("cxyz").action, Action::kNone);
  EXPECT_EQ(reply("cxyz"), "E01");
  EXPECT_EQ(session_.handle("D").action, Action::kDetach);
  EXPECT_EQ(session_.handle("k").action, Action::kKill);
}

TEST_F(GdbSession, queries_describe_the_target) {
  EXPECT_EQ(reply("?"), "S05");
  EXPECT_EQ(reply("qSupported:multiprocess+"), "PacketSize=1000;qXfer:features:read+");
  std::string all;
  for (std::string part = "m"; part.front() == 'm'; all += part.substr(1)) {
    std::array<char, 16> offset{};
    std::snprintf(offset.data(), offset.size(), "%zx", all.size());
    part = reply("qXfer:features:read:target.xml:" + std::string(offset.data()) + ",100");
    EXPECT_TRUE(part.size() == 0x101 || part.front() == 'l');
  }
  EXPECT_THAT(all, HasSubstr("riscv:rv32"));
  EXPECT_TRUE(all.ends_with("</feature></target>"));
  EXPECT_EQ(reply("qXfer:features:read:target.xml:ffffff,10"), "l");
  EXPECT_EQ(reply("vCont?"), "");
}

TEST_F(GdbSession, monitor_reset_resets_and_other_commands_are_explained) {
  EXPECT_EQ(reply("qRcmd,7265736574"), "OK");
  EXPECT_EQ(target_.resets, 1U);
  const auto help = from_hex(reply("qRcmd,68656c70"));
  ASSERT_TRUE(help);
  EXPECT_THAT(std::string(help->begin(), help->end()), HasSubstr("reset"));
}

TEST_F(GdbSession, wrong_arguments_are_errors_without_effect) {
  const FakeTarget before = {};
  for (const char* packet : {"p",
                             "pzz",
                             "p21",
                             "P1",
                             "P1=",
                             "P1=12",
                             "P1=1234567g",
                             "P21=00000000",
                             "G",
                             "G00",
                             "m",
                             "m1",
                             "m,1",
                             "m1,",
                             "mx,1",
                             "m100000000,1",
                             "M0,1",
                             "M0,1:",
                             "M0,1:0",
                             "M0,1:0000",
                             "M0,1:zz",
                             "X0,2:a",
                             "Z0",
                             "Z0,",
                             "Z0,zz,2",
                             "Z0,80000010",
                             "qRcmd,7",
                             "qRcmd,zz",
                             "qXfer:features:read:target.xml:",
                             "qXfer:features:read:target.xml:0"}) {
    EXPECT_EQ(reply(packet), "E01") << packet;
  }
  EXPECT_EQ(target_.registers, before.registers);
  EXPECT_EQ(target_.memory, before.memory);
  EXPECT_TRUE(target_.breakpoints.empty());
}

TEST_F(GdbSession, random_packets_are_answered) {
  std::mt19937 random(7);
  const std::string letters = "?cCdDgGHkmMpPsSTXzZqv0123456789abcdef,:;=#$}";
  for (unsigned i = 0; i < 100'000; ++i) {
    std::string packet;
    for (unsigned size = random() % 24; size > 0; --size) {
      packet +=
          random() % 8 == 0 ? static_cast<char>(random()) : letters[random() % letters.size()];
    }
    EXPECT_LE(reply(packet).size(), PacketReader::kMaxPayload);
  }
}

struct Heard {
  std::vector<std::string> packets;
  unsigned damaged = 0;
  unsigned interrupts = 0;
  unsigned rejected = 0;
};

PacketReader reader_into(Heard& heard) {
  return PacketReader({[&](std::string payload) { heard.packets.push_back(std::move(payload)); },
                       [&] { ++heard.damaged; }, [&] { ++heard.interrupts; },
                       [&] { ++heard.rejected; }});
}

TEST(GdbFraming, packets_are_found_in_any_pieces) {
  // The manual's example of a checksum: modulo 256 of the payload's bytes. 'g' is 0x67.
  EXPECT_EQ(framed("g"), "$g#67");
  EXPECT_EQ(framed(""), "$#00");
  Heard heard;
  PacketReader reader = reader_into(heard);
  const std::string stream = "+$g#67+noise\x03$m0,4#fd-$#00";
  for (const char byte : stream) reader.feed({&byte, 1});
  EXPECT_THAT(heard.packets, ElementsAre("g", "m0,4", ""));
  EXPECT_EQ(heard.interrupts, 1U);
  EXPECT_EQ(heard.rejected, 1U);
  EXPECT_EQ(heard.damaged, 0U);
}

TEST(GdbFraming, escapes_are_undone_after_the_checksum) {
  Heard heard;
  PacketReader reader = reader_into(heard);
  reader.feed(framed("X0,1:}\x03"));  // 0x03 ^ 0x20 is '#'
  EXPECT_THAT(heard.packets, ElementsAre("X0,1:#"));
}

TEST(GdbFraming, damage_is_reported_and_the_next_packet_is_found) {
  Heard heard;
  PacketReader reader = reader_into(heard);
  reader.feed("$g#68$g#zz$g#67");
  reader.feed('$' + std::string(PacketReader::kMaxPayload + 1, '0') + "#30");
  reader.feed("$g#67");
  EXPECT_EQ(heard.damaged, 3U);
  EXPECT_THAT(heard.packets, ElementsAre("g", "g"));
}

TEST(GdbFraming, random_bytes_do_no_harm) {
  Heard heard;
  PacketReader reader = reader_into(heard);
  std::mt19937 random(3);
  for (unsigned i = 0; i < 300'000; ++i) {
    const char byte = "$#}0g\x03-+"[random() % 8];
    reader.feed({&byte, 1});
  }
  reader.feed("##00$g#67");
  EXPECT_GT(heard.damaged, 0U);
  EXPECT_EQ(heard.packets.back(), "g");
}

}  // namespace
}  // namespace tessera::tlm::gdb
