// SPDX-License-Identifier: Apache-2.0
// The C driver's device on a fake chip.
#pragma once

#include "firmware/driver/tpu_device.h"
#include "tests/support/fake_chip.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace tessera::test {

class Driver : public testing::Test {
 protected:
  tpu_status open() { return tpu_device_open(&device_, &hal_, &config_); }

  /// Position of the first write of `value` to `offset`; -1 if there was none.
  [[nodiscard]] int position(std::uint32_t offset, std::uint64_t value) const {
    const auto& writes = chip_.writes();
    const auto found = std::find(writes.begin(), writes.end(), std::pair{offset, value});
    return found == writes.end() ? -1 : static_cast<int>(found - writes.begin());
  }

  FakeChip chip_;
  tpu_hal hal_ = chip_.hal();
  tpu_device device_{};
  tpu_device_config config_{FakeChip::kMemoryBase, FakeChip::kMemoryBytes, 6144, 8, 10'000};
};

}  // namespace tessera::test
