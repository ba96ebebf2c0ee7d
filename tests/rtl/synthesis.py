#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Synthesizes the op unit with yosys: no latches, no undriven or doubly driven nets, no cell without a mapping to
gates; and the table of cells.

    synthesis.py [--check [--set NAME]]

Writes rtl/doc/cells.md, or with --check compares it, all of it or one set's row. Cells are those of the word level:
widths and counts that an area or energy model can price, before any library.
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE = ROOT / "rtl/doc/cells.md"
SETS = {"64 lanes, fields of the coral encoding, f32": dict(Lanes=64, CountWidth=18, AddrWidth=20, HasSingle=0),
        "64 lanes, as Verilated": dict(Lanes=64), "32 lanes, as Verilated": dict(Lanes=32),
        "16 lanes, as Verilated": dict(Lanes=16), "4 lanes, as Verilated": dict(Lanes=4)}
HEAD = """<!-- SPDX-License-Identifier: Apache-2.0 -->
# Cells of the RTL op unit

Made by `python3 tests/rtl/synthesis.py`: yosys, word level, hierarchy flattened, memories outside not counted.
Bits of flip-flops include the registers of a command and the table of the non-linear unit.

| parameter set | flip-flop bits | multipliers | adders, subtractors | comparisons | multiplexers |
|---|---|---|---|---|---|
"""
FLIP_FLOPS = {"dff", "dffe", "adff", "adffe", "sdff", "sdffe", "sdffce", "aldff"}
ADDERS = {"add", "sub", "neg", "alu", "macc"}
COMPARISONS = {"eq", "ne", "lt", "le", "gt", "ge"}
MULTIPLEXERS = {"mux", "pmux"}
# Word-level kinds that yosys' own technology mapping turns into gates; anything else is a latch, a memory, a black
# box or a module that was not found.
GATES = {"not", "and", "or", "xor", "xnor", "reduce_and", "reduce_or", "reduce_xor", "reduce_xnor", "reduce_bool",
         "logic_not", "logic_and", "logic_or", "shl", "shr", "sshl", "sshr", "shift", "shiftx", "pos", "bmux", "demux"}
MAPPED = FLIP_FLOPS | {"mul"} | ADDERS | COMPARISONS | MULTIPLEXERS | GATES


def statistics(parameters):
    chosen = " ".join(f"-chparam {name} {value}" for name, value in parameters.items())
    files = " ".join((ROOT / "rtl/files.txt").read_text().split())
    script = (f"read_verilog -sv {files}; hierarchy -check -top op_unit {chosen}; proc; opt -fast; check -assert; "
              "memory_map; flatten; opt -fast; wreduce; opt_clean; select -assert-none t:$dlatch t:$adlatch "
              "t:$dlatchsr; stat -width")
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder) / "log"  # what is printed before an error may be lost
        failed = subprocess.run(["yosys", "-q", "-L", log, "-p", script], cwd=ROOT, capture_output=True).returncode
        text = log.read_text()
    if failed:
        sys.exit(text[-1500:])
    text = text[text.rindex("Number of cells"):]
    cells = re.findall(r"^\s+(\S+?)(?:_(\d+))?\s+(\d+)$", text[text.index("\n"):], re.M)
    for kind, width, _ in cells:
        if kind.lstrip("$") not in MAPPED or not kind.startswith("$") or not width:
            sys.exit(f"cells of kind {kind} have no mapping to gates")
    def count(kinds, bits=False):
        return sum(int(n) * (int(width) if bits else 1) for kind, width, n in cells if kind[1:] in kinds)
    return [count(FLIP_FLOPS, bits=True), count({"mul"}), count(ADDERS), count(COMPARISONS), count(MULTIPLEXERS)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--set", choices=SETS)
    options = parser.parse_args()
    names = [options.set] if options.set else list(SETS)
    rows = [f"| {name} | " + " | ".join(f"{n:,}" for n in statistics(SETS[name])) + " |\n" for name in names]
    if not options.check:
        TABLE.parent.mkdir(exist_ok=True)
        TABLE.write_text(HEAD + "".join(rows))
        return 0
    known = TABLE.read_text()
    if known != HEAD + "".join(rows) if not options.set else rows[0] not in known:
        print("".join(rows))
        print("rtl/doc/cells.md is stale; run: python3 tests/rtl/synthesis.py", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
