#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The judge of the coverage finds what was not covered, and exceptions that are none."""

import pathlib
import tempfile
import unittest

import coverage

TEXT = {("a.sv", n): f"line {n}" for n in range(1, 100)}


def judge(counts, exceptions=None):
    return coverage.judge_lines(counts, exceptions or {}, lambda module, line: TEXT[module, line])


def counts_with(missed, lines=40):
    return {("a.sv", n): 0 if n <= missed else 5 for n in range(1, lines + 1)}


class CoverageTest(unittest.TestCase):
    def test_files_of_points_are_added_up(self):
        file = str(coverage.ROOT / "rtl/ttu.sv")
        line = f"C '\1f\2{file}\1l\0023\1n\0024\1page\2v_line/ttu\1o\2block\1S\0023,5-6\1h\2x' %d\n"
        with tempfile.TemporaryDirectory() as folder:
            paths = [pathlib.Path(folder) / name for name in ("0.dat", "1.dat")]
            for path, count in zip(paths, (2, 3)):
                path.write_text("# SystemC::Coverage-3\n" + line % count)
            points = coverage.read_points(paths)
        self.assertEqual(coverage.line_counts(points), {("ttu.sv", 3): 5, ("ttu.sv", 5): 5, ("ttu.sv", 6): 5})

    def test_covered_lines_pass(self):
        self.assertEqual(judge(counts_with(0)), (40, 40, []))

    def test_line_that_was_missed_needs_a_reason(self):
        self.assertEqual(judge(counts_with(1))[2], ["a.sv:1 was never executed and is no exception: line 1"])
        self.assertEqual(judge(counts_with(1), {"a.sv": {"line 1": "cannot happen"}})[2], [])
        self.assertEqual(len(judge(counts_with(1), {"a.sv": {"line 1": ""}})[2]), 1)

    def test_exception_that_was_executed_is_named(self):
        complaints = judge(counts_with(0), {"a.sv": {"line 7": "cannot happen"}})[2]
        self.assertEqual(complaints, ["a.sv: the exception 'line 7' was executed, or is no line"])

    def test_share_below_the_limit_fails_in_spite_of_reasons(self):
        reasons = {"a.sv": {f"line {n}": "cannot happen" for n in (1, 2, 3)}}
        self.assertEqual(judge(counts_with(3), reasons)[2],
                         ["92.5% of the lines were executed, which is less than 95%"])


if __name__ == "__main__":
    unittest.main()
