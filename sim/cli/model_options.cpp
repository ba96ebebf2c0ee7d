// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/model_options.h"

#include <map>

namespace tessera::sim {

void add_compile_options(CLI::App& command, std::optional<func::RequantMode>& requant,
                         workloads::ConstantRule& rule) {
  const std::map<std::string, func::RequantMode> modes = {{"f32", func::RequantMode::kF32},
                                                          {"single", func::RequantMode::kSingle},
                                                          {"double", func::RequantMode::kDouble}};
  command
      .add_option_function<func::RequantMode>(
          "--requant", [&requant](const func::RequantMode& mode) { requant = mode; },
          "From accumulators to 8 bits: float32 (default), fixed point with one or two roundings")
      ->transform(CLI::CheckedTransformer(modes))
      ->option_text("f32|single|double");
  const std::map<std::string, workloads::ConstantRule> rules = {
      {"tessera", workloads::ConstantRule::kTessera}, {"google", workloads::ConstantRule::kGoogle}};
  command
      .add_option("--rule", rule,
                  "How constants of compiled networks are formed: as XNNPACK does (default), or as "
                  "Google's compiler does")
      ->transform(CLI::CheckedTransformer(rules))
      ->option_text("tessera|google");
}

void add_model_options(CLI::App& command, std::string& model,
                       std::optional<func::RequantMode>& requant, workloads::ConstantRule& rule) {
  command
      .add_option("MODEL", model,
                  "A network by name (`tessera list models`) or file (.tflite), or a compiled "
                  "program (.tpx, *_edgetpu.tflite)")
      ->required();
  add_compile_options(command, requant, rule);
}

}  // namespace tessera::sim
