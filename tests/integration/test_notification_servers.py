#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Notification servers as they are: absent, late, restarted, silent, poor, a mock's and a real one."""

import json
import os
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import process, tap  # noqa: E402
from support.mail_program import MailProgram  # noqa: E402
from support.notification_rig import NotificationTest, mail  # noqa: E402
from support.notification_server import NotificationServer  # noqa: E402
from support.peer import GLib, Peer  # noqa: E402

NAME, PATH = NotificationServer.name, NotificationServer.path


class Absent(NotificationTest):
    has_desk = False

    def test_what_waits_is_shown_when_it_comes(self):
        self.receive(mail("One", number=2))
        self.receive(mail("Two", number=3))
        self.store_there("STORE", "2", "+FLAGS", "(\\Seen)")
        self.daemon.synchronise(self.account)
        desk = self.start(NotificationServer(self.bus.address))
        note = desk.wait()
        self.assertEqual((note.lines[0], note.hints["urgency"]), ("Two", 1))
        self.assertEqual(len(desk.notes), 1)

    def test_the_bus_starts_it_when_it_is_needed(self):
        path = self.bus.folder / "started"
        self.bus.offer(NAME, f"/bin/touch {path}")
        self.daemon.peer.call_bus("ReloadConfig")
        self.daemon.synchronise(self.account)
        self.assertFalse(os.path.exists(path), "started without need")
        self.receive(mail("One", number=2))
        self.wait_here(lambda: os.path.exists(path), "the start of a notification server")


class Restarted(NotificationTest):
    def test_what_stood_there_stands_there_again(self):
        self.receive(mail("One", number=2))
        first = self.desk.wait()
        self.wait_pause(first)  # so that the answer has been heard
        self.desk.restart()
        again = self.desk.wait()
        self.assertEqual((again.replaces, again.body), (0, first.body))
        self.assertEqual((again.hints["urgency"], again.hints["suppress-sound"]), (0, True))
        self.desk.expire(again)
        self.wait_pause(again)
        self.desk.restart()
        self.desk.wait_call("GetCapabilities")
        self.receive(mail("Two", number=3))
        self.desk.wait_summary("2 new messages")
        self.assertEqual(len(self.desk.notes), 1, "shown again though it had gone by itself")
        self.desk.vanish()
        self.store_there("STORE", "2:3", "+FLAGS", "(\\Seen)")
        self.daemon.synchronise(self.account)
        self.desk.start()
        self.receive(mail("Three", number=4))
        self.assertEqual(self.desk.wait().lines[0], "Three")


class Poor(NotificationTest):
    capabilities = ("body",)

    def test_without_buttons_and_markup(self):
        self.receive(mail("<b>Tom & Jerry</b>", number=2))
        note = self.desk.wait()
        self.assertEqual((note.lines[0], note.actions), ("<b>Tom & Jerry</b>", {}))
        self.desk.capabilities = ("actions", "body-markup")
        self.desk.restart()
        note = self.desk.wait()
        self.assertEqual(note.lines[0], "&lt;b&gt;Tom &amp; Jerry&lt;/b&gt;")
        self.assertIn("archive", note.actions)


class Unhelpful(NotificationTest):
    def test_one_that_does_not_say_what_it_can(self):
        self.desk.failing = ["GetCapabilities"]
        self.desk.restart()
        self.receive(mail("<b>One</b>", number=2))
        note = self.desk.wait()
        self.assertEqual((note.lines[0], note.actions), ("<b>One</b>", {}))

    def test_one_that_refuses(self):
        self.desk.failing = ["Notify"]
        self.receive(mail("One", number=2))
        self.desk.wait_call("Notify")
        self.desk.failing = []
        self.receive(mail("Two", number=3))
        self.desk.wait_summary("2 new messages")

    def test_one_that_never_answers(self):
        self.desk.silent = ["Notify"]
        self.receive(mail("One", number=2))
        self.desk.wait_call("Notify")
        self.receive(mail("Two", number=3))
        self.store_there("STORE", "2", "+FLAGS", "(\\Seen)")
        self.daemon.synchronise(self.account)
        self.assertEqual(self.desk.calls.count("Notify"), 1, "more than one call at a time")
        self.desk.silent = []
        self.desk.restart()
        self.assertEqual(self.desk.wait().lines[0], "Two")

    def test_one_that_answers_late(self):
        self.desk.silent = ["Notify"]
        self.receive(mail("One", number=2))
        self.desk.wait_call("Notify")
        self.store_there("STORE", "2", "+FLAGS", "(\\Seen)")
        self.daemon.synchronise(self.account)
        self.assertEqual(self.desk.calls.count("CloseNotification"), 0)
        self.desk.answer_late()
        self.desk.wait_call("CloseNotification")
        self.assertEqual(self.desk.visible, {})
        self.desk.silent = []
        self.receive(mail("Two", number=3))
        self.assertEqual(self.desk.wait().replaces, 0)

    def test_a_click_on_what_stood_there_before(self):
        self.receive(mail("One", number=2))
        note = self.desk.wait()
        self.desk.silent = ["Notify"]
        self.receive(mail("Two", number=3))
        self.desk.wait_call("Notify", 2)
        self.desk.act(note, "trash")
        self.wait_here(lambda: self.there("Trash") == 1, "one in the trash")
        self.desk.silent = []
        self.desk.answer_late()
        self.desk.wait(where=lambda told: told.lines[0] == "Two")
        self.assertEqual(self.there("INBOX"), 2, "what nobody had seen was thrown away")

    def test_one_that_talks_rubbish(self):
        self.receive(mail("One", number=2))
        note = self.desk.wait()
        for signal, signature, arguments in (
                ("NotificationClosed", "(uu)", (0, 2)), ("NotificationClosed", "(uu)", (77, 2)),
                ("NotificationClosed", "(s)", ("1",)), ("ActionInvoked", "(us)", (77, "trash")),
                ("ActionInvoked", "(us)", (note.id, "")), ("ActionInvoked", "(su)", ("1", 1)),
                ("ActivationToken", "(us)", (77, "x")), ("ActionInvoked", "(us)", (0, "trash"))):
            self.desk.emit(PATH, NAME, signal, GLib.Variant(signature, arguments))
        self.receive(mail("Two", number=3))
        self.desk.wait_summary("2 new messages")
        self.assertEqual(self.there("Trash"), 0)


@unittest.skipUnless(os.path.isdir("/usr/lib/python3/dist-packages/dbusmock"),
                     "python3-dbusmock is not installed")
class DBusMock(NotificationTest):
    """The mock that others test with."""

    has_desk = False

    def setUp(self):
        super().setUp()
        log = self.bus.folder / "dbusmock.log"
        mock = process.Process(["/usr/bin/python3", "-m", "dbusmock", "--template",
                                "notification_daemon", "-l", log], log, self.bus.environment)
        self.addCleanup(mock.stop)
        self.peer = Peer(self.bus.address, NAME)
        self.addCleanup(self.peer.close)
        process.wait_for(self.peer.owned, "dbusmock", process=mock)
        self.peer.call(PATH, "org.freedesktop.DBus.Mock", "AddMethod", "(sssss)", NAME,
                       "GetCapabilities", "", "as", "ret = ['actions', 'body', 'body-markup']")

    def calls(self, method):
        made = self.peer.call(PATH, "org.freedesktop.DBus.Mock", "GetMethodCalls", "(s)", method)
        return [arguments for _, arguments in made]

    def emit(self, signal, signature, *arguments):
        self.peer.call(PATH, "org.freedesktop.DBus.Mock", "EmitSignal", "(sssav)", NAME, signal,
                       signature, arguments)

    def test_told_updated_acted_on(self):
        self.receive(mail("Lunch?", number=2))
        self.receive(mail("Dinner?", number=3))
        self.wait_here(lambda: len(self.calls("Notify")) == 2, "two calls of Notify")
        first, second = self.calls("Notify")
        self.assertEqual((first[0], first[1], first[3]), ("Posthorn", 0, "Ben Example"))
        self.assertEqual((second[1], second[3]), (1, "2 new messages"))
        self.assertEqual(second[4], "Ben Example: Dinner?\nBen Example: Lunch?")
        self.emit("ActionInvoked", "us", GLib.Variant("u", 1), GLib.Variant("s", "archive"))
        self.wait_here(lambda: self.calls("CloseNotification") == [[1]], "its withdrawal")
        self.wait_here(lambda: self.there("Archive") == 2, "mail in the archive")


@unittest.skipUnless(shutil.which("dunst") and shutil.which("Xvfb"),
                     "dunst or xvfb is not installed")
class Dunst(NotificationTest):
    """A real server, started by the bus on a real (virtual) screen."""

    has_desk = False

    def setUp(self):
        super().setUp()
        reader, writer = os.pipe()
        screen = process.Process(
            ["Xvfb", "-screen", "0", "640x360x24", "-nolisten", "tcp", "-displayfd", str(writer)],
            self.bus.folder / "xvfb.log", pass_fds=[writer])
        self.addCleanup(screen.stop)
        os.close(writer)
        with os.fdopen(reader) as answer:
            self.display = f":{answer.readline().strip()}"
        log = self.bus.folder / "dunst.log"
        self.bus.offer(NAME, f"/bin/sh -c 'DISPLAY={self.display} exec dunst >>{log} 2>&1'")
        self.daemon.peer.call_bus("ReloadConfig")
        self.addCleanup(self.ctl, "close-all")

    def ctl(self, *arguments):
        return subprocess.run(["dunstctl", *arguments], env=self.bus.environment,
                              capture_output=True, text=True, check=False).stdout

    def history(self):
        """[{name: value}] of what dunst has shown and taken away again."""
        entries = json.loads(self.ctl("history") or '{"data": [[]]}')["data"][0]
        return [{key: value["data"] for key, value in entry.items()} for entry in entries]

    def test_it_shows_what_it_is_told(self):
        self.receive(mail("<b>Tom & Jerry</b> \u202efdp", number=2),
                     mail("Report", "Cora <cora@example.org>", number=3))
        self.wait_here(lambda: self.ctl("count", "displayed").strip() == "1", "one on the screen")
        self.take_picture()
        self.store_there("STORE", "2:3", "+FLAGS", "(\\Seen)")
        self.daemon.synchronise(self.account)
        self.wait_here(lambda: self.ctl("count", "displayed").strip() == "0", "none any more")
        told, = self.history()
        self.assertEqual((told["appname"], told["summary"], told["category"]),
                         ("Posthorn", "2 new messages", "email.arrived"))
        self.assertEqual(told["body"],
                         "Cora: Report\nBen Example: &lt;b&gt;Tom &amp; Jerry&lt;/b&gt; fdp")

    def test_a_click_there_arrives_here(self):
        client = MailProgram(self.bus.folder, self.bus.environment, "client", "mailto")
        self.receive(mail("One", number=2))
        self.wait_here(lambda: self.ctl("count", "displayed").strip() == "1", "one on the screen")
        self.ctl("action")
        self.wait_here(client.opened, "the mail program")
        self.wait_here(lambda: self.ctl("count", "displayed").strip() == "0", "none any more")

    def take_picture(self):
        """For people to look at, where NOTIFICATION_PICTURE says."""
        path = os.environ.get("NOTIFICATION_PICTURE")
        if path:
            subprocess.run(["import", "-display", self.display, "-window", "root", path],
                           check=True)


if __name__ == "__main__":
    tap.main()
