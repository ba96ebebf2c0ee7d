#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves one harness of rtl/formal with yosys, yosys-smtbmc and z3.

    prove.py HARNESS DEPTH [--induction] [--sat] [--stub MODULE]...

Bounded to DEPTH cycles from reset; with --induction for all times as well. Exit status: 0 proved,
1 not.
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]


def sources(stubs):
    """The modules, some of them replaced by rtl/formal/NAME_stub.sv."""
    for path in (ROOT / "rtl/files.txt").read_text().split():
        name = pathlib.Path(path).stem
        yield f"rtl/formal/{name}_stub.sv" if name in stubs else path


def smt_model(harness, stubs, folder):
    model = pathlib.Path(folder) / f"{harness}.smt2"
    script = (f"read_verilog -sv -formal {' '.join(sources(stubs))} rtl/formal/{harness}.sv; "
              f"prep -top {harness} -flatten; async2sync; dffunmap; write_smt2 -wires {model}")
    done = subprocess.run(["yosys", "-p", script], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stdout[-2000:] + done.stderr)
    if re.search(r"implicitly declared|has no driver", done.stdout):
        sys.exit("the harness names a signal that does not exist:\n" + done.stdout[-2000:])
    return model


def prove_by_sat(harness, depth, stubs):
    """yosys' own solver, which multiplies better than z3."""
    steps = "" if depth == 1 else f"-seq {depth} -set-init-zero"
    script = (f"read_verilog -sv -formal {' '.join(sources(stubs))} rtl/formal/{harness}.sv; "
              f"prep -top {harness} -flatten; async2sync; opt -full; "
              f"sat -prove-asserts -verify -set-assumes {steps} {harness}")
    done = subprocess.run(["yosys", "-p", script], cwd=ROOT, capture_output=True, text=True)
    if done.returncode or "SAT proof finished - no model found: SUCCESS!" not in done.stdout:
        print(done.stdout[-3000:], done.stderr)
        return 1
    print(f"{harness}: by SAT: proved")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("harness")
    parser.add_argument("depth", type=int)
    parser.add_argument("--induction", action="store_true")
    parser.add_argument("--stub", action="append", default=[], help="module to replace by its stub")
    parser.add_argument("--sat", action="store_true", help="with yosys' own solver, bounded to DEPTH")
    options = parser.parse_args()
    if options.sat:
        return prove_by_sat(options.harness, options.depth, options.stub)
    with tempfile.TemporaryDirectory() as folder:
        model = smt_model(options.harness, options.stub, folder)
        for mode in [[], ["-i"]] if options.induction else [[]]:
            done = subprocess.run(["yosys-smtbmc", "-s", "z3", "--noprogress", "-t", str(options.depth), *mode,
                                   str(model)], capture_output=True, text=True)
            if "Status: PASSED" not in done.stdout and "Status: passed" not in done.stdout:
                print(done.stdout[-3000:], done.stderr)
                return 1
            print(f"{options.harness}: {'induction' if mode else 'bounded'} to {options.depth}: proved")
    return 0


if __name__ == "__main__":
    sys.exit(main())
