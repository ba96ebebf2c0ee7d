// SPDX-License-Identifier: Apache-2.0
// The non-linear unit: segments, polynomial, range reduction and signs by hand; Google's tables
// against the functions they stand for (facts/beagle_isa.md section 6).
#include "hw/func/nlu.h"

#include "hw/spec/command.h"
#include "tests/support/shared_models.h"
#include "workloads/import/edgetpu_package.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

namespace tessera::func {
namespace {

constexpr std::uint32_t kSeed = 20261126;
constexpr float kInf = std::numeric_limits<float>::infinity();

/// One polynomial for every argument.
NluTable polynomial(float c0, float c1, float c2, float c3, float c4) {
  NluTable table;
  for (std::size_t s = 0; s < kNluSegments; ++s) {
    const float c[] = {c0, c1, c2, c3, c4};
    std::copy(std::begin(c), std::end(c), table.coefficients.begin() + 5 * s);
  }
  table.breakpoints.fill(kInf);
  return table;
}

TEST(Nlu, segment_begins_at_its_breakpoint) {
  NluTable table;
  table.breakpoints = {-8.0F, -1.5F, 0.0F, 0.25F, 1.0F, 2.0F, 100.0F};
  for (std::size_t s = 0; s < kNluSegments; ++s)
    table.coefficients[s * kNluOrder] = static_cast<float>(s);
  for (std::size_t s = 0; s + 1 < kNluSegments; ++s) {
    const float edge = table.breakpoints[s];
    const auto below = static_cast<float>(s);
    EXPECT_EQ(table.evaluate(edge, {}), below + 1) << edge;
    EXPECT_EQ(table.evaluate(std::nextafterf(edge, -kInf), {}), below) << edge;
  }
  EXPECT_EQ(table.evaluate(-0.0F, {}), 3.0F);  // -0 >= 0
}

TEST(Nlu, value_is_the_quartic_of_the_argument) {
  const NluTable table = polynomial(1, 2, 3, 4, 5);
  EXPECT_EQ(table.evaluate(2.0F, {}), 129.0F);   // 1 + 2*2 + 3*4 + 4*8 + 5*16
  EXPECT_EQ(table.evaluate(-1.0F, {}), 3.0F);    // 1 - 2 + 3 - 4 + 5
  EXPECT_EQ(table.evaluate(0.5F, {}), 3.5625F);  // 1 + 1 + 0.75 + 0.5 + 0.3125
}

TEST(Nlu, product_is_rounded_before_the_sum) {
  // (1 + 2^-12)^2 = 1 + 2^-11 + 2^-24, in float 1 + 2^-11 (tie to even). A fused step would keep
  // 2^-24 of it.
  const float x = 1.0F + std::ldexp(1.0F, -12);
  const NluTable table = polynomial(-1.0F - std::ldexp(1.0F, -11), x, 0, 0, 0);
  EXPECT_EQ(table.evaluate(x, {}), 0.0F);
}

TEST(Nlu, range_reduction_folds_by_powers_of_four) {
  // The table gives back its argument m in [1, 4) of x = m * 4^e; the result is m * 2^-e.
  const NluTable table = polynomial(0, 1, 0, 0, 0);
  const NluMode mode{true, false, false};
  EXPECT_EQ(table.evaluate(1.0F, mode), 1.0F);
  EXPECT_EQ(table.evaluate(3.0F, mode), 3.0F);
  EXPECT_EQ(table.evaluate(4.0F, mode), 0.5F);     // 1 * 4^1
  EXPECT_EQ(table.evaluate(8.0F, mode), 1.0F);     // 2 * 4^1
  EXPECT_EQ(table.evaluate(48.0F, mode), 0.75F);   // 3 * 4^2
  EXPECT_EQ(table.evaluate(0.25F, mode), 2.0F);    // 1 * 4^-1
  EXPECT_EQ(table.evaluate(0.5F, mode), 4.0F);     // 2 * 4^-1
  EXPECT_EQ(table.evaluate(0.0625F, mode), 4.0F);  // 1 * 4^-2
  const float below_4 = std::nextafterf(4.0F, 0.0F);
  EXPECT_EQ(table.evaluate(below_4, mode), below_4);
  EXPECT_EQ(table.evaluate(std::ldexp(1.0F, -149), mode), std::ldexp(2.0F, 75));  // 2 * 4^-75
  EXPECT_EQ(table.evaluate(-5.0F, mode), -5.0F);                                  // nothing to fold
  EXPECT_EQ(table.evaluate(0.0F, mode), 0.0F);
}

TEST(Nlu, range_reduction_halves_the_value_of_four_times_the_argument) {
  SCOPED_TRACE(testing::Message() << "seed " << kSeed);
  std::mt19937 random(kSeed);
  std::uniform_real_distribution<float> exponent(-40.0F, 40.0F);
  NluTable table = polynomial(2, -1, 0.25F, 0, 0);
  table.breakpoints[0] = 2.0F;
  for (int i = 0; i < 10'000; ++i) {
    const float x = std::exp2(exponent(random));
    const float value = table.evaluate(x, {true, false, false});
    ASSERT_EQ(table.evaluate(4 * x, {true, false, false}), value / 2) << x;
  }
}

TEST(Nlu, odd_modes_take_the_magnitude_and_give_the_sign_back) {
  const NluTable table = polynomial(1, 1, 0, 0, 0);
  EXPECT_EQ(table.evaluate(-3.0F, {false, false, false}), -2.0F);  // 1 - 3
  EXPECT_EQ(table.evaluate(-3.0F, {false, true, false}), 4.0F);    // 1 + 3
  EXPECT_EQ(table.evaluate(-3.0F, {false, true, true}), -4.0F);
  EXPECT_EQ(table.evaluate(-3.0F, {false, false, true}), 2.0F);  // -(1 - 3)
  for (const bool odd : {false, true}) {
    EXPECT_EQ(table.evaluate(3.0F, {false, odd, odd}), 4.0F);
    EXPECT_EQ(table.evaluate(-0.0F, {false, odd, odd}), 1.0F);  // zero has no sign
  }
}

/// Every table that the program of the compiled MobileNet 0.25/128 loads.
std::vector<NluTable> softmax_tables() {
  std::vector<NluTable> tables;
  const auto program = workloads::import_edgetpu_package(
      test::shared_model("mobilenet_v1_0.25_128_quant_edgetpu.tflite"));
  for (const auto* executable : program.executables())
    for (const auto& stream : executable->bitstreams)
      for (std::span<const std::uint8_t> rest(stream.bytes); !rest.empty();) {
        const spec::Decoded decoded = spec::decode(rest, spec::Encoding::kCoral);
        if (!decoded.error.empty()) throw std::runtime_error(decoded.error);
        rest = rest.subspan(decoded.words * spec::kWordBytes);
        const auto* load = std::get_if<spec::NluLoad>(&decoded.command.body);
        if (load == nullptr) continue;
        NluTable& table = tables.emplace_back();
        std::copy(std::begin(load->coefficients), std::end(load->coefficients),
                  table.coefficients.begin());
        std::copy(std::begin(load->breakpoints), std::end(load->breakpoints),
                  table.breakpoints.begin());
      }
  return tables;
}

/// The table whose value at `x` is `expected`, or null.
const NluTable* find_table(const std::vector<NluTable>& tables, float x, float expected) {
  for (const NluTable& table : tables)
    if (std::fabs(table.evaluate(x, {}) - expected) < 1) return &table;
  return nullptr;
}

TEST(NluTables, exponential_of_the_softmax_is_within_one_lsb) {
  TESSERA_NEEDS_SHARED_MODELS();
  const std::vector<NluTable> tables = softmax_tables();
  const NluTable* table = find_table(tables, 0.0F, 65535.0F);
  ASSERT_NE(table, nullptr) << tables.size() << " tables";
  double worst = 0;
  for (int i = 0; i <= 13040; ++i) {  // the table's domain is [-13.04, 0]
    const auto x = static_cast<float>(-i / 1000.0);
    const double exact = 65535.0 * std::exp(static_cast<double>(x));
    worst = std::max(worst, std::fabs(table->evaluate(x, {}) - exact));
  }
  RecordProperty("worst_error_lsb", std::to_string(worst));
  EXPECT_LT(worst, 1.0);
}

TEST(NluTables, reciprocal_root_of_the_softmax_is_within_one_lsb) {
  TESSERA_NEEDS_SHARED_MODELS();
  const std::vector<NluTable> tables = softmax_tables();
  const NluTable* table = find_table(tables, 1.0F, 46340.0F);  // 65535 / sqrt(2) = 46340.2
  ASSERT_NE(table, nullptr) << tables.size() << " tables";
  double worst = 0;
  for (int i = 0; i < 30'000; ++i) {
    const auto x = static_cast<float>(1 + i / 10'000.0);
    const double exact = 65535.0 / std::sqrt(2.0 * static_cast<double>(x));
    worst = std::max(worst, std::fabs(table->evaluate(x, {}) - exact));
    // Outside [1, 4) by range reduction: 1/sqrt(64 x) = 1/sqrt(x) / 8.
    ASSERT_EQ(table->evaluate(64 * x, {true, false, false}), table->evaluate(x, {}) / 8);
  }
  RecordProperty("worst_error_lsb", std::to_string(worst));
  EXPECT_LT(worst, 1.0);
}

}  // namespace
}  // namespace tessera::func
