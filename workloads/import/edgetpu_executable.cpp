// SPDX-License-Identifier: Apache-2.0
#include "workloads/import/edgetpu_executable.h"

#include "workloads/error.h"
#include "workloads/import/edgetpu_schema.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace tessera::workloads {
namespace {

namespace schema = edgetpu;

/// A size or an index that the format stores as int32 and that cannot be negative.
std::uint32_t read_natural(const Table& table, Field field) {
  const auto value = table.scalar<std::int32_t>(field, 0);
  if (value < 0) {
    table.fail(field, fmt::format("{}, allowed 0 and more", value));
  }
  return static_cast<std::uint32_t>(value);
}

/// An enumeration stored as int16, valid from 0 to the last member.
template <class Enum>
Enum read_enum(const Table& table, Field field, Enum last) {
  const auto value = table.scalar<std::int16_t>(field, 0);
  if (value < 0 || value > static_cast<std::int16_t>(last)) {
    table.fail(field, fmt::format("{}, allowed 0 to {}", value, static_cast<int>(last)));
  }
  return static_cast<Enum>(value);
}

Relocation read_relocation(const Table& table) {
  const auto meta = table.required(schema::field_offset::kMeta, "Meta");
  return {read_enum(meta, schema::meta::kDesc, BufferKind::kScratch),
          meta.text(schema::meta::kName, schema::kMaxNameBytes),
          meta.scalar<std::int32_t>(schema::meta::kBatch, 0),
          read_enum(meta, schema::meta::kPosition, AddressHalf::kUpper),
          read_natural(table, schema::field_offset::kOffsetBit)};
}

Bitstream read_bitstream(const Table& table) {
  Bitstream bitstream;
  if (const auto bytes = table.bytes(schema::bitstream::kBytes)) {
    bitstream.bytes = bytes->copy();
  }
  for (const auto& entry :
       table.tables(schema::bitstream::kFieldOffsets, "FieldOffset", schema::kMaxRelocations)) {
    bitstream.relocations.push_back(read_relocation(entry));
  }
  return bitstream;
}

DmaHint read_hint(const Table& table) {
  DmaHint hint;
  hint.direction = read_enum(table, schema::dma_hint::kDirection, HintDirection::kOutfeed);
  const auto type = table.scalar<std::uint8_t>(schema::dma_hint::kType, 0);
  if (type < 1 || type > 4) {
    table.fail(schema::dma_hint::kType, fmt::format("{}, allowed 1 to 4", type));
  }
  constexpr std::array<const char*, 5> kNames = {"", "DmaDescriptorHint", "InstructionHint",
                                                 "InterruptHint", "FenceHint"};
  const auto value = table.required(schema::dma_hint::kValue, kNames[type]);
  if (type == 1) {
    const auto meta = value.required(schema::descriptor_hint::kMeta, "Meta");
    hint.what = DescriptorHint{read_enum(meta, schema::meta::kDesc, BufferKind::kScratch),
                               meta.text(schema::meta::kName, schema::kMaxNameBytes),
                               meta.scalar<std::int32_t>(schema::meta::kBatch, 0),
                               read_natural(value, schema::descriptor_hint::kOffset),
                               read_natural(value, schema::descriptor_hint::kSize)};
  } else if (type == 2) {
    hint.what = InstructionHint{read_natural(value, schema::instruction_hint::kChunk)};
  } else if (type == 3) {
    constexpr std::uint16_t kLastLine = 3;
    hint.what = InterruptHint{read_enum(value, schema::interrupt_hint::kType, kLastLine)};
  } else {
    hint.what = FenceHint{};
  }
  return hint;
}

std::uint64_t read_cycles(const Table& table) {
  const auto cycles = table.scalar<std::int64_t>(schema::executable::kEstimatedCycles64, 0);
  if (cycles < 0) {
    table.fail(schema::executable::kEstimatedCycles64,
               fmt::format("{}, allowed 0 and more", cycles));
  }
  return cycles > 0 ? static_cast<std::uint64_t>(cycles)
                    : read_natural(table, schema::executable::kEstimatedCycles);
}

}  // namespace

Executable read_executable(const Table& table) {
  Executable executable;
  executable.name = table.text(schema::executable::kName, schema::kMaxNameBytes);
  executable.chip = table.text(schema::executable::kChip, schema::kMaxNameBytes);
  if (executable.chip != schema::kChip) {
    throw UnsupportedError(
        table.file(), table.where(schema::executable::kChip),
        fmt::format(R"("{}", allowed "{}")", executable.chip.substr(0, 64), schema::kChip));
  }
  executable.kind = read_enum(table, schema::executable::kType, ExecutableKind::kExecutionOnly);
  executable.caching_token = table.scalar<std::uint64_t>(schema::executable::kCachingToken, 0);
  executable.batch = table.scalar<std::int32_t>(schema::executable::kBatchSize, 0);
  executable.scratch_bytes = read_natural(table, schema::executable::kScratchBytes);
  executable.used_narrow_bytes = read_natural(table, schema::executable::kUsedNarrowBytes);
  executable.estimated_cycles = read_cycles(table);
  executable.parameters_in_dram =
      table.scalar<std::uint8_t>(schema::executable::kParametersInDram, 0) != 0;
  if (const auto parameters = table.bytes(schema::executable::kParameters)) {
    executable.parameters = parameters->copy();
  }
  for (const auto& entry : table.tables(schema::executable::kBitstreams, "InstructionBitstream",
                                        schema::kMaxBitstreams)) {
    executable.bitstreams.push_back(read_bitstream(entry));
  }
  if (const auto hints = table.table(schema::executable::kDmaHints, "DmaHints")) {
    executable.fully_deterministic =
        hints->scalar<std::uint8_t>(schema::dma_hints::kFullyDeterministic, 0) != 0;
    for (const auto& entry :
         hints->tables(schema::dma_hints::kHints, "DmaHint", schema::kMaxHints)) {
      executable.dma_hints.push_back(read_hint(entry));
    }
  }
  return executable;
}

}  // namespace tessera::workloads
