#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the direction of dependency: every #include against the table of boxes.

The table is section 2 of the architecture page. A box may include itself, the boxes it names,
the standard library and general third-party libraries; the guarded libraries below only when it
names them. Usage: check_includes.py REPOSITORY
"""

import re
import sys
from pathlib import Path
from typing import Iterator, NamedTuple

# Libraries that some boxes must stay free of, by what is written between the brackets.
GUARDED = {
    "SystemC": re.compile(r"systemc(\.h)?$|sysc/"),
    "TLM": re.compile(r"tlm(\.h)?$|tlm_(core|utils)/"),
    "YAML": re.compile(r"yaml-cpp/"),
    "Verilator": re.compile(r"verilated|V\w+\.h$"),
    "FlatBuffers": re.compile(r"flatbuffers/"),
    "files": re.compile(r"(fstream|filesystem)$"),
}
EVERYTHING = frozenset(GUARDED)

# What C code without a host may include (freestanding C11, and the memory functions).
FREESTANDING = re.compile(
    r"(assert|float|inttypes|iso646|limits|stdalign|stdarg|stdatomic|stdbool|stddef|stdint"
    r"|stdnoreturn|string)\.h$"
)


class Box(NamedTuple):
    boxes: frozenset = frozenset()
    libraries: frozenset = frozenset()
    freestanding: bool = False


def box(boxes="", libraries="", freestanding=False):
    return Box(frozenset(boxes.split()), frozenset(libraries.split()), freestanding)


# A box may name a sub-folder of another one, as firmware does.
HW = "hw/spec hw/func hw/tile hw/interconnect hw/memory hw/scalar hw/energy hw/nda hw"
BOXES = {
    "hw/spec": box("", "YAML files"),
    "hw/func": box("hw/spec"),
    "hw/tile": box("hw/spec hw/func", "SystemC"),
    "hw/interconnect": box("hw/spec hw/func hw/tile", "SystemC"),
    "hw/memory": box("hw/spec hw/func", "SystemC"),
    "hw/scalar": box("hw/spec hw/func hw/tile hw/interconnect hw/memory", "SystemC"),
    "hw/energy": box("hw/spec hw/func hw/tile hw/interconnect hw/memory hw/scalar", "SystemC"),
    "hw/nda": box("hw/spec hw/func hw/tile hw/interconnect hw/memory hw/scalar hw/energy", "SystemC"),
    "hw": box(HW, "SystemC"),
    "rtl/cosim": box("hw/spec hw/func hw/tile", "SystemC Verilator files"),
    "tlm": box(HW, "SystemC TLM files"),
    "firmware": box("hw/spec/generated", freestanding=True),
    "workloads": box("hw/spec hw/func", "FlatBuffers files"),
    "sim": Box(frozenset(f"{HW} rtl/cosim tlm firmware workloads".split()), EVERYTHING),
}
BOXES["tests"] = Box(frozenset(BOXES), EVERYTHING)

# YAML stays in the loader, so that nobody else's build needs the reader.
LOADER = re.compile(r"^hw/spec/.*(load|read|yaml)")

TOPS = frozenset(name.split("/")[0] for name in BOXES)
SUFFIXES = frozenset((".h", ".hpp", ".c", ".cc", ".cpp", ".S"))
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def box_of(path: str) -> str | None:
    """The innermost box that holds a file; a new sub-folder of hw or rtl is no box by itself."""
    parts = path.split("/")[:-1]
    for length in range(len(parts), 0, -1):
        name = "/".join(parts[:length])
        if name in BOXES:
            return name if name != "hw" or len(parts) == 1 else None
    return None


def fault_of(path: str, bracket: str, included: str) -> str | None:
    """What is wrong with one include of the file `path`, or None."""
    name = box_of(path)
    if name is None:
        return "the folder has no row in the table of boxes"
    here = BOXES[name]

    if "/" in included and included.split("/")[0] in TOPS:
        target = box_of(included)
        if target is None:
            return f"{included} is in no box"
        if target != name and not any(included.startswith(f"{use}/") for use in here.boxes):
            return f"{name} must not use {target}"
        return None

    for library, pattern in GUARDED.items():
        if pattern.match(included):
            if library not in here.libraries:
                return f"{name} must not use {library}"
            if library == "YAML" and name == "hw/spec" and not LOADER.match(path):
                return "YAML belongs in the loader only (a file named *load*, *read* or *yaml*)"
            return None

    if bracket == '"':
        return "project includes are rooted at the repository top; others stand in <>"
    if here.freestanding and not FREESTANDING.match(included):
        return f"{name} is freestanding C and must not use <{included}>"
    return None


def faults(root: Path) -> Iterator[str]:
    for top in sorted(TOPS):
        for file in sorted((root / top).rglob("*")):
            if file.suffix not in SUFFIXES:
                continue
            path = file.relative_to(root).as_posix()
            text = file.read_text(encoding="utf-8", errors="replace")
            for number, line in enumerate(text.splitlines(), start=1):
                match = INCLUDE.match(line)
                fault = match and fault_of(path, *match.groups())
                if fault:
                    yield f"{path}:{number}: {line.strip()}: {fault}"


def main() -> int:
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    found = list(faults(Path(sys.argv[1])))
    print("\n".join(found) if found else "every include follows the table")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
