// SPDX-License-Identifier: Apache-2.0
#include "workloads/program/check.h"

#include "workloads/error.h"
#include "workloads/program/device_type.h"
#include "workloads/program/tensor_layout.h"

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

constexpr std::size_t kMaxParts = 1024;

class Check {
 public:
  explicit Check(const Program& program) : program_(program) {}

  void run() {
    // Without any, the host executes the whole network.
    const std::size_t fewest = program_.caching ? 1 : 0;
    if (program_.parts.size() < fewest || program_.parts.size() > kMaxParts) {
      what_ = "program";
      fail(fmt::format("{} compiled parts, allowed {} to {}", program_.parts.size(), fewest,
                       kMaxParts));
    }
    if (program_.caching) {
      what_ = "caching executable";
      executable(*program_.caching, nullptr);
    }
    for (const auto& part : program_.parts) {
      const auto number = static_cast<std::size_t>(&part - program_.parts.data());
      tensors(part.inputs, number, "input", TensorUse::kInput);
      tensors(part.outputs, number, "output", TensorUse::kOutput);
      what_ = fmt::format("executable of part {}", number);
      executable(part.execution, &part);
    }
    executable_set();
    host();
    layers();
  }

 private:
  struct Scope {
    const Executable& executable;
    const CompiledPart* part;
  };

  [[noreturn]] void fail(std::string_view problem) const {
    throw ModelError(program_.source, what_, problem);
  }

  void tensors(const std::vector<DeviceTensor>& list, std::size_t part, std::string_view kind,
               TensorUse use) {
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto& tensor = list[i];
      what_ = fmt::format("part {} {} layer {} \"{}\"", part, kind, i, tensor.name);
      if (const auto problem = layout_problem(tensor, use)) {
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

  /// `part` is null for the caching executable, which has no tensors.
  void executable(const Executable& executable, const CompiledPart* part) {
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
      bitstream({executable, part}, executable.bitstreams[i]);
    }
    for (std::size_t i = 0; i < executable.dma_hints.size(); ++i) {
      what_ = fmt::format("{} dma hint {}", prefix, i);
      std::visit(
          [&](const auto& hint) {
            check_hint({executable, part}, hint);
          },
          executable.dma_hints[i].what);
    }
  }

  void bitstream(const Scope& scope, const Bitstream& bitstream) {
    const std::uint64_t size = bitstream.bytes.size();
    if (size == 0 || size % kWordBytes != 0) {
      fail(fmt::format("{} bytes, allowed a positive multiple of {}", size, kWordBytes));
    }
    for (const auto& relocation : bitstream.relocations) {
      if (relocation.bit_offset + kAddressBits > size * 8) {
        fail(fmt::format("relocation at bit {}, allowed 0 to {}", relocation.bit_offset,
                         size * 8 - kAddressBits));
      }
      static_cast<void>(buffer_bytes(scope, relocation.buffer, relocation.name, relocation.batch));
    }
  }

  void check_hint(const Scope& scope, const DescriptorHint& hint) const {
    const auto size = buffer_bytes(scope, hint.buffer, hint.name, hint.batch);
    if (std::uint64_t{hint.offset_bytes} + hint.size_bytes > size) {
      fail(fmt::format("{} bytes at offset {}, the buffer has {}", hint.size_bytes,
                       hint.offset_bytes, size));
    }
  }
  void check_hint(const Scope& scope, const InstructionHint& hint) const {
    if (hint.bitstream >= scope.executable.bitstreams.size()) {
      fail(fmt::format("instruction chunk {}, allowed 0 to {}", hint.bitstream,
                       scope.executable.bitstreams.size() - 1));
    }
  }
  void check_hint(const Scope&, const InterruptHint& hint) const {
    if (hint.line >= kInterruptLines) {
      fail(fmt::format("interrupt {}, allowed 0 to {}", hint.line, kInterruptLines - 1));
    }
  }
  void check_hint(const Scope&, const FenceHint&) const {}

  /// Size of the buffer that a relocation or a hint refers to.
  [[nodiscard]] std::uint64_t buffer_bytes(const Scope& scope, BufferKind kind,
                                           const std::string& name, std::int32_t batch) const {
    if (batch < 0 || batch >= scope.executable.batch) {
      fail(fmt::format("batch {}, allowed 0 to {}", batch, scope.executable.batch - 1));
    }
    static const std::vector<DeviceTensor> kNone;
    switch (kind) {
      case BufferKind::kParameters:
        return scope.executable.parameters.size();
      case BufferKind::kScratch:
        return scope.executable.scratch_bytes;
      case BufferKind::kInput:
        return layer_bytes(scope.part != nullptr ? scope.part->inputs : kNone, name);
      case BufferKind::kOutput:
        return layer_bytes(scope.part != nullptr ? scope.part->outputs : kNone, name);
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

  /// One caching executable for all parts, or every part stands alone.
  void executable_set() {
    what_ = "executables";
    const auto wanted =
        program_.caching ? ExecutableKind::kExecutionOnly : ExecutableKind::kStandAlone;
    if (program_.caching && program_.caching->kind != ExecutableKind::kParameterCaching) {
      fail(fmt::format("kind {} of the caching executable, allowed 1",
                       static_cast<int>(program_.caching->kind)));
    }
    for (const auto& part : program_.parts) {
      if (part.execution.kind != wanted) {
        fail(fmt::format("kind {} {} a caching executable, allowed {}",
                         static_cast<int>(part.execution.kind),
                         program_.caching ? "beside" : "without", static_cast<int>(wanted)));
      }
      if (program_.caching && (part.execution.caching_token != program_.caching->caching_token ||
                               program_.caching->caching_token == 0)) {
        fail(fmt::format("caching tokens {:#x} and {:#x}, allowed equal and not 0",
                         program_.caching->caching_token, part.execution.caching_token));
      }
    }
  }

  /// Compiled operators and parts belong together one to one, in order.
  void host() {
    what_ = "host graph";
    std::size_t parts = 0;
    for (std::size_t i = 0; i < program_.host.operators.size(); ++i) {
      if (!std::holds_alternative<EdgetpuCustomOp>(program_.host.operators[i].options)) {
        continue;
      }
      if (parts == program_.parts.size() || program_.parts[parts].custom_operator != i) {
        fail(fmt::format("compiled operator {} belongs to no part", i));
      }
      ++parts;
    }
    if (parts != program_.parts.size()) {
      fail(fmt::format("part {} stands at operator {}, which is not a compiled one", parts,
                       program_.parts[parts].custom_operator));
    }
    for (const auto& part : program_.parts) {
      const auto& op = program_.host.operators[part.custom_operator];
      auto outputs = op.outputs;  // and the variables, which take their next value
      for (const auto input : op.inputs) {
        if (input != kNoTensor && program_.host.tensor(input).is_variable) {
          outputs.push_back(input);
        }
      }
      bindings(part.inputs, part.input_tensors, op.inputs);
      bindings(part.outputs, part.output_tensors, outputs);
      for (const auto output : op.outputs) {
        if (std::ranges::find(part.output_tensors, output) == part.output_tensors.end()) {
          fail(fmt::format("{}: output tensor {} is no layer of its part",
                           program_.host.describe(part.custom_operator), output));
        }
      }
    }
  }

  void bindings(const std::vector<DeviceTensor>& layers, const std::vector<TensorIndex>& tensors,
                const std::vector<TensorIndex>& operands) {
    if (layers.size() != tensors.size()) {
      fail(fmt::format("{} layers bound to {} tensors", layers.size(), tensors.size()));
    }
    for (std::size_t i = 0; i < layers.size(); ++i) {
      what_ = fmt::format("layer \"{}\"", layers[i].name);
      if (tensors[i] == kNoTensor || std::ranges::find(operands, tensors[i]) == operands.end()) {
        fail(fmt::format("bound to tensor {}, which is no operand of the compiled operator",
                         tensors[i]));
      }
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
    what_ = "host graph";
  }

  void layers() {
    for (std::size_t i = 0; i < program_.layers.size(); ++i) {
      const auto& layer = program_.layers[i];
      what_ = fmt::format("layer {} \"{}\"", i, layer.name);
      if (layer.part >= program_.parts.size()) {
        fail(fmt::format("part {}, allowed 0 to {}", layer.part, program_.parts.size() - 1));
      }
      std::uint64_t words = 0;
      for (const auto& bitstream : program_.parts[layer.part].execution.bitstreams) {
        words += bitstream.bytes.size() / kWordBytes;
      }
      if (std::uint64_t{layer.first_command} + layer.command_count > words) {
        fail(fmt::format("commands {} to {}, the part has {} words", layer.first_command,
                         std::uint64_t{layer.first_command} + layer.command_count, words));
      }
    }
  }

  const Program& program_;
  std::string what_;
};

}  // namespace

void check(const Program& program) { Check(program).run(); }

}  // namespace tessera::workloads
