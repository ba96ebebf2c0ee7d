// SPDX-License-Identifier: Apache-2.0
// Compiled packages into programs: what is read, what is refused and how.
#include "workloads/import/edgetpu_package.h"

#include "tests/support/edgetpu_builder.h"
#include "tests/support/shared_models.h"
#include "workloads/error.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cctype>
#include <functional>
#include <ostream>
#include <string>

namespace tessera::workloads {
namespace {

using test::default_executable;
using test::default_host;
using test::ExecutableSpec;
using test::make_custom_options;
using test::make_edgetpu_file;
using test::make_package;
using test::make_tflite;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

Program load(const Bytes& bytes) { return import_edgetpu_package("made.tflite", bytes); }

/// Message with which a file is refused.
std::string refusal(const Bytes& bytes) {
  try {
    static_cast<void>(load(bytes));
  } catch (const Error& error) {
    return error.what();
  }
  ADD_FAILURE() << "not refused";
  return {};
}

TEST(EdgetpuPackage, hand_made_program_is_read_completely) {
  const auto program = load(make_edgetpu_file({default_executable()}));
  EXPECT_EQ(program.source, "made.tflite");
  EXPECT_EQ(program.model_name, "hand_made");
  EXPECT_EQ(program.compiler_version, "cl/1");
  EXPECT_EQ(program.min_runtime_version, 13);
  EXPECT_FALSE(program.caching.has_value());
  EXPECT_THAT(program.parts.at(0).input_tensors, ElementsAre(0));
  EXPECT_THAT(program.parts.at(0).output_tensors, ElementsAre(1));

  const auto& executable = program.parts.at(0).execution;
  EXPECT_EQ(executable.kind, ExecutableKind::kStandAlone);
  EXPECT_EQ(executable.batch, 1);
  EXPECT_EQ(executable.scratch_bytes, 8U);
  EXPECT_EQ(executable.used_narrow_bytes, 4096U);
  EXPECT_EQ(executable.estimated_cycles, 1234U);
  EXPECT_EQ(executable.parameters, Bytes(64, 0x33));
  EXPECT_TRUE(executable.fully_deterministic);
  ASSERT_EQ(executable.bitstreams.size(), 1U);
  EXPECT_EQ(executable.bitstreams[0].bytes, Bytes(32, 0x5A));
  const auto& relocations = executable.bitstreams[0].relocations;
  ASSERT_EQ(relocations.size(), 3U);
  EXPECT_EQ(relocations[1].buffer, BufferKind::kOutput);
  EXPECT_EQ(relocations[1].name, "out");
  EXPECT_EQ(relocations[1].half, AddressHalf::kUpper);
  EXPECT_EQ(relocations[1].bit_offset, 198U);
  ASSERT_EQ(executable.dma_hints.size(), 3U);
  EXPECT_EQ(std::get<DescriptorHint>(executable.dma_hints[1].what).size_bytes, 16U);
  EXPECT_EQ(executable.dma_hints[2].direction, HintDirection::kOutfeed);
}

TEST(EdgetpuPackage, hand_made_layers_are_read_completely) {
  const auto program = load(make_edgetpu_file({default_executable()}));
  const auto& input = program.parts.at(0).inputs.at(0);
  EXPECT_EQ(input.name, "in");
  EXPECT_EQ(input.type, DeviceType::kFixed8);
  EXPECT_EQ(input.zero_point, 128);
  EXPECT_EQ(input.scale, 0.5F);
  EXPECT_EQ(input.size_bytes, 16U);
  EXPECT_FALSE(input.layout.has_value());
  const auto& output = program.parts.at(0).outputs.at(0);
  EXPECT_THAT(output.shape, ElementsAre(1, 2, 2, 3));
  EXPECT_EQ(output.execution_count, 1);
  ASSERT_TRUE(output.layout.has_value());
  EXPECT_THAT(output.layout->y_tile, ElementsAre(0, 1));
  EXPECT_THAT(output.layout->x_tile, ElementsAre(0, 0));
  EXPECT_THAT(output.layout->tile_offset, ElementsAre(8, 0));
  EXPECT_THAT(output.layout->x_local, ElementsAre(0, 4));
  EXPECT_THAT(output.layout->y_local, ElementsAre(0, 0));
  EXPECT_THAT(output.layout->x_row_size, ElementsAre(8, 8));
}

TEST(EdgetpuPackage, caching_pair_needs_one_token) {
  auto execution = default_executable();
  execution.type = 2;
  execution.token = 77;
  ExecutableSpec caching;
  caching.type = 1;
  caching.token = 77;
  caching.bitstreams = {test::BitstreamSpec{}};
  const auto program = load(make_edgetpu_file({execution, caching}));
  ASSERT_TRUE(program.caching.has_value());
  EXPECT_EQ(program.caching->caching_token, 77U);
  EXPECT_EQ(program.parts.at(0).execution.kind, ExecutableKind::kExecutionOnly);

  caching.token = 78;
  EXPECT_THAT(refusal(make_edgetpu_file({execution, caching})),
              HasSubstr("caching tokens 0x4e and 0x4d, allowed equal"));
}

// --- Refusals: each case breaks one value of a valid file.

struct Refusal {
  const char* name;
  std::function<void(ExecutableSpec&)> spoil;
  const char* message;

  friend std::ostream& operator<<(std::ostream& stream, const Refusal& refusal) {
    return stream << refusal.name;
  }
};

class EdgetpuPackageRefusal : public testing::TestWithParam<Refusal> {};

TEST_P(EdgetpuPackageRefusal, names_file_field_and_what_is_allowed) {
  auto spec = default_executable();
  ASSERT_NO_THROW(static_cast<void>(load(make_edgetpu_file({spec}))));
  GetParam().spoil(spec);
  EXPECT_THAT(refusal(make_edgetpu_file({spec})),
              AllOf(StartsWith("made.tflite: "), HasSubstr(GetParam().message)));
}

const Refusal kRefusals[] = {
    {"bitstream_size", [](auto& e) { e.bitstreams[0].bytes.push_back(0); },
     "bitstream 0: 33 bytes, allowed a positive multiple of 16"},
    {"bitstream_empty", [](auto& e) { e.bitstreams[0].bytes.clear(); }, "0 bytes, allowed"},
    {"no_bitstream",
     [](auto& e) {
       e.bitstreams.clear();
       e.hints.clear();
     },
     "no bitstream"},
    {"relocation_outside", [](auto& e) { e.bitstreams[0].relocations[0].offset_bit = 225; },
     "relocation at bit 225, allowed 0 to 224"},
    {"relocation_negative", [](auto& e) { e.bitstreams[0].relocations[0].offset_bit = -1; },
     "FieldOffset[0].offset_bit at byte"},
    {"relocation_name", [](auto& e) { e.bitstreams[0].relocations[0].name = "else"; },
     "refers to a layer \"else\""},
    {"relocation_kind", [](auto& e) { e.bitstreams[0].relocations[0].desc = 4; },
     "Meta.desc at byte"},
    {"relocation_half", [](auto& e) { e.bitstreams[0].relocations[0].position = 2; },
     "2, allowed 0 to 1"},
    {"relocation_batch", [](auto& e) { e.bitstreams[0].relocations[0].batch = 1; },
     "batch 1, allowed 0 to 0"},
    {"scratch_negative", [](auto& e) { e.scratch = -8; }, "Executable.scratch_size_bytes at byte"},
    {"narrow_negative", [](auto& e) { e.narrow = -1; }, "-1, allowed 0 and more"},
    {"cycles_negative", [](auto& e) { e.cycles = -1; }, "Executable.estimated_cycles"},
    {"batch_zero", [](auto& e) { e.batch = 0; }, "batch 0, allowed 1 to 1024"},
    {"chip", [](auto& e) { e.chip = "other"; }, R"(Executable.chip: "other", allowed "beagle")"},
    {"kind", [](auto& e) { e.type = 3; }, "3, allowed 0 to 2"},
    {"kind_alone", [](auto& e) { e.type = 2; }, "allowed one of kind 0 or one each"},
    {"hint_size", [](auto& e) { e.hints[1].size = 17; },
     "dma hint 1: 17 bytes at offset 0, the buffer has 16"},
    {"hint_chunk", [](auto& e) { e.hints[0].chunk = 1; }, "instruction chunk 1, allowed 0 to 0"},
    {"hint_interrupt", [](auto& e) { e.hints[2].interrupt = 4; }, "InterruptHint"},
    {"hint_type", [](auto& e) { e.hints[0].type = 5; }, "5, allowed 1 to 4"},
    {"hint_direction", [](auto& e) { e.hints[0].direction = 2; }, "DmaHint[0].direction"},
    {"layer_type", [](auto& e) { e.inputs[0].type = 6; }, "6, allowed 0 to 5, 8 and 9"},
    {"layer_kind", [](auto& e) { e.inputs[0].kind = 1; }, "1, allowed 2"},
    {"layer_name", [](auto& e) { e.outputs[0].name = "other"; }, "\"other\""},
    {"layer_size", [](auto& e) { e.inputs[0].size_bytes = 24; }, "size_bytes 24, allowed 16"},
    {"layer_size_zero", [](auto& e) { e.outputs[0].size_bytes = 0; }, "Layer[0].size_bytes"},
    {"layer_size_small", [](auto& e) { e.outputs[0].size_bytes = 11; },
     "size_bytes 11, allowed 12 and more"},
    {"layer_dimension", [](auto& e) { e.inputs[0].y = 0; }, "y 0, x 2, z 3, allowed 1 and more"},
    {"layer_overflow",
     [](auto& e) { e.outputs[0].y = e.outputs[0].x = e.outputs[0].z = 0x7FFFFFFF; },
     "allowed at most 67108864 bytes"},
    {"layer_scale", [](auto& e) { e.inputs[0].scale = -1.0F; }, "scale -1, allowed finite"},
    {"layer_count", [](auto& e) { e.outputs[0].execution_count = 0; }, "execution_count 0"},
    {"layer_transfers", [](auto& e) { e.outputs[0].execution_count = 0x7FFFFFFF; },
     "execution_count 2147483647 of 16 bytes, allowed at most 67108864 bytes"},
    {"layer_shape", [](auto& e) { e.outputs[0].shape[1][0] = 1; }, "range 1 to 1, allowed 0 to"},
    {"layer_host_type", [](auto& e) { e.inputs[0].type = 8; },
     "of int8, but its tensor is uint8 [1, 2, 2, 3]"},
    {"layer_host_size", [](auto& e) { e.inputs[0].z = 4; }, "y 2, x 2, z 4 of uint8"},
    {"layer_twice", [](auto& e) { e.inputs.push_back(e.inputs[0]); }, "a second layer"},
    {"layer_missing",
     [](auto& e) {
       e.inputs.clear();
       e.bitstreams[0].relocations.clear();
       e.hints.clear();
     },
     "input tensor 0 is no layer"},
    {"layout_length", [](auto& e) { e.outputs[0].layout[0] = {0}; },
     "y_coordinate_to_linear_tile_id_map has 1 entries, allowed 2"},
    {"layout_negative", [](auto& e) { e.outputs[0].layout[2][0] = -1; }, "holds -1"},
    {"layout_tile", [](auto& e) { e.outputs[0].layout[0][1] = 2; }, "on tile 2, allowed 0 to 1"},
    {"layout_outside", [](auto& e) { e.outputs[0].layout[3][1] = 6; },
     "puts y 0, x 1 at 14, allowed at most 16 - 3"},
    {"layout_huge",
     [](auto& e) {
       e.outputs[0].layout[4] = {0x7FFFFFFF, 0x7FFFFFFF};
       e.outputs[0].layout[5] = {0x7FFFFFFF, 0x7FFFFFFF};
     },
     "allowed at most 16 - 3"},
    {"layout_absent", [](auto& e) { e.outputs[0].layout.clear(); }, "no layout for y 2 by x 2"},
};

INSTANTIATE_TEST_SUITE_P(Values, EdgetpuPackageRefusal, testing::ValuesIn(kRefusals),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(EdgetpuPackage, wrong_containers_are_refused) {
  const auto package = make_package({default_executable()});
  EXPECT_THAT(refusal(make_tflite(default_host(make_custom_options(package, 1)))),
              HasSubstr("(version): 1, allowed 0"));
  EXPECT_THAT(refusal(make_tflite(
                  default_host(make_custom_options(make_package({default_executable()}, "DWN2"))))),
              HasSubstr("found \"DWN2\", allowed \"DWN1\""));
  EXPECT_THAT(refusal(make_tflite(default_host(Bytes{1, 2, 3}))), StartsWith("made.tflite: "));
  EXPECT_THAT(refusal(Bytes(100, 0)), HasSubstr("file identifier"));

  auto plain = default_host({});
  plain.operators[0] = {};
  plain.operators[0].code = 22;  // RESHAPE
  plain.operators[0].inputs = {0};
  plain.operators[0].outputs = {1};
  EXPECT_THAT(refusal(make_tflite(plain)), HasSubstr("the file is not compiled"));

  auto foreign = default_host(make_custom_options(package));
  foreign.operators[0].custom_code = "other-op";
  EXPECT_THAT(refusal(make_tflite(foreign)), HasSubstr("CUSTOM \"other-op\" is not supported"));
}

// --- Real files. The expected numbers were read with an independent decoder.

struct RealFile {
  const char* name;
  std::size_t executables;
  std::uint64_t token;
  std::size_t inference_bytes;
  std::size_t inference_parameters;
  std::size_t caching_bytes;
  std::size_t caching_parameters;
  std::size_t relocations;
  std::uint32_t narrow_bytes;

  friend std::ostream& operator<<(std::ostream& stream, const RealFile& file) {
    return stream << file.name;
  }
};

class EdgetpuRealFile : public testing::TestWithParam<RealFile> {};

TEST_P(EdgetpuRealFile, holds_what_an_independent_decoder_read) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto& expected = GetParam();
  const auto program =
      import_edgetpu_package(test::shared_model(std::string(expected.name) + ".tflite"));
  EXPECT_EQ(program.executables().size(), expected.executables);
  const auto& inference = program.parts.at(0).execution;
  EXPECT_EQ(inference.caching_token, expected.token);
  EXPECT_EQ(inference.bitstreams.at(0).bytes.size(), expected.inference_bytes);
  EXPECT_EQ(inference.bitstreams[0].relocations.size(), expected.relocations);
  EXPECT_EQ(inference.parameters.size(), expected.inference_parameters);
  EXPECT_EQ(inference.used_narrow_bytes, expected.narrow_bytes);
  if (expected.executables == 1) {
    EXPECT_FALSE(program.caching.has_value());
    return;
  }
  ASSERT_TRUE(program.caching.has_value());
  EXPECT_EQ(program.caching->bitstreams.at(0).bytes.size(), expected.caching_bytes);
  EXPECT_EQ(program.caching->parameters.size(), expected.caching_parameters);
}

constexpr RealFile kRealFiles[] = {
    {"keras_lstm_mnist_ptq_edgetpu", 2, 0x6cad28922f0b3db3, 60864, 576, 3152, 43968, 16, 4876},
    {"mobilenet_v1_0.25_128_quant_edgetpu", 2, 0x6d146c3f97d6648c, 170032, 0, 12624, 566912, 8,
     8996},
    {"mobilenet_v1_1.0_224_quant_embedding_extractor_edgetpu", 2, 0x7344024d6cff6b4a, 87584, 0,
     4688, 3363072, 8, 78912},
    {"split_concat_edgetpu", 2, 0x0f5daf073fcc3811, 23648, 0, 1232, 192, 20, 832},
    {"testconv1-edgetpu", 1, 0, 15984, 640, 0, 0, 8, 1424},
};

INSTANTIATE_TEST_SUITE_P(Files, EdgetpuRealFile, testing::ValuesIn(kRealFiles),
                         [](const auto& test) {
                           std::string name = test.param.name;
                           for (auto& c : name) {
                             c = std::isalnum(static_cast<unsigned char>(c)) != 0 ? c : '_';
                           }
                           return name;
                         });

}  // namespace
}  // namespace tessera::workloads
