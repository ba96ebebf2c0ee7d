// SPDX-License-Identifier: Apache-2.0
// SyncWaits::take_run: how many steps need no further wait, and that taking them in bulk costs the
// same time as waiting before every one; and how a worker's signals reach a counter.
#include "hw/tile/counters.h"
#include "hw/tile/sync_waits.h"
#include "tests/support/script_worker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>
#include <span>
#include <utility>
#include <vector>

namespace tessera::hw {
namespace {

using spec::SyncRecord;
using test::ScriptWorker;

constexpr std::uint32_t kSeed = 20261130;
constexpr std::uint32_t kStart = 8;

SyncRecord record(std::uint32_t counter, std::uint32_t level, std::int32_t threshold,
                  std::int32_t step) {
  return {counter, level, threshold, step, 1, 0};
}

class SyncRunTest : public testing::Test {
 protected:
  void run(ScriptWorker::Script script) {
    ScriptWorker worker("worker", bench_.context, std::move(script));
    sc_core::sc_start();
    EXPECT_TRUE(worker.finished()) << worker.state();
  }

  test::WorkerBench bench_;
  TileCounters counters_{kTileCounterNames};
};

TEST_F(SyncRunTest, run_ends_where_the_counter_is_no_longer_ahead) {
  run([this](ScriptWorker& worker) {
    counters_[11].set(9);
    counters_[11].add({500, 1, 1, 1}, 0);
    const std::array records{record(11, 0, 2, 2)};  // step n needs 2 + 2 n
    SyncWaits waits(records, -1, counters_.view());
    waits.pass(worker, kStart);
    // Steps 0..3 need 2, 4, 6, 8; step 4 needs 10.
    EXPECT_EQ(waits.take_run(worker, 100, {}), 4U);
    EXPECT_EQ(worker.now(), 0U);
    waits.pass(worker, 0);
    EXPECT_EQ(worker.now(), 500U);
    EXPECT_EQ(waits.take_run(worker, 100, {}), 1U);  // step 5 would need 12
  });
}

TEST_F(SyncRunTest, run_takes_at_most_what_is_wanted) {
  run([this](ScriptWorker& worker) {
    counters_[11].set(1000);
    const std::array records{record(11, 0, 1, 1)};
    SyncWaits waits(records, -1, counters_.view());
    waits.pass(worker, kStart);
    EXPECT_EQ(waits.take_run(worker, 7, {}), 7U);
    waits.pass(worker, 0);  // step 7 needs 8, so 999 is the last that passes
    EXPECT_EQ(waits.take_run(worker, 10'000, {}), 993U);
  });
}

TEST_F(SyncRunTest, counter_that_moves_at_the_steps_pace_keeps_ahead_of_them) {
  run([this](ScriptWorker& worker) {
    counters_[11].add({4, 2, 1, 30}, 0);  // 1 at cycle 4, 2 at 6, ... 30 at 62
    const std::array records{record(11, 0, 1, 1)};
    SyncWaits at_its_pace(records, -1, counters_.view());
    at_its_pace.pass(worker, kStart);
    EXPECT_EQ(worker.now(), 4U);
    EXPECT_EQ(at_its_pace.take_run(worker, 100, Pace{2}), 30U);  // the last begins at 62
    SyncWaits faster(records, -1, counters_.view());
    faster.pass(worker, kStart);
    EXPECT_EQ(faster.take_run(worker, 100, Pace{1}),
              1U);  // step 1 begins at 5, its signal comes at 6
    SyncWaits slower(records, -1, counters_.view());
    slower.pass(worker, kStart);
    EXPECT_EQ(slower.take_run(worker, 20, Pace{7}), 20U);
  });
}

TEST_F(SyncRunTest, records_of_higher_levels_and_without_step_do_not_end_it) {
  run([this](ScriptWorker& worker) {
    counters_[0].set(1);
    const std::array records{record(0, 1, 1, 1), record(0, 0, 1, 0)};
    SyncWaits waits(records, -1, counters_.view());
    waits.pass(worker, kStart);
    EXPECT_EQ(waits.take_run(worker, 50, {}), 50U);
    counters_[0].add({80, 1, 1, 1}, 0);
    waits.pass(worker, 1);  // the level above has counted one iteration: needs 2
    EXPECT_EQ(worker.now(), 80U);
  });
}

TEST_F(SyncRunTest, scarcest_counter_ends_it) {
  run([this](ScriptWorker& worker) {
    counters_[0].set(10);
    counters_[1].set(4);
    counters_[2].set(20);
    const std::array records{record(0, 0, 1, 1), record(1, 0, 1, 1), record(2, 0, 1, 1)};
    SyncWaits waits(records, -1, counters_.view());
    waits.pass(worker, kStart);
    EXPECT_EQ(waits.take_run(worker, 50, {}), 4U);  // counter 1: steps 0..3 need 1..4
    counters_[1].set(100);
    waits.pass(worker, 0);
    EXPECT_EQ(waits.take_run(worker, 50, {}), 6U);  // counter 0: steps 4..9 need 5..10
  });
}

/// Cycle at which a nest of `outer` x `inner` steps ends, one cycle per step; waits before every
/// step, or in the runs that take_run gives.
Cycle walk(ScriptWorker& worker, std::span<const SyncRecord> records, CounterView view,
           std::uint32_t outer, std::uint32_t inner, bool bulk) {
  SyncWaits waits(records, -1, view);
  std::uint32_t completed = kStart;
  for (std::uint32_t row = 0; row < outer; ++row) {
    for (std::uint32_t step = 0; step < inner;) {
      waits.pass(worker, completed);
      const std::uint32_t run = bulk ? waits.take_run(worker, inner - step, Pace{1}) : 1;
      EXPECT_GE(run, 1U);
      worker.spend(run);
      step += run;
      completed = 0;
    }
    completed = 1;
  }
  return worker.now();
}

TEST_F(SyncRunTest, runs_take_the_same_time_as_single_steps) {
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  std::mt19937 random(kSeed);
  const auto draw = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random() % n); };
  std::vector<Cycle> ends[2];
  std::vector<SyncRecord> records[40];
  for (auto& list : records)
    for (std::uint32_t left = 1 + draw(3); left > 0; --left)
      list.push_back(record(draw(3), draw(2), static_cast<std::int32_t>(draw(5)) - 2,
                            static_cast<std::int32_t>(draw(4))));
  const auto script = [&](bool bulk) {
    return [&, bulk](ScriptWorker& worker) {
      for (const auto& list : records) {
        for (int c = 0; c < 3; ++c) counters_[c].set(0);
        for (int c = 0; c < 3; ++c)
          counters_[c].add({worker.now() + 5, 1 + static_cast<std::uint32_t>(c), 1, 500},
                           bench_.context.kernel_cycle());
        ends[bulk].push_back(walk(worker, list, counters_.view(), 6, 20, bulk));
      }
    };
  };
  ScriptWorker single("single", bench_.context, script(false));
  ScriptWorker bulk("bulk", bench_.context, script(true));
  sc_core::sc_start();
  EXPECT_TRUE(single.finished() && bulk.finished());
  EXPECT_EQ(ends[0], ends[1]);
  EXPECT_EQ(ends[0].size(), std::size(records));
}

TEST_F(SyncRunTest, signal_arrives_after_the_configured_latency) {
  const Cycle latency = bench_.context.config.timing.sync.signal_cycles;
  run([&](ScriptWorker& worker) {
    worker.spend(40);
    worker.signal(counters_[3], worker.now());
    worker.signal(counters_[3], Ramp{50, 2, 1, 3});
    EXPECT_EQ(counters_[3].reached(0, 1), 40 + latency);
    EXPECT_EQ(counters_[3].reached(0, 4), 54 + latency);
    worker.meet_kernel();
    EXPECT_EQ(sc_core::sc_time_stamp(), sc_core::sc_time(400, sc_core::SC_NS));
    EXPECT_EQ(worker.now(), 40U);
  });
}

TEST_F(SyncRunTest, fault_stops_the_worker_until_a_reset) {
  int begun = 0;
  ScriptWorker worker("worker", bench_.context, [&](ScriptWorker& self) {
    if (++begun == 1) self.stop_on_fault("wrong");
  });
  sc_core::sc_spawn([&] {  // a reset comes from within the simulation
    sc_core::wait(200, sc_core::SC_NS);
    worker.reset();
  });
  sc_core::sc_start(100, sc_core::SC_NS);
  EXPECT_THAT(bench_.faults, testing::ElementsAre("wrong"));
  EXPECT_FALSE(worker.finished());
  EXPECT_EQ(worker.state(), "stopped by a fault");
  sc_core::sc_start(200, sc_core::SC_NS);
  EXPECT_EQ(begun, 2);
  EXPECT_TRUE(worker.finished());
  EXPECT_EQ(worker.now(), 20U);  // the local clock restarts at the kernel's
}

}  // namespace
}  // namespace tessera::hw
