// SPDX-License-Identifier: Apache-2.0
// Small hand-made *_edgetpu.tflite files for tests. The defaults make a valid program that copies
// an input of 2x2x3 uint8 to an output of the same shape; tests change single fields.
#pragma once

#include "tests/support/tflite_builder.h"

#include <flatbuffers/flexbuffers.h>

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace tessera::test {

struct RelocationSpec {
  std::int16_t desc = 0;
  std::int32_t batch = 0;
  std::string name;
  std::int16_t position = 0;
  std::int32_t offset_bit = 70;
};

struct BitstreamSpec {
  FlatBytes bytes = FlatBytes(32, 0x5A);
  std::vector<RelocationSpec> relocations;
};

struct HintSpec {
  std::uint8_t type = 1;
  std::int16_t direction = 0;
  RelocationSpec meta;
  std::int32_t offset = 0;
  std::int32_t size = 0;
  std::int32_t chunk = 0;
  std::int16_t interrupt = 0;
};

struct LayerSpec {
  std::string name;
  std::int32_t size_bytes = 16;
  std::int32_t y = 2;
  std::int32_t x = 2;
  std::int32_t z = 3;
  std::int32_t zero_point = 128;
  float scale = 0.5F;
  std::int16_t type = 0;
  std::uint8_t kind = 2;  // 1 output, 2 input
  std::int32_t execution_count = 1;
  std::vector<std::array<std::int32_t, 2>> shape;
  std::vector<std::vector<std::int32_t>> layout;  // none or six lists
};

struct ExecutableSpec {
  std::string name = "hand_made";
  std::string chip = "beagle";
  std::int32_t batch = 1;
  std::int32_t scratch = 8;
  FlatBytes parameters = FlatBytes(64, 0x33);
  std::vector<BitstreamSpec> bitstreams;
  std::vector<HintSpec> hints;
  std::vector<LayerSpec> inputs;
  std::vector<LayerSpec> outputs;
  std::int32_t cycles = 1234;
  std::int32_t narrow = 4096;
  std::int16_t type = 0;
  std::uint64_t token = 0;
};

class ExecutableWriter {
 public:
  explicit ExecutableWriter(const ExecutableSpec& spec) : spec_(spec) {}

  FlatBytes write() {
    const auto name = builder_.CreateString(spec_.name).o;
    const auto chip = builder_.CreateString(spec_.chip).o;
    const auto parameters = builder_.CreateVector(spec_.parameters).o;
    std::vector<FlatOffset> streams;
    for (const auto& stream : spec_.bitstreams) {
      streams.push_back(write_bitstream(stream));
    }
    std::vector<FlatOffset> hints;
    for (const auto& hint : spec_.hints) {
      hints.push_back(write_hint(hint));
    }
    const auto hint_list = write_tables(builder_, hints);
    const auto dma = write_table(builder_, {reference(0, hint_list), scalar<std::uint8_t>(1, 1)});
    const auto inputs = write_layers(spec_.inputs);
    const auto outputs = write_layers(spec_.outputs);
    const auto stream_list = write_tables(builder_, streams);
    const auto root = write_table(
        builder_,
        {reference(1, name), scalar(3, spec_.batch), scalar(4, spec_.scratch),
         reference(5, stream_list), reference(6, parameters), reference(7, dma),
         reference(8, inputs), reference(9, outputs), reference(10, chip), scalar(11, spec_.cycles),
         scalar(12, spec_.narrow), scalar(13, spec_.type), scalar(14, spec_.token)});
    return finish(builder_, root);
  }

 private:
  FlatOffset write_meta(const RelocationSpec& meta) {
    const auto name = builder_.CreateString(meta.name).o;
    return write_table(builder_, {scalar(0, meta.desc), scalar(1, meta.batch), reference(2, name),
                                  scalar(3, meta.position)});
  }

  FlatOffset write_bitstream(const BitstreamSpec& stream) {
    std::vector<FlatOffset> relocations;
    for (const auto& relocation : stream.relocations) {
      const auto meta = write_meta(relocation);
      relocations.push_back(
          write_table(builder_, {reference(0, meta), scalar(1, relocation.offset_bit)}));
    }
    const auto list = write_tables(builder_, relocations);
    const auto bytes = builder_.CreateVector(stream.bytes).o;
    return write_table(builder_, {reference(0, bytes), reference(1, list)});
  }

  FlatOffset write_hint(const HintSpec& hint) {
    FlatOffset value = 0;
    if (hint.type == 1) {
      const auto meta = write_meta(hint.meta);
      value =
          write_table(builder_, {reference(0, meta), scalar(1, hint.offset), scalar(2, hint.size)});
    } else if (hint.type == 2) {
      value = write_table(builder_, {scalar(0, hint.chunk)});
    } else {
      value = write_table(builder_, {scalar(0, hint.interrupt)});
    }
    return write_table(builder_,
                       {scalar(0, hint.type), reference(1, value), scalar(2, hint.direction)});
  }

  FlatOffset write_layer(const LayerSpec& layer) {
    const auto name = builder_.CreateString(layer.name).o;
    const auto numerics =
        write_table(builder_, {scalar(0, layer.zero_point), scalar(1, layer.scale)});
    std::vector<FlatField> any;
    if (!layer.layout.empty()) {
      std::vector<FlatField> lists;
      for (std::size_t i = 0; i < layer.layout.size(); ++i) {
        lists.push_back(
            reference(static_cast<std::uint16_t>(i), builder_.CreateVector(layer.layout[i]).o));
      }
      any.push_back(reference(0, write_table(builder_, lists)));
    }
    const auto value = write_table(builder_, any);
    std::vector<FlatField> fields = {reference(0, name),    scalar(1, layer.size_bytes),
                                     scalar(2, layer.y),    scalar(3, layer.x),
                                     scalar(4, layer.z),    reference(5, numerics),
                                     scalar(6, layer.type), scalar(7, layer.kind),
                                     reference(8, value),   scalar(9, layer.execution_count)};
    if (!layer.shape.empty()) {
      struct Range {
        std::int32_t start, end;
      };
      std::vector<Range> ranges;
      ranges.reserve(layer.shape.size());
      for (const auto& [start, end] : layer.shape) {
        ranges.push_back({start, end});
      }
      const auto list = builder_.CreateVectorOfStructs(ranges).o;
      fields.push_back(reference(11, write_table(builder_, {reference(0, list)})));
    }
    return write_table(builder_, fields);
  }

  FlatOffset write_layers(const std::vector<LayerSpec>& layers) {
    std::vector<FlatOffset> tables;
    tables.reserve(layers.size());
    for (const auto& layer : layers) {
      tables.push_back(write_layer(layer));
    }
    return write_tables(builder_, tables);
  }

  const ExecutableSpec& spec_;
  flatbuffers::FlatBufferBuilder builder_;
};

inline FlatBytes make_package(const std::vector<ExecutableSpec>& executables,
                              const char* identifier = "DWN1") {
  flatbuffers::FlatBufferBuilder multi;
  std::vector<flatbuffers::Offset<flatbuffers::String>> strings;
  for (const auto& spec : executables) {
    const auto bytes = ExecutableWriter(spec).write();
    strings.push_back(
        multi.CreateString(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
  }
  const auto list = multi.CreateVector(strings).o;
  const auto multi_bytes = finish(multi, write_table(multi, {reference(0, list)}));

  flatbuffers::FlatBufferBuilder package;
  const auto nested = package.CreateVector(multi_bytes).o;
  const auto version = package.CreateString("cl/1").o;
  const auto root = write_table(
      package, {scalar<std::int32_t>(0, 13), reference(1, nested), reference(4, version)});
  return finish(package, root, identifier);
}

inline FlatBytes make_custom_options(const FlatBytes& package, int version = 0) {
  flexbuffers::Builder builder;
  builder.Map([&] {
    builder.Int("1", version);
    builder.String("4", std::string(package.begin(), package.end()));
  });
  builder.Finish();
  return builder.GetBuffer();
}

/// Layers of the default program: z 3 is padded to 4 in the output, rows are swapped.
inline ExecutableSpec default_executable() {
  ExecutableSpec spec;
  LayerSpec output;
  output.name = "out";
  output.kind = 1;
  output.shape = {{0, 0}, {0, 1}, {0, 1}, {0, 2}};
  // Two tiles, one per image row; row 1 is sent first.
  output.layout = {{0, 1}, {0, 0}, {8, 0}, {0, 4}, {0, 0}, {8, 8}};
  LayerSpec input;
  input.name = "in";
  spec.inputs = {input};
  spec.outputs = {output};
  BitstreamSpec stream;
  stream.relocations = {{1, 0, "in", 0, 70}, {0, 0, "out", 1, 198}, {2, 0, "", 0, 0}};
  spec.bitstreams = {stream};
  HintSpec instructions;
  instructions.type = 2;
  HintSpec transfer;
  transfer.meta = {1, 0, "in", 0, 0};
  transfer.size = 16;
  HintSpec interrupt;
  interrupt.type = 3;
  interrupt.direction = 1;
  spec.hints = {instructions, transfer, interrupt};
  return spec;
}

/// The .tflite around one compiled operator from tensor "in" to tensor "out".
inline TfliteSpec default_host(FlatBytes custom_options) {
  TfliteSpec spec;
  TensorSpec in{"in", {1, 2, 2, 3}, 3, {0.5F}, {128}, 0, {}, false};
  TensorSpec out = in;
  out.name = "out";
  spec.tensors = {in, out};
  OperatorSpec op;
  op.code = 32;
  op.custom_code = "edgetpu-custom-op";
  op.inputs = {0};
  op.outputs = {1};
  op.custom_options = std::move(custom_options);
  spec.operators = {op};
  spec.inputs = {0};
  spec.outputs = {1};
  return spec;
}

inline FlatBytes make_edgetpu_file(const std::vector<ExecutableSpec>& executables) {
  return make_tflite(default_host(make_custom_options(make_package(executables))));
}

}  // namespace tessera::test
