// SPDX-License-Identifier: Apache-2.0
#include "hw/func/table_functions.h"

#include <array>
#include <cmath>
#include <cstddef>

namespace tessera::func {
namespace {

constexpr std::size_t kEntries = 256;
using Table = std::array<std::uint32_t, kEntries>;

/// 65536 / (1 + e^(-k/24)). The published table rounds these entries upwards although the fraction
/// is below one half, or goes one beyond (facts: numerics, LSTM section: no formula is known).
constexpr std::array<std::uint8_t, 43> kOneMore = {
    4,  8,  12, 14, 15, 16, 17, 19, 20, 21, 22, 25, 27, 28, 29, 30, 31,  33,  34,  35,  37, 39,
    40, 41, 43, 44, 45, 46, 49, 50, 54, 62, 63, 64, 66, 82, 86, 93, 100, 103, 112, 116, 135};

Table make_table() {
  Table table{};
  for (std::size_t k = 0; k < kEntries; ++k) {
    const double value = 65536.0 / (1.0 + std::exp(-static_cast<double>(k) / 24.0));
    table[k] = static_cast<std::uint32_t>(std::lround(value));
  }
  for (const auto k : kOneMore) table[k] += 1;
  table[kEntries - 1] = 65535;  // the end that saturation joins
  return table;
}

const Table& table() {
  static const Table kTable = make_table();
  return kTable;
}

std::int32_t scaled(std::int16_t x, TableScale scale) {
  const std::int64_t half = scale.shift > 0 ? std::int64_t{1} << (scale.shift - 1) : 0;
  return static_cast<std::int32_t>((std::int64_t{x} * scale.multiplier + half) >> scale.shift);
}

/// Table at magnitude / 2^fraction_bits, with that many bits below those of the entries;
/// `saturated` beyond its end.
std::int32_t interpolated(std::uint32_t magnitude, int fraction_bits, std::int32_t saturated) {
  const std::uint32_t entry = magnitude >> fraction_bits;
  if (entry >= kEntries - 1) return saturated;
  const std::uint32_t fraction = magnitude & ((1U << fraction_bits) - 1U);
  const std::uint32_t low = table()[entry];
  const std::uint32_t step = table()[entry + 1] - low;
  return static_cast<std::int32_t>((low << fraction_bits) + fraction * step);
}

std::uint32_t magnitude_of(std::int32_t x) {
  return x < 0 ? 0U - static_cast<std::uint32_t>(x) : static_cast<std::uint32_t>(x);
}

}  // namespace

TableScale table_scale(int exponent) {
  const int shift = exponent + 12;
  return shift >= 0 ? TableScale{3 << shift, 0} : TableScale{3, -shift};
}

std::int16_t logistic_by_table(std::int16_t x, TableScale scale) {
  constexpr int kFraction = 9;
  constexpr std::int32_t kHalf = 1 << 9;  // of the ten bits that are cut at the end
  const std::int32_t input = scaled(x, scale);
  const auto value = interpolated(magnitude_of(input), kFraction, 0x7FFF << 10);
  const std::int32_t one = 1 << (16 + kFraction);
  const std::int32_t result = input >= 0 ? value + kHalf : one - value + kHalf - 1;
  return static_cast<std::int16_t>(result >> 10);
}

std::int16_t tanh_by_table(std::int16_t x, TableScale scale) {
  constexpr int kFraction = 8;  // tanh(x) = 2 logistic(2x) - 1 reads the table twice as fast
  constexpr std::int32_t kHalf = 1 << 7;
  const std::int32_t input = scaled(x, scale);
  const auto value = interpolated(magnitude_of(input), kFraction, 0xFFFF << kFraction);
  const std::int32_t middle = 1 << (15 + kFraction);
  const std::int32_t result = input >= 0 ? value - middle + kHalf : middle - value + kHalf - 1;
  return static_cast<std::int16_t>(result >> kFraction);
}

}  // namespace tessera::func
