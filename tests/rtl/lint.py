#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Lints the op unit at every size that is used, without and with its assertions, and sees that sizes which cannot be
are refused.

    lint.py VERILATOR
"""

import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
SIZES = [["-GLanes=64"], ["-GLanes=32"], ["-GLanes=16"], ["-GLanes=4"],
         ["-GLanes=64", "-GCountWidth=18", "-GAddrWidth=20", "-GHasSingle=0"]]


# Parameters out of range -> what the module says.
REFUSED = {"-GLanes=6": "Lanes is a multiple of 4, 4 to 128", "-GLanes=132": "Lanes is a multiple of 4, 4 to 128",
           "-GLanes=0": "Lanes is a multiple of 4, 4 to 128", "-GScalingEntries=257": "1 to 256 scaling entries",
           "-GCountWidth=3": "counts have 4 to 32 bits", "-GAddrWidth=3": "an address has 4 bits or more"}
CHECKS = ["--assert", "--coverage-user", "+define+RTL_CHECKS", "rtl/lint/checks.vlt"]


def lint(options):
    files = ["rtl/lint/waivers.vlt", *(ROOT / "rtl/files.txt").read_text().split()]
    command = [sys.argv[1], "--lint-only", "-Wall", "-sv", "--top-module", "op_unit", *options, *files]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


def main():
    failed = 0
    for size in [*SIZES, ["-GLanes=16", *CHECKS], ["-GLanes=4", "-GAddrWidth=20", "-GHasSingle=0", *CHECKS]]:
        done = lint(size)
        print(" ".join(size), "clean" if done.returncode == 0 else done.stderr)
        failed += done.returncode != 0
    for size, reason in REFUSED.items():
        done = lint([size])
        refused = done.returncode != 0 and reason in done.stderr
        print(size, "refused" if refused else f"not refused with '{reason}': {done.stderr}")
        failed += not refused
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
