// SPDX-License-Identifier: Apache-2.0
// The rule of the sync records (facts/beagle_isa.md section 4): before iteration n of a loop of
// `level` or above, counter >= threshold + step * n.
#include "hw/tile/sync_waits.h"

#include "hw/tile/counters.h"
#include "tests/support/script_worker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <utility>

namespace tessera::hw {
namespace {

using spec::SyncRecord;
using test::ScriptWorker;
using ::testing::HasSubstr;

constexpr std::uint32_t kStart = 8;  // completed dimensions at the start of a command

SyncRecord record(std::uint32_t counter, std::uint32_t level, std::int32_t threshold,
                  std::int32_t step, std::uint32_t side = 0) {
  return {counter, level, threshold, step, 1, side};
}

class SyncWaitsTest : public testing::Test {
 protected:
  /// Runs `script` in a worker until nothing happens any more; it must reach its end.
  void run(ScriptWorker::Script script) {
    ScriptWorker worker("worker", bench_.context, std::move(script));
    sc_core::sc_start();
    EXPECT_TRUE(worker.finished()) << worker.state();
  }

  test::WorkerBench bench_;
  TileCounters counters_{kTileCounterNames};
};

TEST_F(SyncWaitsTest, list_ends_at_the_first_record_that_is_not_valid) {
  std::array records{record(0, 2, 1, 1), SyncRecord{}, record(31, 0, 1, 1)};
  const SyncWaits waits(records, -1, counters_.view());  // counter 31 does not exist, nor count
  EXPECT_FALSE(waits.waits_at(1));
  EXPECT_TRUE(waits.waits_at(2));
  EXPECT_TRUE(waits.waits_at(kStart));
}

TEST_F(SyncWaitsTest, side_selects_its_records) {
  const std::array records{record(0, 2, 1, 1, 0), record(1, 1, 1, 1, 1), record(2, 3, 1, 1, 0)};
  const SyncWaits source(records, 0, counters_.view());
  const SyncWaits destination(records, 1, counters_.view());
  EXPECT_FALSE(source.waits_at(1));
  EXPECT_TRUE(source.waits_at(2));
  EXPECT_FALSE(destination.waits_at(0));
  EXPECT_TRUE(destination.waits_at(1));
}

TEST_F(SyncWaitsTest, counter_that_does_not_exist_is_a_fault) {
  const auto message = [this](std::uint32_t counter, CounterView view) -> std::string {
    const std::array records{record(counter, 0, 1, 1)};
    try {
      const SyncWaits waits(records, -1, view);
    } catch (const CommandFault& fault) {
      return fault.what();
    }
    return "";
  };
  EXPECT_EQ(message(18, counters_.view()), "");
  EXPECT_THAT(message(19, counters_.view()), HasSubstr("counter 19, there are 19"));
  SyncCounter counter;
  SyncCounter* const with_hole[] = {&counter, nullptr};
  const char* const names[] = {"A", "none"};
  EXPECT_EQ(message(0, {with_hole, names}), "");
  EXPECT_THAT(message(1, {with_hole, names}), HasSubstr("counter 1"));
}

TEST_F(SyncWaitsTest, target_grows_by_the_step_with_each_iteration_of_the_level) {
  run([this](ScriptWorker& worker) {
    SyncCounter& counter = counters_[TileCounter::kWideToNarrow];
    counter.add({100, 10, 1, 10}, 0);  // increment n at 90 + 10 n
    const std::array records{record(11, 1, 1, 2)};
    SyncWaits waits(records, -1, counters_.view());
    const std::pair<std::uint32_t, Cycle> passes[] = {
        {kStart, 100},            // iteration 0: 1
        {0, 100},                 // within the pass of level 0: no wait
        {1, 120},                 // iteration 1: 3
        {0, 120},      {2, 140},  // iteration 2, begun by a higher loop: 5
    };
    for (const auto& [completed, cycle] : passes) {
      waits.pass(worker, completed);
      EXPECT_EQ(worker.now(), cycle);
    }
    // All of it was known at once: the kernel has not moved, the worker's clock has.
    EXPECT_EQ(sc_core::sc_time_stamp(), sc_core::SC_ZERO_TIME);
    EXPECT_EQ(worker.stats()[Activity::kSync], 140U);
  });
}

TEST_F(SyncWaitsTest, every_record_of_the_level_or_below_is_waited_for) {
  run([this](ScriptWorker& worker) {
    counters_[0].add({10, 1, 1, 1}, 0);
    counters_[1].add({30, 1, 1, 1}, 0);
    counters_[2].add({20, 1, 1, 1}, 0);
    const std::array records{record(0, 0, 1, 0), record(1, 2, 1, 0), record(2, 1, 1, 0)};
    SyncWaits waits(records, -1, counters_.view());
    waits.pass(worker, 0);
    EXPECT_EQ(worker.now(), 10U);
    waits.pass(worker, 1);
    EXPECT_EQ(worker.now(), 20U);
    waits.pass(worker, 2);
    EXPECT_EQ(worker.now(), 30U);
  });
}

TEST_F(SyncWaitsTest, unknown_future_is_waited_for_in_the_kernel_and_described) {
  ScriptWorker worker("worker", bench_.context, [this](ScriptWorker& self) {
    const std::array records{record(0, 0, 5, 1)};
    SyncWaits waits(records, -1, counters_.view());
    waits.pass(self, kStart);
    EXPECT_EQ(self.now(), 70U);
    EXPECT_EQ(self.stats()[Activity::kSync], 70U);
  });
  counters_[0].set(0xffff);
  sc_core::sc_start(300, sc_core::SC_NS);  // cycle 30
  EXPECT_EQ(worker.state(), "waits for counter 0 (AVDATA) = -1 to reach 5");
  counters_[0].add({40, 1, 1, 3}, 30);  // not enough: 2
  sc_core::sc_start(200, sc_core::SC_NS);
  EXPECT_FALSE(worker.finished());
  counters_[0].add({70, 1, 3, 3}, 50);
  sc_core::sc_start();
  EXPECT_TRUE(worker.finished());
  EXPECT_EQ(sc_core::sc_time_stamp(), sc_core::sc_time(500, sc_core::SC_NS));
}

TEST_F(SyncWaitsTest, threshold_of_minus_one_lets_the_first_fill_pass) {
  run([this](ScriptWorker& worker) {
    counters_[1].add({55, 1, 1, 1}, 0);
    const std::array records{record(1, 1, -1, 1)};  // fill k waits for k - 1 consumptions
    SyncWaits waits(records, -1, counters_.view());
    waits.pass(worker, kStart);
    waits.pass(worker, 1);
    EXPECT_EQ(worker.now(), 0U);
    waits.pass(worker, 1);
    EXPECT_EQ(worker.now(), 55U);
  });
}

}  // namespace
}  // namespace tessera::hw
