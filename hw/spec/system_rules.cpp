// SPDX-License-Identifier: Apache-2.0
// What values must fulfil together. The ranges of single keys are in system_parameters.cpp.
#include "hw/spec/memory_config.h"
#include "hw/spec/system_loader.h"

#include <fmt/format.h>

#include <bit>
#include <filesystem>

namespace tessera::spec {
namespace {

/// The address unit of the wide memory and of ring commands (facts/beagle_isa.md section 3).
constexpr std::uint32_t kWideUnitBytes = 64;

class Rules {
 public:
  Rules(const std::string& file, std::string prefix) : file_(file), prefix_(std::move(prefix)) {}

  template <typename Value>
  void require(bool holds, std::string_view key, const Value& value, std::string allowed) const {
    if (!holds) {
      throw SpecError({file_, 0, prefix_ + std::string(key), "inconsistent value",
                       fmt::format("{}", value), std::move(allowed)});
    }
  }

  void multiple(std::string_view key, std::uint32_t value, std::uint32_t unit,
                std::string_view why) const {
    require(value % unit == 0, key, value, fmt::format("multiples of {} ({})", unit, why));
  }

  void at_most(std::string_view key, std::uint32_t value, std::uint32_t limit,
               std::string_view why) const {
    require(value <= limit, key, value, fmt::format("at most {} ({})", limit, why));
  }

 private:
  const std::string& file_;
  std::string prefix_;
};

/// Limits of the fields in Coral's words (facts/beagle_isa.md sections 2, 3, 5, 10).
void check_coral_encoding(const AcceleratorConfig& accelerator, const Rules& rules) {
  const std::string_view why = "encoding coral";
  rules.require(accelerator.lanes == 64, "lanes", accelerator.lanes, "64 with encoding coral");
  rules.require(accelerator.dot == 4, "dot", accelerator.dot, "4 with encoding coral");
  rules.require(accelerator.grid.tiles() <= 16, "grid",
                fmt::format("{} tiles", accelerator.grid.tiles()),
                "at most 16 tiles (encoding coral: 16-bit tile mask)");
  rules.at_most("narrow_memory_bytes", accelerator.narrow_memory_bytes, 1U << 18, why);
  rules.at_most("wide_memory_bytes", accelerator.wide_memory_bytes, kWideUnitBytes << 14, why);
  rules.at_most("scalar_memory_words", accelerator.scalar_memory_words, 1U << 14, why);
}

void check_accelerator(const AcceleratorConfig& accelerator, const Rules& rules) {
  rules.require(std::has_single_bit(accelerator.dot), "dot", accelerator.dot, "powers of two");
  const std::uint32_t row = accelerator.row_bytes();
  rules.multiple("narrow_memory_bytes", accelerator.narrow_memory_bytes, accelerator.dot,
                 "a word is dot bytes");
  rules.multiple("wide_memory_bytes", accelerator.wide_memory_bytes, row,
                 "a row is lanes x dot bytes");
  rules.multiple("wide_memory_bytes", accelerator.wide_memory_bytes, kWideUnitBytes,
                 "its address unit");
  rules.multiple("activation_staging_bytes", accelerator.activation_staging_bytes, 8,
                 "unit of the activation pop");
  rules.multiple("parameter_staging_bytes", accelerator.parameter_staging_bytes, 64,
                 "unit of the parameter pop");
  rules.multiple("ring.packet_bytes", accelerator.ring.packet_bytes, accelerator.dot,
                 "whole words");
  rules.at_most("ring.packet_bytes", accelerator.ring.packet_bytes, row,
                "a packet fills at most a row of the wide memory, lanes x dot");
  if (accelerator.encoding == Encoding::kCoral) {
    check_coral_encoding(accelerator, rules);
  }
}

}  // namespace

void check_consistency(const SystemConfig& system, const std::string& file) {
  const Rules rules(file, {});
  // Results name the system; a copied file that keeps the old name would make two systems look like
  // one.
  const std::string stem = std::filesystem::path(file).stem().string();
  rules.require(is_name(system.name), "name", system.name,
                "small letters, digits and '_', starting with a letter");
  rules.require(system.name == stem, "name", system.name, fmt::format("{}, as the file", stem));
  rules.multiple("host.link.burst_bytes", system.host.link.burst_bytes, 8,
                 "host transfers are whole 8-byte units");
  rules.multiple("host.instruction_buffer_bytes", system.host.instruction_buffer_bytes, kWordBytes,
                 "an instruction word is 16 bytes");
  if (system.host.memory != kNoMemory) {
    rules.require(is_name(system.host.memory), "host.memory", system.host.memory,
                  "none, or the name of a memory file");
    (void)load_memory(system.host.memory);  // names what is wrong with it
  }
  for (const AcceleratorConfig& accelerator : system.accelerators) {
    check_accelerator(accelerator, Rules(file, fmt::format("accelerators.{}.", accelerator.name)));
  }
}

}  // namespace tessera::spec
