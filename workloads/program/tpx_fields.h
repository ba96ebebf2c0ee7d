// SPDX-License-Identifier: Apache-2.0
// What a program file holds of each struct of a compiled program, in order; reading and writing
// share it. The structured bindings do not compile when a struct has gained or lost a member: then
// this description and kVersion (tpx.h) change with it.
#pragma once

#include "workloads/program/device_type.h"
#include "workloads/program/program.h"
#include "workloads/program/tpx_archive.h"

namespace tessera::workloads::tpx {

template <class A, class T>
using Ref = typename A::template Ref<T>;

template <class A>
void numbers(A& a, const char* what, Ref<A, std::vector<std::int32_t>> list) {
  a.list(what, list, sizeof(std::int32_t), [&](auto& value) { a.number(what, value); });
}

template <class A>
void describe(A& a, Ref<A, TensorLayout> layout) {
  auto& [y_tile, x_tile, tile_offset, x_local, y_local, x_row_size] = layout;
  numbers(a, "y_tile", y_tile);
  numbers(a, "x_tile", x_tile);
  numbers(a, "tile_offset", tile_offset);
  numbers(a, "x_local", x_local);
  numbers(a, "y_local", y_local);
  numbers(a, "x_row_size", x_row_size);
}

inline void device_type(Writer& a, const DeviceType& type) {
  a.enumeration("type", type, DeviceType::kSignedFixed16);
}
inline void device_type(Reader& a, DeviceType& type) {
  a.enumeration("type", type, DeviceType::kSignedFixed16);
  if (device_type_bytes(type) == 0)
    a.fail("type", fmt::format("{}, allowed 0 to 5, 8 and 9", static_cast<int>(type)));
}

template <class A>
void describe(A& a, Ref<A, DeviceTensor> tensor) {
  auto& [name, type, y_dim, x_dim, z_dim, shape, zero_point, scale, size_bytes, execution_count,
         cache_on_dram, layout] = tensor;
  a.text("name", name);
  device_type(a, type);
  a.number("y_dim", y_dim);
  a.number("x_dim", x_dim);
  a.number("z_dim", z_dim);
  numbers(a, "shape", shape);
  a.number("zero_point", zero_point);
  a.number("scale", scale);
  a.number("size_bytes", size_bytes);
  a.number("execution_count", execution_count);
  a.flag("cache_on_dram", cache_on_dram);
  a.optional("layout", layout, [&](auto& value) { describe(a, value); });
}

template <class A>
void describe(A& a, Ref<A, Relocation> relocation) {
  auto& [buffer, name, batch, half, bit_offset] = relocation;
  a.enumeration("buffer", buffer, BufferKind::kScratch);
  a.text("name", name);
  a.number("batch", batch);
  a.enumeration("half", half, AddressHalf::kUpper);
  a.number("bit_offset", bit_offset);
}

template <class A>
void describe(A& a, Ref<A, Bitstream> bitstream) {
  auto& [bytes, relocations] = bitstream;
  a.blob("instructions", bytes);
  a.list("relocations", relocations, 14, [&](auto& value) { describe(a, value); });
}

template <class A>
void describe(A& a, Ref<A, DescriptorHint> hint) {
  auto& [buffer, name, batch, offset_bytes, size_bytes] = hint;
  a.enumeration("buffer", buffer, BufferKind::kScratch);
  a.text("name", name);
  a.number("batch", batch);
  a.number("offset_bytes", offset_bytes);
  a.number("size_bytes", size_bytes);
}
template <class A>
void describe(A& a, Ref<A, InstructionHint> hint) {
  a.number("bitstream", hint.bitstream);
}
template <class A>
void describe(A& a, Ref<A, InterruptHint> hint) {
  a.number("line", hint.line);
}
template <class A>
void describe(A&, Ref<A, FenceHint>) {}

/// The alternative's number and its fields.
template <std::size_t I = 0, class Variant>
void describe_alternative(Writer& a, const Variant& variant) {
  std::visit([&](const auto& value) { describe(a, value); }, variant);
}
template <std::size_t I = 0, class Variant>
void describe_alternative(Reader& a, std::uint8_t kind, Variant& variant) {
  if constexpr (I < std::variant_size_v<Variant>) {
    if (kind != I) return describe_alternative<I + 1>(a, kind, variant);
    describe(a, variant.template emplace<I>());
  } else {
    a.fail("kind", fmt::format("{}, allowed 0 to {}", kind, std::variant_size_v<Variant> - 1));
  }
}

template <class A>
void describe(A& a, Ref<A, DmaHint> hint) {
  auto& [what, direction] = hint;
  a.enumeration("direction", direction, HintDirection::kOutfeed);
  auto kind = static_cast<std::uint8_t>(what.index());
  a.number("kind", kind);
  if constexpr (A::kReads)
    describe_alternative(a, kind, what);
  else
    describe_alternative(a, what);
}

template <class A>
void describe(A& a, Ref<A, Executable> executable) {
  auto& [name, chip, kind, caching_token, batch, scratch_bytes, used_narrow_bytes, estimated_cycles,
         parameters_in_dram, parameters, bitstreams, dma_hints, fully_deterministic] = executable;
  a.text("name", name);
  a.text("chip", chip);
  a.enumeration("kind", kind, ExecutableKind::kExecutionOnly);
  a.number("caching_token", caching_token);
  a.number("batch", batch);
  a.number("scratch_bytes", scratch_bytes);
  a.number("used_narrow_bytes", used_narrow_bytes);
  a.number("estimated_cycles", estimated_cycles);
  a.flag("parameters_in_dram", parameters_in_dram);
  a.blob("parameters", parameters);
  a.list("bitstreams", bitstreams, 12, [&](auto& value) { describe(a, value); });
  a.list("dma_hints", dma_hints, 3, [&](auto& value) { describe(a, value); });
  a.flag("fully_deterministic", fully_deterministic);
}

template <class A>
void describe(A& a, Ref<A, CompiledPart> part) {
  auto& [custom_operator, inputs, outputs, input_tensors, output_tensors, execution] = part;
  a.index("operator", custom_operator);
  a.list("inputs", inputs, 44, [&](auto& value) { describe(a, value); });
  a.list("outputs", outputs, 44, [&](auto& value) { describe(a, value); });
  numbers(a, "input_tensors", input_tensors);
  numbers(a, "output_tensors", output_tensors);
  describe(a, execution);
}

template <class A>
void describe(A& a, Ref<A, LayerRange> layer) {
  auto& [name, op, part, first_command, command_count, macs] = layer;
  a.text("name", name);
  a.text("op", op);
  a.index("part", part);
  a.number("first_command", first_command);
  a.number("command_count", command_count);
  a.number("macs", macs);
}

template <class A>
void describe(A& a, Ref<A, Target> target) {
  auto& [system, accelerator, encoding] = target;
  a.text("system", system);
  a.text("accelerator", accelerator);
  a.enumeration("encoding", encoding, spec::Encoding::kWide);
}

/// What is said about the program as a whole.
template <class A>
void describe_info(A& a, Ref<A, Program> program) {
  a.text("model_name", program.model_name);
  a.text("compiler_version", program.compiler_version);
  a.number("min_runtime_version", program.min_runtime_version);
  describe(a, program.target);
  a.enumeration("requant", program.requant, func::RequantMode::kDouble);
  a.enumeration("rule", program.rule, ConstantRule::kTessera);
}

}  // namespace tessera::workloads::tpx
