// SPDX-License-Identifier: Apache-2.0
// A DRAM memory as its file describes it (hw/spec/memories): plain values, read once
// (memory_loader.h). Meaning, unit and range of every member: doc/memories.md.
#pragma once

#include "hw/spec/system.h"

#include <cstdint>
#include <map>
#include <string>

namespace tessera::spec {

/// In cycles of the command clock. "same" and "other" are bank groups of one rank.
struct DramTimingConfig {
  std::uint32_t read_latency_cycles{};      // CL, RL: command to first data
  std::uint32_t write_latency_cycles{};     // CWL, WL
  std::uint32_t burst_cycles{};             // data bus per burst
  std::uint32_t rcd_read_cycles{};          // tRCD: activate to read
  std::uint32_t rcd_write_cycles{};         // activate to write
  std::uint32_t ras_cycles{};               // tRAS: activate to precharge
  std::uint32_t rp_cycles{};                // tRP: precharge to activate
  std::uint32_t rrd_same_cycles{};          // tRRD_L: activate to activate
  std::uint32_t rrd_other_cycles{};         // tRRD_S
  std::uint32_t faw_cycles{};               // tFAW: window of four activates
  std::uint32_t ccd_same_cycles{};          // tCCD_L: column command to column command
  std::uint32_t ccd_other_cycles{};         // tCCD_S
  std::uint32_t rtp_cycles{};               // tRTP: read to precharge
  std::uint32_t wr_cycles{};                // tWR: last data of a write to precharge
  std::uint32_t wtr_same_cycles{};          // tWTR_L: last data of a write to read
  std::uint32_t wtr_other_cycles{};         // tWTR_S
  std::uint32_t rtrs_cycles{};              // bubble when the bus changes rank or direction
  std::uint32_t refresh_interval_cycles{};  // tREFI of a rank
  std::uint32_t refresh_all_cycles{};       // tRFCab
  std::uint32_t refresh_bank_cycles{};      // tRFCpb; 0: all banks of a rank at once
};

struct MemoryQueueConfig {
  std::uint32_t read_entries{};  // bursts
  std::uint32_t write_entries{};
  std::uint32_t write_high{};  // as many waiting writes start a batch
  std::uint32_t write_low{};   // as many end it
  std::uint32_t hit_limit{};   // row hits in a row that may pass an older request of the bank
};

/// How bus masters reach the memory.
struct MemoryPortConfig {
  double latency_ns{};                 // request to controller and data back, in all
  std::uint32_t outstanding_bursts{};  // that one stream of a bus master keeps under way
  double external_mb_s{};              // link out of a 3D stack; 0: none
  double external_latency_ns{};        // what that link adds
};

struct MemoryConfig {
  std::string name;
  std::string description;
  double clock_mhz{};
  std::uint32_t channels{};  // of a 3D stack: vaults
  std::uint32_t ranks{};
  std::uint32_t bank_groups{};
  std::uint32_t banks_per_group{};
  std::uint32_t rows{};
  std::uint32_t row_bytes{};  // of a channel: all devices that share the data bus
  std::uint32_t burst_bytes{};
  std::string mapping;        // of an address, high fields first: "ro ra ba bg co ch"
  std::uint32_t bank_hash{};  // 1: bank number xor lowest row bits
  DramTimingConfig timing;
  MemoryQueueConfig queue;
  MemoryPortConfig port;

  std::map<std::string, Provenance, std::less<>> provenance;  // by key path

  [[nodiscard]] std::uint32_t banks() const { return bank_groups * banks_per_group; }
  [[nodiscard]] std::uint64_t channel_bytes() const {
    return std::uint64_t{ranks} * banks() * rows * row_bytes;
  }
  [[nodiscard]] std::uint64_t total_bytes() const { return channels * channel_bytes(); }
  /// Of all data buses, inside a stack.
  [[nodiscard]] double peak_bytes_per_second() const {
    return static_cast<double>(channels) * burst_bytes * clock_mhz * 1e6 / timing.burst_cycles;
  }
};

/// The memory of a name ("lpddr4_3200") or of a file. Throws SpecError as load_system does.
[[nodiscard]] MemoryConfig load_memory(std::string_view name_or_path);
/// The same from a file's text.
[[nodiscard]] MemoryConfig parse_memory(const std::string& text, const std::string& file);
/// Every parameter with its present value.
[[nodiscard]] std::vector<EffectiveParameter> effective_parameters(const MemoryConfig& memory);
/// The manual page doc/memories.md.
[[nodiscard]] std::string memory_markdown();

}  // namespace tessera::spec
