// SPDX-License-Identifier: Apache-2.0
#include "workloads/import/tflite.h"

#include "workloads/error.h"
#include "workloads/file.h"
#include "workloads/graph/validate.h"
#include "workloads/import/tflite_operators.h"
#include "workloads/import/tflite_schema.h"
#include "workloads/import/tflite_tensors.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace tessera::workloads {
namespace {

namespace schema = tflite;

std::vector<OperatorCode> read_operator_codes(const Table& model) {
  std::vector<OperatorCode> codes;
  for (const auto& table :
       model.tables(schema::model::kOperatorCodes, "OperatorCode", schema::kMaxOperators)) {
    // The old field is a byte; codes above 127 stand in the new one only.
    const auto old =
        std::int32_t{table.scalar<std::int8_t>(schema::operator_code::kDeprecatedCode, 0)};
    codes.push_back({std::max(old, table.scalar<std::int32_t>(schema::operator_code::kCode, 0)),
                     table.text(schema::operator_code::kCustomCode, schema::kMaxTextBytes)});
  }
  return codes;
}

Table only_subgraph(const Table& model) {
  auto subgraphs = model.tables(schema::model::kSubgraphs, "SubGraph", schema::kMaxOperators);
  if (subgraphs.size() != 1) {
    throw UnsupportedError(model.file(), model.where(schema::model::kSubgraphs),
                           fmt::format("{} subgraphs, allowed 1", subgraphs.size()));
  }
  return subgraphs.front();
}

/// Operators have no names of their own in this format.
void name_after_output(Operator& op, const std::vector<Tensor>& tensors) {
  if (!op.outputs.empty() && op.outputs[0] >= 0 && std::cmp_less(op.outputs[0], tensors.size())) {
    op.name = tensors[static_cast<std::size_t>(op.outputs[0])].name;
  }
}

}  // namespace

CompiledGraph import_compiled_graph(const ByteView& file) {
  const auto model = Table::root(file, "Model", schema::kIdentifier);
  const auto version = model.scalar<std::uint32_t>(schema::model::kVersion, 0);
  if (version != schema::kVersion) {
    model.fail(schema::model::kVersion, fmt::format("{}, allowed {}", version, schema::kVersion));
  }
  const auto codes = read_operator_codes(model);
  const auto subgraph = only_subgraph(model);

  CompiledGraph result;
  result.graph.source = std::string(file.file());
  result.graph.name = subgraph.text(schema::subgraph::kName, schema::kMaxTextBytes);
  result.graph.tensors = read_tensors(model, subgraph);
  result.graph.inputs =
      subgraph.scalars<std::int32_t>(schema::subgraph::kInputs, schema::kMaxOperands);
  result.graph.outputs =
      subgraph.scalars<std::int32_t>(schema::subgraph::kOutputs, schema::kMaxOperands);
  for (const auto& table :
       subgraph.tables(schema::subgraph::kOperators, "Operator", schema::kMaxOperators)) {
    auto op = read_operator(table, codes);
    if (std::holds_alternative<EdgetpuCustomOp>(op.options)) {
      if (result.custom_operator) {
        throw UnsupportedError(file.file(), table.where(schema::op::kCustomOptions),
                               "a second edgetpu-custom-op, allowed 1");
      }
      result.custom_operator = result.graph.operators.size();
      result.package = table.bytes(schema::op::kCustomOptions);
      if (!result.package) {
        table.fail(schema::op::kCustomOptions, "absent, but required");
      }
    }
    name_after_output(op, result.graph.tensors);
    result.graph.operators.push_back(std::move(op));
  }
  validate(result.graph);
  return result;
}

Graph import_tflite(std::string_view file, std::span<const std::uint8_t> bytes) {
  ReadBudget budget(bytes.size());
  auto compiled = import_compiled_graph(ByteView(file, bytes, budget));
  if (compiled.custom_operator) {
    compiled.graph.operators[*compiled.custom_operator].options =
        EdgetpuCustomOp{compiled.package->copy()};
  }
  return std::move(compiled.graph);
}

Graph import_tflite(const std::string& path) {
  const auto bytes = read_file(path);
  return import_tflite(path, bytes);
}

}  // namespace tessera::workloads
