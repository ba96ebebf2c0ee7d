#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The register generator: stale files are found, and mistakes in a description are refused by name."""

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

import registers  # noqa: E402
import specgen  # noqa: E402
from description import DescriptionError  # noqa: E402


class Generator(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.root = pathlib.Path(self.folder.name)
        shutil.copytree(REPOSITORY / "hw/spec/registers", self.root / "hw/spec/registers")

    def tearDown(self):
        self.folder.cleanup()

    def run_specgen(self, *options):
        errors = io.StringIO()
        with contextlib.redirect_stderr(errors):
            status = specgen.main(["registers", "--root", str(self.root), *options])
        return status, errors.getvalue()

    def assert_refused(self, file, old, new, *parts):
        path = self.root / "hw/spec/registers" / file
        text = path.read_text(encoding="utf-8")
        self.assertIn(old, text)
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with self.assertRaises(DescriptionError) as caught:
            registers.generate(self.root)
        for part in parts:
            self.assertIn(part, str(caught.exception))

    def test_committed_files_are_up_to_date(self):
        with contextlib.redirect_stderr(io.StringIO()) as errors:
            self.assertEqual(specgen.main(["registers", "--check"]), 0, errors.getvalue())

    def test_check_names_stale_and_missing_files_and_writes_nothing(self):
        status, errors = self.run_specgen("--check")
        self.assertEqual(status, 1)
        self.assertIn("tessera_registers.h is stale; run: python3 hw/spec/gen/specgen.py registers", errors)
        self.assertFalse((self.root / "hw/spec/generated").exists())
        self.assertEqual(self.run_specgen(), (0, ""))
        self.assertEqual(self.run_specgen("--check"), (0, ""))
        with open(self.root / "hw/spec/doc/registers.md", "a", encoding="utf-8") as page:
            page.write("edited by hand\n")
        self.assertEqual(self.run_specgen("--check")[0], 1)

    def test_bad_description_is_status_2(self):
        (self.root / "hw/spec/registers/idle.yaml").write_text("block: [", encoding="utf-8")
        status, errors = self.run_specgen()
        self.assertEqual(status, 2)
        self.assertIn("idle.yaml", errors)

    def test_unknown_key(self):
        self.assert_refused("idle.yaml", "layout:", "layuot:", "idle.yaml", "'layuot'", "allowed: name, offset")

    def test_repeated_key(self):
        self.assert_refused("idle.yaml", "    access: rw\n", "    access: rw\n    access: ro\n", "idle.yaml:12", "'access'", "twice")

    def test_unknown_access(self):
        self.assert_refused("idle.yaml", "access: rw", "access: readable", "idleRegister", "'readable'", "rw, ro, w1c, w0c, wo")

    def test_unknown_layout(self):
        self.assert_refused("idle.yaml", "layout: idle_register", "layout: other", "idleRegister", "'other'", "allowed: run_control")

    def test_misaligned_offset(self):
        self.assert_refused("idle.yaml", "offset: 0x0", "offset: 0x4", "idle.idleRegister", "0x4a004", "not a multiple of 8")

    def test_register_outside_its_block(self):
        self.assert_refused("idle.yaml", "offset: 0x0", "offset: 0x1000", "idle.idleRegister", "outside its block 0x4a000-0x4afff")

    def test_overlap(self):
        self.assert_refused("hib_user.yaml", "tileconfig1, offset: 0x790", "tileconfig1, offset: 0x788",
                            "hib_user.tileconfig0 and hib_user.tileconfig1 overlap at 0x48788")

    def test_overlapping_fields(self):
        self.assert_refused("layouts.yaml", "counter: {bits: [30, 0]", "counter: {bits: [31, 0]", "'counter' and 'disable_idle' overlap")

    def test_field_outside_its_register(self):
        self.assert_refused("chip.yaml", "thm_warn_en: {bits: [31, 31]", "thm_warn_en: {bits: [32, 32]", "omc0_d4.thm_warn_en", "32 > msb")

    def test_reset_value_too_large(self):
        self.assert_refused("chip.yaml", "reset: 0x80050410", "reset: 0x180050410", "scu_ctrl_3", "0x180050410")

    def test_unknown_values(self):
        self.assert_refused("chip.yaml", "values: gcb_clkdiv", "values: divider", "rg_gcb_clkdiv", "'divider'", "allowed: run_control")

    def test_alias_of_nothing(self):
        self.assert_refused("tile.yaml", "[deepSleep,", "[deepSlepe,", "tile.yaml", "'tile_debug.deepSlepe'")

    def test_unquoted_yaml_word(self):
        self.assert_refused("idle.yaml", "description: Idle detection; the driver enables it with counter 1, and sets disable_idle before a reset.",
                            "description: Off", "description False is not a text")


if __name__ == "__main__":
    unittest.main()
