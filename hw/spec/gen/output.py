# SPDX-License-Identifier: Apache-2.0
"""Writing generated files, and finding those that no longer match their description."""


def write_files(files):
    """Writes `files` ({path: text}); an unchanged file keeps its time, so nothing is rebuilt for it."""
    for path, text in files.items():
        if not _same(path, text):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")


def stale_files(files):
    """Those paths of `files` that are missing or differ on disk."""
    return [path for path, text in files.items() if not _same(path, text)]


def _same(path, text):
    return path.exists() and path.read_text(encoding="utf-8") == text
