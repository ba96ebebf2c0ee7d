# SPDX-License-Identifier: Apache-2.0
"""The register map as a C++ table (types and look-up: hw/spec/register_info.h)."""

from description import pascal

ACCESS = {"rw": "kReadWrite", "ro": "kReadOnly", "w1c": "kWriteOneToClear", "w0c": "kWriteZeroToClear",
          "wo": "kWriteOnly"}


def _identifier(register):
    return "k" + pascal(*register.identifier_parts)


def _quote(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def render_header(register_map, note):
    lines = [
        "// SPDX-License-Identifier: Apache-2.0",
        f"// {note}",
        "// clang-format off",
        "#pragma once",
        "",
        "#include <cstddef>",
        "#include <cstdint>",
        "",
        '#include "hw/spec/register_info.h"',
        "",
        "namespace tessera::spec {",
        "",
        f"inline constexpr std::size_t kRegisterCount = {len(register_map.registers)};",
        "",
        "/// Registers in the order of their offsets; also the index into `register_map()`.",
        "enum class RegisterId : std::uint16_t {",
    ]
    lines += [f"  {_identifier(register)},  // {register.offset:#07x}" for register in register_map.registers]
    lines += ["};", "", "/// Bit fields, by layout, or by register where a register has a layout of its own.",
              "namespace fields {"]
    for name, (_, fields) in register_map.layouts.items():
        lines += [f"inline constexpr RegisterBits k{pascal(name, field.name)}{{{field.lsb}, {field.width}}};"
                  for field in fields]
    for register in register_map.registers:
        if register.storage is register and not register.layout and register.fields[0].name != "value":
            lines += [f"inline constexpr RegisterBits {_identifier(register)}{pascal(field.name)}{{{field.lsb}, {field.width}}};"
                      for field in register.fields]
    lines += ["}  // namespace fields", "", "/// Values that fields can have.", "namespace values {"]
    for name, members in register_map.values.items():
        lines += [f"inline constexpr std::uint64_t k{pascal(name, member)} = {value};"
                  for member, value in members.items()]
    return "\n".join([*lines, "}  // namespace values", "", "}  // namespace tessera::spec", ""])


def _fields(register):
    rows = [f"    {{{_quote(field.name)}, {{{field.lsb}, {field.width}}}, Access::{ACCESS[field.access]}, "
            f"{_quote(' '.join(field.description.split()))}}}," for field in register.fields]
    return "\n".join(rows)


def render_source(register_map, note):
    lines = [
        "// SPDX-License-Identifier: Apache-2.0",
        f"// {note}",
        "// clang-format off",
        '#include "hw/spec/generated/register_map.h"',
        "",
        "#include <array>",
        "#include <span>",
        "",
        "namespace tessera::spec {",
        "namespace {",
        "",
    ]
    tables = {}  # registers with equal fields share one table
    for register in register_map.registers:
        text = _fields(register)
        if text not in tables:
            tables[text] = f"kFields{len(tables)}"
            lines += [f"constexpr RegisterField {tables[text]}[] = {{", text, "};"]
    lines += ["", "constexpr std::array<RegisterInfo, kRegisterCount> kRegisterMap = {{"]
    for register in register_map.registers:
        lines += [
            f"    {{.id = RegisterId::{_identifier(register)}, .storage = RegisterId::{_identifier(register.storage)},",
            f"     .block = {_quote(register.block)}, .name = {_quote(register.name)}, .offset = {register.offset:#07x},"
            f" .width = {register.width}, .count = {register.count}, .per_tile = {str(register.per_tile).lower()},",
            f"     .access = Access::{ACCESS[register.access]}, .reset = {register.reset:#x},"
            f" .writable_mask = {register.mask('rw', 'wo'):#x}, .readable_mask = {readable_mask(register):#x},",
            f"     .w1c_mask = {register.mask('w1c'):#x}, .w0c_mask = {register.mask('w0c'):#x},"
            f" .fields = {tables[_fields(register)]},",
            f"     .description = {_quote(register.description)}}},",
        ]
    lines += [
        "}};", "", "}  // namespace", "",
        "std::span<const RegisterInfo> register_map() { return kRegisterMap; }", "",
        "}  // namespace tessera::spec", "",
    ]
    return "\n".join(lines)


def readable_mask(register):
    """Bits that a read shows: all but write-only ones. Bits without a field show their reset value."""
    if register.access == "wo":
        return 0
    return ((1 << register.width) - 1) & ~register.mask("wo")
