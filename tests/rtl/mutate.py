#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the op unit's sources with every mutant of mutants.txt built in.

    mutate.py FOLDER

Mutant k replaces one expression of one line while op_unit_pkg::mutant is k, which the environment
variable TESSERA_MUTANT sets when the model is made; 0 is the unit as it is. So one build serves all.
A line of mutants.txt: file @ text in it, once @ [the expression in that text @] what stands there instead.
"""

import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PICK = """
  // 0: the unit as it is.
  int mutant;
"""
CHECKS = "`ifdef RTL_CHECKS"  # what stands behind it is no part of the unit
SET = """
  initial op_unit_pkg::mutant = $c32("(std::getenv(\\"TESSERA_MUTANT\\") ? std::atoi(std::getenv(\\"TESSERA_MUTANT\\")) : 0)");
"""


def mutants():
    for line in (ROOT / "tests/rtl/mutants.txt").read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            parts = [part.strip() for part in line.split(" @ ")]
            file, context, old, new = parts if len(parts) == 4 else (parts[0], parts[1], parts[1], parts[2])
            yield file, context, old, new


def main():
    folder = pathlib.Path(sys.argv[1])
    texts = {path: (ROOT / path).read_text() for path in (ROOT / "rtl/files.txt").read_text().split()}
    names = []
    for number, (file, context, old, new) in enumerate(mutants(), start=1):
        path = f"rtl/{file}"
        design, *checks = texts[path].partition(CHECKS)
        if design.count(context) != 1 or context.count(old) != 1:
            sys.exit(f"mutant {number}: '{context}' stands {design.count(context)} times in {path}")
        choice = context.replace(old, f"(op_unit_pkg::mutant == {number} ? ({new}) : ({old}))")
        texts[path] = "".join([design.replace(context, choice), *checks])
        names.append(f"{number} {file}: {old} -> {new}")
    package = "rtl/op_unit_pkg.sv"
    texts[package] = texts[package].replace("package op_unit_pkg;\n", "package op_unit_pkg;\n" + PICK)
    texts["rtl/op_unit.sv"] = texts["rtl/op_unit.sv"].replace("\nendmodule", SET + "\nendmodule")
    texts["mutants.txt"] = "\n".join(names) + "\n"
    for path, text in texts.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if not target.exists() or target.read_text() != text:
            target.write_text(text)


if __name__ == "__main__":
    main()
