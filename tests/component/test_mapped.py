#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What each program maps: a library that reads what comes from outside is none of the daemon's."""

import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import tap  # noqa: E402

READERS = ("libgmime", "libxml2", "libical", "libicu")


def mapped(program):
    lines = subprocess.run(["ldd", program], check=True, capture_output=True, text=True).stdout
    return [line.split()[0] for line in lines.splitlines()]


class Mapped(unittest.TestCase):
    def test_daemon(self):
        names = mapped(os.environ["POSTHORND"])
        self.assertTrue(any(name.startswith("libsqlite3") for name in names), names)
        self.assertEqual([name for name in names if name.startswith(READERS)], [])

    def test_parser(self):
        names = mapped(os.path.join(os.path.dirname(os.environ["POSTHORND"]), "posthorn-parser"))
        for reader in READERS:
            self.assertTrue(any(name.startswith(reader) for name in names), reader)


if __name__ == "__main__":
    tap.main()
