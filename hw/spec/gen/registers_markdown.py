# SPDX-License-Identifier: Apache-2.0
"""The register map as a manual page."""

INTRODUCTION = """\
Offsets are those of the PCIe BAR 2 (1 MiB); over USB the same map starts at 0x600000. Registers are little-endian and
are accessed whole (32 or 64 bits), or, for 64 bits, in two halves.

| access | a write | a read |
|---|---|---|
| rw | stores | the stored value |
| ro | is refused | the value |
| wo | acts | 0 |
| w1c | clears the bits written as 1 | the value |
| w0c | clears the bits written as 0 | the value |

Bits that no field covers keep their reset value. **†** after an entry: no public source states it; it is an assumption
of this model (which one: the last column). **tile**: one register per tile; `hib_user.tileconfig0` selects the tile, and
0x7f writes to all of them. `[n]`: n elements, one register width apart.
"""


def _entry(register, key, text):
    return f"{text} †" if key in register.assumed else text


def _bits(field):
    return f"{field.lsb}" if field.width == 1 else f"{field.lsb + field.width - 1}:{field.lsb}"


def _field_rows(title, fields, access=""):
    lines = [f"### {title}", "", "| bits | field | access | meaning |", "|---|---|---|---|"]
    for field in fields:
        values = f" (values: {field.values})" if field.values else ""
        lines.append(f"| {_bits(field)} | {field.name} | {field.access or access} | {field.description}{values} |")
    return [*lines, ""]


def _block(register_map, block):
    lines = [f"## {block.name}: {block.base:#x}", "", block.description, "", f"Source: {block.source}.", "",
             "| offset | register | bits | access | reset | layout | meaning | assumed |", "|---|---|---|---|---|---|---|---|"]
    own = [register for register in register_map.registers if register.block == block.name]
    for register in own:
        count = f"[{register.count}]" if register.count > 1 else ""
        width = register.fields[0].width if register.fields[0].name == "value" else register.width
        meaning = register.description
        if register.source != block.source and register.storage is register:
            meaning += f" Source: {register.source}."
        if register.storage is not register:
            meaning += f" View of {register.storage.full_name}."
        layout = f"[{register.layout}](#{register.layout})" if register.layout else ""
        lines.append(f"| {register.offset:#x} | {register.name}{_entry(register, 'count', count) if count else ''} "
                     f"| {_entry(register, 'bits', width)} | {_entry(register, 'access', register.access)} "
                     f"| {_entry(register, 'reset', f'{register.reset:#x}')} | {layout} | {meaning} | {', '.join(register.assumed)} |")
    lines.append("")
    for register in own:
        if register.storage is register and not register.layout and register.fields[0].name != "value":
            lines += _field_rows(f"{register.name} fields", register.fields)
    return lines


def render(register_map, note):
    lines = ["<!-- SPDX-License-Identifier: Apache-2.0 -->", f"<!-- {note} -->", "# Registers", "", INTRODUCTION,
             "| block | offset | bytes | registers | |", "|---|---|---|---|---|"]
    for block in register_map.blocks:
        number = sum(register.block == block.name for register in register_map.registers)
        tile = "tile" if block.per_tile else ""
        lines.append(f"| {block.name} | {block.base:#x} | {block.size:#x} | {number} | {tile} |")
    lines.append("")
    for block in register_map.blocks:
        lines += _block(register_map, block)
    lines += ["## Layouts", "", "A field without an access of its own has the register's.", ""]
    for name, (_, fields) in register_map.layouts.items():
        lines += _field_rows(name, fields, "(register's)")
    lines += ["## Values", ""]
    for name, members in register_map.values.items():
        lines += [f"* **{name}**: " + ", ".join(f"{value} {member}" for member, value in members.items()), ""]
    return "\n".join(lines)
