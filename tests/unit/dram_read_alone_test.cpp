// SPDX-License-Identifier: Apache-2.0
// The short way of a read that is alone against the long one through queues and scheduler: same
// commands, same times, same counts, whatever came before.
#include "hw/memory/dram_channel.h"
#include "hw/spec/system_files.h"

#include <gtest/gtest.h>

#include <random>

namespace tessera::hw {
namespace {

/// A channel that is called burst by burst, with its commands.
class Caller {
 public:
  Caller(const spec::MemoryConfig& config, bool short_way)
      : channel(config), short_way_(short_way) {
    channel.on_command([this](const DramCommand& command) { trace.push_back(command); });
  }

  DramCycle read(const DramPlace& place, DramCycle at) {
    if (short_way_)
      if (const auto end = channel.read_alone(place, at)) {
        ++alone;
        return *end;
      }
    channel.push({DramChannel::kDirect, place, false, at});
    return channel.run_direct();
  }
  void write(const DramPlace& place, DramCycle at) {
    while (!channel.has_room(true)) channel.step();
    channel.push({DramChannel::kDirect, place, true, at});
  }

  DramChannel channel;
  std::vector<DramCommand> trace;
  std::size_t alone = 0;

 private:
  bool short_way_;
};

class DramReadAlone : public testing::TestWithParam<std::string> {};

TEST_P(DramReadAlone, does_what_queues_and_scheduler_do) {
  const spec::MemoryConfig config = spec::load_memory(GetParam());
  constexpr std::uint64_t kSeed = 11;
  SCOPED_TRACE(kSeed);
  std::mt19937_64 random(kSeed);
  Caller quick(config, true);
  Caller slow(config, false);
  const std::uint32_t banks = config.ranks * config.banks();
  const std::uint32_t columns = config.row_bytes / config.burst_bytes;
  DramPlace place;
  DramCycle now = 0;
  for (int i = 0; i < 20'000; ++i) {
    // Mostly a stream through rows, now and then elsewhere; close together or with a pause.
    place.column = (place.column + 1) % columns;
    if (random() % 16 == 0) place.bank = static_cast<std::uint32_t>(random() % banks);
    if (random() % 64 == 0) place.row = static_cast<std::uint32_t>(random() % 4);
    now += random() % 8 == 0 ? random() % 500 : random() % 10;
    if (random() % 8 == 0) {
      quick.write(place, now);
      slow.write(place, now);
      continue;
    }
    ASSERT_EQ(quick.read(place, now), slow.read(place, now)) << "access " << i;
  }
  quick.channel.flush();
  slow.channel.flush();
  EXPECT_GT(quick.alone, 1000U) << "nothing was compared";
  ASSERT_EQ(quick.trace.size(), slow.trace.size());
  for (std::size_t i = 0; i < quick.trace.size(); ++i)
    ASSERT_TRUE(
        quick.trace[i].kind == slow.trace[i].kind && quick.trace[i].when == slow.trace[i].when &&
        quick.trace[i].bank == slow.trace[i].bank && quick.trace[i].row == slow.trace[i].row)
        << "command " << i;
  EXPECT_EQ(quick.channel.stats(), slow.channel.stats());
}

INSTANTIATE_TEST_SUITE_P(Parts, DramReadAlone,
                         testing::ValuesIn(spec::list_files(spec::FileKind::kMemory)),
                         [](const auto& part) { return part.param; });

}  // namespace
}  // namespace tessera::hw
