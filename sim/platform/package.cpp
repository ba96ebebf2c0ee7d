// SPDX-License-Identifier: Apache-2.0
#include "sim/platform/package.h"

#include "workloads/error.h"

#include <fmt/format.h>

#include <algorithm>

namespace tessera::sim {
namespace {

using workloads::BufferKind;

std::uint16_t tensor_number(const std::vector<workloads::DeviceTensor>& tensors,
                            const std::string& name) {
  const auto found = std::find_if(tensors.begin(), tensors.end(),
                                  [&](const auto& tensor) { return tensor.name == name; });
  if (found == tensors.end())
    throw workloads::UsageError(
        fmt::format("a relocation names tensor '{}', which the program does not have", name));
  return static_cast<std::uint16_t>(found - tensors.begin());
}

tpu_relocation convert(const workloads::Relocation& relocation,
                       const workloads::CompiledPart& part) {
  tpu_relocation result{};
  result.bit_offset = relocation.bit_offset;
  result.buffer = static_cast<std::uint8_t>(relocation.buffer);
  result.upper = relocation.half == workloads::AddressHalf::kUpper ? 1 : 0;
  result.batch = static_cast<std::uint32_t>(relocation.batch);
  if (relocation.buffer == BufferKind::kInput)
    result.index = tensor_number(part.inputs, relocation.name);
  if (relocation.buffer == BufferKind::kOutput)
    result.index = tensor_number(part.outputs, relocation.name);
  return result;
}

/// Scalar-core interrupts 0 of one run; a program without hints for them raises one at its end.
std::uint32_t completion_interrupts(const workloads::Executable& executable) {
  const auto count = std::count_if(
      executable.dma_hints.begin(), executable.dma_hints.end(), [](const workloads::DmaHint& hint) {
        const auto* interrupt = std::get_if<workloads::InterruptHint>(&hint.what);
        return interrupt != nullptr && interrupt->line == 0;
      });
  return std::max<std::uint32_t>(static_cast<std::uint32_t>(count), 1);
}

std::vector<std::uint32_t> sizes(const std::vector<workloads::DeviceTensor>& tensors) {
  std::vector<std::uint32_t> result;
  result.reserve(tensors.size());
  for (const auto& tensor : tensors)
    result.push_back(tensor.size_bytes *
                     static_cast<std::uint32_t>(std::max(tensor.execution_count, 1)));
  return result;
}

}  // namespace

FirmwarePackage::FirmwarePackage(const workloads::Program& program, std::size_t part)
    : input_bytes_(sizes(program.parts.at(part).inputs)),
      output_bytes_(sizes(program.parts.at(part).outputs)) {
  fill(execution_, program.parts[part].execution, program.parts[part]);
  package_.execution = &execution_.executable;
  if (program.caching) {
    fill(caching_, *program.caching, program.parts[part]);
    package_.parameter_caching = &caching_.executable;
  }
}

void FirmwarePackage::fill(Image& image, const workloads::Executable& executable,
                           const workloads::CompiledPart& part) {
  for (const workloads::Bitstream& bitstream : executable.bitstreams) {
    auto& relocations = image.relocations.emplace_back();
    for (const workloads::Relocation& relocation : bitstream.relocations)
      relocations.push_back(convert(relocation, part));
  }
  for (std::size_t i = 0; i < executable.bitstreams.size(); ++i) {
    tpu_bitstream bitstream{};
    bitstream.bytes = executable.bitstreams[i].bytes.data();
    bitstream.size = static_cast<std::uint32_t>(executable.bitstreams[i].bytes.size());
    bitstream.relocation_count = static_cast<std::uint32_t>(image.relocations[i].size());
    bitstream.relocations = image.relocations[i].data();
    image.bitstreams.push_back(bitstream);
  }
  tpu_executable& target = image.executable;
  target.bitstreams = image.bitstreams.data();
  target.bitstream_count = static_cast<std::uint32_t>(image.bitstreams.size());
  target.parameters = executable.parameters.data();
  target.parameter_bytes = static_cast<std::uint32_t>(executable.parameters.size());
  target.scratch_bytes = executable.scratch_bytes;
  target.batch = static_cast<std::uint32_t>(std::max(executable.batch, 1));
  const bool caching = executable.kind == workloads::ExecutableKind::kParameterCaching;
  target.input_bytes = input_bytes_.data();
  target.output_bytes = output_bytes_.data();
  target.input_count = caching ? 0 : static_cast<std::uint32_t>(input_bytes_.size());
  target.output_count = caching ? 0 : static_cast<std::uint32_t>(output_bytes_.size());
  target.completion_interrupts = completion_interrupts(executable);
  target.parameter_caching_token = executable.caching_token;
}

}  // namespace tessera::sim
