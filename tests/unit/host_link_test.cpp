// SPDX-License-Identifier: Apache-2.0
// Link timing against hand calculation: 1 GB/s = 1 byte per ns to the device, 0.5 back, 100 ns
// overhead.
#include "hw/memory/host_link.h"

#include <gtest/gtest.h>

namespace tessera::hw {
namespace {

sc_core::sc_time ns(double value) { return {value, sc_core::SC_NS}; }

HostLinkTiming timing() {
  HostLinkTiming values;
  values.to_device_bytes_per_second = 1e9;
  values.from_device_bytes_per_second = 0.5e9;
  values.transfer_overhead = ns(100);
  return values;
}

TEST(HostLink, transfer_takes_overhead_and_bytes) {
  HostLink link(timing());
  EXPECT_EQ(link.transfer(LinkDirection::kToDevice, 4096, ns(10)), ns(10 + 100 + 4096));
  EXPECT_EQ(link.transfer(LinkDirection::kFromDevice, 4096, ns(10)), ns(10 + 100 + 8192));
}

TEST(HostLink, later_transfer_waits_for_the_earlier_one) {
  HostLink link(timing());
  (void)link.transfer(LinkDirection::kToDevice, 1000, ns(0));  // until 1100
  EXPECT_EQ(link.transfer(LinkDirection::kToDevice, 10, ns(500)), ns(1100 + 110));
  EXPECT_EQ(link.transfer(LinkDirection::kToDevice, 10, ns(5000)), ns(5110));
}

TEST(HostLink, overhead_is_paid_once_per_transfer) {
  HostLink link(timing());
  const auto first = link.transfer(LinkDirection::kToDevice, 4096, ns(0));
  EXPECT_EQ(link.continue_transfer(LinkDirection::kToDevice, 904, first), ns(100 + 5000));
  EXPECT_EQ(link.transfers(LinkDirection::kToDevice), 1U);
  EXPECT_EQ(link.bytes(LinkDirection::kToDevice), 5000U);
  EXPECT_EQ(link.busy_time(LinkDirection::kToDevice), ns(5100));
}

TEST(HostLink, no_bandwidth_figure_means_no_limit) {
  HostLink link({});
  EXPECT_EQ(link.transfer(LinkDirection::kToDevice, 1 << 30, ns(7)), ns(7));
}

TEST(HostLink, reset_forgets_bookings) {
  HostLink link(timing());
  (void)link.transfer(LinkDirection::kToDevice, 1 << 20, ns(0));
  link.reset();
  EXPECT_EQ(link.transfer(LinkDirection::kToDevice, 0, ns(0)), ns(100));
}

TEST(HostLink, impossible_figures_are_refused) {
  HostLinkTiming wrong = timing();
  wrong.burst_bytes = 0;
  EXPECT_THROW(HostLink{wrong}, sc_core::sc_report);
  wrong = timing();
  wrong.to_device_bytes_per_second = -1;
  EXPECT_THROW(HostLink{wrong}, sc_core::sc_report);
}

}  // namespace
}  // namespace tessera::hw
