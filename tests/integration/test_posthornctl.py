#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""posthornctl against the real daemon: what people read, what scripts get, how it ends."""

import fcntl
import json
import os
import pty
import re
import socket
import struct
import subprocess
import sys
import termios
import unicodedata

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, process, rig, tap  # noqa: E402
from support.daemon import program  # noqa: E402
from support.posthornctl import NETWORK, NO_DAEMON, NOT_FOUND, SIGN_IN, USAGE  # noqa: E402
from support.posthornctl import PosthornctlTest  # noqa: E402


class Posthornctl(PosthornctlTest):
    def setUp(self):
        super().setUp()
        self.server = self.dovecot()
        rig.fill(self.server, generator.sample_account())

    def add(self, *options, password=None, status=0):
        return self.run_client(
            "add", "anna@example.org", "--id", "work", "--user", self.server.user, "--host",
            "localhost", "--port", str(self.server.port), "--ca-file", self.server.ca_file,
            *options, said=(password or self.server.password) + "\n", status=status)

    def test_from_adding_to_removing(self):
        self.assertIn("No account yet", self.run_client("status"))
        said = self.add()
        self.assertIn("Account work was added.", said)
        self.assertIn("The first synchronisation is done", said)
        folders = json.loads(self.run_client("--json", "folders", "work"))
        inbox = next(folder for folder in folders if folder["role"] == "inbox")
        self.assertEqual(inbox["total"], len(self.daemon.list(role="inbox")))
        self.assertIn("work/inbox", self.run_client("folders"))
        self.assertIn("work", self.run_client("accounts"))
        self.run_client("remove", "work", "--yes")
        self.assertEqual(json.loads(self.run_client("--json", "accounts")), [])
        self.assertEqual(self.keyring.items(), [])

    def test_status_shows_what_runs_and_no_more(self):
        self.add()
        self.assertNotIn("job", self.run_client("status"), "the first check has ended")
        self.assertEqual(self.run_json("status")["jobs"][0]["state"], "done")
        silent = socket.create_server(("localhost", 0))
        self.addCleanup(silent.close)
        self.daemon.add_account(self.server, "silent", wait=False, check=False,
                                address="ben@example.org", port=silent.getsockname()[1])
        self.daemon.call("Manager", "Sync", "(a{sv})", {})
        said = self.run_client("status")
        self.assertRegex(said, r"job \d+: +sync all accounts, running")
        self.assertNotIn(", done", said)

    def test_an_account_without_folders_says_so_once(self):
        self.add()
        for folder in self.run_json("folders", "work"):
            if folder["selected"]:
                self.run_client("folder", "unselect", "work/" + folder["path"])
        for arguments in (["accounts"], ["sync", "work"], ["sync"]):
            said = "".join(self.run_both(*arguments))
            self.assertEqual(said.count("none of its folders is selected"), 1, said)
            self.assertNotIn("work: work", said)

    def test_list_and_show(self):
        self.add()
        rows = json.loads(self.run_client("--json", "list", "work/inbox", "--limit", "5"))
        self.assertEqual([row["id"] for row in rows],
                         [row["id"] for row in self.daemon.list(role="inbox")[:5]])
        number = str(rows[0]["id"])
        self.assertIn("Subject:", self.run_client("show", number))
        raw = subprocess.run([program("posthornctl"), "show", number, "--raw"], check=True,
                             env=self.bus.environment, capture_output=True, timeout=60).stdout
        self.assertEqual(raw, self.daemon.open(rows[0]["id"]))

    def test_sync_tells_what_came(self):
        self.add()
        self.server.deliver(generator.Generator(3).message(2000))
        self.assertIn("1 new message", self.run_client("sync", "work"))
        self.assertIn("no new messages", self.run_client("sync"))

    def test_why(self):
        self.add("--owner", "anna")
        said = self.run_client("why", "work")
        self.assert_says(said, {"Checked": "not by itself: nobody is online", "Online": "nobody",
                                "Known by": "nothing", "Last check": "ended well",
                                "Next check": "none by itself; check now with: posthornctl sync"})
        self.run_client("here", "anna")
        said = self.run_client("why", "anna@example.org")
        self.assert_says(said, {"Checked": "every 10 minutes: anna is working", "Working": "anna",
                                "Known by": "open programs only", "Next check": "in "})
        said = json.loads(self.run_client("--json", "why", "work"))
        self.assertEqual((said["account"]["rule"], said["account"]["interval"],
                          said["presence"]["active"], len(said["sessions"])),
                         ("owner-active", 600, ["anna"], 1))
        self.run_client("why", "nowhere", status=NOT_FOUND)

    def test_presence(self):
        self.assertIn("anna is working", self.run_client("here", "anna"))
        self.run_client("presence", "employee", "ben")
        self.run_client("presence", "seat", "online")
        said = self.run_client("presence")
        self.assert_says(said, {"Online": "anna", "Working": "anna",
                                "Desktop": "ben; using this desktop counts as being online"})
        self.assertRegex(said, r"1 +anna +webmail +working")
        said = json.loads(self.run_client("--json", "presence"))
        self.assertEqual((said["seat"], said["seat-employee"], said["sessions"][0]["employee"]),
                         ("online", "ben", "anna"))
        self.run_client("presence", "seat", "asleep", status=USAGE)
        self.run_client("presence", "employee", status=USAGE)
        self.run_client("here", "", status=0)
        self.assertEqual(json.loads(self.run_client("--json", "presence"))["active"],
                         ["anna", "ben"])

    def assert_says(self, text, wanted):
        """Lines «Label: sentence»; the sentence has the wanted words in it."""
        lines = dict(re.split(r": +", line, maxsplit=1) for line in text.splitlines()
                     if ": " in line)
        for label, words in wanted.items():
            self.assertIn(words, lines.get(label, ""), text)

    def test_endings(self):
        self.run_client("sync", status=NOT_FOUND)
        self.add(password="wrong", status=SIGN_IN)
        self.add("--port", str(process.free_port()), status=NETWORK)
        self.add("--port", str(process.free_port()), "--no-check", "--no-wait")
        self.run_client("remove", "work", "--yes")
        self.run_client("frobnicate", status=USAGE)
        self.add()
        self.run_client("show", "999999", status=NOT_FOUND)
        self.run_client("list", "work/nowhere", status=NOT_FOUND)
        self.run_client("list", "--limit", "0", status=USAGE)
        self.daemon.stop()
        self.run_client("status", status=NO_DAEMON)

    def test_help_needs_no_daemon(self):
        self.daemon.stop()
        for arguments in (["--help"], ["help", "add"], ["--version"]):
            self.assertTrue(self.run_client(*arguments))

    def test_help_stands_in_columns_and_names_every_word(self):
        lines = [line for line in self.run_client("--help").split("Options:\n")[0].splitlines()
                 if line.startswith("  ")]
        column = lines[0].index("Connect")
        commands = [line for line in lines if line[2] != " "]
        told = [line[column:] for line in lines if line[:column].endswith("  ")]
        self.assertEqual(len(told), len(commands), "\n".join(lines))
        self.assertTrue(all(line[0].isupper() for line in told), "\n".join(lines))
        for word in ("create", "select", "unselect", "role"):
            self.assertIn(word, self.run_client("help", "folder"))


HOSTILE = """From: "\x1b[2J\u202eEvil \u6536\u4fe1\u4eba" <evil@example.org>
To: anna@example.org
Subject: \u6536\u4ef6\u7bb1 \x1b]0;owned\x07 \u202egnp.exe and so on for longer than it fits
Message-ID: <hostile@example.org>
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

\x1b[31mred\u202e
"""


class Terminal(PosthornctlTest):
    """What is printed where: on a narrow terminal, without colour, elsewhere."""

    STYLE = re.compile("\x1b\\[[0-9;]*m")

    def setUp(self):
        super().setUp()
        self.server = self.dovecot()
        self.server.deliver(HOSTILE.replace("\n", "\r\n").encode())
        self.daemon.add_account(self.server, name="\u6536\u4fe1\u4eba" * 10)
        self.number = self.daemon.list()[0]["id"]

    def on_terminal(self, *arguments, columns=40, **environment):
        """The lines that a terminal of COLUMNS gets."""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        child = process.Process([program("posthornctl"), *map(str, arguments)],
                                self.bus.folder / "terminal.log", stdout=slave, stdin=slave,
                                environment={**self.bus.environment, "TERM": "xterm",
                                             **environment})
        os.close(slave)
        said = b""
        try:
            while piece := os.read(master, 65536):
                said += piece
        except OSError:  # nobody has the other end any more
            pass
        os.close(master)
        child.child.wait(timeout=60)
        text = said.decode().replace("\r\n", "\n").replace("\r\x1b[K", "\n")  # of a bar drawn anew
        return text.strip("\n").split("\n")

    def width(self, line):
        return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1
                   for one in self.STYLE.sub("", line))

    def test_tables_fit_and_nothing_commands_the_terminal(self):
        for arguments in (["list"], ["accounts"], ["folders"], ["jobs"]):
            lines = self.on_terminal(*arguments)
            self.assertGreater(len(lines), 1, arguments)
            self.assertLessEqual(max(map(self.width, lines)), 40, lines)
            self.assertTrue(any("\u2026" in line for line in lines), lines)
            self.assertTrue(any(self.STYLE.search(line) for line in lines), lines)
            self.check_harmless(lines)
        for arguments in (["show", self.number], ["show", self.number, "--headers"], ["status"],
                          ["show", self.number, "--html"], ["doctor"], ["why", "work"],
                          ["config", "work"], ["search", "longer"], ["sync"]):
            self.check_harmless(self.on_terminal(*arguments))

    def check_harmless(self, lines):
        text = self.STYLE.sub("", "\n".join(lines))
        self.assertNotRegex(text, "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")

    def test_no_colour_when_it_is_not_wanted(self):
        for environment in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            lines = self.on_terminal("list", **environment)
            self.assertNotIn("\x1b", "\n".join(lines))
            self.assertLessEqual(max(map(self.width, lines)), 40, lines)

    def test_nothing_is_cut_elsewhere(self):
        said = self.run_client("list")
        self.assertIn("for longer than it fits", said)
        self.assertNotIn("\x1b", said)
        self.check_harmless(said.splitlines())

    def test_json_keeps_everything_and_commands_nothing(self):
        said = self.run_client("--json", "list")
        self.assertEqual(json.loads(said)[0]["from"][0], self.daemon.list()[0]["from"][0])
        self.check_harmless(said.splitlines())


if __name__ == "__main__":
    tap.main()
