#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the benches on the unit that counts coverage, and judges what they have covered.

    coverage.py PROGRAM [--save FILE]

PROGRAM writes files of coverage points into the folder TESSERA_COVERAGE. Fails if a bench or an assertion fails,
if fewer than 95 % of the lines were executed, if a line that never was is not in coverage_exceptions.yaml or an
exception was, or if a cover point was never met. FILE gets the figures and points, for test_plan.py.
"""

import argparse
import collections
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import yaml

ROOT = pathlib.Path(__file__).resolve().parents[2]
LEAST_LINES = 0.95


def read_points(files):
    """{(module, kind, line, column, comment, lines): count}, of all instances and files together."""
    points = collections.Counter()
    for file in files:
        for key, count in re.findall(r"^C '(.*)' (\d+)$", file.read_text(), re.M):
            fields = dict(part.split("\2", 1) for part in key.split("\1")[1:])
            module = str(pathlib.Path(fields["f"]).resolve().relative_to(ROOT / "rtl"))
            kind = fields["page"].split("/")[0]
            lines = fields.get("S", fields["l"])
            points[module, kind, int(fields["l"]), int(fields["n"]), fields["o"], lines] += int(count)
    return points


def expand(text):
    """The line numbers of '3,5-7'."""
    for part in text.split(","):
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def line_counts(points):
    """{(module, line): count}: how often the block that a line stands in was executed, the least of all blocks."""
    counts = {}
    for (module, kind, _, _, _, lines), count in points.items():
        if kind in ("v_line", "v_branch"):
            for line in expand(lines):
                counts[module, line] = min(count, counts.get((module, line), count))
    return counts


def cover_points(points):
    """{module.label: count}"""
    return {f"{module.removesuffix('.sv')}.{comment}": count
            for (module, kind, _, _, comment, _), count in points.items() if kind == "v_user"}


def judge_lines(counts, exceptions, text_of):
    """Complaints about lines: exceptions are {module: {text of the line: reason}}."""
    complaints, missed = [], set()
    for (module, line), count in sorted(counts.items()):
        if count == 0:
            text = text_of(module, line)
            missed.add((module, text))
            if not exceptions.get(module, {}).get(text):
                complaints.append(f"{module}:{line} was never executed and is no exception: {text}")
    for module, lines in exceptions.items():
        for text in lines:
            if (module, text) not in missed:
                complaints.append(f"{module}: the exception '{text}' was executed, or is no line")
    covered = sum(1 for count in counts.values() if count > 0)
    share = covered / len(counts) if counts else 0.0
    if share < LEAST_LINES:
        complaints.append(f"{share:.1%} of the lines were executed, which is less than {LEAST_LINES:.0%}")
    return covered, len(counts), complaints


def line_text(module, line):
    return (ROOT / "rtl" / module).read_text().splitlines()[line - 1].strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("program")
    parser.add_argument("--save")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([options.program, "--gtest_brief=1"], env={**os.environ, "TESSERA_COVERAGE": folder})
        if done.returncode:
            print(f"{options.program} failed with status {done.returncode}", file=sys.stderr)
            return 1
        points = read_points(pathlib.Path(folder).glob("*.dat"))
    exceptions = yaml.safe_load((ROOT / "tests/rtl/coverage_exceptions.yaml").read_text()) or {}
    covered, lines, complaints = judge_lines(line_counts(points), exceptions, line_text)
    functional = cover_points(points)
    met = sum(1 for count in functional.values() if count > 0)
    complaints += [f"cover point {name} was never met" for name, count in sorted(functional.items()) if count == 0]
    if not functional:
        complaints.append("there are no cover points")
    print(f"lines {covered} of {lines} ({covered / max(lines, 1):.1%}), cover points {met} of {len(functional)}")
    if options.save:
        pathlib.Path(options.save).write_text(json.dumps(
            {"lines": lines, "lines_covered": covered, "cover_points": functional}, indent=1) + "\n")
    print("\n".join(complaints), file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
