// SPDX-License-Identifier: Apache-2.0
#include "hw/spec/register_info.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <stdexcept>

namespace tessera::spec {

const RegisterInfo& register_info(RegisterId id) {
  const auto registers = register_map();
  const auto index = static_cast<std::size_t>(id);
  if (index >= registers.size()) {
    throw std::out_of_range(fmt::format("register id {}: there are {}", index, registers.size()));
  }
  return registers[index];
}

std::optional<RegisterLocation> find_register(std::uint32_t offset) {
  const auto registers = register_map();
  const auto above = std::ranges::upper_bound(registers, offset, {}, &RegisterInfo::offset);
  if (above == registers.begin()) {
    return std::nullopt;
  }
  const RegisterInfo& info = *(above - 1);
  const std::uint32_t distance = offset - info.offset;
  if (distance >= info.size_bytes()) {
    return std::nullopt;
  }
  return RegisterLocation{&info, distance / info.stride(), distance % info.stride()};
}

const RegisterInfo* find_register(std::string_view full_name) {
  const auto dot = full_name.find('.');
  if (dot == std::string_view::npos) {
    return nullptr;
  }
  const auto registers = register_map();
  const auto found = std::ranges::find_if(registers, [&](const RegisterInfo& info) {
    return info.block == full_name.substr(0, dot) && info.name == full_name.substr(dot + 1);
  });
  return found == registers.end() ? nullptr : &*found;
}

}  // namespace tessera::spec
