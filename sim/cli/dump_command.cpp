// SPDX-License-Identifier: Apache-2.0
#include "hw/spec/command.h"
#include "sim/cli/commands.h"
#include "workloads/error.h"
#include "workloads/import/edgetpu_package.h"

#include <fmt/format.h>

#include <memory>

namespace tessera::sim {
namespace {

using workloads::Program;

void print_tensors(const char* what, const std::vector<workloads::DeviceTensor>& tensors) {
  for (const auto& tensor : tensors)
    fmt::print("{} {}: y {} x {} z {}, {} bytes, {} times, scale {:g}, zero point {}\n", what,
               tensor.name, tensor.y_dim, tensor.x_dim, tensor.z_dim, tensor.size_bytes,
               tensor.execution_count, tensor.scale, tensor.zero_point);
}

const char* kind_name(workloads::ExecutableKind kind) {
  switch (kind) {
    case workloads::ExecutableKind::kStandAlone:
      return "stand-alone";
    case workloads::ExecutableKind::kParameterCaching:
      return "parameter caching";
    default:
      return "execution";
  }
}

/// Every command with its word number; stops with an error at the first that does not decode.
void print_bitstream(const std::string& file, std::size_t executable, std::size_t index,
                     const workloads::Bytes& bytes) {
  for (std::size_t offset = 0; offset < bytes.size();) {
    const auto decoded = spec::decode(std::span(bytes).subspan(offset), spec::Encoding::kCoral);
    if (!decoded.error.empty())
      throw workloads::FormatError(file,
                                   fmt::format("executable {} bitstream {}", executable, index),
                                   offset, decoded.error);
    fmt::print("{:6}  {}\n", offset / spec::kWordBytes, spec::to_text(decoded.command));
    offset += decoded.words * spec::kWordBytes;
  }
}

void print_executable(const std::string& file, std::size_t number,
                      const workloads::Executable& executable, bool headers_only) {
  fmt::print(
      "\nexecutable {}: {}, chip {}, token {:#x}, {} parameter bytes, {} scratch bytes, {} "
      "narrow bytes per tile\n",
      number, kind_name(executable.kind), executable.chip, executable.caching_token,
      executable.parameters.size(), executable.scratch_bytes, executable.used_narrow_bytes);
  for (std::size_t b = 0; b < executable.bitstreams.size(); ++b) {
    const auto& bitstream = executable.bitstreams[b];
    fmt::print("bitstream {}: {} bytes, {} relocations\n", b, bitstream.bytes.size(),
               bitstream.relocations.size());
    if (!headers_only) print_bitstream(file, number, b, bitstream.bytes);
  }
}

int dump(const std::string& file, bool headers_only) {
  const Program program = workloads::import_edgetpu_package(file);
  fmt::print("{}: {} (compiler {}, runtime {} or newer)\n", file, program.model_name,
             program.compiler_version, program.min_runtime_version);
  for (const auto& part : program.parts) {
    print_tensors("input", part.inputs);
    print_tensors("output", part.outputs);
  }
  const auto executables = program.executables();
  for (std::size_t i = 0; i < executables.size(); ++i)
    print_executable(file, i, *executables[i], headers_only);
  return kExitDone;
}

}  // namespace

void add_dump_command(CLI::App& app, Action& action) {
  auto file = std::make_shared<std::string>();
  auto headers_only = std::make_shared<bool>(false);
  CLI::App* command =
      app.add_subcommand("dump", "Disassemble a compiled program, every field by name");
  command->add_option("FILE", *file, "A network compiled for the Edge TPU (*_edgetpu.tflite)")
      ->required();
  command->add_flag("--headers", *headers_only, "Tensors and executables only");
  command->callback([file, headers_only, &action] {
    action = [file, headers_only] { return dump(*file, *headers_only); };
  });
}

}  // namespace tessera::sim
