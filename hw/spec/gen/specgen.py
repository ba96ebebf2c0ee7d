#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the committed C, C++ and manual views of the descriptions in hw/spec.

    specgen.py registers            writes the views of hw/spec/registers/*.yaml
    specgen.py registers --check    writes nothing; exits 1 and names the stale files, if there are any
    specgen.py all [--check]        every kind of description

Each kind is a module with `generate(root) -> {path: text}`, where root is the repository's folder.
"""

import argparse
import pathlib
import sys

import commands
import registers
from description import DescriptionError
from output import stale_files, write_files

KINDS = {"commands": commands, "registers": registers}


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="specgen.py", description=__doc__.splitlines()[0])
    parser.add_argument("kind", choices=[*sorted(KINDS), "all"], help="description to generate from")
    parser.add_argument("--check", action="store_true", help="compare with the committed files, write nothing")
    parser.add_argument("--root", type=pathlib.Path, default=pathlib.Path(__file__).resolve().parents[3],
                        help="the repository (default: the one of this script)")
    options = parser.parse_args(arguments)

    files = {}
    try:
        for kind in KINDS if options.kind == "all" else [options.kind]:
            files.update(KINDS[kind].generate(options.root))
    except (DescriptionError, OSError) as error:
        print(f"specgen.py: {error}", file=sys.stderr)
        return 2
    if not options.check:
        write_files(files)
        return 0
    stale = stale_files(files)
    for path in stale:
        print(f"specgen.py: {path} is stale; run: python3 hw/spec/gen/specgen.py {options.kind}", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main())
