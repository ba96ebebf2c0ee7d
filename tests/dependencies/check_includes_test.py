#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes check_includes fail: made-up bad includes must be found, made-up good ones must pass."""

import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).parent))
from check_includes import faults  # noqa: E402

GOOD = [
    ("hw/spec/generated/command_table.cpp", '#include "hw/spec/command_table.h"'),
    ("hw/spec/loader.cpp", "#include <yaml-cpp/yaml.h>"),
    ("hw/func/requantize.h", '#include "hw/spec/machine.h"'),
    ("hw/func/requantize.cpp", "#include <fmt/format.h>"),
    ("hw/tile/op_unit.h", "#include <systemc>"),
    ("hw/accelerator.cpp", '#include "hw/scalar/scalar_core.h"'),
    ("tlm/device/device.h", "#include <tlm_utils/simple_target_socket.h>"),
    ("tlm/device/device.cpp", '#include "hw/accelerator.h"'),
    ("firmware/driver/queue.c", '#include "hw/spec/generated/registers.h"'),
    ("firmware/driver/queue.h", "#include <stdint.h>"),
    ("workloads/import/tflite.cpp", "#include <flatbuffers/flatbuffers.h>"),
    ("sim/platform.cpp", '#include "firmware/runtime/mailbox.h"'),
    ("tests/unit/queue_test.cpp", '#include "workloads/program/reader.h"'),
    ("hw/func/comment.h", '// #include "tlm/device/device.h"'),
]

BAD = [
    ("hw/spec/machine.h", '#include "hw/func/requantize.h"'),
    ("hw/spec/machine.h", "#include <yaml-cpp/yaml.h>"),
    ("hw/func/requantize.h", "#include <systemc>"),
    ("hw/tile/op_unit.h", "#include <tlm>"),
    ("hw/tile/op_unit.h", '  #  include "hw/scalar/scalar_core.h"'),
    ("hw/memory/dram.cpp", '#include "tlm/device/device.h"'),
    ("hw/memory/dram.cpp", "#include <fstream>"),
    ("hw/invented/thing.h", "#include <vector>"),
    ("hw/accelerator.cpp", '#include "workloads/program/reader.h"'),
    ("rtl/cosim/engine.cpp", '#include "sim/platform.h"'),
    ("tlm/device/device.cpp", '#include "sim/platform.h"'),
    ("tlm/device/device.cpp", '#include "firmware/driver/queue.h"'),
    ("firmware/driver/queue.c", '#include "hw/spec/machine.h"'),
    ("firmware/driver/queue.c", "#include <stdio.h>"),
    ("workloads/import/tflite.cpp", '#include "hw/tile/op_unit.h"'),
    ("workloads/import/tflite.cpp", "#include <systemc.h>"),
    ("sim/platform.cpp", '#include "tests/support/images.h"'),
    ("sim/platform.cpp", '#include "platform.h"'),
    ("sim/platform.cpp", '#include "../tlm/device/device.h"'),
]


def faults_of(path: str, line: str) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, path)
        file.parent.mkdir(parents=True)
        file.write_text(f"#pragma once\n{line}\n", encoding="utf-8")
        return list(faults(Path(folder)))


class CheckIncludes(unittest.TestCase):
    def test_good_include_passes(self):
        for path, line in GOOD:
            with self.subTest(path=path, line=line):
                self.assertEqual(faults_of(path, line), [])

    def test_bad_include_is_found_with_its_place(self):
        for path, line in BAD:
            with self.subTest(path=path, line=line):
                found = faults_of(path, line)
                self.assertEqual(len(found), 1)
                self.assertTrue(found[0].startswith(f"{path}:2: "), found[0])


if __name__ == "__main__":
    unittest.main()
