// SPDX-License-Identifier: Apache-2.0
// Words in either encoding: decoding refuses them with a text or gives a command that encodes.
#include "hw/spec/command.h"
#include "tests/support/fuzz_require.h"

#include <algorithm>
#include <span>

using namespace tessera;

namespace {

void check(std::span<const std::uint8_t> bytes, spec::Encoding encoding) {
  while (!bytes.empty()) {
    const spec::Decoded decoded = spec::decode(bytes, encoding);
    if (!decoded.error.empty()) {
      test::fuzz_require(decoded.words == 0, "a refused command takes words");
      bytes = bytes.subspan(std::min(spec::kWordBytes, bytes.size()));
      continue;
    }
    test::fuzz_require(decoded.words == spec::command_words(bytes, encoding), "length differs");
    const auto words = bytes.first(decoded.words * spec::kWordBytes);
    const auto again = spec::encode(decoded.command, encoding);
    test::fuzz_require(std::ranges::equal(again, words), "encode gives other bits than decoded");
    test::fuzz_require(!spec::to_text(decoded.command).empty(), "no disassembly");
    bytes = bytes.subspan(words.size());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  check({data, size}, spec::Encoding::kCoral);
  check({data, size}, spec::Encoding::kWide);
  return 0;
}
