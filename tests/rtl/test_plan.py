#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds the test plan of the RTL against the tests that exist and the cover points that were met.

    test_plan.py CTEST BUILD_FOLDER COVERAGE_FILE

Fails when a row names no test, a test that CTest does not know, or a cover point that does not exist or was never
met; when a test of the RTL or a cover point stands in no row. COVERAGE_FILE is what coverage.py saves.
"""

import json
import pathlib
import subprocess
import sys

import yaml

PLAN = pathlib.Path(__file__).with_name("test_plan.yaml")
ITSELF = "rtl.test_plan"


def known_tests(ctest, build):
    done = subprocess.run([ctest, "--test-dir", build, "--show-only=json-v1"], capture_output=True, text=True, check=True)
    return {test["name"] for test in json.loads(done.stdout)["tests"]}


def judge(plan, tests, cover_points):
    """Complaints about a plan; tests is a set of names, cover_points {name: count}."""
    complaints, planned_tests, planned_points = [], set(), set()
    for row in plan:
        feature = row.get("feature")
        if not feature:
            complaints.append(f"a row has no feature: {row}")
        if not row.get("tests"):
            complaints.append(f"'{feature}' names no test")
        for test in row.get("tests") or []:
            planned_tests.add(test)
            if test not in tests:
                complaints.append(f"'{feature}': there is no test {test}")
        for point in row.get("cover") or []:
            planned_points.add(point)
            if point not in cover_points:
                complaints.append(f"'{feature}': there is no cover point {point}")
            elif cover_points[point] == 0:
                complaints.append(f"'{feature}': cover point {point} was never met")
        for key in set(row) - {"feature", "tests", "cover"}:
            complaints.append(f"'{feature}': unknown key {key}")
    for test in sorted(tests):
        if test.startswith("rtl.") and test != ITSELF and test not in planned_tests:
            complaints.append(f"test {test} stands in no row")
    complaints += [f"cover point {point} stands in no row" for point in sorted(set(cover_points) - planned_points)]
    if not plan:
        complaints.append("the plan has no rows")
    return complaints


def main():
    ctest, build, coverage = sys.argv[1:]
    plan = yaml.safe_load(PLAN.read_text()) or []
    points = json.loads(pathlib.Path(coverage).read_text())["cover_points"]
    complaints = judge(plan, known_tests(ctest, build), points)
    print(f"{len(plan)} features, {len(points)} cover points")
    print("\n".join(complaints), file=sys.stderr)
    return 1 if complaints else 0


if __name__ == "__main__":
    sys.exit(main())
