// SPDX-License-Identifier: Apache-2.0
#include "hw/spec/command.h"
#include "hw/spec/system.h"
#include "sim/cli/commands.h"
#include "sim/run/model.h"
#include "workloads/error.h"
#include "workloads/import/edgetpu_package.h"
#include "workloads/program/tpx.h"

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
                     const workloads::Bytes& bytes, spec::Encoding encoding) {
  for (std::size_t offset = 0; offset < bytes.size();) {
    const auto decoded = spec::decode(std::span(bytes).subspan(offset), encoding);
    if (!decoded.error.empty())
      throw workloads::FormatError(file,
                                   fmt::format("executable {} bitstream {}", executable, index),
                                   offset, decoded.error);
    fmt::print("{:6}  {}\n", offset / spec::kWordBytes, spec::to_text(decoded.command));
    offset += decoded.words * spec::kWordBytes;
  }
}

void print_executable(const Program& program, std::size_t number, bool headers_only) {
  const workloads::Executable& executable = *program.executables()[number];
  fmt::print(
      "\nexecutable {}: {}, chip {}, token {:#x}, {} parameter bytes, {} scratch bytes, {} "
      "narrow bytes per tile\n",
      number, kind_name(executable.kind), executable.chip, executable.caching_token,
      executable.parameters.size(), executable.scratch_bytes, executable.used_narrow_bytes);
  for (std::size_t b = 0; b < executable.bitstreams.size(); ++b) {
    const auto& bitstream = executable.bitstreams[b];
    fmt::print("bitstream {}: {} bytes, {} relocations\n", b, bitstream.bytes.size(),
               bitstream.relocations.size());
    if (!headers_only)
      print_bitstream(program.source, number, b, bitstream.bytes, program.target.encoding);
  }
}

void print_layers(const Program& program) {
  for (const auto& layer : program.layers)
    fmt::print("layer {} ({}): part {}, tile commands {} to {}, {} MACs\n", layer.name, layer.op,
               layer.part, layer.first_command, layer.first_command + layer.command_count,
               layer.macs);
}

void print_host_operators(const Program& program) {
  for (std::size_t i = 0; i < program.host.operators.size(); ++i)
    if (!std::holds_alternative<workloads::EdgetpuCustomOp>(program.host.operators[i].options))
      fmt::print("on the control core: {}\n", program.host.describe(i));
}

int dump(const std::string& file, bool headers_only) {
  const Program program = file.ends_with(workloads::kTpxSuffix)
                              ? workloads::read_tpx(file)
                              : workloads::import_edgetpu_package(file);
  fmt::print("{}: {} (compiler {}, runtime {} or newer)\n", file, program.model_name,
             program.compiler_version, program.min_runtime_version);
  fmt::print("for {}{} in {} encoding, requantization {}, {} constants\n",
             program.target.system.empty() ? "any system" : program.target.system,
             program.target.accelerator.empty() ? "" : "." + program.target.accelerator,
             spec::to_string(program.target.encoding), requant_name(program.requant),
             workloads::rule_name(program.rule));
  for (const auto& part : program.parts) {
    print_tensors("input", part.inputs);
    print_tensors("output", part.outputs);
  }
  print_host_operators(program);
  print_layers(program);
  for (std::size_t i = 0; i < program.executables().size(); ++i)
    print_executable(program, i, headers_only);
  return kExitDone;
}

}  // namespace

void add_dump_command(CLI::App& app, Action& action) {
  auto file = std::make_shared<std::string>();
  auto headers_only = std::make_shared<bool>(false);
  CLI::App* command =
      app.add_subcommand("dump", "Disassemble a compiled program, every field by name");
  command->add_option("FILE", *file, "A compiled program (.tpx, *_edgetpu.tflite)")->required();
  command->add_flag("--headers", *headers_only, "Tensors and executables only");
  command->callback([file, headers_only, &action] {
    action = [file, headers_only] { return dump(*file, *headers_only); };
  });
}

}  // namespace tessera::sim
