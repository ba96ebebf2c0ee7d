// SPDX-License-Identifier: Apache-2.0
#include "sim/platform/network_image.h"

#include "firmware/driver/tpu_executable.h"
#include "firmware/runtime/tpu_image.h"
#include "workloads/error.h"

#include <boost/crc.hpp>
#include <boost/endian/conversion.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tessera::sim {
namespace {

using workloads::BufferKind;
using workloads::Bytes;
using Words = std::vector<std::uint32_t>;

constexpr std::uint64_t kMaxImageBytes = std::uint64_t{1} << 30;

std::uint32_t word(std::uint64_t value) { return static_cast<std::uint32_t>(value); }

std::uint64_t align(std::uint64_t value, std::uint64_t to) { return (value + to - 1) / to * to; }

std::uint32_t tensor_number(const std::vector<workloads::DeviceTensor>& tensors,
                            const std::string& name) {
  const auto found = std::find_if(tensors.begin(), tensors.end(),
                                  [&](const auto& tensor) { return tensor.name == name; });
  if (found == tensors.end())
    throw workloads::UsageError(
        fmt::format("a relocation names tensor '{}', which the program does not have", name));
  return word(static_cast<std::uint64_t>(found - tensors.begin()));
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

class ImageWriter {
 public:
  ImageWriter(const workloads::Program& program, const workloads::NetworkPlan& plan)
      : program_(program), plan_(plan) {}

  Bytes write() {
    if (program_.caching) add_executable(*program_.caching, nullptr, 0);
    for (std::size_t part = 0; part < program_.parts.size(); ++part)
      add_executable(program_.parts[part].execution, &program_.parts[part], part);
    for (const workloads::PlanBuffer& buffer : plan_.buffers) {
      buffers_.push_back(buffer.bytes);
      buffers_.push_back(word(static_cast<std::uint64_t>(buffer.role)));
    }
    const std::uint32_t first_part = program_.caching ? 1 : 0;
    for (const workloads::PlanStep& step : plan_.steps) {
      const bool device = step.kind == workloads::StepKind::kDevice;
      steps_.push_back(device ? TPU_STEP_DEVICE : TPU_STEP_HOST);
      steps_.push_back(word(step.target + (device ? first_part : 0)));
    }
    return assemble();
  }

 private:
  struct Payload {
    const Bytes* bytes;
    std::uint64_t offset;  // from the first byte behind the tables, aligned
  };

  void add_executable(const workloads::Executable& executable, const workloads::CompiledPart* part,
                      std::size_t number) {
    std::array<std::uint32_t, TPU_IMAGE_EXECUTABLE_WORDS> words{};
    words[TPU_IMAGE_EXECUTABLE_CODE] = word(add_code(executable));
    words[TPU_IMAGE_EXECUTABLE_PARAMETERS] = word(add_payload(&executable.parameters));
    words[TPU_IMAGE_EXECUTABLE_PARAMETER_BYTES] = word(executable.parameters.size());
    words[TPU_IMAGE_EXECUTABLE_SCRATCH_BYTES] = executable.scratch_bytes;
    words[TPU_IMAGE_EXECUTABLE_BATCH] = static_cast<std::uint32_t>(std::max(executable.batch, 1));
    if (part != nullptr) {
      words[TPU_IMAGE_EXECUTABLE_INPUTS] = word(part->inputs.size());
      words[TPU_IMAGE_EXECUTABLE_OUTPUTS] = word(part->outputs.size());
      add_tensors(part->inputs, plan_.part_inputs.at(number));
      add_tensors(part->outputs, plan_.part_outputs.at(number));
    }
    words[TPU_IMAGE_EXECUTABLE_BITSTREAMS] = word(executable.bitstreams.size());
    for (const workloads::Bitstream& bitstream : executable.bitstreams) {
      words[TPU_IMAGE_EXECUTABLE_RELOCATIONS] += word(bitstream.relocations.size());
      bitstreams_.push_back(word(bitstream.bytes.size()));
      bitstreams_.push_back(word(bitstream.relocations.size()));
      for (const workloads::Relocation& relocation : bitstream.relocations)
        add_relocation(relocation, part);
    }
    words[TPU_IMAGE_EXECUTABLE_INTERRUPTS] = completion_interrupts(executable);
    words[TPU_IMAGE_EXECUTABLE_TOKEN_LOW] = word(executable.caching_token);
    words[TPU_IMAGE_EXECUTABLE_TOKEN_HIGH] = word(executable.caching_token >> 32);
    executables_.insert(executables_.end(), words.begin(), words.end());
  }

  void add_tensors(const std::vector<workloads::DeviceTensor>& tensors,
                   const std::vector<std::size_t>& buffers) {
    for (std::size_t i = 0; i < tensors.size(); ++i) {
      tensors_.push_back(word(buffers[i]));
      tensors_.push_back(word(workloads::transfer_bytes(tensors[i])));
    }
  }

  void add_relocation(const workloads::Relocation& relocation,
                      const workloads::CompiledPart* part) {
    static const std::vector<workloads::DeviceTensor> none;
    std::uint32_t index = 0;
    if (relocation.buffer == BufferKind::kInput)
      index = tensor_number(part != nullptr ? part->inputs : none, relocation.name);
    if (relocation.buffer == BufferKind::kOutput)
      index = tensor_number(part != nullptr ? part->outputs : none, relocation.name);
    const std::uint32_t upper = relocation.half == workloads::AddressHalf::kUpper ? 1 : 0;
    relocations_.push_back(relocation.bit_offset);
    relocations_.push_back(word(static_cast<std::uint64_t>(relocation.buffer)) | upper << 8 |
                           index << 16);
    relocations_.push_back(static_cast<std::uint32_t>(relocation.batch));
  }

  std::uint64_t add_code(const workloads::Executable& executable) {
    const std::uint64_t offset = payload_bytes_;
    for (const workloads::Bitstream& bitstream : executable.bitstreams) {
      payloads_.push_back({&bitstream.bytes, payload_bytes_});
      payload_bytes_ += align(bitstream.bytes.size(), TPU_CODE_ALIGNMENT);
    }
    payload_bytes_ = align(payload_bytes_, TPU_IMAGE_ALIGNMENT);
    return offset;
  }

  std::uint64_t add_payload(const Bytes* bytes) {
    const std::uint64_t offset = payload_bytes_;
    payloads_.push_back({bytes, payload_bytes_});
    payload_bytes_ = align(payload_bytes_ + bytes->size(), TPU_IMAGE_ALIGNMENT);
    return offset;
  }

  Bytes assemble() {
    const Words* const tables[] = {&buffers_, &steps_,      &executables_,
                                   &tensors_, &bitstreams_, &relocations_};
    std::uint64_t table_bytes = 0;
    for (const Words* table : tables) table_bytes += table->size() * 4;
    const std::uint64_t header_bytes = TPU_IMAGE_HEADER_WORDS * 4;
    const std::uint64_t payload = align(header_bytes + table_bytes, TPU_IMAGE_ALIGNMENT);
    const std::uint64_t total = payload + payload_bytes_;
    if (total > kMaxImageBytes || table_bytes > TPU_MAX_TABLES_BYTES ||
        executables_.size() / TPU_IMAGE_EXECUTABLE_WORDS > TPU_MAX_EXECUTABLES)
      throw workloads::UsageError(fmt::format(
          "{}: {} executables, {} bytes of tables, {} bytes in all; the firmware takes {}, {} and "
          "{}",
          program_.source, executables_.size() / TPU_IMAGE_EXECUTABLE_WORDS, table_bytes, total,
          TPU_MAX_EXECUTABLES, TPU_MAX_TABLES_BYTES, kMaxImageBytes));
    for (std::size_t i = 0; i < executables_.size(); i += TPU_IMAGE_EXECUTABLE_WORDS) {
      executables_[i + TPU_IMAGE_EXECUTABLE_CODE] += word(payload);
      executables_[i + TPU_IMAGE_EXECUTABLE_PARAMETERS] += word(payload);
    }
    Bytes image(total);
    std::uint8_t* next = image.data() + header_bytes;
    for (const Words* table : tables)
      for (const std::uint32_t value : *table) {
        boost::endian::store_little_u32(next, value);
        next += 4;
      }
    for (const Payload& each : payloads_)
      std::copy(each.bytes->begin(), each.bytes->end(),
                image.begin() + static_cast<std::ptrdiff_t>(payload + each.offset));
    write_header(image, word(table_bytes));
    return image;
  }

  void write_header(Bytes& image, std::uint32_t table_bytes) const {
    boost::crc_32_type crc;
    crc.process_bytes(image.data() + TPU_IMAGE_HEADER_WORDS * 4, table_bytes);
    std::array<std::uint32_t, TPU_IMAGE_HEADER_WORDS> header{};
    header[TPU_IMAGE_WORD_MAGIC] = TPU_IMAGE_MAGIC;
    header[TPU_IMAGE_WORD_VERSION] = TPU_IMAGE_VERSION;
    header[TPU_IMAGE_WORD_BYTES] = word(image.size());
    header[TPU_IMAGE_WORD_TABLES_BYTES] = table_bytes;
    header[TPU_IMAGE_WORD_TABLES_CRC] = crc.checksum();
    header[TPU_IMAGE_WORD_BUFFERS] = word(buffers_.size() / TPU_IMAGE_BUFFER_WORDS);
    header[TPU_IMAGE_WORD_STEPS] = word(steps_.size() / TPU_IMAGE_STEP_WORDS);
    header[TPU_IMAGE_WORD_EXECUTABLES] = word(executables_.size() / TPU_IMAGE_EXECUTABLE_WORDS);
    header[TPU_IMAGE_WORD_TENSORS] = word(tensors_.size() / TPU_IMAGE_TENSOR_WORDS);
    header[TPU_IMAGE_WORD_BITSTREAMS] = word(bitstreams_.size() / TPU_IMAGE_BITSTREAM_WORDS);
    header[TPU_IMAGE_WORD_RELOCATIONS] = word(relocations_.size() / TPU_IMAGE_RELOCATION_WORDS);
    header[TPU_IMAGE_WORD_CACHING] = program_.caching ? 1 : 0;
    for (std::size_t i = 0; i < header.size(); ++i)
      boost::endian::store_little_u32(image.data() + 4 * i, header[i]);
  }

  const workloads::Program& program_;
  const workloads::NetworkPlan& plan_;
  Words buffers_;
  Words steps_;
  Words executables_;
  Words tensors_;
  Words bitstreams_;
  Words relocations_;
  std::vector<Payload> payloads_;
  std::uint64_t payload_bytes_ = 0;
};

}  // namespace

workloads::Bytes network_image(const workloads::Program& program,
                               const workloads::NetworkPlan& plan) {
  return ImageWriter(program, plan).write();
}

}  // namespace tessera::sim
