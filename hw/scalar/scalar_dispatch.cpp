// SPDX-License-Identifier: Apache-2.0
// The scalar core's bundles, fences and dispatch.
#include "hw/scalar/scalar_core.h"

#include <fmt/format.h>

#include <cstring>
#include <utility>

namespace tessera::hw {
namespace {

/// Units of a scalar fence's idle mask. Bit 4, the scalar pipeline, is always idle here: bundles
/// finish before the next command is looked at.
enum class IdleBit : std::uint32_t {
  kActivationPop = 0,
  kParameterPop = 1,
  kInfeed = 2,
  kOutfeed = 3
};

enum class LoadOp : std::uint32_t { kNone = 0, kAbsolute = 1, kRegister = 2, kPostIncrement = 3 };
enum class VectorOp : std::uint32_t {
  kNone = 0,
  kStoreAbsolute = 2,
  kStoreRegister = 4,
  kDescriptorWord = 10,
  kIssue = 12
};

}  // namespace

std::uint8_t* ScalarCore::memory_word(std::uint32_t address) {
  return memories_.scalar.at(address, kScalarUnit);
}

void ScalarCore::execute(const spec::Bundle& bundle) {
  const ScalarState before = state_;
  execute_alu(bundle, before, state_);
  execute_memory(bundle, before);
  spend(scaled(context().config.timing.scalar.bundle_cycles));
}

void ScalarCore::execute_memory(const spec::Bundle& bundle, const ScalarState& before) {
  // Scalar memory may be written by the outfeed: look at it in the kernel's time.
  if (bundle.load != 0 || bundle.vector_op != 0) meet_kernel();
  const auto load = static_cast<LoadOp>(bundle.load);
  if (load != LoadOp::kNone) {
    const bool absolute = load == LoadOp::kAbsolute;
    if (!absolute && bundle.load_address >= kScalarRegisters)
      throw CommandFault(fmt::format("load through register {}, there are {}", bundle.load_address,
                                     kScalarRegisters));
    const std::uint32_t address =
        absolute ? bundle.load_address : before.registers[bundle.load_address];
    std::memcpy(&state_.registers[bundle.load_destination], memory_word(address), kScalarUnit);
    if (load == LoadOp::kPostIncrement) state_.registers[bundle.load_address] = address + 1;
  }
  const std::uint32_t value = before.registers[bundle.vector_source];
  switch (static_cast<VectorOp>(bundle.vector_op)) {
    case VectorOp::kNone:
      break;
    case VectorOp::kStoreAbsolute:
      std::memcpy(memory_word(bundle.vector_address), &value, kScalarUnit);
      break;
    case VectorOp::kStoreRegister:
      if (bundle.vector_address >= kScalarRegisters)
        throw CommandFault(fmt::format("store through register {}, there are {}",
                                       bundle.vector_address, kScalarRegisters));
      std::memcpy(memory_word(before.registers[bundle.vector_address]), &value, kScalarUnit);
      break;
    case VectorOp::kDescriptorWord:
      if (bundle.vector_address >= descriptor_.size())
        throw CommandFault(fmt::format("host descriptor word {}, there are {}",
                                       bundle.vector_address, descriptor_.size()));
      descriptor_[bundle.vector_address] = value;
      break;
    case VectorOp::kIssue:
      spend(scaled(context().config.timing.scalar.dma_issue_cycles));
      meet_kernel();
      dma_.issue(
          {std::uint64_t{descriptor_[1]} << 32 | descriptor_[0], descriptor_[2], descriptor_[3]});
      break;
    default:
      throw CommandFault(
          fmt::format("vector operation {} has no established meaning", bundle.vector_op));
  }
}

void ScalarCore::execute(const spec::ScalarFence& fence) {
  spend(scaled(context().config.timing.scalar.fence_cycles));
  meet_kernel();
  const auto drain = [&](IdleBit bit, Unit* unit) {
    if ((fence.idle_units >> static_cast<std::uint32_t>(bit) & 1U) == 0) return;
    while (!unit->idle())
      wait_for(unit->progress(), Activity::kSync,
               [&] { return fmt::format("waits for {} to drain", unit->basename()); });
  };
  drain(IdleBit::kActivationPop, targets_.activation_pop);
  drain(IdleBit::kParameterPop, targets_.parameter_pop);
  drain(IdleBit::kInfeed, targets_.infeed);
  drain(IdleBit::kOutfeed, targets_.outfeed);
  if (fence.wait_tokens != 0) {
    for (std::size_t tile = 0; tile < 16; ++tile) {
      if ((fence.token_tiles >> tile & 1U) == 0 || tile >= tokens_.size()) continue;
      while (tokens_[tile] == 0)
        wait_for(token_arrived_, Activity::kSync,
                 [&] { return fmt::format("waits for the token of tile {}", tile); });
      --tokens_[tile];
    }
  }
  for (std::size_t id = 0; id < kScalarCounters; ++id) {
    if ((fence.counters >> id & 1U) == 0) continue;
    if ((fence.waits >> id & 1U) != 0)
      wait_counter(id, static_cast<std::uint16_t>(fence.thresholds[id]));
    else
      counters_[id].set(static_cast<std::uint16_t>(fence.value));
  }
}

void ScalarCore::wait_counter(std::size_t counter, std::uint16_t threshold) {
  for (;;) {
    if (const auto when = counters_[counter].reached(now(), threshold)) {
      stall_until(*when, Activity::kSync);
      meet_kernel();
      return;
    }
    wait_for(counters_[counter].changed(), Activity::kSync, [&] {
      return fmt::format("waits for counter {} ({}) = {} to reach {}", counter,
                         kScalarCounterNames[counter],
                         counters_[counter].value_at(context().kernel_cycle()), threshold);
    });
  }
}

void ScalarCore::dispatch(const CommandRef& command) {
  spend(scaled(context().config.timing.scalar.dispatch_cycles));
  meet_kernel();
  if (!command->format->tile) {
    switch (command->format->opcode) {
      case spec::Opcode::kPop:
        push(std::get<spec::Pop>(command->body).activations != 0 ? *targets_.activation_pop
                                                                 : *targets_.parameter_pop,
             command);
        return;
      case spec::Opcode::kInfeed:
        push(*targets_.infeed, command);
        return;
      default:
        push(*targets_.outfeed, command);
        return;
    }
  }
  const CommandRef resolved = resolve_registers(command);
  const std::uint32_t tiles = std::visit(
      [](const auto& body) -> std::uint32_t {
        if constexpr (requires { body.tiles; })
          return body.tiles;
        else
          return 0;
      },
      resolved->body);
  const std::size_t count = targets_.front_ends.size();
  if (count < 32 && (tiles >> count) != 0)
    throw CommandFault(fmt::format("{}: tile mask 0x{:x}, there are {} tiles",
                                   command->format->name, tiles, count));
  for (std::size_t tile = 0; tile < count; ++tile)
    if ((tiles >> tile & 1U) != 0) push(*targets_.front_ends[tile], resolved);
}

void ScalarCore::push(Unit& unit, const CommandRef& command) {
  while (!unit.has_space())
    wait_for(unit.progress(), Activity::kMedium,
             [&] { return fmt::format("waits for room in the queue of {}", unit.name()); });
  unit.push(command);
}

/// Fields that a command takes from scalar registers when it is dispatched.
CommandRef ScalarCore::resolve_registers(const CommandRef& command) const {
  const auto resolve = [&](auto& body) {
    bool changed = false;
    if constexpr (requires { body.tiles_from_register; }) {
      if (body.tiles_from_register != 0) {
        body.tiles = state_.registers[body.tiles_register];
        changed = true;
      } else if (body.tiles_register != 0) {
        throw CommandFault("tiles_register without tiles_from_register has no established meaning");
      }
    }
    if constexpr (requires { body.address_from_register; }) {
      if (body.address_from_register != 0) {
        body.narrow.base = state_.registers[body.address_register];
        changed = true;
      }
    }
    return changed;
  };
  auto copy = std::make_shared<spec::Command>(*command);
  return std::visit(resolve, copy->body) ? copy : command;
}

}  // namespace tessera::hw
