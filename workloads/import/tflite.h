// SPDX-License-Identifier: Apache-2.0
// Reads a .tflite network, compiled or not, into the graph IR.
#pragma once

#include "workloads/flatbuffer/byte_view.h"
#include "workloads/graph/graph.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tessera::workloads {

/// Reads a file; throws an `Error` naming file, field or operator, value and what is allowed.
/// The graph has passed `validate`.
[[nodiscard]] Graph import_tflite(const std::string& path);

/// Same for bytes in memory; `file` is the name used in messages.
[[nodiscard]] Graph import_tflite(std::string_view file, std::span<const std::uint8_t> bytes);

/// A graph whose compiled part stays where it is in the file.
struct CompiledGraph {
  Graph graph;  // the EdgetpuCustomOp in it has no bytes
  std::optional<std::size_t> custom_operator;
  std::optional<ByteView> package;  // valid as long as what `file` refers to
};

/// As `import_tflite`, without copying the compiled part. At most one such operator is accepted.
[[nodiscard]] CompiledGraph import_compiled_graph(const ByteView& file);

}  // namespace tessera::workloads
