# SPDX-License-Identifier: Apache-2.0
"""Command description -> C++ structs, field tables, the SystemVerilog package and the manual page."""

import re

import yaml

from description import DescriptionError

SOURCE = "hw/spec/commands/coral.yaml"


def camel(name):
    return "".join(part.capitalize() for part in name.split("_"))


def _scalar(rows, members, name, spec, doc_type=None):
    kind = spec[2] if len(spec) > 2 else "u"
    rows.append((name, name, spec[0], spec[1], kind))
    members.append((doc_type or {"u": "std::uint32_t", "s": "std::int32_t", "f": "float"}[kind], name))


def _ttu(rows, members, name, ttu):
    """Rows of one TTU record; the increments are signed, everything else is not."""
    members.append(("Ttu", name))
    rows.append((f"{name}.base", f"{name}.base", *ttu["base"], "u"))
    pitch = ttu["inc"] + ttu["cnt"]
    for i in range(ttu["dims"]):
        bit = ttu["first"] + i * pitch
        rows.append((f"{name}.increment{i}", f"{name}.dims[{i}].increment", bit, ttu["inc"], "s"))
        rows.append((f"{name}.count{i}-1", f"{name}.dims[{i}].count_minus_1", bit + ttu["inc"], ttu["cnt"], "u"))
    rows.append((f"{name}.mask", f"{name}.stride_mask", ttu["mask"], ttu["dims"], "u"))
    rows.append((f"{name}.level", f"{name}.entry_level", *ttu["level"], "u"))
    rows.append((f"{name}.slot", f"{name}.slot", *ttu["slot"], "u"))
    rows.append((f"{name}.last_count-1", f"{name}.last_count_minus_1", *ttu["last_count"], "u"))
    rows.append((f"{name}.last_level", f"{name}.last_level", *ttu["last_level"], "u"))
    rows.append((f"{name}.skip", f"{name}.last_skip", *ttu["skip"], "s"))


def _sync(rows, members, sync):
    count, level = sync["count"], sync["level"]
    identifier = sync.get("id", 5)
    pitch = identifier + level + 33 + (1 if sync["side"] else 0)
    members.append(("SyncRecord", f"sync[{count}]"))
    for i in range(count):
        bit = sync["first"] + i * pitch
        parts = [("counter", identifier, "u"), ("level", level, "u"), ("threshold", 16, "s"),
                 ("step", 16, "s"), ("valid", 1, "u")] + ([("side", 1, "u")] if sync["side"] else [])
        for part, width, kind in parts:
            rows.append((f"sync{i}.{part}", f"sync[{i}].{part}", bit, width, kind))
            bit += width


def _check_notes(name, command, rows):
    names = {text for text, *_ in rows}
    for field in command.get("notes", {}):
        if field not in names:
            raise DescriptionError(f"{SOURCE}: {name}: a note on '{field}', which is no field of it")


def lay_out(description, name, command):
    """All fields of a command: rows (name, C++ member, bit, width, kind) and struct members."""
    rows, members = [], []
    for field, spec in description["header"].items():
        _scalar(rows, members, field, spec)
    if command.get("tile"):
        for field, spec in description["tile_header"].items():
            _scalar(rows, members, field, spec)
    loops = command.get("loops")
    if loops:
        members.append(("LoopNest", "loops"))
        for i in range(loops["dims"]):
            rows.append((f"loop{i}-1", f"loops.count_minus_1[{i}]", loops["first"] + i * loops["width"], loops["width"], "u"))
        rows.append(("loops.last_count-1", "loops.last_count_minus_1", *loops["last_count"], "u"))
        rows.append(("loops.last_level", "loops.last_level", *loops["last_level"], "u"))
    for field, ttu in command.get("ttu", {}).items():
        _ttu(rows, members, field, ttu)
    for field, spec in command.get("fields", {}).items():
        _scalar(rows, members, field, spec)
    for field, array in command.get("arrays", {}).items():
        kind = array.get("type", "u")
        base = {"u": "std::uint32_t", "f": "float"}[kind]
        members.append((base, f"{field}[{array['count']}]"))
        for i in range(array["count"]):
            rows.append((f"{field}{i}", f"{field}[{i}]", array["first"] + i * array["width"], array["width"], kind))
    if command.get("sync"):
        _sync(rows, members, command["sync"])
    _check(name, command, rows)
    _check_notes(name, command, rows)
    return rows, members


def _check(name, command, rows):
    """No bit may belong to two fields, none may lie outside the command, names differ."""
    where = f"{SOURCE}: {name}"
    owner, names = {}, set()
    for text, _, bit, width, kind in rows:
        if width < 1 or width > 32 or bit < 0 or bit + width > 128 * command["words"]:
            raise DescriptionError(f"{where}: {text}: bits {bit}..{bit + width - 1} do not fit")
        if kind == "f" and width != 32:
            raise DescriptionError(f"{where}: {text}: a float has 32 bits, not {width}")
        if kind not in "usf":
            raise DescriptionError(f"{where}: {text}: kind '{kind}'; allowed: u, s, f")
        if text in names:
            raise DescriptionError(f"{where}: two fields are called {text}")
        names.add(text)
        for b in range(bit, bit + width):
            if b in owner:
                raise DescriptionError(f"{where}: bit {b} belongs to {owner[b]} and {text}")
            owner[b] = text


COMMAND_KEYS = {"opcodes", "words", "tile", "tile_fence", "loops", "ttu", "fields", "arrays", "sync", "notes"}


def _check_description(description):
    """Keys are known, opcodes are 6-bit numbers of one command each."""
    opcodes = {}
    for name, command in description["commands"].items():
        if unknown := set(command) - COMMAND_KEYS:
            raise DescriptionError(f"{SOURCE}: {name}: unknown key '{sorted(unknown)[0]}'; "
                                   f"allowed: {', '.join(sorted(COMMAND_KEYS))}")
        for op, code in command["opcodes"].items():
            if not 0 <= code < 64:
                raise DescriptionError(f"{SOURCE}: {name}: opcode {code:#x} of {op}; allowed: 0x00 to 0x3f")
            if code in opcodes:
                raise DescriptionError(f"{SOURCE}: {name}: opcode {code:#x} belongs to {opcodes[code]} and {op}")
            opcodes[code] = op


NOTE = "Made by `python3 hw/spec/gen/specgen.py commands` from hw/spec/commands/coral.yaml."


def header(description):
    out = ["// SPDX-License-Identifier: Apache-2.0", f"// {NOTE}", "// clang-format off", "#pragma once", "",
           "#include <cstdint>", "#include <variant>", "",
           '#include "hw/spec/command_records.h"', "", "namespace tessera::spec {", ""]
    out.append("enum class Opcode : std::uint8_t {")
    for command in description["commands"].values():
        out += [f"  k{camel(name)} = 0x{code:02x}," for name, code in command["opcodes"].items()]
    out += ["};", ""]
    for name, command in description["commands"].items():
        _, members = lay_out(description, name, command)
        out.append(f"struct {camel(name)} {{")
        out += [f"  {kind} {member}{{}};" for kind, member in members]
        out += ["};", ""]
    names = ", ".join(camel(name) for name in description["commands"])
    out += [f"using CommandBody = std::variant<{names}>;", "", "}  // namespace tessera::spec", ""]
    return "\n".join(out)


def source(description):
    out = ["// SPDX-License-Identifier: Apache-2.0", f"// {NOTE}", "// clang-format off",
           '#include "hw/spec/command_table.h"', "", "#include <cstddef>", "",
           '#include "hw/spec/generated/commands.h"', "", "namespace tessera::spec {", "namespace {", ""]
    for name, command in description["commands"].items():
        rows, _ = lay_out(description, name, command)
        out.append(f"constexpr CommandField k{camel(name)}Fields[] = {{")
        kinds = {"u": "kUnsigned", "s": "kSigned", "f": "kFloat"}
        for text, member, bit, width, kind in rows:
            out.append(f'    {{"{text}", {bit}, {width}, FieldKind::{kinds[kind]}, offsetof({camel(name)}, {member})}},')
        out += ["};", ""]
    out.append("constexpr CommandFormat kFormats[] = {")
    for index, (name, command) in enumerate(description["commands"].items()):
        for op, code in command["opcodes"].items():
            tile = "true" if command.get("tile") or command.get("tile_fence") else "false"
            out.append(f'    {{Opcode::k{camel(op)}, "{op}", {command["words"]}, {tile}, {index}, k{camel(name)}Fields}},')
    out += ["};", "", "}  // namespace", "",
            "std::span<const CommandFormat> command_formats() { return kFormats; }", "",
            "}  // namespace tessera::spec", ""]
    return "\n".join(out)


def manual(description):
    out = ["# Commands", "", NOTE, "",
           "Bit positions are those of the coral encoding (bit 0 = least significant bit of byte 0). The wide",
           "encoding holds field i of a table, counted from 0, in the 32 bits from bit 128 + 32 i on.", ""]
    for name, command in description["commands"].items():
        rows, _ = lay_out(description, name, command)
        codes = ", ".join(f"`{op}` 0x{code:02x}" for op, code in command["opcodes"].items())
        out += [f"## {name}", "", f"{codes}; {command['words']} words of 128 bits.", ""]
        out += ["| field | first bit | width | kind |", "|---|---|---|---|"]
        kinds = {"u": "unsigned", "s": "signed", "f": "float32"}
        out += [f"| {text} | {bit} | {width} | {kinds[kind]} |" for text, _, bit, width, kind in rows]
        out.append("")
        if notes := command.get("notes"):
            out += [f"* `{field}`: {' '.join(text.split())}" for field, text in notes.items()]
            out.append("")
    return "\n".join(out)


def _register_rows(rows):
    """Rows of a record in runs: one per nested record (`in.base`.. -> in) or single field."""
    runs = []
    for text, *_ in rows:
        head = "sync" if re.match(r"sync\d", text) else "loops" if re.match(r"loop(s\.|\d)", text) else text.split(".")[0]
        if runs and runs[-1][0] == head:
            runs[-1][1] += 1
        else:
            runs.append([head, 1])
    return runs


def system_verilog(description):
    """The register image of a tensor command: one 32-bit register per field, in table order."""
    rows, _ = lay_out(description, "tensor_op", description["commands"]["tensor_op"])
    out = ["// SPDX-License-Identifier: Apache-2.0", f"// {NOTE}",
           "// The register image of a tensor command: register i holds field i of the table of tensor_op in",
           "// hw/spec/doc/commands.md. Signed fields are extended to 32 bits, floats stand as their bits.", "",
           "package op_command_pkg;", ""]
    for op, code in description["commands"]["tensor_op"]["opcodes"].items():
        out.append(f"  localparam logic [5:0] Opcode{camel(op)} = 6'h{code:02x};")
    out += [f"  localparam int unsigned Registers = {len(rows)};", "",
            "  typedef struct packed {", "    logic [31:0] skip;", "    logic [31:0] last_level;",
            "    logic [31:0] last_count;", "    logic [31:0] slot;", "    logic [31:0] level;",
            "    logic [31:0] mask;", "    logic [511:0] dims;  // {count - 1, increment} each, innermost lowest",
            "    logic [31:0] base;", "  } ttu_t;", "",
            "  typedef struct packed {", "    logic [31:0] last_level;", "    logic [31:0] last_count;",
            "    logic [255:0] counts;  // count - 1 each, innermost lowest", "  } loop_nest_t;", "",
            "  typedef struct packed {"]
    for head, count in reversed(_register_rows(rows)):
        if head in description["commands"]["tensor_op"]["ttu"]:
            out.append(f"    ttu_t {head}_ttu;")
        elif head == "loops":
            out.append("    loop_nest_t loops;")
        elif count > 1:
            out.append(f"    logic [{32 * count - 1}:0] {head};")
        else:
            out.append(f"    logic [31:0] {head if head != 'sequence' else 'sequence_number'};")  # a keyword
    out += ["  } tensor_op_t;", "", "endpackage", ""]
    return "\n".join(out)


def generate(root):
    """Path -> text of every file made from the description."""
    with open(root / "hw/spec/commands/coral.yaml", encoding="utf-8") as file:
        description = yaml.safe_load(file)
    _check_description(description)
    return {
        root / "hw/spec/generated/commands.h": header(description),
        root / "hw/spec/generated/command_table.cpp": source(description),
        root / "hw/spec/generated/op_command_pkg.sv": system_verilog(description),
        root / "hw/spec/doc/commands.md": manual(description),
    }
