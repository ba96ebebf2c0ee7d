// SPDX-License-Identifier: Apache-2.0
// Dot products of a row of activations with rows of weights, in wrapping 32-bit arithmetic.
#pragma once

#include <cstddef>
#include <cstdint>

namespace tessera::workloads {

/// Adds x . w to each of `rows` accumulators; the rows of weights are `length` apart. Products must
/// be those of 8-bit numbers less their zero points: at most 255 * 255. Accumulators are unsigned
/// because signed overflow is undefined; their bits are those of a wrapping int32.
void add_all_dots(const std::int16_t* x, const std::int16_t* w, std::size_t length,
                  std::uint32_t* accumulators, std::size_t rows);

/// Adds x[i] * w[i] to accumulator i.
void add_products(const std::int16_t* x, const std::int16_t* w, std::size_t length,
                  std::uint32_t* accumulators);

}  // namespace tessera::workloads
