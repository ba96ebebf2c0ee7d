// SPDX-License-Identifier: Apache-2.0
#include "hw/tile/dot_product.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <cstring>

namespace tessera::hw {
namespace {

/// One output, any zero points: the definition.
std::int32_t dot_one(const DotRun& dot, std::int32_t in_zero, std::int32_t weight_zero,
                     std::uint32_t output) {
  std::uint32_t sum = 0;
  const std::uint8_t* x = dot.activations;
  const std::uint8_t* w = dot.weights + 4 * std::size_t{output};
  for (std::uint32_t step = 0; step < dot.run; ++step) {
    // Unsigned: zero points of a hostile program must wrap like the accumulators, not overflow.
    for (int j = 0; j < 4; ++j)
      sum += (x[j] - static_cast<std::uint32_t>(in_zero)) *
             (w[j] - static_cast<std::uint32_t>(weight_zero));
    if (step + 1 == dot.run) break;  // the pointers must not leave the memories
    x += dot.activation_stride;
    w += dot.weight_stride;
  }
  return static_cast<std::int32_t>(sum);
}

void add(std::int32_t& sum, std::int32_t term) {
  sum =
      static_cast<std::int32_t>(static_cast<std::uint32_t>(sum) + static_cast<std::uint32_t>(term));
}

#ifdef __SSE2__
/// Four outputs at once: bytes widened to int16, multiplied and added in pairs. 8-bit zero points
/// keep the differences within 9 bits and the pair sums far inside int32.
void dot_four(const DotRun& dot, __m128i in_zero, __m128i weight_zero, std::uint32_t output,
              std::int32_t* sums) {
  const __m128i zero = _mm_setzero_si128();
  __m128i low = zero;   // pair sums of outputs 0 and 1
  __m128i high = zero;  // of outputs 2 and 3
  const std::uint8_t* x = dot.activations;
  const std::uint8_t* w = dot.weights + 4 * std::size_t{output};
  for (std::uint32_t step = 0;;) {
    std::int32_t word = 0;
    std::memcpy(&word, x, sizeof word);
    const __m128i xs = _mm_sub_epi16(_mm_unpacklo_epi8(_mm_set1_epi32(word), zero), in_zero);
    const __m128i row = _mm_loadu_si128(reinterpret_cast<const __m128i*>(w));
    const __m128i w01 = _mm_sub_epi16(_mm_unpacklo_epi8(row, zero), weight_zero);
    const __m128i w23 = _mm_sub_epi16(_mm_unpackhi_epi8(row, zero), weight_zero);
    low = _mm_add_epi32(low, _mm_madd_epi16(xs, w01));
    high = _mm_add_epi32(high, _mm_madd_epi16(xs, w23));
    if (++step == dot.run) break;
    x += dot.activation_stride;
    w += dot.weight_stride;
  }
  const __m128i even = _mm_castps_si128(
      _mm_shuffle_ps(_mm_castsi128_ps(low), _mm_castsi128_ps(high), _MM_SHUFFLE(2, 0, 2, 0)));
  const __m128i odd = _mm_castps_si128(
      _mm_shuffle_ps(_mm_castsi128_ps(low), _mm_castsi128_ps(high), _MM_SHUFFLE(3, 1, 3, 1)));
  auto* target = reinterpret_cast<__m128i*>(sums + output);
  _mm_storeu_si128(target, _mm_add_epi32(_mm_loadu_si128(target), _mm_add_epi32(even, odd)));
}
#endif

}  // namespace

void dot_words(const DotRun& dot, std::int32_t in_zero, std::int32_t weight_zero,
               std::uint32_t outputs, std::int32_t* sums) {
  std::uint32_t output = 0;
#ifdef __SSE2__
  if (in_zero < 256 && weight_zero < 256) {
    const __m128i in16 = _mm_set1_epi16(static_cast<std::int16_t>(in_zero));
    const __m128i weight16 = _mm_set1_epi16(static_cast<std::int16_t>(weight_zero));
    for (; output + 4 <= outputs; output += 4) dot_four(dot, in16, weight16, output, sums);
  }
#endif
  for (; output < outputs; ++output) add(sums[output], dot_one(dot, in_zero, weight_zero, output));
}

void dot_words_per_channel(const DotRun& dot, std::int32_t in_zero,
                           const std::int32_t* weight_zeros, std::uint32_t outputs,
                           std::int32_t* sums) {
  for (std::uint32_t output = 0; output < outputs; ++output)
    add(sums[output], dot_one(dot, in_zero, weight_zeros[output], output));
}

}  // namespace tessera::hw
