# SPDX-License-Identifier: GPL-3.0-or-later
"""clang-format decides the layout of C."""

import os
import re
import subprocess

from source import Problem

RULES = ("format",)


def check(tree):
    files = [file.full for file in tree.select(".c", ".h")]
    if not files:
        return
    done = subprocess.run(["clang-format", "--dry-run", "-Werror", "--style=file", *files],
                          capture_output=True, text=True, check=False)
    first = {}
    for path, line in re.findall(r"^(/\S+?):(\d+):\d+: error", done.stderr, re.MULTILINE):
        first.setdefault(os.path.relpath(path, tree.root), line)
    for path, line in first.items():
        yield Problem("format", path, f"line {line}: run clang-format -i {path}")
    if done.returncode != 0 and not first:
        yield Problem("format", "all", "clang-format fails: " + done.stderr.strip())
