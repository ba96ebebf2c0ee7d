// SPDX-License-Identifier: Apache-2.0
#include "tests/reference/golden_case.h"

#include "tests/support/shared_models.h"
#include "workloads/input/bmp.h"
#include "workloads/input/lcg.h"
#include "workloads/reference/executor.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <stdexcept>

namespace tessera::test {

using workloads::Bytes;
using workloads::DataType;
using workloads::ExecutorOptions;
using workloads::Graph;

namespace {

/// Contents of the inputs by the documented generator; int8 and uint8 take the same bytes.
std::vector<Bytes> generated_inputs(const Graph& graph) {
  workloads::Lcg generator;
  std::vector<Bytes> inputs;
  for (const auto input : graph.inputs) {
    inputs.push_back(generator.bytes(graph.tensor(input).size_bytes()));
  }
  return inputs;
}

Bytes picture(const Graph& graph, const std::string& file) {
  const auto image = workloads::read_bmp(shared_model("inputs/" + file));
  const auto& tensor = graph.tensor(graph.inputs.at(0));
  if (tensor.shape.size() == 3) {
    return image.pixels;
  }
  return workloads::resized_nearest(image, tensor.shape.at(1), tensor.shape.at(2)).pixels;
}

}  // namespace

std::vector<GoldenCase> golden_cases() {
  std::ifstream stream(shared_model("golden/golden.json"));
  std::vector<GoldenCase> cases;
  if (!stream) {
    return cases;
  }
  const auto list = nlohmann::json::parse(stream);
  for (const auto& [name, entry] : list.items()) {
    for (const auto& [executor, output] : entry.at("outputs").items()) {
      cases.push_back({name, executor, entry.at("model"), entry.at("input"),
                       entry.at("input_sha256"), output.at("file"), output.at("sha256"),
                       output.at("bytes")});
    }
  }
  return cases;
}

ExecutorOptions options_of(const std::string& executor) {
  using func::RequantMode;
  using workloads::ConstantRule;
  using workloads::LstmFlavour;
  if (executor == "tflm_double_rounding") {
    return {ConstantRule::kXnnpack, false, RequantMode::kDouble, LstmFlavour::kTflm};
  }
  if (executor == "tflm_single_rounding") {
    return {ConstantRule::kXnnpack, false, RequantMode::kSingle, LstmFlavour::kTflm};
  }
  if (executor == "xnnpack_litertjs" || executor == "xnnpack_tfjs_tflite") {
    return {ConstantRule::kXnnpack, false, RequantMode::kF32, LstmFlavour::kTflite};
  }
  throw std::invalid_argument("unknown executor " + executor);
}

std::vector<Bytes> golden_inputs(const Graph& graph, const GoldenCase& test) {
  std::vector<Bytes> inputs;
  if (test.input.starts_with("lcg_")) {
    inputs = generated_inputs(graph);
  } else if (test.input.starts_with("resized_cat.bmp")) {
    inputs = {picture(graph, "resized_cat.bmp")};
  } else if (test.input.starts_with("mnist_nine.bmp")) {
    inputs = {picture(graph, "mnist_nine.bmp")};
    if (test.input.ends_with("gray-128")) {
      for (auto& byte : inputs[0]) byte ^= 0x80U;
    }
  } else if (test.input == "upstream test vector feature_data") {
    inputs = {workloads::read_file(shared_model("inputs/dtln_feature_data.s8"))};
  } else {
    throw std::invalid_argument("unknown input " + test.input);
  }
  if (inputs.size() != test.input_sha256.size()) {
    throw std::runtime_error(fmt::format("{}: {} inputs, {} hashes", test.name, inputs.size(),
                                         test.input_sha256.size()));
  }
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    if (sha256(inputs[i]) != test.input_sha256[i]) {
      throw std::runtime_error(fmt::format("{}: input {} is not the recorded one", test.name, i));
    }
  }
  return inputs;
}

Bytes outputs_of(const Graph& graph, const ExecutorOptions& options,
                 const std::vector<Bytes>& inputs) {
  workloads::Executor executor(graph, options);
  executor.run(inputs);
  Bytes all;
  for (std::size_t i = 0; i < graph.outputs.size(); ++i) {
    const auto output = executor.output(i);
    all.insert(all.end(), output.begin(), output.end());
  }
  return all;
}

std::size_t mismatches(const Bytes& a, const Bytes& b) {
  if (a.size() != b.size()) {
    throw std::invalid_argument("byte strings of different lengths");
  }
  std::size_t count = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    count += a[i] != b[i] ? 1 : 0;
  }
  return count;
}

std::string sha256(const Bytes& bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  if (EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr) != 1) {
    throw std::runtime_error("SHA-256 failed");
  }
  std::string text;
  for (unsigned int i = 0; i < length; ++i) {
    text += fmt::format("{:02x}", digest[i]);
  }
  return text;
}

}  // namespace tessera::test
