// SPDX-License-Identifier: Apache-2.0
#include "workloads/program/check.h"

#include "workloads/error.h"
#include "workloads/program/device_type.h"
#include "workloads/program/output_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace tessera::workloads {
namespace {

constexpr std::uint64_t kWordBytes = 16;
constexpr std::uint64_t kAddressBits = 32;
constexpr std::uint32_t kMaxScratchBytes = 64U << 20U;
constexpr std::uint32_t kMaxNarrowBytes = 16U << 20U;
constexpr std::int32_t kMaxBatch = 1024;
constexpr std::uint64_t kMaxTransferBytes = std::uint64_t{64} << 20U;
constexpr std::uint32_t kInterruptLines = 4;

class Check {
 public:
  explicit Check(const Program& program) : program_(program) {}

  void run() {
    tensors(program_.inputs, "input", input_problem);
    tensors(program_.outputs, "output", output_problem);
    for (std::size_t i = 0; i < program_.executables.size(); ++i) {
      what_ = fmt::format("executable {}", i);
      executable(program_.executables[i]);
    }
    executable_set();
    host();
  }

 private:
  [[noreturn]] void fail(std::string_view problem) const {
    throw ModelError(program_.source, what_, problem);
  }

  template <class Problem>
  void tensors(const std::vector<DeviceTensor>& list, std::string_view kind, Problem problem_of) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto& tensor = list[i];
      what_ = fmt::format("{} layer {} \"{}\"", kind, i, tensor.name);
      if (const auto problem = problem_of(tensor)) {
        fail(*problem);
      }
      if (!std::isfinite(tensor.scale) || tensor.scale < 0.0F) {
        fail(fmt::format("scale {}, allowed finite and not negative", tensor.scale));
      }
      if (tensor.execution_count < 1) {
        fail(fmt::format("execution_count {}, allowed 1 and more", tensor.execution_count));
      }
      const auto count = static_cast<std::uint64_t>(tensor.execution_count);
      if (tensor.size_bytes * count > kMaxTransferBytes) {
        fail(fmt::format("execution_count {} of {} bytes, allowed at most {} bytes", count,
                         tensor.size_bytes, kMaxTransferBytes));
      }
      const auto same_name = [&](const DeviceTensor& other) { return other.name == tensor.name; };
      if (std::find_if(list.begin(), list.end(), same_name) != list.begin() + std::ptrdiff_t(i)) {
        fail("a second layer of this name");
      }
    }
  }

  void executable(const Executable& executable) {
    if (executable.batch < 1 || executable.batch > kMaxBatch) {
      fail(fmt::format("batch {}, allowed 1 to {}", executable.batch, kMaxBatch));
    }
    if (executable.scratch_bytes > kMaxScratchBytes) {
      fail(fmt::format("scratch of {} bytes, allowed at most {}", executable.scratch_bytes,
                       kMaxScratchBytes));
    }
    if (executable.used_narrow_bytes > kMaxNarrowBytes) {
      fail(fmt::format("{} bytes of narrow memory per tile, allowed at most {}",
                       executable.used_narrow_bytes, kMaxNarrowBytes));
    }
    if (executable.bitstreams.empty()) {
      fail("no bitstream");
    }
    const auto prefix = what_;
    for (std::size_t i = 0; i < executable.bitstreams.size(); ++i) {
      what_ = fmt::format("{} bitstream {}", prefix, i);
      bitstream(executable, executable.bitstreams[i]);
    }
    for (std::size_t i = 0; i < executable.dma_hints.size(); ++i) {
      what_ = fmt::format("{} dma hint {}", prefix, i);
      std::visit([&](const auto& hint) { check_hint(executable, hint); },
                 executable.dma_hints[i].what);
    }
  }

  void bitstream(const Executable& executable, const Bitstream& bitstream) {
    const std::uint64_t size = bitstream.bytes.size();
    if (size == 0 || size % kWordBytes != 0) {
      fail(fmt::format("{} bytes, allowed a positive multiple of {}", size, kWordBytes));
    }
    for (const auto& relocation : bitstream.relocations) {
      if (relocation.bit_offset + kAddressBits > size * 8) {
        fail(fmt::format("relocation at bit {}, allowed 0 to {}", relocation.bit_offset,
                         size * 8 - kAddressBits));
      }
      static_cast<void>(
          buffer_bytes(executable, relocation.buffer, relocation.name, relocation.batch));
    }
  }

  void check_hint(const Executable& executable, const DescriptorHint& hint) const {
    const auto size = buffer_bytes(executable, hint.buffer, hint.name, hint.batch);
    if (std::uint64_t{hint.offset_bytes} + hint.size_bytes > size) {
      fail(fmt::format("{} bytes at offset {}, the buffer has {}", hint.size_bytes,
                       hint.offset_bytes, size));
    }
  }
  void check_hint(const Executable& executable, const InstructionHint& hint) const {
    if (hint.bitstream >= executable.bitstreams.size()) {
      fail(fmt::format("instruction chunk {}, allowed 0 to {}", hint.bitstream,
                       executable.bitstreams.size() - 1));
    }
  }
  void check_hint(const Executable&, const InterruptHint& hint) const {
    if (hint.line >= kInterruptLines) {
      fail(fmt::format("interrupt {}, allowed 0 to {}", hint.line, kInterruptLines - 1));
    }
  }
  void check_hint(const Executable&, const FenceHint&) const {}

  /// Size of the buffer that a relocation or a hint refers to.
  [[nodiscard]] std::uint64_t buffer_bytes(const Executable& executable, BufferKind kind,
                                           const std::string& name, std::int32_t batch) const {
    if (batch < 0 || batch >= executable.batch) {
      fail(fmt::format("batch {}, allowed 0 to {}", batch, executable.batch - 1));
    }
    switch (kind) {
      case BufferKind::kParameters:
        return executable.parameters.size();
      case BufferKind::kScratch:
        return executable.scratch_bytes;
      case BufferKind::kInput:
        return layer_bytes(program_.inputs, name);
      case BufferKind::kOutput:
        return layer_bytes(program_.outputs, name);
    }
    fail(fmt::format("buffer kind {}, allowed 0 to 3", static_cast<int>(kind)));
  }

  [[nodiscard]] std::uint64_t layer_bytes(const std::vector<DeviceTensor>& list,
                                          const std::string& name) const {
    for (const auto& tensor : list) {
      if (tensor.name == name) {
        return std::uint64_t{tensor.size_bytes} *
               static_cast<std::uint64_t>(tensor.execution_count);
      }
    }
    fail(fmt::format("refers to a layer \"{}\", which does not exist", name.substr(0, 64)));
  }

  void executable_set() {
    what_ = "executables";
    const auto& list = program_.executables;
    const bool alone = list.size() == 1 && list[0].kind == ExecutableKind::kStandAlone;
    const bool pair = list.size() == 2 && program_.caching() != nullptr &&
                      program_.inference().kind == ExecutableKind::kExecutionOnly;
    if (!alone && !pair) {
      std::string kinds;
      for (const auto& executable : list) {
        kinds += fmt::format(" {}", static_cast<int>(executable.kind));
      }
      fail(fmt::format("kinds{}, allowed one of kind 0 or one each of kinds 1 and 2", kinds));
    }
    if (pair && (list[0].caching_token != list[1].caching_token || list[0].caching_token == 0)) {
      fail(fmt::format("caching tokens {:#x} and {:#x}, allowed equal and not 0",
                       list[0].caching_token, list[1].caching_token));
    }
  }

  void host() {
    what_ = "host graph";
    if (program_.custom_operator >= program_.host.operators.size()) {
      fail(fmt::format("compiled operator {} of {}", program_.custom_operator,
                       program_.host.operators.size()));
    }
    bindings(program_.inputs, program_.input_tensors);
    bindings(program_.outputs, program_.output_tensors);
  }

  void bindings(const std::vector<DeviceTensor>& layers, const std::vector<TensorIndex>& tensors) {
    if (layers.size() != tensors.size()) {
      fail(fmt::format("{} layers bound to {} tensors", layers.size(), tensors.size()));
    }
    for (std::size_t i = 0; i < layers.size(); ++i) {
      what_ = fmt::format("layer \"{}\"", layers[i].name);
      const auto& tensor = program_.host.tensor(tensors[i]);
      const auto type = host_type(layers[i].type);
      if (!type) {
        throw UnsupportedError(
            program_.source, what_,
            fmt::format("device type {}, allowed 0, 8 and 9", static_cast<int>(layers[i].type)));
      }
      if (tensor.type != *type || tensor.size_bytes() != dense_bytes(layers[i])) {
        fail(fmt::format("y {}, x {}, z {} of {}, but its tensor is {} {}", layers[i].y_dim,
                         layers[i].x_dim, layers[i].z_dim, data_type_name(*type),
                         data_type_name(tensor.type), to_string(tensor.shape)));
      }
    }
  }

  const Program& program_;
  std::string what_;
};

}  // namespace

void check(const Program& program) { Check(program).run(); }

}  // namespace tessera::workloads
