// SPDX-License-Identifier: Apache-2.0
// A system as its file describes it: plain values, read once (system_loader.h) and never changed
// after. Meaning, unit and range of every member: doc/systems.md, made from the same table that the
// loader checks against (system_schema.h). There are no default values: what a file does not state
// is an error.
#pragma once

#include "hw/spec/command.h"

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tessera::spec {

enum class LinkKind : std::uint8_t { kPcie, kUsb3, kUsb2, kOnChip };

/// How well the source of a figure supports it.
enum class Confidence : std::uint8_t {
  kVerified,    ///< read in a primary source
  kThirdParty,  ///< measured or reverse engineered by others
  kDerived,     ///< computed from verified or third-party figures
  kAssumed,     ///< chosen here; the source says why
  kFitted,      ///< adjusted until the model meets published results
  kChoice,      ///< no figure: a name or a mode, picked by the author of the file
};

struct LinkConfig {
  LinkKind kind{};
  double bandwidth_out_mb_s{};  // host to device; 1 MB = 10^6 bytes
  double bandwidth_in_mb_s{};   // device to host
  std::uint32_t transfer_overhead_ns{};
  std::uint32_t burst_bytes{};
};

/// What the operator service is charged, in cycles of the control core.
struct HostOperatorCycles {
  double copy_per_byte{};           // tensors moved between layouts, reshaped, joined
  double arithmetic_per_element{};  // integer arithmetic with a requantization
  double function_per_element{};    // exponentials and other functions in software
  double mac_per_mac{};             // one 8-bit multiply-accumulate
};

struct ControlCoreConfig {
  double clock_mhz{};
  double cycles_per_instruction{};  // without the delays of the bus
  HostOperatorCycles operators;
};

/// What `host.memory` says where the host's memory is not modelled.
inline constexpr std::string_view kNoMemory = "none";

struct HostConfig {
  LinkConfig link;
  std::uint32_t call_overhead_ns{};  // software of the host around one inference
  std::string memory;  // name of a memory file behind the link, or kNoMemory: a host's, ideal
  ControlCoreConfig control_core;
  std::uint32_t page_table_entries{};
  std::uint32_t instruction_buffer_bytes{};
};

struct GridConfig {
  std::uint32_t rows{};
  std::uint32_t columns{};

  [[nodiscard]] std::uint32_t tiles() const { return rows * columns; }
};

struct RingConfig {
  std::uint32_t channels{};
  std::uint32_t packet_bytes{};
};

struct MeshConfig {
  std::uint32_t link_words{};
};

struct OpTimingConfig {
  std::uint32_t start_cycles{};
  std::uint32_t lanes_per_hop{};
  std::uint32_t pipeline_cycles{};
  std::uint32_t output_words_per_cycle{};
  std::uint32_t nlu_load_cycles{};
};

struct MoverTimingConfig {
  std::uint32_t start_cycles{};
  std::uint32_t words_per_cycle{};
};

struct RingTimingConfig {
  std::uint32_t bytes_per_cycle{};
  std::uint32_t latency_cycles{};
  std::uint32_t start_cycles{};
};

struct MeshTimingConfig {
  std::uint32_t words_per_cycle{};
  std::uint32_t latency_cycles{};
  std::uint32_t start_cycles{};
};

struct FrontEndTimingConfig {
  std::uint32_t dispatch_cycles{};
  std::uint32_t fence_cycles{};
};

struct ScalarTimingConfig {
  std::uint32_t bundle_cycles{};
  std::uint32_t branch_cycles{};
  std::uint32_t fence_cycles{};
  std::uint32_t dma_issue_cycles{};
  std::uint32_t dispatch_cycles{};
};

struct StreamTimingConfig {
  std::uint32_t start_cycles{};
  std::uint32_t bytes_per_cycle{};
};

struct SyncTimingConfig {
  std::uint32_t signal_cycles{};
};

struct TimingConfig {
  OpTimingConfig op;
  MoverTimingConfig wide_to_narrow;
  MoverTimingConfig narrow_to_wide;
  RingTimingConfig ring;
  MeshTimingConfig mesh;
  FrontEndTimingConfig front_end;
  ScalarTimingConfig scalar;
  StreamTimingConfig infeed;
  StreamTimingConfig outfeed;
  StreamTimingConfig pop;
  SyncTimingConfig sync;
};

struct AcceleratorConfig {
  std::string name;
  Encoding encoding{};
  GridConfig grid;
  std::uint32_t lanes{};  // cells per tile
  std::uint32_t dot{};    // products per cell and step
  std::uint32_t narrow_memory_bytes{};
  std::uint32_t wide_memory_bytes{};
  std::uint32_t scalar_memory_words{};
  std::uint32_t activation_staging_bytes{};
  std::uint32_t parameter_staging_bytes{};
  std::uint32_t scaling_entries{};
  std::uint32_t front_end_queue_depth{};
  RingConfig ring;
  MeshConfig mesh;
  TimingConfig timing;

  /// Bytes of one row of the wide memory: the weights of one step.
  [[nodiscard]] std::uint32_t row_bytes() const { return lanes * dot; }
  /// Cycles between a word's turn at the op unit's output port and its end in the narrow memory:
  /// the pipeline, and what the hops of the lanes add to it (doc/systems.md, timing.op).
  [[nodiscard]] std::uint32_t drain_cycles() const;
};

struct Provenance {
  std::string
      file;  ///< the system file that gave the value; with `extends`, not always the one loaded
  std::string source;
  Confidence confidence{};
};

struct SystemConfig {
  std::string name;
  std::string description;
  double clock_mhz{};
  HostConfig host;
  std::vector<AcceleratorConfig> accelerators;

  /// Where each value comes from, by key path ("host.link.burst_bytes",
  /// "accelerators.edgetpu.lanes").
  std::map<std::string, Provenance, std::less<>> provenance;
};

/// One row of the effective configuration, for result files and `tessera` dumps.
struct EffectiveParameter {
  std::string path;
  std::string value;
  std::string unit;
  std::string source;
  Confidence confidence{};
};

/// Every parameter of a system with its present value, in the order of the schema.
[[nodiscard]] std::vector<EffectiveParameter> effective_parameters(const SystemConfig& system);

[[nodiscard]] std::string_view to_string(LinkKind kind);
[[nodiscard]] std::string_view to_string(Encoding encoding);
[[nodiscard]] std::string_view to_string(Confidence confidence);

}  // namespace tessera::spec
