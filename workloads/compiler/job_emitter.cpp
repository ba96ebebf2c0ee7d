// SPDX-License-Identifier: Apache-2.0
#include "workloads/compiler/job_emitter.h"

#include "workloads/compiler/sync.h"

#include <algorithm>
#include <iterator>

namespace tessera::workloads {
namespace {

constexpr std::size_t kOpDims = 8;
constexpr std::size_t kRowDims = 4;
constexpr std::size_t kWordDims = 6;
constexpr std::uint32_t kAtStart = 3;  // a level that only the beginning of a ring command reaches
// Loops of the command: steps, columns, rows, chunks, groups.
constexpr std::uint32_t kChunkLoop = 3;
constexpr std::uint32_t kGroupLoop = 4;
constexpr std::uint32_t kFromScalarMemory = 2;  // source of an infeed

/// The last group's positions have fewer words: facts/beagle_isa.md section 3, last-entry record.
void shorten_last_group(spec::Ttu& out, const MacJob& job) {
  const std::int64_t cells = job.op.out_16 != 0 ? 2 : 4;  // per word
  const auto words = divide_up<std::int64_t>(job.parameters.outputs(), cells);
  const auto last = divide_up<std::int64_t>(job.outputs_last, cells);
  if (job.parameters.groups() == 1 || words == last) return;
  out.last_count_minus_1 = static_cast<std::uint32_t>(last - 1);
  out.last_level = job.word_dims + 2;
  out.last_skip = static_cast<std::int32_t>((words - last) * kWordBytes);
}

/// The weights come through the scalar core's infeed.
bool fed(const MacJob& job, const JobPlace& place) {
  return place.source == JobPlace::Source::kHost || job.parameters.dense();
}

}  // namespace

void JobEmitter::send_weights(const MacJob& job, std::size_t number, Bytes& streamed) {
  const JobPlace& place = plan_.place(number);
  if (place.source == JobPlace::Source::kResident) return;
  const auto fills = static_cast<std::int32_t>(job.parameters.fills());
  if (fed(job, place)) {
    // What the infeed sends goes to the other consumer, with a counter of its own.
    consume(job, place, spec::Opcode::kRingConsumer0);
    if (place.source == JobPlace::Source::kTiles)
      relay(job, place);
    else
      stream_from_host(job, streamed);
    counters_.reads_a += fills;
  } else {
    consume(job, place, spec::Opcode::kRingConsumer1);
    produce(place, machine_.all_tiles());
    counters_.reads_b += fills;
  }
  counters_.fills += fills;
}

/// Every tile takes each group's scaling rows and weights; two groups at a time.
void JobEmitter::consume(const MacJob& job, const JobPlace& place, spec::Opcode consumer) {
  const std::int64_t rows = job.parameters.chunk_rows();
  const std::int64_t groups = job.parameters.groups();
  const std::int64_t scaling = job.parameters.scaling_rows();
  spec::RingConsumer take;
  take.wide = make_ttu(place.fifo_row, {{rows, 1}, {job.parameters.chunks(), 0}, {groups, 0}},
                       kRowDims, {1, rows});
  take.aux_enable = 1;
  take.aux_level = 1;
  take.aux_first_row = static_cast<std::uint32_t>(place.scaling_row);
  take.aux_last_row = static_cast<std::uint32_t>(place.scaling_row + 2 * scaling - 1);
  take.aux_packets = static_cast<std::uint32_t>(scaling - 1);
  take.aux_rows_per_group = static_cast<std::uint32_t>(scaling);
  take.signal_enable = 1;
  take.signal_level = 1;
  // Fill k of the program waits until k - 1 buffers have been given back.
  take.sync[0] = wait_for(TileCounter::kParameters, 1, counters_.fills - 1, 1);
  if (place.overlaps_previous)
    take.sync[1] = wait_for(TileCounter::kParameters, kAtStart, counters_.fills);
  if (job.streamed_to == 0 || job.parameters.fills() > 1) {
    stream_.tile(consumer, take, machine_.all_tiles());
    return;
  }
  stream_.each_tile<spec::RingConsumer>(
      consumer, [&](std::uint32_t tile) -> std::optional<spec::RingConsumer> {
        if (tile >= job.streamed_to)
          take.wide =
              make_ttu(place.fifo_row, {{kIdleRows, 1}, {1, 0}, {1, 0}}, kRowDims, {1, kIdleRows});
        return take;
      });
}

/// The tiles that keep the rows send them one after the other, ordered by the global counter; to
/// the scalar core so that no more than two rows wait there.
void JobEmitter::produce(const JobPlace& place, std::uint32_t destinations) {
  std::int64_t sent = 0;
  for (const StoredPiece& piece : place.pieces) {
    spec::RingProducer send;
    send.wide = make_ttu(piece.row, {{piece.count, 1}}, kRowDims);
    send.order_enable = 1;
    send.to_consumer_1 = 1;
    send.destinations = destinations;
    send.sync[0] = wait_for(TileCounter::kRingProducerB, kAtStart, counters_.weight_rows);
    if (destinations == machine_.scalar_core())
      send.sync[1] = wait_for(TileCounter::kRingProducerA, 0, counters_.orders + sent - 1, 1);
    stream_.tile(spec::Opcode::kRingProducer, send, 1U << piece.tile);
    counters_.weight_rows += static_cast<std::int32_t>(piece.count);
    sent += piece.count;
  }
}

/// Dense records: the tiles' rows go to the scalar core, two at a time, and from there record by
/// record to all tiles. The infeed counts a row on RING_PRODUCER_A when it has sent it on. Its
/// command comes before the outfeed's: a unit holds one command, so what an earlier relay has left
/// in the two slots is gone by then.
void JobEmitter::relay(const MacJob& job, const JobPlace& place) {
  const std::int64_t slot = machine_.row_words;
  const std::int64_t words =
      job.parameters.records() * job.parameters.record_bytes() / std::int64_t{kWordBytes};
  const std::int64_t rows = job.parameters.rows();
  spec::Infeed feed;
  feed.staging = circular_ttu(0, words, slot);
  feed.source = kFromScalarMemory;
  feed.ring_mark = 1;
  feed.signal_enable = 1;
  feed.order_enable = 1;
  feed.order_level = 1;
  feed.destinations = machine_.all_tiles();
  feed.packet_words =
      static_cast<std::uint32_t>(job.parameters.record_bytes() / std::int64_t{kWordBytes} - 1);
  feed.sync[0] = wait_for(ScalarCounter::kRingOutfeed, 0, counters_.relay_in + 1, 1);
  feed.sync[1] = wait_for(ScalarCounter::kProducerA, kAtStart, counters_.orders);
  stream_.scalar(spec::Opcode::kInfeed, feed);
  spec::Outfeed take;
  take.staging = circular_ttu(0, rows * slot, slot);
  take.packet_words = machine_.row_words - 1;
  take.signal_enable = 1;
  take.sync[0] = wait_for(ScalarCounter::kScalarInfeed, 0, counters_.relay_out - (2 * slot - 1), 1);
  stream_.scalar(spec::Opcode::kOutfeed, take);
  produce(place, machine_.scalar_core());
  counters_.orders += static_cast<std::int32_t>(rows);
  counters_.relay_in += static_cast<std::int32_t>(rows * slot);
  counters_.relay_out += static_cast<std::int32_t>(words);
}

/// The same rows out of the parameter stream; counted on RING_PRODUCER_A when all have left.
void JobEmitter::stream_from_host(const MacJob& job, Bytes& streamed) {
  const std::int64_t slot = machine_.config.parameter_staging_bytes / 2 / kParameterUnit;
  for (const HostShare& share : host_shares(machine_, job)) {
    const std::int64_t units = std::ssize(share.bytes) / kParameterUnit;
    spec::Infeed feed;
    feed.staging = circular_ttu(counters_.parameter_units, units, slot);
    feed.ring_mark = 1;
    feed.signal_enable = 1;
    feed.order_enable = 1;
    feed.order_level = kAtStart;
    feed.destinations = share.tiles;
    feed.packet_words =
        static_cast<std::uint32_t>(share.packet_bytes / std::int64_t{kWordBytes} - 1);
    feed.sync[0] = wait_for(ScalarCounter::kParameterPop, 0, counters_.parameter_units + 1, 1);
    // The other consumer takes vectors as well: those that come before must have been sent.
    feed.sync[1] = wait_for(ScalarCounter::kProducerA, kAtStart, counters_.orders);
    stream_.scalar(spec::Opcode::kInfeed, feed);
    counters_.parameter_units += static_cast<std::int32_t>(units);
    counters_.orders += 1;
    streamed.insert(streamed.end(), share.bytes.begin(), share.bytes.end());
  }
}

/// Iteration n of `level` waits for fill n * step of the job, which is the last one sent.
spec::SyncRecord JobEmitter::weights_arrived(const MacJob& job, const JobPlace& place,
                                             std::uint32_t level, std::int64_t step) const {
  const bool a = fed(job, place);
  return wait_for(a ? TileCounter::kRingReadA : TileCounter::kRingReadB, level,
                  (a ? counters_.reads_a : counters_.reads_b) - job.parameters.fills() + 1,
                  static_cast<std::int32_t>(step));
}

/// Multipliers, biases and exponents of every group into the scaling store, two entries deep.
void JobEmitter::load_scaling(const MacJob& job, std::size_t number) {
  const JobPlace& place = plan_.place(number);
  const bool resident = place.source == JobPlace::Source::kResident;
  const std::int64_t groups = job.parameters.groups();
  const std::int64_t parts = job.parameters.scaling_rows();
  const auto steps = divide_up<std::int64_t>(job.parameters.outputs(), 2);
  spec::WideToNarrow load;
  load.wide = resident ? make_ttu(place.row * kUnitsPerRow,
                                  {{parts, 1}, {groups, job.parameters.group_rows()}}, kRowDims)
                       : make_ttu(place.scaling_row * kUnitsPerRow, {{parts, 1}, {groups, 0}},
                                  kRowDims, {1, parts});
  load.narrow = make_ttu(0, {{steps, 1}, {parts, machine_.scaling_part_steps}, {groups, 0}},
                         kWordDims, {2, machine_.scaling_entry_steps});
  load.signal_enable = 1;
  load.signal_level = 2;
  load.to_scaling = 1;
  load.row_close_level = 1;
  std::size_t waits = 0;
  if (!resident) load.sync[waits++] = weights_arrived(job, place, 1, job.parameters.chunks());
  load.sync[waits] = wait_for(TileCounter::kAvdata, 2, counters_.groups - 1, 1, Side::kDestination);
  stream_.tile(spec::Opcode::kWideToNarrow, load, machine_.all_tiles());
  scaling_base_ = counters_.scalings;
  counters_.scalings += static_cast<std::int32_t>(groups);
}

/// Where the steps find their weights: in the tile's own rows, in what a WeightsStep has left, or
/// in the slots of the ring's consumer.
spec::Ttu JobEmitter::weights_of(const MacJob& job, const JobPlace& place,
                                 const TileLoops& loops) const {
  LoopDims par = loops.parameters;
  if (job.staged) return make_ttu(plan_.staging_row() * kUnitsPerRow, par, kOpDims);
  const std::int64_t groups = job.parameters.groups();
  const auto step_dims = static_cast<std::uint32_t>(par.size());
  par.push_back({loops.columns, 0});
  par.push_back({loops.rows, 0});
  par.push_back({job.parameters.chunks(), 0});
  if (place.source == JobPlace::Source::kResident) {
    par.push_back({groups, job.parameters.group_rows() * kUnitsPerRow});
    return make_ttu((place.row + job.parameters.scaling_rows()) * kUnitsPerRow, par, kOpDims);
  }
  par.push_back({groups, 0});
  return make_ttu(place.fifo_row * kUnitsPerRow, par, kOpDims,
                  {step_dims + 2, job.parameters.chunk_rows() * kUnitsPerRow});
}

void JobEmitter::compute(const MacJob& job, std::size_t number, std::uint32_t mask) {
  const JobPlace& place = plan_.place(number);
  const bool resident = place.source == JobPlace::Source::kResident;
  const auto groups = static_cast<std::int32_t>(job.parameters.groups());
  if (job.table) stream_.tile(spec::Opcode::kNluLoad, *job.table, mask);
  stream_.each_tile<spec::TensorOp>(
      job.opcode, [&](std::uint32_t tile) -> std::optional<spec::TensorOp> {
        if ((mask >> tile & 1U) == 0) return std::nullopt;
        const TileLoops loops = job.loops(tile);
        const std::int64_t steps = loops.steps;
        spec::TensorOp op = job.op;
        const std::int64_t chunks = job.parameters.chunks();
        op.loops = make_loops({steps, loops.columns, loops.rows, chunks, groups});
        op.in = make_ttu(loops.in_base, loops.in, kOpDims);
        op.out = make_ttu(loops.out_base, loops.out, kOpDims);
        shorten_last_group(op.out, job);
        op.par = weights_of(job, place, loops);
        const std::int64_t parked = chunks > 1 ? job.parameters.step_units() : 0;
        op.psum = make_ttu(chunks > 1 ? plan_.parked_row() * kUnitsPerRow : 0,
                           {{steps, 0},
                            {loops.columns, parked},
                            {loops.rows, loops.columns * parked},
                            {chunks, 0},
                            {groups, 0}},
                           kOpDims, {1, 0});
        op.avdata_enable = 1;
        op.avdata_level = job.word_dims + 2;
        op.parameters_enable = resident ? 0 : 1;
        op.parameters_level = kChunkLoop;
        op.accumulate = steps > 1 ? 1 : 0;
        op.always_one = 1;
        op.no_partial_sums = chunks > 1 ? 0 : 1;
        op.dp_level = kGroupLoop;
        op.reduce_mask = chunks > 1 ? 1U | 1U << kChunkLoop : 1;
        op.outputs = static_cast<std::uint32_t>(job.parameters.outputs() - 1);
        op.outputs_last = static_cast<std::uint32_t>(job.outputs_last - 1);
        op.bias = 1;
        op.channel_multipliers = 1;
        std::size_t waits = 0;
        if (!resident) op.sync[waits++] = weights_arrived(job, place, kChunkLoop, 1);
        op.sync[waits++] = wait_for(TileCounter::kWideToScaling, kGroupLoop, scaling_base_ + 1, 1);
        if (job.arriving) {
          const MacJob::ArrivingRows rows = job.arriving(tile);
          op.sync[waits++] = wait_for(TileCounter::kWideToNarrow, 2, rows.first, rows.step);
        }
        return op;
      });
}

void JobEmitter::finish(const MacJob& job) {
  counters_.groups += static_cast<std::int32_t>(job.parameters.groups());
}

}  // namespace tessera::workloads
