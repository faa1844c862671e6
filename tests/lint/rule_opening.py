# SPDX-License-Identifier: GPL-3.0-or-later
"""How files open: the licence everywhere, and in headers a paragraph on why they exist."""

import re

from source import Problem

RULES = ("licence", "header-opening", "pragma-once")
ENDINGS = (".c", ".h", ".py", ".build", ".xml", ".sql", ".in", ".conf", ".1", ".service", ".sh")
SPDX = "SPDX-License-Identifier: GPL-3.0-or-later"
OPENING = re.compile(r"/\* " + re.escape(SPDX) + r"\n \*\n \* (?P<paragraph>.*?)\*/", re.DOTALL)


def check(tree):
    scripts = [file for file in tree.files if file.path in ("dev", ".ci/run")]
    for file in tree.select(*ENDINGS) + scripts:
        if not any(SPDX in line for line in file.lines[:6]):
            yield Problem("licence", file.path, f"no line «{SPDX}» at the top")
    for file in tree.select(".h", under=("daemon/", "dbus/", "tests/")):
        opening = OPENING.match(file.text)
        if not opening or len(opening["paragraph"].split()) < 8:
            yield Problem("header-opening", file.path, "does not open with a comment of the "
                          "licence line and a paragraph: why it exists, what it must not know")
        if "#pragma once" not in file.lines:
            yield Problem("pragma-once", file.path, "no #pragma once")
