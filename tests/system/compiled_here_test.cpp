// SPDX-License-Identifier: Apache-2.0
// Networks through the program as its users run it: compiled in memory or into a file, executed,
// compared with the reference executor, reported.
#include "tests/support/program_run.h"
#include "tests/support/shared_models.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace tessera::test {
namespace {

using nlohmann::json;

constexpr const char* kSmall = "mobilenet_v1_0.25_128";  // the smallest network of the zoo

json run_json(std::vector<std::string> arguments) {
  arguments.insert(arguments.begin(), "run");
  arguments.insert(arguments.end(), {"--json", "-"});
  const ProgramRun run = run_tessera(arguments);
  EXPECT_EQ(run.status, 0) << run.err;
  return run.status == 0 ? run.json() : json{};
}

TEST(CompiledHere, network_of_the_zoo_equals_the_reference_and_its_layers_sum_to_the_whole) {
  const json result = run_json({kSmall, "--check"});
  EXPECT_EQ(result["check"]["mismatches"], 0);
  EXPECT_EQ(result["check"]["elements"], 1000);
  EXPECT_EQ(result["check"]["rule"], "tessera");
  EXPECT_EQ(result["requant"], "f32");
  EXPECT_EQ(result["constant_rule"], "tessera");
  EXPECT_GT(result["energy_uj"]["total"], 0);
  std::uint64_t next = 0;
  std::uint64_t macs = 0;
  for (const json& layer : result["layers"]) {
    EXPECT_EQ(layer["start_cycle"], next) << layer;
    EXPECT_EQ(layer["accelerator"], "edgetpu");
    next += layer["cycles"].get<std::uint64_t>();
    macs += layer["macs"].get<std::uint64_t>();
    EXPECT_LE(layer["utilization"], 1.0) << layer;
  }
  EXPECT_EQ(next, result["cycles"]);
  EXPECT_EQ(macs, 13'570'048U);  // MobileNetV1 0.25/128: 14 M (Howard 2017), counted by the zoo
  EXPECT_GT(result["simulator"]["compile_s"], 0.0);
}

TEST(CompiledHere, timing_engine_gives_the_same_cycles_layer_by_layer) {
  const json bytes = run_json({kSmall});
  const json cycles = run_json({kSmall, "--engine", "timing"});
  EXPECT_EQ(cycles["cycles"], bytes["cycles"]);
  EXPECT_EQ(cycles["layers"], bytes["layers"]);
  EXPECT_TRUE(cycles["outputs"][0]["sha256"].is_null());
}

TEST(CompiledHere, program_file_runs_like_the_network_it_was_compiled_from) {
  const TemporaryFolder folder;
  const std::string file = folder.file("net.tpx");
  const ProgramRun compiled = run_tessera({"compile", kSmall, "--system", "coral", "-o", file});
  ASSERT_EQ(compiled.status, 0) << compiled.err;
  EXPECT_NE(compiled.out.find("stay in the tiles"), std::string::npos) << compiled.out;
  const json direct = run_json({kSmall});
  const json loaded = run_json({file, "--check", "--reference", kSmall});
  EXPECT_EQ(loaded["check"]["mismatches"], 0);
  EXPECT_EQ(loaded["outputs"], direct["outputs"]);
  EXPECT_EQ(loaded["layers"], direct["layers"]);
  EXPECT_EQ(loaded["cycles"], direct["cycles"]);
  EXPECT_EQ(loaded["simulator"]["compile_s"], 0.0);

  const ProgramRun dump = run_tessera({"dump", file});
  EXPECT_EQ(dump.status, 0) << dump.err;
  for (const char* text : {"for coral.edgetpu in coral encoding", "parameter caching", "execution",
                           "CONV_2D): part 0, tile commands", "tensor_op tiles=", "halt code=4"})
    EXPECT_NE(dump.out.find(text), std::string::npos) << text;
}

TEST(CompiledHere, network_file_equals_the_reference_for_any_input) {
  TESSERA_NEEDS_SHARED_MODELS();
  const std::string file = shared_model("kws_ref_model.tflite");
  const json first = run_json({file, "--check"});
  const json second = run_json({file, "--check", "--seed", "7"});
  EXPECT_EQ(first["check"]["mismatches"], 0);
  EXPECT_EQ(second["check"]["mismatches"], 0);
  EXPECT_NE(first["outputs"][0]["sha256"], second["outputs"][0]["sha256"]);
  EXPECT_EQ(first["cycles"], second["cycles"]);
}

TEST(CompiledHere, fixed_point_modes_equal_the_reference_in_the_same_mode) {
  TESSERA_NEEDS_SHARED_MODELS();
  const std::string file = shared_model("kws_ref_model.tflite");
  for (const char* mode : {"single", "double"}) {
    const json result = run_json({file, "--check", "--requant", mode});
    EXPECT_EQ(result["check"]["mismatches"], 0) << mode;
    EXPECT_EQ(result["requant"], mode);
  }
}

/// A classifier whose softmax the tiles do not take.
TEST(CompiledHere, operators_of_the_control_core_are_listed_with_their_cost) {
  TESSERA_NEEDS_SHARED_MODELS();
  const std::string file = shared_model("kws_ref_model.tflite");
  const json result = run_json({file, "--check"});
  std::uint64_t sum = 0;
  std::vector<json> on_host;
  for (const json& layer : result["layers"]) {
    if (layer["accelerator"] == "control_core")
      on_host.push_back(layer);
    else
      sum += layer["cycles"].get<std::uint64_t>();
  }
  EXPECT_EQ(sum, result["cycles"]);
  ASSERT_EQ(on_host.size(), 1U) << result["layers"];
  EXPECT_EQ(on_host[0]["op"], "SOFTMAX");
  EXPECT_GT(on_host[0]["cycles"], 0);
  EXPECT_TRUE(on_host[0]["utilization"].is_null());
  EXPECT_EQ(on_host[0]["index"], result["layers"].size() - 1);
  const ProgramRun run = run_tessera({"run", file});
  EXPECT_NE(run.out.find("on the control core"), std::string::npos) << run.out;
  EXPECT_NE(run.out.find("(SOFTMAX)"), std::string::npos) << run.out;
}

TEST(CompiledHere, riscv_firmware_gives_the_same_bytes_and_cycles) {
  const json native = run_json({kSmall, "--check", "--firmware", "native"});
  const json riscv = run_json({kSmall, "--check", "--firmware", "riscv"});
  EXPECT_EQ(riscv["check"]["mismatches"], 0);
  EXPECT_EQ(riscv["firmware"], "riscv");
  EXPECT_EQ(riscv["outputs"], native["outputs"]);
  EXPECT_EQ(riscv["cycles"], native["cycles"]);
  EXPECT_EQ(riscv["layers"], native["layers"]);
}

TEST(CompiledHere, a_reference_that_differs_is_a_mismatch_and_exits_with_1) {
  const TemporaryFolder folder;
  const std::string program = folder.file("net.tpx");
  ASSERT_EQ(run_tessera({"compile", "mobilenet_v2", "-o", program}).status, 0);
  // Another network of the same input and output.
  const ProgramRun other = run_tessera(
      {"run", program, "--check", "--reference", "mobilenet_v4_conv_small", "--json", "-"});
  EXPECT_EQ(other.status, 1) << other.err;
  EXPECT_GT(other.json()["check"]["mismatches"], 0);
  // A network of another input cannot be compared, and a network is its own reference.
  EXPECT_EQ(run_tessera({"run", program, "--check", "--reference", kSmall}).status, 2);
  EXPECT_EQ(run_tessera({"run", kSmall, "--check", "--reference", kSmall}).status, 2);
}

TEST(CompiledHere, timeline_has_a_row_per_unit_and_events_inside_the_run) {
  const TemporaryFolder folder;
  const json result = run_json({kSmall, "--engine", "timing", "--timeline", folder.file("t.json")});
  const auto bytes = read_bytes(folder.file("t.json"));
  const json events = json::parse(bytes.begin(), bytes.end())["traceEvents"];
  std::size_t rows = 0;
  std::size_t of_layers = 0;
  std::size_t commands = 0;
  const double last = result["latency_ms"].get<double>() * 1e3 + 1e-3;
  for (const json& event : events) {
    if (event["ph"] == "M") {
      ++rows;
      continue;
    }
    EXPECT_LE(event["ts"].get<double>() + event["dur"].get<double>(), last) << event;
    (event["tid"] == 0 ? of_layers : commands) += 1;
  }
  EXPECT_EQ(rows, result["units"].size() + 1);
  EXPECT_EQ(of_layers, result["layers"].size());
  EXPECT_GT(commands, of_layers);
}

TEST(CompiledHere, compare_has_a_line_for_each_model_and_system) {
  const ProgramRun run = run_tessera({"compare", kSmall, "--systems", "coral,coral_usb3"});
  EXPECT_EQ(run.status, 0) << run.err;
  EXPECT_NE(run.out.find("coral_usb3"), std::string::npos) << run.out;
  const ProgramRun listed =
      run_tessera({"compare", kSmall, "--systems", "coral,coral_usb3", "--json", "-"});
  ASSERT_EQ(listed.status, 0) << listed.err;
  const json results = listed.json();
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0]["cycles"], run_json({kSmall, "--engine", "timing"})["cycles"]);
  EXPECT_EQ(results[1]["system"], "coral_usb3");
  for (const json& each : results) {  // the parts of a call, as sim/doc/result.md has them
    const json& bound = each["bound"];
    const double longer =
        std::max(bound["compute_us"].get<double>(), bound["memory_us"].get<double>());
    EXPECT_NEAR(longer + bound["overhead_us"].get<double>(),
                each["control"]["call_us"].get<double>(), 1e-6);
    EXPECT_GT(bound["compute_us"], 0);
    EXPECT_GE(bound["memory_us"].get<double>(), each["memory"]["read_bytes"].get<double>() / 420);
    EXPECT_NE(run.out.find(bound["name"].get<std::string>()), std::string::npos);
  }
  EXPECT_EQ(run_tessera({"compare", kSmall, "--systems", "coral,abacus"}).status, 2);
}

TEST(CompiledHere, summary_says_where_the_time_went) {
  const ProgramRun run = run_tessera({"run", kSmall, "--check"});
  EXPECT_EQ(run.status, 0);
  EXPECT_EQ(run.err, "");  // no progress in a pipe
  for (const char* text : {"latency", "slowest layers", "CONV_2D", "0 of 1,000 elements differ"})
    EXPECT_NE(run.out.find(text), std::string::npos) << run.out;
  // The shares of the line "time" sum to 100.0 %.
  const auto begin = run.out.find("\n  time ") + 1;
  const std::string line = run.out.substr(begin, run.out.find('\n', begin) - begin);
  int tenths = 0;
  for (std::size_t at = line.find('%'); at != std::string::npos; at = line.find('%', at + 1)) {
    const auto space = line.rfind(' ', at);
    const std::string share = line.substr(space + 1, at - space - 1);
    const auto dot = share.find('.');
    tenths += std::stoi(share.substr(0, dot)) * 10 + std::stoi(share.substr(dot + 1));
  }
  EXPECT_EQ(tenths, 1000) << line;
}

TEST(CompiledHere, list_models_names_the_zoo) {
  const ProgramRun run = run_tessera({"list", "models"});
  EXPECT_EQ(run.status, 0);
  for (const char* name : {"mobilenet_v1_0.25_128", "mobilenet_v4_conv_small"})
    EXPECT_NE(run.out.find(name), std::string::npos) << run.out;
}

TEST(CompiledHere, file_to_write_must_be_a_program_file) {
  const TemporaryFolder folder;
  const ProgramRun run = run_tessera({"compile", kSmall, "-o", folder.file("net.bin")});
  EXPECT_EQ(run.status, 2);
  EXPECT_NE(run.err.find("allowed is a name that ends in .tpx"), std::string::npos) << run.err;
  EXPECT_FALSE(std::filesystem::exists(folder.file("net.bin")));
}

}  // namespace
}  // namespace tessera::test
