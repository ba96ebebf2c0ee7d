#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves what rtl/formal/proofs.yaml lists, with yosys, yosys-smtbmc and z3.

    prove.py NAME [--mutants]

With --mutants each mutant of the proof must have a counterexample: a run from reset that breaks what is shown.
Exit status: 0 proved, or all mutants refuted; 1 not.
"""

import argparse
import pathlib
import re
import subprocess
import sys
import tempfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
SAT_PROVED = r"no model found: SUCCESS!|Induction step proven: SUCCESS!"
SAT_REFUTED = r"- model found: FAIL!|model found for base case: FAIL!"


def yosys(script):
    """Exit status and log. What it prints before an error may be lost, so the log goes to a file."""
    with tempfile.TemporaryDirectory() as folder:
        log = pathlib.Path(folder) / "log"
        status = subprocess.run(["yosys", "-q", "-L", log, "-p", script], cwd=ROOT, capture_output=True).returncode
        text = log.read_text()
    if re.search(r"implicitly declared|has no driver", text):
        sys.exit("the harness names a signal that does not exist:\n" + text[-2000:])
    return status, text


def elaborate(harness, files, parameters):
    chosen = " ".join(f"-chparam {name} {value}" for name, value in parameters.items())
    return (f"read_verilog -sv -formal {' '.join(map(str, files))}; hierarchy -check -top {harness} {chosen}; "
            f"prep -top {harness} -flatten; async2sync; ")


def by_sat(harness, script, depth, induction):
    """True, False or None: proved, refuted, neither; and what the solver said."""
    steps = "" if depth == 1 else f"-seq {depth} -set-init-zero"
    if induction:
        steps = f"-tempinduct -seq 1 -maxsteps {depth}"
    status, log = yosys(script + f"opt -full; sat -prove-asserts -verify -set-assumes {steps} {harness}")
    proved = status == 0 and re.search(SAT_PROVED, log) is not None
    refuted = not proved and re.search(SAT_REFUTED, log) is not None
    return (True if proved else False if refuted else None), log


def by_z3(harness, script, depth, induction):
    with tempfile.TemporaryDirectory() as folder:
        model = pathlib.Path(folder) / f"{harness}.smt2"
        status, log = yosys(script + f"dffunmap; write_smt2 -wires {model}")
        if status:
            return None, log
        for mode in [[], ["-i"]] if induction else [[]]:
            done = subprocess.run(["yosys-smtbmc", "-s", "z3", "--noprogress", "-t", str(depth), *mode, str(model)],
                                  capture_output=True, text=True)
            if not re.search(r"Status: PASSED", done.stdout, re.I):
                refuted = not mode and re.search(r"Status: FAILED", done.stdout, re.I)
                return (False if refuted else None), done.stdout + done.stderr
    return True, ""


def attempt(name, proof, depth, induction, replaced):
    """Tries the proof with some files replaced by others."""
    harness = proof.get("harness", f"{name}_proof")
    files = [replaced.get(file, file) for file in [*proof["modules"], f"rtl/formal/{harness}.sv"]]
    solver = by_sat if proof["by"].startswith("sat") else by_z3
    return solver(harness, elaborate(harness, files, proof.get("parameters", {})), depth, induction)


def refute_mutant(name, proof, mutant):
    file, old, new, depth = mutant
    text = (ROOT / file).read_text()
    if text.count(old) != 1:
        sys.exit(f"{name}: '{old}' stands {text.count(old)} times in {file}")
    with tempfile.TemporaryDirectory() as folder:
        copy = pathlib.Path(folder) / pathlib.Path(file).name
        copy.write_text(text.replace(old, new))
        # A counterexample is a run from reset: an induction may fail without one.
        result, log = attempt(name, proof, depth, proof["by"] == "sat-induction", {file: copy})
    print(f"{name}: {file}: {old} -> {new}: {'refuted' if result is False else 'NOT refuted'}")
    if result is not False:
        print(log[-3000:])
    return result is False


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name")
    parser.add_argument("--mutants", action="store_true")
    options = parser.parse_args()
    proof = yaml.safe_load((ROOT / "rtl/formal/proofs.yaml").read_text())[options.name]
    if options.mutants:
        refuted = [refute_mutant(options.name, proof, mutant) for mutant in proof["mutants"]]
        return 0 if refuted and all(refuted) else 1
    result, log = attempt(options.name, proof, proof["depth"], "induction" in proof["by"], {})
    print(f"{options.name}: {'proved' if result else 'not proved'} ({proof['by']}, depth {proof['depth']}): "
          f"{proof['shows']}")
    if not result:
        print(log[-3000:])
    return 0 if result else 1


if __name__ == "__main__":
    sys.exit(main())
