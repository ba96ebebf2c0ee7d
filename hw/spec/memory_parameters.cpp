// SPDX-License-Identifier: Apache-2.0
// The rows of the schema of memory files.
#include "hw/spec/memory_schema.h"

namespace tessera::spec {
namespace {

using M = MemoryConfig;
using T = DramTimingConfig;
using Q = MemoryQueueConfig;
using P = MemoryPortConfig;

template <auto Value>
ValueRef own(M& memory) {
  return &(memory.*Value);
}
template <auto Value>
ValueRef timing(M& memory) {
  return &(memory.timing.*Value);
}
template <auto Value>
ValueRef queue(M& memory) {
  return &(memory.queue.*Value);
}
template <auto Value>
ValueRef port(M& memory) {
  return &(memory.port.*Value);
}

constexpr double kMaxCycles = 1e5;

// clang-format off: one row per line reads as the table it is.
constexpr Parameter<M> kMemory[] = {
    {"name", "", 0, 0, "Name of the memory; the name of its file without .yaml.", own<&M::name>},
    {"description", "", 0, 0, "One sentence for lists and reports.", own<&M::description>},
    {"clock_mhz", "MHz", 1, 10000, "Command clock; all cycles below are its.", own<&M::clock_mhz>},
    {"channels", "", 1, 64, "Independent channels, or vaults of a 3D stack; a power of two.",
     own<&M::channels>},
    {"ranks", "", 1, 8, "Ranks of a channel; a power of two.", own<&M::ranks>},
    {"bank_groups", "", 1, 8, "Bank groups of a rank; 1 where the part has none. A power of two.",
     own<&M::bank_groups>},
    {"banks_per_group", "", 1, 32, "Banks of a group; a power of two.", own<&M::banks_per_group>},
    {"rows", "", 1, 1U << 20, "Rows of a bank; a power of two.", own<&M::rows>},
    {"row_bytes", "bytes", 64, 65536,
     "Row buffer of a bank, over all devices that share the channel's data bus.",
     own<&M::row_bytes>},
    {"burst_bytes", "bytes", 8, 1024, "Bytes of one burst on the channel's data bus.",
     own<&M::burst_bytes>},
    {"mapping", "", 0, 0,
     "Fields of an address, highest first: ro, ra, bg, ba, co, ch, each once; a field may be split "
     "as in \"ro ba bg co ch co2\", whose last field is the two lowest column bits.",
     own<&M::mapping>},
    {"bank_hash", "", 0, 1,
     "1: the bank's number is xor-ed with the lowest row bits, so that strides of rows spread over "
     "banks.",
     own<&M::bank_hash>},
    {"timing.read_latency_cycles", "cycles", 1, kMaxCycles, "RL: read command to first data.",
     timing<&T::read_latency_cycles>},
    {"timing.write_latency_cycles", "cycles", 1, kMaxCycles, "WL: write command to first data.",
     timing<&T::write_latency_cycles>},
    {"timing.burst_cycles", "cycles", 1, 64, "Data bus per burst.", timing<&T::burst_cycles>},
    {"timing.rcd_read_cycles", "cycles", 1, kMaxCycles, "tRCD: activate to read.",
     timing<&T::rcd_read_cycles>},
    {"timing.rcd_write_cycles", "cycles", 1, kMaxCycles, "tRCD: activate to write.",
     timing<&T::rcd_write_cycles>},
    {"timing.ras_cycles", "cycles", 1, kMaxCycles, "tRAS: activate to precharge.",
     timing<&T::ras_cycles>},
    {"timing.rp_cycles", "cycles", 1, kMaxCycles, "tRP: precharge to activate.",
     timing<&T::rp_cycles>},
    {"timing.rrd_same_cycles", "cycles", 1, kMaxCycles,
     "tRRD_L: activate to activate, same bank group.", timing<&T::rrd_same_cycles>},
    {"timing.rrd_other_cycles", "cycles", 1, kMaxCycles,
     "tRRD_S: activate to activate, another bank group of the rank.", timing<&T::rrd_other_cycles>},
    {"timing.faw_cycles", "cycles", 1, kMaxCycles,
     "tFAW: window with at most four activates of a rank.", timing<&T::faw_cycles>},
    {"timing.ccd_same_cycles", "cycles", 1, kMaxCycles,
     "tCCD_L: column command to column command, same bank group.", timing<&T::ccd_same_cycles>},
    {"timing.ccd_other_cycles", "cycles", 1, kMaxCycles,
     "tCCD_S: column command to column command, another bank group.", timing<&T::ccd_other_cycles>},
    {"timing.rtp_cycles", "cycles", 1, kMaxCycles, "tRTP: read to precharge.",
     timing<&T::rtp_cycles>},
    {"timing.wr_cycles", "cycles", 1, kMaxCycles, "tWR: end of a write's data to precharge.",
     timing<&T::wr_cycles>},
    {"timing.wtr_same_cycles", "cycles", 1, kMaxCycles,
     "tWTR_L: end of a write's data to a read of the same bank group.",
     timing<&T::wtr_same_cycles>},
    {"timing.wtr_other_cycles", "cycles", 1, kMaxCycles,
     "tWTR_S: end of a write's data to a read of another bank group of the rank.",
     timing<&T::wtr_other_cycles>},
    {"timing.rtrs_cycles", "cycles", 0, kMaxCycles,
     "Idle data bus between ranks, and between a read and a write.", timing<&T::rtrs_cycles>},
    {"timing.refresh_interval_cycles", "cycles", 1, 1e7,
     "tREFI: average distance of a rank's refreshes of all banks.",
     timing<&T::refresh_interval_cycles>},
    {"timing.refresh_all_cycles", "cycles", 1, kMaxCycles,
     "tRFCab: a refresh of all banks of a rank.", timing<&T::refresh_all_cycles>},
    {"timing.refresh_bank_cycles", "cycles", 0, kMaxCycles,
     "tRFCpb: a refresh of one bank; banks take turns, tREFI / banks apart. 0: all banks at once.",
     timing<&T::refresh_bank_cycles>},
    {"queue.read_entries", "", 1, 1024, "Bursts that wait to be read, in each channel.",
     queue<&Q::read_entries>},
    {"queue.write_entries", "", 1, 1024, "Bursts that wait to be written, in each channel.",
     queue<&Q::write_entries>},
    {"queue.write_high", "", 1, 1024, "Waiting writes that start a batch of writes.",
     queue<&Q::write_high>},
    {"queue.write_low", "", 0, 1024,
     "Waiting writes that end a batch; also those that are left waiting while there is nothing to "
     "read.",
     queue<&Q::write_low>},
    {"queue.hit_limit", "", 1, 65536,
     "Row hits in a row that may pass an older request of their bank.", queue<&Q::hit_limit>},
    {"port.latency_ns", "ns", 0, 1e6,
     "From a bus master to the controller and back with the data; half of it each way.",
     port<&P::latency_ns>},
    {"port.outstanding_bursts", "", 1, 4096,
     "Bursts that one stream of a bus master keeps under way: its read-ahead.",
     port<&P::outstanding_bursts>},
    {"port.external_mb_s", "MB/s", 0, 1e7,
     "Link out of a 3D stack, per direction; 0: no such link, bus masters are at the controller.",
     port<&P::external_mb_s>},
    {"port.external_latency_ns", "ns", 0, 1e6, "What that link adds to an access.",
     port<&P::external_latency_ns>},
};
// clang-format on

}  // namespace

std::span<const Parameter<MemoryConfig>> memory_parameters() { return kMemory; }

}  // namespace tessera::spec
