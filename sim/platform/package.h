// SPDX-License-Identifier: Apache-2.0
// One part of a program in the C structs that the firmware takes.
#pragma once

#include "firmware/runtime/tpu_runtime.h"
#include "workloads/program/program.h"

#include <cstddef>
#include <vector>

namespace tessera::sim {

/// Points into the program it was made from, which must outlive it.
class FirmwarePackage final {
 public:
  FirmwarePackage(const workloads::Program& program, std::size_t part);
  FirmwarePackage(const FirmwarePackage&) = delete;
  FirmwarePackage& operator=(const FirmwarePackage&) = delete;

  [[nodiscard]] const tpu_package& package() const { return package_; }

 private:
  struct Image {
    std::vector<std::vector<tpu_relocation>> relocations;
    std::vector<tpu_bitstream> bitstreams;
    tpu_executable executable{};
  };

  void fill(Image& image, const workloads::Executable& executable,
            const workloads::CompiledPart& part);

  std::vector<std::uint32_t> input_bytes_;
  std::vector<std::uint32_t> output_bytes_;
  Image caching_;
  Image execution_;
  tpu_package package_{};
};

}  // namespace tessera::sim
