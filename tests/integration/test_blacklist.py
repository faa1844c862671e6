#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The blacklist on the bus: entries go in and out, are told, and stay."""

import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import rig, tap  # noqa: E402
from support.daemon import INVALID_ARGS, ROOT, program  # noqa: E402

MOST = 10_000


class Blacklist(rig.RigTest):
    def entries(self):
        return self.daemon.get(ROOT, "Blacklist", "Entries")

    def add(self, *entries):
        self.daemon.call("Blacklist", "Add", "(as)", list(entries))

    def remove(self, *entries):
        self.daemon.call("Blacklist", "Remove", "(as)", list(entries))

    def wait_for_news(self, entries):
        """Entries was told to have become ENTRIES."""
        def told(arguments):
            return arguments[0].endswith(".Blacklist") and arguments[1].get("Entries") == entries
        self.daemon.peer.wait_signal("PropertiesChanged", path=ROOT, where=told)

    def test_added_and_removed(self):
        self.assertEqual(self.entries(), [])
        self.add("Eve@Example.ORG", "@Bücher.example")
        whole = ["@xn--bcher-kva.example", "eve@example.org"]
        self.assertEqual(self.entries(), whole)
        self.wait_for_news(whole)
        self.add("eve@example.org")
        self.remove("@example.org", "nobody@example.org")
        self.assertEqual(self.entries(), whole)
        self.remove("EVE@example.org")
        self.assertEqual(self.entries(), ["@xn--bcher-kva.example"])
        self.wait_for_news(["@xn--bcher-kva.example"])

    def test_on_disk_when_answered(self):
        self.add("eve@example.org", "@spam.example")
        self.daemon.kill9()
        self.daemon.start()
        self.assertEqual(self.entries(), ["@spam.example", "eve@example.org"])
        self.remove("@spam.example")
        self.daemon.kill9()
        self.daemon.start()
        self.assertEqual(self.entries(), ["eve@example.org"])

    def test_one_bad_entry_refuses_all(self):
        self.add("eve@example.org")
        for bad in ("", "@", "a@", "nobody", "user@@x", "a b@example.org", "a@example.org\n",
                    "a\x07@example.org", "a@domain", "a" * 320 + "@example.org",
                    "Eve <eve@example.org>"):
            for change in (self.add, self.remove):
                said = self.assert_refused(INVALID_ARGS, change, "adam@example.org", bad,
                                           "eve@example.org")
                self.assertIn("«" + bad.replace("\n", "\ufffd").replace("\x07", "\ufffd")[:60],
                              said)
        self.assertEqual(self.entries(), ["eve@example.org"])

    def test_full(self):
        entries = sorted(f"sender{number}@spam.example" for number in range(MOST))
        self.add(*entries)
        self.assertEqual(self.entries(), entries)
        said = self.assert_refused("TooLarge", self.add, "one@more.example")
        self.assertIn("10000", said)
        self.add(entries[0])
        self.remove(*entries[1:])
        self.assertEqual(self.entries(), entries[:1])

    def run_client(self, *arguments, status=0):
        done = subprocess.run([program("posthornctl"), *arguments], env=self.bus.environment,
                              capture_output=True, text=True, timeout=60, check=False)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def test_on_the_command_line(self):
        self.assertIn("eve@example.org and @spam.example is unwanted",
                      self.run_client("blacklist", "add", "eve@example.org", "@spam.example"))
        self.assertEqual(self.run_client("blacklist"), "@spam.example\neve@example.org\n")
        self.assertEqual(json.loads(self.run_client("--json", "blacklist"))["entries"],
                         ["@spam.example", "eve@example.org"])
        self.assertEqual(json.loads(self.run_client("--json", "blacklist", "remove",
                                                    "eve@example.org")),
                         {"removed": ["eve@example.org"]})
        self.assertIn("«user@@x»", self.run_client("blacklist", "add", "user@@x", status=2))
        self.run_client("blacklist", "add", status=2)
        self.run_client("blacklist", "forget", "eve@example.org", status=2)
        self.assertEqual(self.entries(), ["@spam.example"])


if __name__ == "__main__":
    tap.main()
