#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every command of README.md, run as it stands there on a machine that looks like a newcomer's."""

import os
import re
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import picture, postfix, process, tap, user_manager  # noqa: E402
from support.daemon import program  # noqa: E402
from support.dovecot import Dovecot  # noqa: E402

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.path.join(SOURCE, "build")
BLOCK = re.compile(r"^```\n(.*?)^```$", re.MULTILINE | re.DOTALL)
ENDLESS = re.compile(r"\b(monitor|watch)\b")
# Root does it all; only systemd listens to nobody but the person whose session it is.
PREPARATION = f"""
mount -t tmpfs tmpfs /usr/local
mount -t tmpfs tmpfs {BUILD}/meson-logs  # other tests write those of this build at the same time
mkdir /usr/local/bin
cd /usr/local/bin
printf '#!/bin/sh\nexec "$@"\n' >sudo
printf '#!/bin/sh\nexec setpriv --reuid=%s --regid=%s --clear-groups /bin/systemctl "$@"\n' \\
  "$1" "$1" >systemctl
chmod +x sudo systemctl
"""


def read(name):
    with open(os.path.join(SOURCE, name), encoding="utf-8") as file:
        return file.read()


def lines(block):
    """The commands of a block, without what is said about them."""
    return [line for line in (re.sub(r"\s+# .*", "", line) for line in block.splitlines()) if line]


class Readme(unittest.TestCase):
    def setUp(self):
        self.text = read("README.md")
        self.blocks = [lines(block) for block in BLOCK.findall(self.text)]

    def test_the_first_two_are_those_of_the_continuous_integration(self):
        demo, test = self.blocks[0]
        self.assertIn(demo, read(".ci/run"))
        self.assertIn(test, read(".ci/run"))

    def test_every_command_named_in_the_text_exists(self):
        usage = subprocess.run([program("posthornctl"), "--help"], capture_output=True, text=True,
                               check=True).stdout
        known = set(re.findall(r"^  ([a-z-]+) ", usage, re.MULTILINE))
        named = set(re.findall(r"`posthornctl ([a-z-]+)", self.text))
        self.assertGreater(len(named), 10)
        self.assertEqual(named - known, set())

    def test_is_short_enough_to_be_read(self):
        self.assertLessEqual(len(self.text.splitlines()), 170)

    def test_every_file_and_provider_it_names_is_there(self):
        for path in re.findall(r"`((?:daemon|data|dbus|tests)/[\w./-]*)`|\]\(([\w./-]+)\)", self.text):
            self.assertTrue(os.path.exists(os.path.join(SOURCE, "".join(path))), path)


class Picture(unittest.TestCase):
    def test_shows_what_the_demo_prints(self):
        if not postfix.usable():
            self.skipTest("the picture shows the demo with a Postfix, which only root can start")
        self.maxDiff = None
        self.assertEqual(picture.steady(picture.text_of_picture()),
                         picture.steady(picture.chosen(picture.demo())),
                         "draw it anew: cd tests && python3 -m support.picture")


class Machine(unittest.TestCase):
    """A user manager with a keyring, nothing in /usr/local, and a mail server."""

    def setUp(self):
        reason = user_manager.why_not()
        if not reason and os.path.realpath(BUILD) != os.path.dirname(os.path.dirname(program())):
            reason = "the README builds in build/, so that is what has to be tested"
        if reason:
            self.skipTest(reason)
        self.server = Dovecot()
        self.addCleanup(self.server.stop)
        self.server.start()
        for subject in ("Lunch?", "Minutes of today"):
            self.server.deliver(f"Subject: {subject}\r\n\r\nDear Anna\r\n".encode())
        self.manager = user_manager.UserManager()
        self.addCleanup(self.manager.stop)
        self.manager.start()
        self.manager.run("sh", "-ec", PREPARATION, "sh", str(self.manager.user), user=0)
        self.manager.start_keyring()
        self.assignments, self.last = [], ""

    def diagnostics(self):
        return self.last

    def as_here(self, line):
        """LINE with this machine's server, its ids, and the name of what was connected."""
        port, authorities = self.server.port, self.server.ca_file
        for there, here in (
                ("imap.example.org", f"localhost --port {port} --ca-file {authorities} --user anna"),
                ("remove ACCOUNT", "remove --yes you@example.org"),
                ("GetText t 42", "GetText t 1"), ("at 2 42 43", "at 2 1 2")):
            line = line.replace(there, here)
        return line

    def run_line(self, line):
        """What it prints; it has to end well, and what never ends has to begin well."""
        if re.match(r"\w+=", line):
            self.assignments.append(line)
            return ""
        script = "\n".join([*self.assignments, f"cd {SOURCE}", self.as_here(line)])
        if ENDLESS.search(line):
            return self.begin(script)
        done = self.manager.spawn("bash", "-ec", script, user=0, timeout=600,
                                  said=self.server.password + "\n")
        self.last = f"$ {line}\n{done.stdout}{done.stderr}"
        self.assertEqual(done.returncode, 0, self.last)
        return done.stdout

    def begin(self, script):
        client = process.Process(self.manager.enter("bash", "-ec", script, user=0),
                                 self.manager.folder / "endless.log", self.manager.environment)
        process.wait_for(lambda: "Monitoring" in client.log(), "its first line", process=client)
        client.stop()
        return ""

    def test_every_block_from_the_first_build_to_removing_it(self):
        blocks = [lines(block) for block in BLOCK.findall(read("README.md"))][1:]
        said = {line: self.run_line(line) for block in blocks for line in block}
        self.check_answers({line.split("Posthorn1.")[-1]: answer for line, answer in said.items()})
        self.check_nothing_is_left()

    def check_answers(self, said):
        self.assertIn('"ready"', said["Manager State Unread LastSync"])
        self.assertIn("Minutes of today", said["Messages List 'a{sv}' 2 role s inbox limit u 5"])
        self.assertIn("Dear Anna", said["Messages GetText t 42"])

    def check_nothing_is_left(self):
        left = self.manager.run("find", "/usr/local", "-mindepth", "1", "-not", "-path",
                                "/usr/local/bin", "-not", "-name", "sudo", "-not", "-name",
                                "systemctl", user=0)
        self.assertEqual(left, "")
        home = self.manager.run("find", self.manager.environment["HOME"], "-name", "*posthorn*",
                                user=0)
        self.assertEqual(home, "")
        self.assertNotIn("org.posthorn", self.manager.run("busctl", "--user", "list", "--no-legend"))


if __name__ == "__main__":
    tap.main()
