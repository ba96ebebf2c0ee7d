#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs two smoke tests in Icarus, a second opinion: smoke_tb.sv on the arithmetic modules as they are, and
op_unit_smoke_tb.sv on the whole op unit.

    icarus_smoke.py modules|unit

Icarus 11 cannot take the other modules: a packed record of a package as the type of a port ends it with "elab_type.cc:86:
failed assertion scope". It has neither unsigned types of parameters nor checks at elaboration. So the modules are
rewritten for it in a temporary folder, and the whole unit goes through yosys, which elaborates it and writes it out as
plain Verilog: what is simulated then is what is synthesized.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
MODULES = ("float/fp_from_int float/fp_mul float/fp_add float/fp_to_int float/fp_greater lane nlu_fold nlu"
           " fixed_scale requantizer").split()


def for_icarus(text):
    text = text.replace("int unsigned", "int").replace("parameter bit ", "parameter logic ")
    return re.sub(r"^  if \([^;]*\)\s*\$fatal\([^;]*\);\n", "", text, flags=re.M)


def command_fields():
    """The places of tensor_op_t's fields as localparams: F_loops_counts, F_in_ttu_base, ..."""
    text = (ROOT / "hw/spec/generated/op_command_pkg.sv").read_text()
    records = {}
    for body, name in re.findall(r"typedef struct packed \{(.*?)\} (\w+);", text, re.S):
        fields, at = [], 0
        for kind, field in reversed(re.findall(r"^\s+(logic \[\d+:0\]|\w+) (\w+);", body, re.M)):
            width = re.match(r"logic \[(\d+):0\]", kind)
            inner = [] if width else records[kind][0]
            fields += [(field, at), *((f"{field}_{part}", at + place) for part, place in inner)]
            at += int(width[1]) + 1 if width else records[kind][1]
        records[name] = fields, at
    fields, bits = records["tensor_op_t"]
    return "".join(f"localparam F_{name} = {at};\n" for name, at in fields) + f"localparam CommandBits = {bits};\n"


def simulate(folder, top, files):
    program = f"{folder}/smoke"
    built = subprocess.run(["iverilog", "-g2012", "-I", str(folder), "-o", program, "-s", top, *map(str, files)],
                           capture_output=True, text=True)
    if built.returncode:
        sys.exit(built.stderr)
    done = subprocess.run(["vvp", program], capture_output=True, text=True, timeout=60)
    print(done.stdout)
    return 0 if "smoke: passed" in done.stdout else 1


def smoke_modules(folder):
    files = []
    for source in [*(ROOT / "rtl" / f"{name}.sv" for name in MODULES), ROOT / "tests/rtl/smoke_tb.sv"]:
        files.append(folder / source.name)
        files[-1].write_text(for_icarus(source.read_text()))
    return simulate(folder, "smoke_tb", files)


def smoke_unit(folder):
    sources = " ".join((ROOT / "rtl/files.txt").read_text().split())
    unit = folder / "op_unit.v"
    script = (f"read_verilog -sv {sources}; hierarchy -check -top op_unit -chparam Lanes 4; proc; "
              f"rename -top op_unit; write_verilog -noattr {unit}")
    done = subprocess.run(["yosys", "-q", "-p", script], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stdout[-2000:] + done.stderr)
    (folder / "command_fields.svh").write_text(command_fields())
    return simulate(folder, "op_unit_smoke_tb", [unit, ROOT / "tests/rtl/op_unit_smoke_tb.sv"])


def main():
    with tempfile.TemporaryDirectory() as folder:
        return {"modules": smoke_modules, "unit": smoke_unit}[sys.argv[1]](pathlib.Path(folder))


if __name__ == "__main__":
    sys.exit(main())
