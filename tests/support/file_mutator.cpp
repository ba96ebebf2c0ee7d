// SPDX-License-Identifier: Apache-2.0
#include "tests/support/file_mutator.h"

#include "hw/spec/command.h"
#include "workloads/import/edgetpu_package.h"

#include <algorithm>
#include <utility>

namespace tessera::test {

FileMutator::FileMutator(workloads::Bytes file) : file_(std::move(file)) {
  instructions_ = instruction_bytes(file_, workloads::import_edgetpu_package("original", file_));
}

std::span<const std::uint8_t> FileMutator::original() {
  restore();
  return file_;
}

std::span<const std::uint8_t> FileMutator::mutated(std::uint32_t n) {
  restore();
  random_.seed(kSeed + n);
  switch (static_cast<Kind>(below(kKinds))) {
    case Kind::kTruncation:
      return std::span(file_).first(below(file_.size()));
    case Kind::kBitFlips:
      for (std::size_t flips = 1 + below(4); flips > 0; --flips) flip_bit(below(file_.size()));
      break;
    case Kind::kInstructionBits:
      for (std::size_t flips = 1 + below(4); flips > 0; --flips) flip_bit(instruction_byte());
      break;
    case Kind::kByteRun: {
      const std::size_t position = below(2) == 0 ? below(file_.size()) : instruction_byte();
      constexpr std::uint8_t kFills[] = {0x00, 0x01, 0x7F, 0x80, 0xFF};
      const std::size_t fill = below(2 * std::size(kFills));  // the upper half: random bytes
      for (auto& byte : open(position, 1 + below(16)))
        byte = fill < std::size(kFills) ? kFills[fill] : static_cast<std::uint8_t>(below(256));
      break;
    }
    case Kind::kSwappedWords:
      swap_words();
      break;
  }
  return file_;
}

std::size_t FileMutator::below(std::size_t limit) {
  return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_);
}

std::size_t FileMutator::instruction_byte() {
  const ByteRange& range = instructions_.at(below(instructions_.size()));
  return range.begin + below(range.size);
}

std::span<std::uint8_t> FileMutator::open(std::size_t position, std::size_t size) {
  const auto bytes = std::span(file_).subspan(position, std::min(size, file_.size() - position));
  backups_.push_back({position, {bytes.begin(), bytes.end()}});
  return bytes;
}

void FileMutator::flip_bit(std::size_t position) {
  open(position, 1)[0] ^= static_cast<std::uint8_t>(1U << below(8));
}

/// Two words of one bitstream change places, wherever in their commands they stand.
void FileMutator::swap_words() {
  const ByteRange& range = instructions_.at(below(instructions_.size()));
  const auto word = [&] {
    return open(range.begin + below(range.size / spec::kWordBytes) * spec::kWordBytes,
                spec::kWordBytes);
  };
  const auto first = word();
  const auto second = word();
  if (first.data() != second.data()) std::ranges::swap_ranges(first, second);
}

void FileMutator::restore() {
  for (auto backup = backups_.rbegin(); backup != backups_.rend(); ++backup)
    std::ranges::copy(backup->bytes, file_.begin() + static_cast<std::ptrdiff_t>(backup->position));
  backups_.clear();
}

}  // namespace tessera::test
