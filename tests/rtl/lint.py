#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lints the op unit at every size that is used, and the benches around its modules.

    lint.py VERILATOR
"""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SIZES = [["-GLanes=64"], ["-GLanes=32"], ["-GLanes=16"], ["-GLanes=4"],
         ["-GLanes=64", "-GCountWidth=18", "-GAddrWidth=20", "-GHasSingle=0"]]


def main():
    files = ["rtl/lint/waivers.vlt", *(ROOT / "rtl/files.txt").read_text().split()]
    failed = 0
    for size in SIZES:
        command = [sys.argv[1], "--lint-only", "-Wall", "-sv", "--top-module", "op_unit", *size, *files]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        print(" ".join(size), "clean" if done.returncode == 0 else done.stderr)
        failed += done.returncode != 0
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
