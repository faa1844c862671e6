#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The journal's explanations: one for each event in the code, in a form that journalctl takes."""

import re
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TOP / "tests" / "support"))

import tap  # noqa: E402

EVENTS = re.findall(r'#define LOG_(\w+) "(\w+)"',
                    (TOP / "daemon/base/log-event.h").read_text(encoding="utf-8"))
CATALOG = TOP / "data/posthorn.catalog"
WIDTH = 80


def entries():
    """{id: (fields, explanation)} of the catalogue."""
    found = {}
    for text in CATALOG.read_text(encoding="utf-8").split("\n-- ")[1:]:
        number, rest = text.split("\n", 1)
        head, body = rest.split("\n\n", 1)
        assert number not in found, number
        found[number] = (dict(line.split(": ", 1) for line in head.splitlines()), body)
    return found


class Catalog(unittest.TestCase):
    def test_every_event_is_explained(self):
        numbers = [number for _, number in EVENTS]
        self.assertEqual(len(set(numbers)), len(numbers))
        self.assertEqual(sorted(entries()), sorted(numbers))

    def test_every_event_happens(self):
        """Each name is used by the daemon beside its definition."""
        sources = "".join(path.read_text(encoding="utf-8")
                          for path in (TOP / "daemon").rglob("*.c"))
        for name, _ in EVENTS:
            self.assertRegex(sources, rf"\bLOG_{name}\b")

    def test_every_entry_is_whole(self):
        for number, (fields, body) in entries().items():
            self.assertEqual(set(fields), {"Subject", "Defined-By", "Documentation"}, number)
            self.assertTrue(body.strip().endswith((".", "service")), body)
            self.assertLessEqual(max(map(len, body.splitlines())), WIDTH)

    def test_commands_exist(self):
        """What a person is told to type is in the manual."""
        manual = (TOP / "data/posthornctl.1").read_text(encoding="utf-8")
        commands = set(re.findall(r"posthornctl ([a-z]+)", CATALOG.read_text(encoding="utf-8")))
        self.assertGreater(len(commands), 3)
        for command in commands:
            self.assertRegex(manual, rf"(?m)^\.(It )?Cm {command}\b")

    def test_journalctl_takes_it(self):
        with tempfile.TemporaryDirectory(prefix="ph-catalog-") as root:
            for name in ("usr/lib/systemd/catalog", "var/lib/systemd/catalog"):
                (Path(root) / name).mkdir(parents=True)
            (Path(root) / "usr/lib/systemd/catalog/posthorn.catalog").symlink_to(CATALOG)
            done = subprocess.run(["journalctl", f"--root={root}", "--update-catalog"],
                                  capture_output=True, text=True, check=False)
            self.assertEqual((done.returncode, done.stderr), (0, ""))
            shown = subprocess.run(["journalctl", f"--root={root}", "--dump-catalog"],
                                   capture_output=True, text=True, check=True).stdout
        self.assertEqual(sorted(re.findall(r"^-- (\w+)$", shown, re.MULTILINE)),
                         sorted(entries()))


if __name__ == "__main__":
    tap.main()
