#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The checker of the test plan finds every way in which a plan can be broken."""

import unittest

import test_plan

TESTS = {"rtl.A.works", "rtl.B.works", "unit.C.works", "rtl.test_plan"}
POINTS = {"ttu.c_moves": 3, "ttu.c_rests": 0}


def plan(**changes):
    rows = [{"feature": "a", "tests": ["rtl.A.works", "unit.C.works"], "cover": ["ttu.c_moves"]},
            {"feature": "b", "tests": ["rtl.B.works"]}]
    rows[0].update(changes)
    return rows


class TestPlan(unittest.TestCase):
    def complaints(self, rows, points=None):
        return test_plan.judge(rows, TESTS, {"ttu.c_moves": 3} if points is None else points)

    def test_complete_plan_passes(self):
        self.assertEqual(self.complaints(plan()), [])

    def test_row_without_tests_is_named(self):
        self.assertIn("'c' names no test", self.complaints(plan() + [{"feature": "c", "tests": []}]))
        self.assertIn("'c' names no test", self.complaints(plan() + [{"feature": "c"}]))

    def test_test_that_does_not_exist_is_named(self):
        found = self.complaints(plan(tests=["rtl.A.works", "rtl.A.worked"]))
        self.assertEqual(found, ["'a': there is no test rtl.A.worked"])

    def test_cover_point_that_does_not_exist_is_named(self):
        found = self.complaints(plan(cover=["ttu.c_moves", "ttu.c_flies"]))
        self.assertEqual(found, ["'a': there is no cover point ttu.c_flies"])

    def test_cover_point_that_was_never_met_is_named(self):
        found = self.complaints(plan(cover=["ttu.c_moves", "ttu.c_rests"]), POINTS)
        self.assertEqual(found, ["'a': cover point ttu.c_rests was never met"])

    def test_what_no_row_names_is_named(self):
        self.assertEqual(self.complaints(plan()[:1]), ["test rtl.B.works stands in no row"])
        self.assertEqual(self.complaints(plan(cover=[])), ["cover point ttu.c_moves stands in no row"])

    def test_plan_without_rows_or_with_other_keys_fails(self):
        self.assertIn("the plan has no rows", self.complaints([]))
        self.assertIn("'a': unknown key test", self.complaints(plan(test="rtl.A.works")))


if __name__ == "__main__":
    unittest.main()
