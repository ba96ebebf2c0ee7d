# SPDX-License-Identifier: Apache-2.0
"""The register map as a C11 header for firmware: offsets, field masks and shifts, enumerated values."""

from description import DescriptionError, upper_snake

PREFIX = "TESSERA_"


class _Macros:
    """Macro definitions in order; two different meanings of one name are a mistake in the description."""

    def __init__(self):
        self.lines = []
        self.seen = set()

    def heading(self, text):
        self.lines += ["", f"// {text}"]

    def define(self, name, value):
        if name in self.seen:
            raise DescriptionError(f"tessera_registers.h: the macro {PREFIX}{name} would be defined twice")
        self.seen.add(name)
        self.lines.append(f"#define {PREFIX}{name} {value}")

    def fields(self, prefix, width, fields):
        for field in fields:
            name = f"{prefix}_{upper_snake(field.name)}"
            self.define(f"{name}_SHIFT", f"{field.lsb}u")
            self.define(f"{name}_MASK", f"UINT{width}_C({field.mask:#x})")


def render(register_map, note):
    macros = _Macros()
    for name, members in register_map.values.items():
        macros.heading(f"Values: {name}")
        for member, value in members.items():
            macros.define(upper_snake(name, member), f"{value}u")
    for name, (width, fields) in register_map.layouts.items():
        macros.heading(f"Fields of every register with the layout {name}")
        macros.fields(upper_snake(name), width, fields)
    for block in register_map.blocks:
        macros.heading(f"{block.name}: {block.description}")
        for register in (item for item in register_map.registers if item.block == block.name):
            name = upper_snake(*register.identifier_parts)
            macros.define(name, f"{register.offset:#x}u")
            if register.count > 1:
                macros.define(f"{name}_COUNT", f"{register.count}u")
                macros.define(f"{name}_STRIDE", f"{register.stride}u")
            if register.storage is register and register.reset:
                macros.define(f"{name}_RESET", f"UINT{register.width}_C({register.reset:#x})")
            if register.storage is register and not register.layout and register.fields[0].name != "value":
                macros.fields(name, register.width, register.fields)
    head = [
        "// SPDX-License-Identifier: Apache-2.0",
        f"// {note}",
        "//",
        "// Offsets in BAR 2 (an array: offset of its first element, then _COUNT elements _STRIDE bytes apart), bit",
        "// fields, and values other than 0 after reset. Registers of 32 bits have masks of 32 bits, all others of 64.",
        "// clang-format off",
        "#ifndef TESSERA_REGISTERS_H_",
        "#define TESSERA_REGISTERS_H_",
        "",
        "#include <stdint.h>",
    ]
    return "\n".join([*head, *macros.lines, "", "#endif  // TESSERA_REGISTERS_H_", ""])
