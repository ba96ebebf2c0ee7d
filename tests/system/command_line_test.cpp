// SPDX-License-Identifier: Apache-2.0
// Exit statuses and messages: what a user sees who makes a mistake.
#include "tests/support/program_run.h"
#include "tests/support/shared_models.h"

#include <gtest/gtest.h>

#include <fstream>

namespace tessera::test {
namespace {

void expect_refused(const std::vector<std::string>& arguments, const std::string& in_message) {
  const auto run = run_tessera(arguments);
  EXPECT_EQ(run.status, 2);
  EXPECT_NE(run.err.find(in_message), std::string::npos) << run.err;
  EXPECT_EQ(run.out, "");
}

TEST(CommandLine, nothing_or_unknown_is_refused_with_help) {
  expect_refused({}, "subcommand is required");
  expect_refused({"walk"}, "--help");
  expect_refused({"run"}, "MODEL is required");
  expect_refused({"run", "x.tflite", "--engine", "magic"}, "--engine");
}

TEST(CommandLine, help_names_every_option_and_exits_0) {
  const auto run = run_tessera({"run", "--help"});
  EXPECT_EQ(run.status, 0);
  for (const char* option : {"--system", "--engine", "--input", "--seed", "--check", "--json",
                             "--save-outputs", "--probe", "--timeout-ms"})
    EXPECT_NE(run.out.find(option), std::string::npos) << option;
}

TEST(CommandLine, model_that_is_not_there_or_not_a_model_is_refused_by_name) {
  expect_refused({"run", "/nowhere/net.tflite"}, "/nowhere/net.tflite");
  const TemporaryFolder folder;
  std::ofstream(folder.file("text.tflite")) << "this is not a FlatBuffer";
  expect_refused({"run", folder.file("text.tflite")}, "allowed \"TFL3\"");
  expect_refused({"dump", folder.file("text.tflite")}, "allowed \"TFL3\"");
}

TEST(CommandLine, unknown_system_is_refused_with_the_known_ones) {
  expect_refused({"run", "x.tflite", "--system", "abacus"}, "coral");
}

TEST(CommandLine, names_that_are_no_model_are_refused_with_what_is_allowed) {
  expect_refused({"run", "mobilenet_v9"}, "mobilenet_v4_conv_small");
  expect_refused({"run", "/nowhere/net.onnx"}, "suffix '.onnx', allowed .tflite, .tpx");
  expect_refused({"run", "/nowhere/net.tpx"}, "/nowhere/net.tpx");
  const TemporaryFolder folder;
  std::ofstream(folder.file("text.tpx")) << "this is no program file, but longer than a header";
  expect_refused({"run", folder.file("text.tpx")}, "not a program file (.tpx)");
  expect_refused({"dump", folder.file("text.tpx")}, "not a program file (.tpx)");
}

TEST(CommandLine, compiled_programs_keep_their_mode_and_their_system) {
  TESSERA_NEEDS_SHARED_MODELS();
  expect_refused({"run", shared_model("split_concat_edgetpu.tflite"), "--requant", "double"},
                 "--requant double, the program was compiled for f32");
}

TEST(CommandLine, system_with_another_encoding_is_refused) {
  TESSERA_NEEDS_SHARED_MODELS();
  expect_refused({"run", shared_model("split_concat_edgetpu.tflite"), "--system", "tiny"},
                 "a program in coral encoding, system 'tiny' has wide encoding");
}

TEST(CommandLine, input_of_the_wrong_size_or_number_is_refused) {
  TESSERA_NEEDS_SHARED_MODELS();
  const std::string model = shared_model("mobilenet_v1_0.25_128_quant_edgetpu.tflite");
  expect_refused({"run", model, "--input", shared_model("inputs/bird.rgb")}, "needs 49152");
  expect_refused({"run", model, "--input", shared_model("inputs/bird.rgb"), "--input",
                  shared_model("inputs/bird.rgb")},
                 "2 input files");
  expect_refused({"run", model, "--input", shared_model("inputs/mnist_nine.bmp")}, "1 channels");
}

TEST(CommandLine, check_without_bytes_or_without_twin_is_refused) {
  TESSERA_NEEDS_SHARED_MODELS();
  expect_refused(
      {"run", shared_model("split_concat_edgetpu.tflite"), "--check", "--engine", "timing"},
      "--engine tlm");
  expect_refused({"run", shared_model("testconv1-edgetpu.tflite"), "--check"}, "--reference");
}

TEST(CommandLine, probe_of_another_form_is_refused_with_the_form) {
  expect_refused({"run", "x.tflite", "--probe", "here"},
                 "NAME=TILE:narrow|wide:ADDRESS:BYTES@SEQUENCE");
}

TEST(CommandLine, program_that_takes_too_long_ends_with_a_stall_report) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto run = run_tessera(
      {"run", shared_model("mobilenet_v1_1.0_224_quant_embedding_extractor_edgetpu.tflite"),
       "--timeout-ms", "1"});
  EXPECT_EQ(run.status, 3);
  EXPECT_NE(run.err.find("what stands still"), std::string::npos) << run.err;
  EXPECT_NE(run.err.find("ring_consumer_0"), std::string::npos) << run.err;
}

TEST(CommandLine, list_systems_names_those_that_ship) {
  const auto run = run_tessera({"list", "systems"});
  EXPECT_EQ(run.status, 0);
  for (const char* name : {"coral ", "coral_lpddr4 ", "coral_usb3 ", "edgetpu_v3 ", "tiny "})
    EXPECT_NE(run.out.find(name), std::string::npos) << run.out;
}

TEST(CommandLine, dump_shows_every_instruction_with_its_fields) {
  TESSERA_NEEDS_SHARED_MODELS();
  const auto run = run_tessera({"dump", shared_model("testconv1-edgetpu.tflite")});
  EXPECT_EQ(run.status, 0);
  for (const char* text : {"stand-alone", "start length=127616", "tensor_op tiles=",
                           "weight_zero_point=", "halt code=4", "end length=128"})
    EXPECT_NE(run.out.find(text), std::string::npos) << text;
}

TEST(CommandLine, json_file_is_whole_or_not_there) {
  TESSERA_NEEDS_SHARED_MODELS();
  const TemporaryFolder folder;
  const std::string model = shared_model("split_concat_edgetpu.tflite");
  EXPECT_EQ(run_tessera({"run", model, "--json", folder.file("r.json")}).status, 0);
  const auto bytes = read_bytes(folder.file("r.json"));
  EXPECT_EQ(nlohmann::json::parse(bytes.begin(), bytes.end())["schema"], "tessera.result/1");
  expect_refused({"run", model, "--json", folder.file("none/r.json")}, "cannot be written");
}

}  // namespace
}  // namespace tessera::test
