// SPDX-License-Identifier: Apache-2.0
#include "workloads/import/edgetpu_package.h"

#include "workloads/error.h"
#include "workloads/file.h"
#include "workloads/flatbuffer/flex_value.h"
#include "workloads/flatbuffer/table.h"
#include "workloads/import/edgetpu_executable.h"
#include "workloads/import/edgetpu_layer.h"
#include "workloads/import/edgetpu_schema.h"
#include "workloads/import/tflite.h"
#include "workloads/program/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tessera::workloads {
namespace {

namespace schema = edgetpu;

/// The name under which a program returns the next value of a variable.
constexpr const char* kStateSuffix = "_variable_output";

ByteView required_bytes(const Table& table, Field field) {
  const auto bytes = table.bytes(field);
  if (!bytes) {
    table.fail(field, "absent, but required");
  }
  return *bytes;
}

/// The package inside the custom options, a FlexBuffer map: key "4".
ByteView package_bytes(const ByteView& custom_options) {
  const auto map = FlexValue::root(custom_options);
  if (const auto version = map.find("1")) {
    const auto number = version->integer("custom options key \"1\" (version)");
    if (number != 0) {
      throw UnsupportedError(custom_options.file(), "custom options key \"1\" (version)",
                             fmt::format("{}, allowed 0", number));
    }
  }
  const auto package = map.find("4");
  if (!package) {
    custom_options.fail(0, "custom options", "key \"4\" (package) is absent, but required");
  }
  return package->bytes("custom options key \"4\" (package)");
}

/// One stand-alone executable, or a caching one and an execution-only one.
void place(std::vector<Executable> executables, Program& program) {
  std::string kinds;
  for (auto& executable : executables) {
    kinds += fmt::format(" {}", static_cast<int>(executable.kind));
    if (executable.kind == ExecutableKind::kParameterCaching) {
      program.caching = std::move(executable);
    } else {
      program.parts[0].execution = std::move(executable);
    }
  }
  if (kinds != " 0" && kinds != " 1 2" && kinds != " 2 1") {
    throw ModelError(
        program.source, "executables",
        fmt::format("kinds{}, allowed one of kind 0 or one each of kinds 1 and 2", kinds));
  }
}

void read_package(const Table& package, Program& program) {
  program.min_runtime_version =
      package.scalar<std::int32_t>(schema::package::kMinRuntimeVersion, 0);
  program.compiler_version = package.text(schema::package::kCompilerVersion, schema::kMaxNameBytes);
  program.model_name = package.text(schema::package::kModelIdentifier, schema::kMaxNameBytes);
  if (!package.tables(schema::package::kMultiChipPackage, "Package", schema::kMaxExecutables)
           .empty()) {
    throw UnsupportedError(package.file(), package.where(schema::package::kMultiChipPackage),
                           "a network for several chips");
  }
  const auto multi =
      Table::root(required_bytes(package, schema::package::kMultiExecutable), "MultiExecutable");
  CompiledPart& part = program.parts.emplace_back();
  std::vector<Executable> executables;
  for (const auto& bytes :
       multi.strings(schema::multi_executable::kExecutables, schema::kMaxExecutables)) {
    const auto table = Table::root(bytes, "Executable");
    auto executable = read_executable(table);
    auto inputs = read_input_layers(table);
    auto outputs = read_output_layers(table);
    if (executable.kind != ExecutableKind::kParameterCaching) {
      part.inputs = std::move(inputs);
      part.outputs = std::move(outputs);
      if (program.model_name.empty()) {
        program.model_name = executable.name;
      }
    } else if (!inputs.empty() || !outputs.empty()) {
      table.fail(schema::executable::kInputLayers, "layers in a parameter-caching executable");
    }
    executables.push_back(std::move(executable));
  }
  place(std::move(executables), program);
}

/// Finds the tensors behind the device's layers. They have the names of the operator's operands;
/// the next value of a variable is an output of its own name plus a suffix.
class Binder {
 public:
  explicit Binder(const Program& program)
      : program_(program),
        part_(program.parts.at(0)),
        op_(program.host.operators.at(part_.custom_operator)) {}

  [[nodiscard]] std::vector<TensorIndex> inputs() const {
    auto bound = bind(part_.inputs, op_.inputs, op_.inputs, "input");
    expect_all(op_.inputs, bound, "input");
    return bound;
  }

  [[nodiscard]] std::vector<TensorIndex> outputs() const {
    auto bound = bind(part_.outputs, op_.outputs, op_.inputs, "output");
    expect_all(op_.outputs, bound, "output");
    return bound;
  }

 private:
  [[nodiscard]] std::vector<TensorIndex> bind(const std::vector<DeviceTensor>& layers,
                                              const std::vector<TensorIndex>& operands,
                                              const std::vector<TensorIndex>& variables,
                                              std::string_view kind) const {
    std::vector<TensorIndex> bound;
    for (const auto& layer : layers) {
      auto tensor = find(operands, [&](const Tensor& t) { return t.name == layer.name; });
      if (tensor == kNoTensor && kind == "output") {
        tensor = find(variables, [&](const Tensor& t) {
          return t.is_variable && t.name + kStateSuffix == layer.name;
        });
      }
      if (tensor == kNoTensor) {
        throw ModelError(program_.source, fmt::format("{} layer \"{}\"", kind, layer.name),
                         "the compiled operator has no operand of this name");
      }
      bound.push_back(tensor);
    }
    return bound;
  }

  void expect_all(const std::vector<TensorIndex>& operands, const std::vector<TensorIndex>& bound,
                  std::string_view kind) const {
    for (const auto operand : operands) {
      if (operand == kNoTensor || std::ranges::find(bound, operand) == bound.end()) {
        throw ModelError(program_.source, program_.host.describe(part_.custom_operator),
                         fmt::format("{} tensor {} is no layer of the program", kind, operand));
      }
    }
  }

  template <class Predicate>
  [[nodiscard]] TensorIndex find(const std::vector<TensorIndex>& operands,
                                 Predicate predicate) const {
    for (const auto operand : operands) {
      if (operand != kNoTensor && predicate(program_.host.tensor(operand))) {
        return operand;
      }
    }
    return kNoTensor;
  }

  const Program& program_;
  const CompiledPart& part_;
  const Operator& op_;
};

}  // namespace

Program import_edgetpu_package(std::string_view file, std::span<const std::uint8_t> bytes) {
  ReadBudget budget(bytes.size());
  auto compiled = import_compiled_graph(ByteView(file, bytes, budget));
  if (!compiled.custom_operator) {
    throw UnsupportedError(file, "Model", "no edgetpu-custom-op: the file is not compiled");
  }
  Program program;
  program.source = std::string(file);
  program.host = std::move(compiled.graph);
  read_package(Table::root(package_bytes(*compiled.package), "Package", schema::kIdentifier),
               program);
  program.parts[0].custom_operator = *compiled.custom_operator;
  const Binder binder(program);
  program.parts[0].input_tensors = binder.inputs();
  program.parts[0].output_tensors = binder.outputs();
  check(program);
  return program;
}

Program import_edgetpu_package(const std::string& path) {
  const auto bytes = read_file(path);
  return import_edgetpu_package(path, bytes);
}

}  // namespace tessera::workloads
