// SPDX-License-Identifier: Apache-2.0
// Writes the commands of op-unit jobs: weights over the ring into two-slot buffers, scaling
// entries, the tensor operation itself; ordered by the tiles' counters.
#pragma once

#include "workloads/compiler/command_stream.h"
#include "workloads/compiler/wide_plan.h"

#include <cstdint>

namespace tessera::workloads {

/// How far the counters of one program have come; the same on every tile. They wrap at 16 bits in
/// the machine.
struct CounterState {
  std::int32_t groups = 0;           // AVDATA: groups computed
  std::int32_t fills = 0;            // PARAMETERS: weight buffers filled, and given back later
  std::int32_t reads_a = 0;          // RING_READ_A, since the last TransferEmitter::restart
  std::int32_t reads_b = 0;          // RING_READ_B
  std::int32_t scalings = 0;         // WIDE_TO_SCALING
  std::int32_t weight_rows = 0;      // RING_PRODUCER_B: rows of weights sent by tiles
  std::int32_t orders = 0;           // RING_PRODUCER_A: whatever was sent to consumer 0
  std::int32_t parameter_units = 0;  // units of the host's parameter stream
  std::int32_t input_units = 0;      // units of the host's activation stream
  std::int32_t input_fed = 0;        // AVDATA_INFEED: the same, some of them twice
  std::int32_t relay_in = 0;         // RING_OUTFEED: words that came to the scalar core
  std::int32_t relay_out = 0;        // SCALAR_INFEED: words that it has sent on
};

class JobEmitter {
 public:
  JobEmitter(const Machine& machine, const WidePlan& plan, CommandStream& stream,
             CounterState& counters)
      : machine_(machine), plan_(plan), stream_(stream), counters_(counters) {}

  /// Starts the job's weights on their way; must be called once per job, in the order of the jobs,
  /// before `compute`. Parameters that come from the host are appended to `streamed`.
  void send_weights(const MacJob& job, std::size_t number, Bytes& streamed);
  /// The scaling entries of the job; once per job, before its first `compute`.
  void load_scaling(const MacJob& job, std::size_t number);
  /// The tensor operation, on the tiles of `mask`. All tiles must get it exactly once.
  void compute(const MacJob& job, std::size_t number, std::uint32_t mask);
  /// To be called when all tiles have got the job's command.
  void finish(const MacJob& job);

 private:
  void consume(const MacJob& job, const JobPlace& place, spec::Opcode consumer);
  void produce(const JobPlace& place, std::uint32_t destinations);
  void relay(const MacJob& job, const JobPlace& place);
  [[nodiscard]] spec::SyncRecord weights_arrived(const MacJob& job, const JobPlace& place,
                                                 std::uint32_t level, std::int64_t step) const;
  [[nodiscard]] spec::Ttu weights_of(const MacJob& job, const JobPlace& place,
                                     const TileLoops& loops) const;
  void stream_from_host(const MacJob& job, Bytes& streamed);

  const Machine& machine_;
  const WidePlan& plan_;
  CommandStream& stream_;
  CounterState& counters_;
  std::int32_t scaling_base_ = 0;  // counters when the present job began
};

}  // namespace tessera::workloads
