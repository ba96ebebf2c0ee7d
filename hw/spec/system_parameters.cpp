// SPDX-License-Identifier: Apache-2.0
// The rows of the schema. Ranges are wide enough for every machine of the architecture page and
// narrow enough that a slipped digit or a wrong unit is caught.
#include "hw/spec/system_schema.h"

#include <cstdint>
#include <span>

namespace tessera::spec {
namespace {

/// The value reached from an owner through members of nested structs, as a function that a row can
/// hold.
template <auto First, auto... Rest>
struct Member {
  template <typename Owner>
  static auto* of(Owner& owner) {
    if constexpr (sizeof...(Rest) == 0) {
      return &(owner.*First);
    } else {
      return Member<Rest...>::of(owner.*First);
    }
  }
};

template <auto... Path>
ValueRef of_system(SystemConfig& system) {
  return Member<Path...>::of(system);
}

template <auto... Path>
ValueRef of_accelerator(AcceleratorConfig& accelerator) {
  return Member<Path...>::of(accelerator);
}

/// A value in the group `Group` of an accelerator's timing.
template <auto Group, auto Value>
ValueRef of_timing(AcceleratorConfig& accelerator) {
  return Member<&AcceleratorConfig::timing, Group, Value>::of(accelerator);
}

constexpr double kMaxCycles = 1e6;
constexpr double kMaxWords = 1024;
constexpr double kMaxBytes = 65536;
constexpr double kMaxMemory = 1U << 30;

using S = SystemConfig;
using Core = ControlCoreConfig;
using Operators = HostOperatorCycles;
using A = AcceleratorConfig;
using T = TimingConfig;
using Mover = MoverTimingConfig;
using Stream = StreamTimingConfig;

// clang-format off: one row per line reads as the table it is.
constexpr Parameter<S> kSystem[] = {
    {"name", "", 0, 0, "Name of the system; the name of its file without .yaml.",
     of_system<&S::name>},
    {"description", "", 0, 0, "One sentence for lists and reports.", of_system<&S::description>},
    {"clock_mhz", "MHz", 1, 10000, "Clock of all accelerators.", of_system<&S::clock_mhz>},
    {"host.link.kind", "", 0, 0,
     "Kind of the host link; names it in lists and reports, the figures below make the timing.",
     of_system<&S::host, &HostConfig::link, &LinkConfig::kind>},
    {"host.link.bandwidth_out_mb_s", "MB/s", 0.1, 1e6,
     "Rate from the host to the device, protocol overhead taken off (1 MB = 10^6 bytes).",
     of_system<&S::host, &HostConfig::link, &LinkConfig::bandwidth_out_mb_s>},
    {"host.link.bandwidth_in_mb_s", "MB/s", 0.1, 1e6, "Rate from the device to the host.",
     of_system<&S::host, &HostConfig::link, &LinkConfig::bandwidth_in_mb_s>},
    {"host.link.transfer_overhead_ns", "ns", 0, 1e7,
     "Time that each transfer adds to its bytes, in its direction.",
     of_system<&S::host, &HostConfig::link, &LinkConfig::transfer_overhead_ns>},
    {"host.link.burst_bytes", "bytes", 8, kMaxBytes,
     "Largest piece that moves at once, a multiple of 8: how finely transfers of both sides "
     "interleave.",
     of_system<&S::host, &HostConfig::link, &LinkConfig::burst_bytes>},
    {"host.call_overhead_ns", "ns", 0, 1e8,
     "Software of the host around one inference: from the caller's request to the doorbell, and "
     "from the interrupt back to the caller. Counts in control.call_us of a result, not in its "
     "cycles.",
     of_system<&S::host, &HostConfig::call_overhead_ns>},
    {"host.memory", "", 0, 0,
     "DRAM behind the link, by the name of its memory file (memories.md); none: memory that is "
     "always there, so the link alone makes the time.",
     of_system<&S::host, &HostConfig::memory>},
    {"host.control_core.clock_mhz", "MHz", 1, 10000, "Clock of the control core.",
     of_system<&S::host, &HostConfig::control_core, &Core::clock_mhz>},
    {"host.control_core.cycles_per_instruction", "cycles", 0.1, 100,
     "Of one instruction of the firmware, delays of the bus not counted.",
     of_system<&S::host, &HostConfig::control_core, &Core::cycles_per_instruction>},
    {"host.control_core.operators.copy_per_byte", "cycles", 0, 1e6,
     "Operator service: per byte moved between tensor layouts.",
     of_system<&S::host, &HostConfig::control_core, &Core::operators, &Operators::copy_per_byte>},
    {"host.control_core.operators.arithmetic_per_element", "cycles", 0, 1e6,
     "Operator service: per element computed by integer arithmetic and a requantization.",
     of_system<&S::host, &HostConfig::control_core, &Core::operators,
               &Operators::arithmetic_per_element>},
    {"host.control_core.operators.function_per_element", "cycles", 0, 1e6,
     "Operator service: per element of a function computed in software, as softmax.",
     of_system<&S::host, &HostConfig::control_core, &Core::operators,
               &Operators::function_per_element>},
    {"host.control_core.operators.mac_per_mac", "cycles", 0, 1e6,
     "Operator service: per 8-bit multiply-accumulate.",
     of_system<&S::host, &HostConfig::control_core, &Core::operators, &Operators::mac_per_mac>},
    {"host.page_table_entries", "", 16, 8192,
     "Entries of the page table in use; the register map has room for 8192.",
     of_system<&S::host, &HostConfig::page_table_entries>},
    {"host.instruction_buffer_bytes", "bytes", 1024, 1U << 24,
     "Instructions that the device holds, a multiple of 16. Loops and branches reach no further "
     "back.",
     of_system<&S::host, &HostConfig::instruction_buffer_bytes>},
};

constexpr Parameter<A> kAccelerator[] = {
    {"name", "", 0, 0,
     "Name of the accelerator, unique in the system; also the name of its SystemC module.",
     of_accelerator<&A::name>},
    {"encoding", "", 0, 0,
     "Command encoding: coral (Google's 128-bit words) or wide (32-bit fields).",
     of_accelerator<&A::encoding>},
    {"grid.rows", "", 1, 64, "Rows of tiles.", of_accelerator<&A::grid, &GridConfig::rows>},
    {"grid.columns", "", 1, 64, "Columns of tiles.",
     of_accelerator<&A::grid, &GridConfig::columns>},
    {"lanes", "", 1, 1024, "Cells of a tile's op unit: outputs that one step works on.",
     of_accelerator<&A::lanes>},
    {"dot", "", 1, 64,
     "Products per cell and step, a power of two; also the bytes of a narrow memory word.",
     of_accelerator<&A::dot>},
    {"narrow_memory_bytes", "bytes", 256, kMaxMemory, "Activation memory of a tile.",
     of_accelerator<&A::narrow_memory_bytes>},
    {"wide_memory_bytes", "bytes", 256, kMaxMemory,
     "Parameter memory of a tile, whole rows of lanes x dot bytes and whole address units of 64 "
     "bytes.",
     of_accelerator<&A::wide_memory_bytes>},
    {"scalar_memory_words", "words", 16, 1U << 20, "Memory of the scalar core, 32-bit words.",
     of_accelerator<&A::scalar_memory_words>},
    {"activation_staging_bytes", "bytes", 64, kMaxMemory,
     "Staging buffer between the host and the infeed for activations, a multiple of 8.",
     of_accelerator<&A::activation_staging_bytes>},
    {"parameter_staging_bytes", "bytes", 64, kMaxMemory,
     "Staging buffer between the host and the infeed for parameters, a multiple of 64.",
     of_accelerator<&A::parameter_staging_bytes>},
    {"scaling_entries", "", 1, 4096,
     "Output-channel groups that a tile's scaling store (bias, multiplier) holds.",
     of_accelerator<&A::scaling_entries>},
    {"front_end_queue_depth", "", 1, 4096,
     "Commands that a tile's front end holds before the scalar core stalls.",
     of_accelerator<&A::front_end_queue_depth>},
    {"ring.channels", "", 1, 64, "Virtual channels of the ring.",
     of_accelerator<&A::ring, &RingConfig::channels>},
    {"ring.packet_bytes", "bytes", 4, 4096,
     "Largest ring packet, at most one row of the wide memory.",
     of_accelerator<&A::ring, &RingConfig::packet_bytes>},
    {"mesh.link_words", "words", 1, 1U << 20,
     "Words that a link between neighbours holds before the sender stalls.",
     of_accelerator<&A::mesh, &MeshConfig::link_words>},

    {"timing.op.start_cycles", "cycles", 0, kMaxCycles,
     "From the start of a command to its first step.",
     of_timing<&T::op, &OpTimingConfig::start_cycles>},
    {"timing.op.lanes_per_hop", "lanes", 1, 1024,
     "Lanes that a step reaches in the same cycle; it hops on to as many more each cycle.",
     of_timing<&T::op, &OpTimingConfig::lanes_per_hop>},
    {"timing.op.pipeline_cycles", "cycles", 0, kMaxCycles,
     "Stages from a step's operands to the narrow memory, hops of the lanes not counted. Word w of "
     "a "
     "group's results is written pipeline_cycles + max over all words v of (the hops to the last "
     "lane of v - v / output_words_per_cycle, if positive) cycles after its turn at the output "
     "port.",
     of_timing<&T::op, &OpTimingConfig::pipeline_cycles>},
    {"timing.op.output_words_per_cycle", "words per cycle", 1, kMaxWords,
     "Output words that leave the op unit per cycle.",
     of_timing<&T::op, &OpTimingConfig::output_words_per_cycle>},
    {"timing.op.nlu_load_cycles", "cycles", 0, kMaxCycles, "Load of a look-up function's table.",
     of_timing<&T::op, &OpTimingConfig::nlu_load_cycles>},
    {"timing.wide_to_narrow.start_cycles", "cycles", 0, kMaxCycles,
     "From the start of a command to its first word.",
     of_timing<&T::wide_to_narrow, &Mover::start_cycles>},
    {"timing.wide_to_narrow.words_per_cycle", "words per cycle", 1, kMaxWords,
     "Words moved per cycle.", of_timing<&T::wide_to_narrow, &Mover::words_per_cycle>},
    {"timing.narrow_to_wide.start_cycles", "cycles", 0, kMaxCycles,
     "From the start of a command to its first word.",
     of_timing<&T::narrow_to_wide, &Mover::start_cycles>},
    {"timing.narrow_to_wide.words_per_cycle", "words per cycle", 1, kMaxWords,
     "Words moved per cycle.", of_timing<&T::narrow_to_wide, &Mover::words_per_cycle>},
    {"timing.ring.bytes_per_cycle", "bytes per cycle", 1, kMaxBytes,
     "Rate at which a packet enters the ring.",
     of_timing<&T::ring, &RingTimingConfig::bytes_per_cycle>},
    {"timing.ring.latency_cycles", "cycles", 0, kMaxCycles,
     "From a packet's entry until all destinations have it.",
     of_timing<&T::ring, &RingTimingConfig::latency_cycles>},
    {"timing.ring.start_cycles", "cycles", 0, kMaxCycles,
     "From the start of a producer's or consumer's command to its first packet.",
     of_timing<&T::ring, &RingTimingConfig::start_cycles>},
    {"timing.mesh.words_per_cycle", "words per cycle", 1, kMaxWords,
     "Words that pass a link between neighbours per cycle.",
     of_timing<&T::mesh, &MeshTimingConfig::words_per_cycle>},
    {"timing.mesh.latency_cycles", "cycles", 0, kMaxCycles,
     "From one tile's memory to its neighbour's.",
     of_timing<&T::mesh, &MeshTimingConfig::latency_cycles>},
    {"timing.mesh.start_cycles", "cycles", 0, kMaxCycles,
     "From the start of a command to its first word.",
     of_timing<&T::mesh, &MeshTimingConfig::start_cycles>},
    {"timing.front_end.dispatch_cycles", "cycles", 0, kMaxCycles,
     "A tile's front end takes one command and puts it in a unit's queue.",
     of_timing<&T::front_end, &FrontEndTimingConfig::dispatch_cycles>},
    {"timing.front_end.fence_cycles", "cycles", 0, kMaxCycles,
     "A tile fence, once the units that it waits for have drained.",
     of_timing<&T::front_end, &FrontEndTimingConfig::fence_cycles>},
    {"timing.scalar.bundle_cycles", "cycles", 1, kMaxCycles, "One bundle of the scalar core.",
     of_timing<&T::scalar, &ScalarTimingConfig::bundle_cycles>},
    {"timing.scalar.branch_cycles", "cycles", 1, kMaxCycles, "A branch that is taken.",
     of_timing<&T::scalar, &ScalarTimingConfig::branch_cycles>},
    {"timing.scalar.fence_cycles", "cycles", 0, kMaxCycles,
     "A scalar fence, once its conditions hold.",
     of_timing<&T::scalar, &ScalarTimingConfig::fence_cycles>},
    {"timing.scalar.dma_issue_cycles", "cycles", 0, kMaxCycles,
     "Hand-over of a host DMA descriptor to the host interface.",
     of_timing<&T::scalar, &ScalarTimingConfig::dma_issue_cycles>},
    {"timing.scalar.dispatch_cycles", "cycles", 0, kMaxCycles,
     "Hand-over of a command to the tiles or to a pop, the infeed or the outfeed.",
     of_timing<&T::scalar, &ScalarTimingConfig::dispatch_cycles>},
    {"timing.infeed.start_cycles", "cycles", 0, kMaxCycles,
     "From the start of a command to its first packet.",
     of_timing<&T::infeed, &Stream::start_cycles>},
    {"timing.infeed.bytes_per_cycle", "bytes per cycle", 1, kMaxBytes,
     "Rate from a staging buffer or the scalar memory to the ring.",
     of_timing<&T::infeed, &Stream::bytes_per_cycle>},
    {"timing.outfeed.start_cycles", "cycles", 0, kMaxCycles,
     "From the start of a command to its first packet.",
     of_timing<&T::outfeed, &Stream::start_cycles>},
    {"timing.outfeed.bytes_per_cycle", "bytes per cycle", 1, kMaxBytes,
     "Rate from the ring to the host interface or the scalar memory.",
     of_timing<&T::outfeed, &Stream::bytes_per_cycle>},
    {"timing.pop.start_cycles", "cycles", 0, kMaxCycles,
     "From the start of a command to its first byte.", of_timing<&T::pop, &Stream::start_cycles>},
    {"timing.pop.bytes_per_cycle", "bytes per cycle", 1, kMaxBytes,
     "Rate from the host interface to a staging buffer.",
     of_timing<&T::pop, &Stream::bytes_per_cycle>},
    {"timing.sync.signal_cycles", "cycles", 0, kMaxCycles,
     "From a unit's signal until a waiting unit sees the counter.",
     of_timing<&T::sync, &SyncTimingConfig::signal_cycles>},
};
// clang-format on

}  // namespace

std::span<const Parameter<SystemConfig>> system_parameters() { return kSystem; }

std::span<const Parameter<AcceleratorConfig>> accelerator_parameters() { return kAccelerator; }

}  // namespace tessera::spec
