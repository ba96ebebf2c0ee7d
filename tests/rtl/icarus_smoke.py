#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs smoke_tb.sv in Icarus, a second opinion on the arithmetic modules.

Icarus 11 has neither unsigned types of parameters nor checks at elaboration, and gives up on packages
of nested records: modules that take those stay out, the others are rewritten for it in a temporary
folder.
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


def main():
    with tempfile.TemporaryDirectory() as folder:
        files = []
        for source in [*(ROOT / "rtl" / f"{name}.sv" for name in MODULES), ROOT / "tests/rtl/smoke_tb.sv"]:
            files.append(pathlib.Path(folder) / source.name)
            files[-1].write_text(for_icarus(source.read_text()))
        program = f"{folder}/smoke"
        built = subprocess.run(["iverilog", "-g2012", "-o", program, "-s", "smoke_tb", *map(str, files)],
                               capture_output=True, text=True)
        if built.returncode:
            sys.exit(built.stderr)
        done = subprocess.run(["vvp", program], capture_output=True, text=True, timeout=60)
    print(done.stdout)
    return 0 if "smoke: passed" in done.stdout else 1


if __name__ == "__main__":
    sys.exit(main())
