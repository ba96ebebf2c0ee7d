// SPDX-License-Identifier: Apache-2.0
// Field ids and limits of the compiled package inside *_edgetpu.tflite (identifier DWN1).
// Source of the numbers: the facts sheet on the executable format.
#pragma once

#include "workloads/flatbuffer/table.h"

#include <cstdint>

namespace tessera::workloads::edgetpu {

inline constexpr const char* kIdentifier = "DWN1";
inline constexpr const char* kChip = "beagle";

// Sane maxima: the 39 files known have 2 executables, 4 bitstreams and some 20 relocations.
inline constexpr std::uint64_t kMaxExecutables = 16;
inline constexpr std::uint64_t kMaxBitstreams = 256;
inline constexpr std::uint64_t kMaxRelocations = 16384;
inline constexpr std::uint64_t kMaxHints = 65536;
inline constexpr std::uint64_t kMaxLayers = 256;
inline constexpr std::uint64_t kMaxCoordinates = 65536;
inline constexpr std::uint64_t kMaxNameBytes = 4096;

namespace package {
inline constexpr Field kMinRuntimeVersion{0, "min_runtime_version"};
inline constexpr Field kMultiExecutable{1, "serialized_multi_executable"};
inline constexpr Field kCompilerVersion{4, "compiler_version"};
inline constexpr Field kMultiChipPackage{6, "multi_chip_package"};
inline constexpr Field kModelIdentifier{7, "model_identifier"};
}  // namespace package

namespace multi_executable {
inline constexpr Field kExecutables{0, "serialized_executables"};
}  // namespace multi_executable

namespace executable {
inline constexpr Field kName{1, "name"};
inline constexpr Field kBatchSize{3, "batch_size"};
inline constexpr Field kScratchBytes{4, "scratch_size_bytes"};
inline constexpr Field kBitstreams{5, "instruction_bitstreams"};
inline constexpr Field kParameters{6, "parameters"};
inline constexpr Field kDmaHints{7, "dma_hints"};
inline constexpr Field kInputLayers{8, "input_layers"};
inline constexpr Field kOutputLayers{9, "output_layers"};
inline constexpr Field kChip{10, "chip"};
inline constexpr Field kEstimatedCycles{11, "estimated_cycles"};
inline constexpr Field kUsedNarrowBytes{12, "used_narrow_memory_bytes_per_tile"};
inline constexpr Field kType{13, "type"};
inline constexpr Field kCachingToken{14, "parameter_caching_token"};
inline constexpr Field kParametersInDram{15, "use_tpu_dram_for_parameters"};
inline constexpr Field kEstimatedCycles64{16, "estimated_cycles_64bit"};
}  // namespace executable

namespace bitstream {
inline constexpr Field kBytes{0, "bitstream"};
inline constexpr Field kFieldOffsets{1, "field_offsets"};
}  // namespace bitstream

namespace field_offset {
inline constexpr Field kMeta{0, "meta"};
inline constexpr Field kOffsetBit{1, "offset_bit"};
}  // namespace field_offset

namespace meta {
inline constexpr Field kDesc{0, "desc"};
inline constexpr Field kBatch{1, "batch"};
inline constexpr Field kName{2, "name"};
inline constexpr Field kPosition{3, "position"};
}  // namespace meta

namespace dma_hints {
inline constexpr Field kHints{0, "hints"};
inline constexpr Field kFullyDeterministic{1, "fully_deterministic"};
}  // namespace dma_hints

namespace dma_hint {
inline constexpr Field kType{0, "any_hint_type"};
inline constexpr Field kValue{1, "any_hint"};
inline constexpr Field kDirection{2, "direction"};
}  // namespace dma_hint

namespace descriptor_hint {
inline constexpr Field kMeta{0, "meta"};
inline constexpr Field kOffset{1, "offset_in_bytes"};
inline constexpr Field kSize{2, "size_in_bytes"};
}  // namespace descriptor_hint

namespace instruction_hint {
inline constexpr Field kChunk{0, "instruction_chunk_index"};
}  // namespace instruction_hint

namespace interrupt_hint {
inline constexpr Field kType{0, "type"};
}  // namespace interrupt_hint

namespace layer {
inline constexpr Field kName{0, "name"};
inline constexpr Field kSizeBytes{1, "size_bytes"};
inline constexpr Field kYDim{2, "y_dim"};
inline constexpr Field kXDim{3, "x_dim"};
inline constexpr Field kZDim{4, "z_dim"};
inline constexpr Field kNumerics{5, "numerics"};
inline constexpr Field kDataType{6, "data_type"};
inline constexpr Field kAnyLayerType{7, "any_layer_type"};
inline constexpr Field kAnyLayer{8, "any_layer"};
inline constexpr Field kExecutionCount{9, "execution_count_per_inference"};
inline constexpr Field kCacheOnDram{10, "cache_on_dram"};
inline constexpr Field kShape{11, "shape"};
inline constexpr std::uint8_t kOutputLayer = 1;
inline constexpr std::uint8_t kInputLayer = 2;
}  // namespace layer

namespace numerics {
inline constexpr Field kZeroPoint{0, "zero_point"};
inline constexpr Field kFactor{1, "dequantization_factor"};
}  // namespace numerics

namespace output_layer {
inline constexpr Field kLayout{0, "layout"};
}  // namespace output_layer

namespace output_layout {
inline constexpr Field kYTile{0, "y_coordinate_to_linear_tile_id_map"};
inline constexpr Field kXTile{1, "x_coordinate_to_linear_tile_id_map"};
inline constexpr Field kTileOffset{2, "linearized_tile_byte_offset"};
inline constexpr Field kXLocal{3, "x_coordinate_to_local_byte_offset"};
inline constexpr Field kYLocal{4, "y_coordinate_to_local_y_offset"};
inline constexpr Field kXRowSize{5, "x_coordinate_to_local_y_row_size"};
}  // namespace output_layout

namespace tensor_shape {
inline constexpr Field kDimension{0, "dimension"};
}  // namespace tensor_shape

}  // namespace tessera::workloads::edgetpu
