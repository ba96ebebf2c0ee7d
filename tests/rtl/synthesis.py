#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Synthesizes the op unit with yosys: no latches, no undriven or doubly driven nets, and the table of cells.

    synthesis.py [--check]

Writes rtl/doc/cells.md, or with --check compares it. Cells are those of the word level: widths and counts that
an area or energy model can price, before any library.
"""

import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE = ROOT / "rtl/doc/cells.md"
SETS = [("64 lanes, fields of the coral encoding, f32", dict(Lanes=64, CountWidth=18, AddrWidth=20, HasSingle=0)),
        ("64 lanes, as Verilated", dict(Lanes=64)), ("32 lanes, as Verilated", dict(Lanes=32)),
        ("16 lanes, as Verilated", dict(Lanes=16)), ("4 lanes, as Verilated", dict(Lanes=4))]
HEAD = """<!-- SPDX-License-Identifier: Apache-2.0 -->
# Cells of the RTL op unit

Made by `python3 tests/rtl/synthesis.py`: yosys, word level, hierarchy flattened, memories outside not counted.
Bits of flip-flops include the registers of a command and the table of the non-linear unit.

| parameter set | flip-flop bits | multipliers | adders, subtractors | comparisons | multiplexers |
|---|---|---|---|---|---|
"""


def statistics(parameters):
    chosen = " ".join(f"-chparam {name} {value}" for name, value in parameters.items())
    files = " ".join((ROOT / "rtl/files.txt").read_text().split())
    script = (f"read_verilog -sv {files}; hierarchy -check -top op_unit {chosen}; proc; opt -fast; check -assert; "
              "memory_map; flatten; opt -fast; wreduce; opt_clean; select -assert-none t:$dlatch t:$adlatch "
              "t:$dlatchsr; stat -width")
    done = subprocess.run(["yosys", "-p", script], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stdout[-1500:] + done.stderr)
    cells = re.findall(r"^\s+\$(\w+?)_(\d+)\s+(\d+)$", done.stdout[done.stdout.rindex("Number of cells"):], re.M)
    def count(kinds, bits=False):
        return sum(int(n) * (int(width) if bits else 1) for kind, width, n in cells if kind in kinds)
    return [count({"dff", "dffe", "adff", "adffe", "sdff", "sdffe", "sdffce", "aldff"}, bits=True), count({"mul"}),
            count({"add", "sub", "neg", "alu", "macc"}), count({"eq", "ne", "lt", "le", "gt", "ge"}),
            count({"mux", "pmux"})]


def main():
    rows = [f"| {name} | " + " | ".join(f"{n:,}" for n in statistics(parameters)) + " |"
            for name, parameters in SETS]
    text = HEAD + "\n".join(rows) + "\n"
    if "--check" not in sys.argv:
        TABLE.parent.mkdir(exist_ok=True)
        TABLE.write_text(text)
        return 0
    if TABLE.read_text() != text:
        print(text)
        print("rtl/doc/cells.md is stale; run: python3 tests/rtl/synthesis.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
