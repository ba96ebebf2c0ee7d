#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The command generator: stale files are found, and mistakes in a description are refused by name."""

import contextlib
import io
import pathlib
import shutil
import sys
import tempfile
import unittest

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
sys.path.insert(0, str(REPOSITORY / "hw/spec/gen"))

import commands  # noqa: E402
import specgen  # noqa: E402
from description import DescriptionError  # noqa: E402


class Generator(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)
        shutil.copytree(REPOSITORY / "hw/spec/commands", self.root / "hw/spec/commands")

    def tearDown(self):
        self.folder.cleanup()

    def run_specgen(self, *options):
        errors = io.StringIO()
        with contextlib.redirect_stderr(errors):
            status = specgen.main(["commands", "--root", str(self.root), *options])
        return status, errors.getvalue()

    def assert_refused(self, old, new, *parts):
        path = self.root / "hw/spec/commands/coral.yaml"
        text = path.read_text(encoding="utf-8")
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with self.assertRaises((DescriptionError, SystemExit)) as caught:
            commands.generate(self.root)
        for part in parts:
            self.assertIn(part, str(caught.exception))

    def test_committed_files_are_up_to_date(self):
        with contextlib.redirect_stderr(io.StringIO()) as errors:
            self.assertEqual(specgen.main(["commands", "--check"]), 0, errors.getvalue())

    def test_check_names_stale_and_missing_files_and_writes_nothing(self):
        status, errors = self.run_specgen("--check")
        self.assertEqual(status, 1)
        for file in ("commands.h", "command_table.cpp", "commands.md"):
            self.assertIn(f"{file} is stale; run: python3 hw/spec/gen/specgen.py commands", errors)
        self.assertFalse((self.root / "hw/spec/generated").exists())
        self.assertEqual(self.run_specgen(), (0, ""))
        self.assertEqual(self.run_specgen("--check"), (0, ""))

    def test_check_finds_a_changed_description(self):
        self.run_specgen()
        path = self.root / "hw/spec/commands/coral.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("fill: [727, 1]", "fill: [760, 1]"), encoding="utf-8")
        status, errors = self.run_specgen("--check")
        self.assertEqual(status, 1)
        self.assertIn("command_table.cpp is stale", errors)
        self.assertIn("commands.md is stale", errors)
        self.assertNotIn("commands.h", errors)  # positions are not in the structs

    def test_check_finds_a_page_edited_by_hand(self):
        self.run_specgen()
        with open(self.root / "hw/spec/doc/commands.md", "a", encoding="utf-8") as page:
            page.write("edited by hand\n")
        self.assertEqual(self.run_specgen("--check")[0], 1)

    def test_note_on_a_field_that_does_not_exist(self):
        self.assert_refused("      clamp_min: As", "      clamp_low: As", "a note on 'clamp_low'")

    def test_notes_stand_below_the_table_of_their_command(self):
        self.run_specgen()
        page = (self.root / "hw/spec/doc/commands.md").read_text(encoding="utf-8")
        section = page[page.index("## wide_to_narrow"):page.index("## mesh")]
        self.assertIn("\n* `to_scaling`: The destination is the scaling store", section)

    def test_overlapping_fields(self):
        self.assert_refused("code: [14, 5]", "code: [11, 5]", "bit 11 belongs to opcode and code")

    def test_field_over_a_traversal_unit(self):
        # The op's psum record ends with bit 1562 (1549 + 14 - 1).
        self.assert_refused("avdata_enable: [1563, 1]", "avdata_enable: [1562, 1]",
                            "bit 1562 belongs to psum.skip and avdata_enable")

    def test_field_over_a_sync_record(self):
        # 6 records of 41 bits from bit 1578 on: the last ends with bit 1823.
        self.assert_refused("accumulate: [1843, 1]", "accumulate: [1823, 1]", "bit 1823", "accumulate", "sync5.valid")

    def test_field_over_the_loops(self):
        self.assert_refused("dims: 8, width: 14", "dims: 8, width: 15", "bit 174 belongs to", "loop7-1")

    def test_field_past_the_end(self):
        self.assert_refused("units: [79, 10]", "units: [119, 10]", "units", "119..128 do not fit")

    def test_command_with_too_few_words(self):
        # 12 words are 1536 bits; the mode of a table lies in 1566..1597.
        self.assert_refused("words: 13", "words: 12", "mode", "1566..1597 do not fit")

    def test_array_over_the_following_field(self):
        # Element 9 of the thresholds would begin with bit 93 + 9 * 16 = 237.
        self.assert_refused("first: 93, count: 9", "first: 93, count: 10", "bit 237 belongs to waits and thresholds9")

    def test_field_wider_than_32_bits(self):
        self.assert_refused("alu_operand: [70, 32]", "alu_operand: [70, 33]", "alu_operand", "do not fit")

    def test_bad_description_is_status_2_and_names_the_file(self):
        path = self.root / "hw/spec/commands/coral.yaml"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("code: [14, 5]", "code: [11, 5]"), encoding="utf-8")
        status, errors = self.run_specgen()
        self.assertEqual(status, 2)
        self.assertIn("coral.yaml", errors)
        self.assertIn("halt", errors)


if __name__ == "__main__":
    unittest.main()
