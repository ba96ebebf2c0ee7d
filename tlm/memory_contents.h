// SPDX-License-Identifier: Apache-2.0
// The bytes of a memory target, and what a payload does to them. Time is the target's business.
#pragma once

#include "tlm/sparse_storage.h"
#include "tlm/standard.h"

#include <cstdint>
#include <span>

namespace tessera::tlm {

/// Bounds-checked, with byte enables and streaming widths (rules C-04 to C-07).
class MemoryContents {
 public:
  MemoryContents(std::uint64_t base, std::uint64_t size) : base_(base), storage_(size) {}

  [[nodiscard]] std::uint64_t base() const { return base_; }
  [[nodiscard]] std::uint64_t size() const { return storage_.size(); }
  [[nodiscard]] SparseStorage& storage() { return storage_; }
  [[nodiscard]] bool contains(std::uint64_t address, std::uint64_t bytes) const;

  /// False and no effect if outside.
  [[nodiscard]] bool poke(std::uint64_t address, std::span<const std::uint8_t> data);
  [[nodiscard]] bool peek(std::uint64_t address, std::span<std::uint8_t> data) const;

  /// What the response will be; moves nothing.
  [[nodiscard]] ::tlm::tlm_response_status check(const ::tlm::tlm_generic_payload& payload) const;
  /// Moves the bytes of a payload whose check was OK; sets no response.
  void move(::tlm::tlm_generic_payload& payload);
  /// Debug transport: bytes done, fewer at the memory's end.
  [[nodiscard]] unsigned debug(::tlm::tlm_generic_payload& payload);

 private:
  void move_by_byte(::tlm::tlm_generic_payload& payload);

  std::uint64_t base_;
  SparseStorage storage_;
};

}  // namespace tessera::tlm
