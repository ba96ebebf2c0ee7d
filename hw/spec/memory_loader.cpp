// SPDX-License-Identifier: Apache-2.0
// Reads memory files, and checks what their values must fulfil together.
#include "hw/spec/address_fields.h"
#include "hw/spec/error.h"
#include "hw/spec/file_layers.h"
#include "hw/spec/memory_schema.h"
#include "hw/spec/settings.h"

#include <fmt/format.h>

#include <bit>
#include <filesystem>
#include <string_view>

namespace tessera::spec {
namespace {

MemoryConfig build(YamlNode root, const std::string& file) {
  const std::vector<FileLayer> layers = with_bases(std::move(root), file, FileKind::kMemory);
  Settings settings;
  for (const FileLayer& layer : layers) {
    if (layer.root.kind != YamlNode::Kind::kMap) {
      throw SpecError({layer.file,
                       layer.root.line,
                       {},
                       "not a memory file",
                       shown(layer.root),
                       "a map of the keys of a memory"});
    }
    settings.collect(layer, layer.root, {}, {}, memory_parameters(), {"extends"});
  }
  MemoryConfig memory;
  settings.fill(memory.provenance, memory, {}, memory_parameters(), file);
  check_memory(memory, file);
  return memory;
}

}  // namespace

MemoryConfig load_memory(std::string_view name_or_path) {
  const std::filesystem::path path = find_file(FileKind::kMemory, name_or_path);
  return build(read_yaml(path), path.string());
}

MemoryConfig parse_memory(const std::string& text, const std::string& file) {
  return build(parse_yaml(text, file), file);
}

void check_memory(const MemoryConfig& memory, const std::string& file) {
  const auto require = [&](bool holds, std::string_view key, const auto& value,
                           std::string allowed) {
    if (!holds) {
      throw SpecError({file, 0, std::string(key), "inconsistent value", fmt::format("{}", value),
                       std::move(allowed)});
    }
  };
  const std::string stem = std::filesystem::path(file).stem().string();
  require(is_name(memory.name) && memory.name == stem, "name", memory.name,
          fmt::format("{}, as the file", stem));
  const auto power_of_two = [&](std::string_view key, std::uint32_t value) {
    require(std::has_single_bit(value), key, value, "powers of two");
  };
  power_of_two("channels", memory.channels);
  power_of_two("ranks", memory.ranks);
  power_of_two("bank_groups", memory.bank_groups);
  power_of_two("banks_per_group", memory.banks_per_group);
  power_of_two("rows", memory.rows);
  power_of_two("row_bytes", memory.row_bytes);
  power_of_two("burst_bytes", memory.burst_bytes);
  require(memory.burst_bytes <= memory.row_bytes, "burst_bytes", memory.burst_bytes,
          "at most row_bytes");
  require(memory.ranks * memory.banks() <= 64, "banks_per_group", memory.banks_per_group,
          "at most 64 banks in a channel, all ranks together");
  const MemoryQueueConfig& queue = memory.queue;
  require(queue.write_high <= queue.write_entries, "queue.write_high", queue.write_high,
          "at most queue.write_entries");
  require(queue.write_low < queue.write_high, "queue.write_low", queue.write_low,
          "less than queue.write_high");
  const DramTimingConfig& timing = memory.timing;
  require(timing.refresh_all_cycles < timing.refresh_interval_cycles, "timing.refresh_all_cycles",
          timing.refresh_all_cycles, "less than timing.refresh_interval_cycles");
  require(timing.refresh_bank_cycles * memory.banks() < timing.refresh_interval_cycles,
          "timing.refresh_bank_cycles", timing.refresh_bank_cycles,
          "all banks in less than timing.refresh_interval_cycles");
  std::string problem;
  const bool mapped = !address_slices(memory, problem).empty() || problem.empty();
  require(mapped, "mapping", memory.mapping, problem);
}

std::vector<EffectiveParameter> effective_parameters(const MemoryConfig& memory) {
  MemoryConfig copy = memory;  // the rows' references are to values that may change
  std::vector<EffectiveParameter> rows;
  for (const auto& parameter : memory_parameters())
    rows.push_back(effective_parameter(memory.provenance, "", parameter, copy));
  return rows;
}

std::string memory_markdown() {
  return R"(<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- Made by memory_markdown(): TESSERA_UPDATE_DOCS=1 rewrites it while the unit test MemoryManual runs. -->
# Memory files

A memory file (`hw/spec/memories/*.yaml`) states a DRAM part, how many of it there are, and its controller. The form is
that of system files (`systems.md`): every figure has a source and a confidence, nothing has a default, `extends` names
another memory file. A system names a memory with its key `host.memory`.

What the figures do, and how they were checked against other simulators: `hw/memory/README.md`.

## Keys
)" + schema_table(memory_parameters()) +
         R"(
## Rules between keys

* Counts and sizes are powers of two; a channel has at most 64 banks, all ranks together.
* `mapping` places every bit of every field once.
* `queue.write_low` < `queue.write_high` <= `queue.write_entries`.
* Refreshes fit into `timing.refresh_interval_cycles`.
)";
}

}  // namespace tessera::spec
