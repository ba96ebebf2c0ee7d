// SPDX-License-Identifier: Apache-2.0
// The walkers against the definition of facts/beagle_isa.md section 3, as plain nested loops:
// address = base + sum of stride * index, plus the slot of the entry.
#include "hw/func/ttu.h"

#include <gtest/gtest.h>

#include <array>
#include <ostream>
#include <random>
#include <vector>

namespace tessera::func {
namespace {

constexpr std::uint32_t kSeed = 20261127;
constexpr int kRounds = 400;

/// A traversal as its author thinks of it: sizes and strides.
struct Shape {
  std::int64_t base = 0;
  std::array<std::uint32_t, kMaxDims> size{};
  std::array<std::int32_t, kMaxDims> stride{};
  std::uint32_t entry_level = 0;
  std::uint32_t slot = 0;
  std::uint32_t last_level = 0;
  std::uint32_t last_size = 1;
};

std::ostream& operator<<(std::ostream& out, const Shape& shape) {
  out << "sizes";
  for (std::uint32_t size : shape.size) out << ' ' << size;
  out << ", strides";
  for (std::int32_t stride : shape.stride) out << ' ' << stride;
  return out << ", entry level " << shape.entry_level << ", slot " << shape.slot << ", last level "
             << shape.last_level << ", last size " << shape.last_size;
}

/// The record of a shape: each increment also rewinds all inner dimensions.
spec::Ttu record(const Shape& shape) {
  spec::Ttu ttu;
  ttu.base = static_cast<std::uint32_t>(shape.base);
  std::int64_t rewind = 0;
  for (std::uint32_t d = 0; d < kMaxDims; ++d) {
    ttu.dims[d].increment = static_cast<std::int32_t>(shape.stride[d] - rewind);
    ttu.dims[d].count_minus_1 = shape.size[d] - 1;
    rewind += static_cast<std::int64_t>(shape.size[d] - 1) * shape.stride[d];
  }
  ttu.entry_level = shape.entry_level;
  ttu.slot = shape.slot;
  ttu.last_level = shape.last_level;
  ttu.last_count_minus_1 = shape.last_size - 1;
  // In address elements; negative where the last pass is the longer one.
  const auto shorter = static_cast<std::int64_t>(shape.size[0]) - shape.last_size;
  ttu.last_skip = shape.last_level > 0 ? static_cast<std::int32_t>(shorter * shape.stride[0]) : 0;
  return ttu;
}

struct Step {
  std::int64_t address;
  std::uint32_t completed;  // inner dimensions that end with this step
  bool operator==(const Step&) const = default;
};

std::ostream& operator<<(std::ostream& out, const Step& step) {
  return out << step.address << " (" << step.completed << " completed)";
}

/// Appends the steps of dimension `d` and below; `short_pass`: dimension 0 has its last size.
void nest(const Shape& shape, std::uint32_t d, bool short_pass, std::int64_t address,
          std::vector<Step>& steps) {
  const std::uint32_t size = d == 0 && short_pass ? shape.last_size : shape.size[d];
  for (std::uint32_t i = 0; i < size; ++i) {
    if (d == 0) {
      steps.push_back({address, 0});
    } else {
      const bool last = d == shape.last_level && i + 1 == size;
      nest(shape, d - 1, short_pass || last, address, steps);
    }
    address += shape.stride[d];
  }
  steps.back().completed = d + 1;
}

std::vector<Step> definition(const Shape& shape) {
  std::vector<Step> steps;
  nest(shape, kMaxDims - 1, false, shape.base, steps);
  std::uint32_t entry = 0;
  for (Step& step : steps) {
    step.address += static_cast<std::int64_t>(entry % 2) * shape.slot;
    if (step.completed >= shape.entry_level) ++entry;
  }
  return steps;
}

Shape random_shape(std::mt19937& random) {
  Shape shape;
  shape.base = random() % 5000;
  for (std::uint32_t d = 0; d < kMaxDims; ++d) {
    shape.size[d] = d < 5 ? 1 + random() % 4 : 1 + random() % 2;
    shape.stride[d] = static_cast<std::int32_t>(random() % 401) - 200;
  }
  shape.entry_level = random() % 4;
  shape.slot = random() % 2 * (1 + random() % 1000);
  if (random() % 2 != 0) {
    shape.last_level = 1 + random() % 4;
    shape.last_size = 1 + random() % 6;
  }
  return shape;
}

std::vector<Step> walk(const Shape& shape) {
  TtuWalker walker(record(shape));
  std::vector<Step> steps;
  while (!walker.done() && steps.size() < 1'000'000) {
    const std::int64_t address = walker.address();
    steps.push_back({address, walker.advance(1)});
  }
  return steps;
}

TEST(TtuWalker, random_nests_equal_plain_loops) {
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  std::mt19937 random(kSeed);
  for (int i = 0; i < kRounds; ++i) {
    const Shape shape = random_shape(random);
    ASSERT_EQ(walk(shape), definition(shape)) << shape;
  }
}

TEST(TtuWalker, bulk_advances_equal_single_steps) {
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  std::mt19937 random(kSeed);
  for (int i = 0; i < kRounds; ++i) {
    const Shape shape = random_shape(random);
    const std::vector<Step> steps = definition(shape);
    TtuWalker walker(record(shape));
    std::size_t at = 0;
    std::uint32_t entries = 0;
    while (!walker.done()) {
      const std::uint32_t run = walker.run();
      ASSERT_GE(run, 1U);
      ASSERT_LE(at + run, steps.size()) << shape;
      for (std::uint32_t k = 0; k < run; ++k)
        ASSERT_EQ(walker.address() + k * walker.stride(), steps[at + k].address) << shape;
      const std::uint32_t n = 1 + random() % run;
      ASSERT_EQ(walker.advance(n), steps[at + n - 1].completed) << shape;
      for (std::uint32_t k = 0; k < n; ++k)
        if (steps[at++].completed >= shape.entry_level) ++entries;
      ASSERT_EQ(walker.entry(), entries) << shape;
    }
    ASSERT_EQ(at, steps.size()) << shape;
  }
}

TEST(TtuWalker, second_pass_over_the_nest_repeats_the_addresses) {
  Shape shape{10, {3, 2, 1, 1, 1, 1, 1, 1}, {1, 5, 0, 0, 0, 0, 0, 0}, 0, 0, 1, 2};
  TtuWalker walker(record(shape));
  for (int pass = 0; pass < 2; ++pass)
    for (const Step& step : definition(shape)) {
      EXPECT_EQ(walker.address(), step.address) << "pass " << pass;
      EXPECT_EQ(walker.advance(1), step.completed);
    }
}

// 32-bit counts exist in the wide encoding only.

}  // namespace
}  // namespace tessera::func
