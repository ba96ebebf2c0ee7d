// SPDX-License-Identifier: Apache-2.0
// A *_edgetpu.tflite, whatever is in it: it is refused with an Error, or its commands survive
// decoding and encoding and it runs on an accelerator to an end that is reported.
#include "hw/spec/system_loader.h"
#include "tests/support/direct_host.h"
#include "tests/support/fuzz_require.h"
#include "tests/support/instruction_bytes.h"
#include "tests/support/main_stack.h"
#include "workloads/error.h"
#include "workloads/import/edgetpu_package.h"

#include <algorithm>
#include <optional>
#include <random>

using namespace tessera;

namespace {

/// Commands behind one another, until one is refused.
void check_commands(std::span<const std::uint8_t> bitstream) {
  while (!bitstream.empty()) {
    const spec::Decoded decoded = spec::decode(bitstream, spec::Encoding::kCoral);
    if (!decoded.error.empty()) return;
    const auto words = bitstream.first(decoded.words * spec::kWordBytes);
    const auto again = spec::encode(decoded.command, spec::Encoding::kCoral);
    test::fuzz_require(std::ranges::equal(again, words), "encode gives other bits than decoded");
    test::fuzz_require(!spec::to_text(decoded.command).empty(), "no disassembly");
    bitstream = bitstream.subspan(words.size());
  }
}

std::optional<workloads::Program> import(std::span<const std::uint8_t> bytes) {
  try {
    return workloads::import_edgetpu_package("fuzz.tflite", bytes);
  } catch (const workloads::Error&) {
    return std::nullopt;
  }
}

struct Host {
  Host() = default;
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;
  ~Host() {
    direct.stop();  // the last input may have left its program standing
    test::name_main_stack();
  }

  test::DirectHost direct{"direct", spec::load_system("coral")};
};

/// SystemC elaborates once per process: every input runs on this one.
test::DirectHost& host() {
  static Host only;
  return only.direct;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto program = import({data, size});
  if (!program) return 0;
  for (const auto& executable : program->executables)
    for (const auto& bitstream : executable.bitstreams) check_commands(bitstream.bytes);
  const auto result = host().run(*program, sc_core::sc_time(100, sc_core::SC_US));
  test::name_main_stack();
  const bool completed = result.end == test::DirectResult::End::kCompleted;
  test::fuzz_require(completed || !result.text.empty(), "an end without a report");
  return 0;
}

/// Half of the changes are bits of instruction words: elsewhere most are refused when loading.
extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size,
                                               std::size_t max_size, unsigned seed) {
  std::minstd_rand random(seed);
  const auto program = random() % 2 == 0 ? import({data, size}) : std::nullopt;
  if (!program) return LLVMFuzzerMutate(data, size, max_size);
  const auto words = test::instruction_bytes({data, size}, *program);
  if (words.empty()) return LLVMFuzzerMutate(data, size, max_size);
  for (auto flips = 1 + random() % 3; flips > 0; --flips) {
    const auto& bitstream = words[random() % words.size()];
    data[bitstream.begin + random() % bitstream.size] ^=
        static_cast<std::uint8_t>(1U << random() % 8);
  }
  return size;
}
