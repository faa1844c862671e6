#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""posthornctl watch: what happens, a line each, for people, scripts and panels."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, process, rig, tap  # noqa: E402
from support.daemon import NAME, program  # noqa: E402
from support.posthornctl import NOT_FOUND, PosthornctlTest  # noqa: E402


class Watcher:
    """posthornctl watch in the background."""

    def __init__(self, environment, *options):
        self.child = subprocess.Popen([program("posthornctl"), "watch", *options], text=True,
                                      env=environment, stdout=subprocess.PIPE,
                                      stderr=subprocess.PIPE)
        self.lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in self.child.stdout:
            self.lines.put(line.rstrip("\n"))

    def next(self, limit=30):
        return self.lines.get(timeout=limit)

    def until(self, line):
        """The lines up to LINE."""
        seen = []
        while not seen or seen[-1] != line:
            seen.append(self.next())
        return seen

    def end(self, number=signal.SIGTERM):
        self.child.send_signal(number)
        self.child.communicate(timeout=30)
        return self.child.returncode


class Watch(PosthornctlTest):
    def setUp(self):
        super().setUp()
        self.server = self.dovecot()
        rig.fill(self.server, list(generator.sample_account())[:20])
        self.account = self.daemon.add_account(self.server, name="Büro <1>")

    def watch(self, *options):
        watcher = Watcher(self.bus.environment, *options)
        self.addCleanup(watcher.end, signal.SIGKILL)
        return watcher

    def unread(self):
        return self.daemon.get(self.account, "Account", "Unread")

    def deliver(self, number):
        self.server.deliver(generator.Generator(number).message(number))
        self.daemon.synchronise(self.account)

    def test_panels_get_a_line_for_each_change_and_survive_a_restart(self):
        start = self.unread()
        plain = self.watch("--format", "plain")
        polybar = self.watch("--format", "polybar", "--account", "work")
        waybar = self.watch("--format", "waybar")
        self.assertEqual(plain.next(), str(start))
        self.assertEqual(polybar.next(), str(start))
        self.assertEqual(json.loads(waybar.next()), {
            "text": str(start), "alt": "unread", "class": ["unread"],
            "tooltip": f"Büro &lt;1&gt;: {start} unread"})
        self.deliver(3000)
        self.assertEqual(plain.next(), str(start + 1))
        self.assertEqual(polybar.next(), str(start + 1))
        self.assertEqual(json.loads(waybar.next())["text"], str(start + 1))
        self.daemon.stop()
        self.assertEqual((plain.next(), polybar.next()), ("", ""))
        self.assertEqual(json.loads(waybar.next())["class"], ["stopped", "none"])
        self.assertFalse(self.owned(), "whoever watches starts no daemon")
        self.daemon.start()
        self.assertEqual(plain.until(str(start + 1))[:-1], [])
        self.assertEqual(json.loads(waybar.next())["text"], str(start + 1))
        self.assertEqual(plain.end(signal.SIGINT), 130)

    def owned(self):
        answer = subprocess.run(["busctl", f"--address={self.bus.address}", "list"], text=True,
                                capture_output=True, check=True).stdout
        return any(line.startswith(NAME + " ") and line.split()[1] != "-"
                   for line in answer.splitlines())

    def test_once(self):
        start = self.unread()
        self.assertEqual(self.run_client("watch", "--format", "plain", "--once"), f"{start}\n")
        self.assertEqual(self.run_client("watch", "--format", "plain", "--once", "--account",
                                         "Büro <1>"), f"{start}\n")
        self.refusal("watch", "--format", "plain", "--once", "--account", "nowhere",
                     status=NOT_FOUND)
        self.assertIn("waybar, polybar or plain", self.refusal("watch", "--format", "i3bar"))
        self.refusal("watch", "--once")
        self.refusal("watch", "--json", "--format", "waybar")

    def test_trouble_is_shown_and_goes(self):
        waybar = self.watch("--format", "waybar")
        polybar = self.watch("--format", "polybar")
        self.assertEqual(json.loads(waybar.next())["alt"], "unread")
        before = polybar.next()
        inbox = self.daemon.get(self.account, "Account", "Inbox")
        for folder in self.daemon.folders(self.account).values():
            if self.daemon.get(folder, "Folder", "Selected") and folder != inbox:
                self.daemon.set(folder, "Folder", "Selected", "b", False)
        self.daemon.set(inbox, "Folder", "Selected", "b", False)
        polybar.until("!")
        line = json.loads(waybar.next())
        while "trouble" not in line["class"]:
            line = json.loads(waybar.next())
        self.assertIn("none of its folders is selected", line["tooltip"])
        self.daemon.set(inbox, "Folder", "Selected", "b", True)
        self.daemon.synchronise(self.account)
        polybar.until(before)

    def test_an_account_that_goes(self):
        waybar = self.watch("--format", "waybar", "--account", "work")
        self.assertEqual(json.loads(waybar.next())["alt"], "unread")
        self.run_client("remove", "work", "--yes")
        line = json.loads(waybar.next())
        while line["tooltip"] != "There is no account":
            line = json.loads(waybar.next())
        self.assertEqual((line["text"], line["class"]), ("", ["none"]))

    def test_ends_when_nobody_reads(self):
        for options in ((), ("--json",), ("--format", "plain")):
            reader, writer = os.pipe()
            child = process.Process([program("posthornctl"), "watch", *options],
                                    self.bus.folder / "watch.log", self.bus.environment,
                                    stdout=writer)
            os.close(writer)
            with os.fdopen(reader) as lines:
                self.assertTrue(lines.readline())
            child.child.wait(timeout=30)

    def test_everything_for_people_and_scripts(self):
        people, scripts = self.watch(), self.watch("--json")
        self.assertIn("the daemon runs", people.next())
        self.assertEqual(json.loads(scripts.next())["event"], "running")
        self.deliver(3001)
        line = people.next()
        while "new mail" not in line:
            line = people.next()
        event = json.loads(scripts.next())
        while event["event"] != "messages-arrived":
            event = json.loads(scripts.next())
        self.assertEqual(len(event["messages"]), 1)
        self.assertIn(event["messages"][0]["subject"], line)


if __name__ == "__main__":
    tap.main()
