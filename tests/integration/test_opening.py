#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A click on a notification opens the program that a person reads mail with, unconfined."""

import configparser
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import tap, user_manager  # noqa: E402
from support.daemon import NAME, Posthornd, program  # noqa: E402
from support.dovecot import Dovecot  # noqa: E402
from support.keyring import Keyring  # noqa: E402
from support.mail_program import ActivatableProgram, MailProgram  # noqa: E402
from support.notification_rig import NotificationTest, mail  # noqa: E402
from support.notification_server import NotificationServer  # noqa: E402
from support.peer import Peer  # noqa: E402

ENTRY = "org.posthorn.Posthorn"  # as in the hint desktop-entry


class Opening(NotificationTest):
    def program(self, name, scheme, more=""):
        return MailProgram(self.bus.folder, self.bus.environment, name, scheme, more)

    def open(self, *raws, token=None):
        self.receive(*raws)
        summary = "Ben Example" if len(raws) == 1 else f"{len(raws)} new messages"
        note = self.desk.wait_summary(summary)
        self.assertEqual(note.hints["desktop-entry"], ENTRY)
        self.desk.act(note, "default", token)

    def wait_opened(self, which, count=1):
        self.wait_here(lambda: len(which.opened()) >= count, "the mail program")
        return which.opened()[-1]

    def test_one_message_by_its_url_and_several_as_a_whole(self):
        reader = self.program("reader", "mid")
        client = self.program("client", "mailto")
        self.open(mail("One", number="2/a%20b"), token="token-1")
        opened = self.wait_opened(reader)
        self.assertEqual((opened.token, opened.arguments), ("token-1", "mid:2%2Fa%2520b@mail.example"))
        self.open(mail("Two", number=3), mail("Three", number=4))
        opened = self.wait_opened(client)
        self.assertEqual((opened.token, opened.arguments), ("", ""))
        self.assertEqual((len(reader.opened()), len(client.opened())), (1, 1))

    def test_without_a_reader_of_messages_the_mail_program(self):
        client = self.program("client", "mailto")
        self.open(mail("One", number=2), token="token-2")
        opened = self.wait_opened(client)
        self.assertEqual((opened.token, opened.arguments), ("token-2", ""))

    def test_a_program_that_the_bus_starts_is_asked_over_it(self):
        mock = self.start(ActivatableProgram(self.bus.address))
        entry = self.program(mock.name, "mid",
                             "DBusActivatable=true\nStartupNotify=true\n")
        self.open(mail("One", number=2), token="token-3")
        mock.wait_call("Open")
        (urls, platform), = mock.opened
        self.assertEqual((urls, platform["desktop-startup-id"]), (["mid:2@mail.example"], "token-3"))
        self.assertEqual(entry.opened(), [])

    def test_nothing_to_open_it_with_is_said(self):
        self.bus.environment["XDG_DATA_DIRS"] = "/nonexistent"
        self.daemon.restart()
        self.open(mail("One", number=2))
        self.wait_here(lambda: "no program is set for mail" in self.daemon.log(), "a word of it")


class Entry(unittest.TestCase):
    """By what name the desktop knows the notifications, and what it opens when asked to."""

    path = os.path.join(os.path.dirname(os.path.dirname(program())), "data", ENTRY + ".desktop")

    def test_it_is_sound(self):
        self.assertEqual(subprocess.run(["desktop-file-validate", self.path], capture_output=True,
                                        text=True, check=False).stdout, "")
        entry = configparser.ConfigParser(interpolation=None)
        entry.read(self.path)
        command = entry["Desktop Entry"]["Exec"]
        self.assertEqual(os.path.basename(command), "posthorn-open")
        self.assertEqual(entry["Desktop Entry"]["X-GNOME-UsesNotifications"], "true")


class Session:
    """What is inside a user manager, for those who expect a private bus."""

    def __init__(self, manager):
        self.folder, self.environment = manager.folder, dict(manager.environment)
        self.address = (f"unix:path=/proc/{manager.process.pid}/root"
                        f"{manager.environment['XDG_RUNTIME_DIR']}/bus")
        self.environment.update(DBUS_SESSION_BUS_ADDRESS=self.address,
                                XDG_RUNTIME_DIR=self.folder.make("run"))


class FromAService(unittest.TestCase):
    """The daemon as systemd runs it, with all its limits."""

    def setUp(self):
        reason = user_manager.why_not()
        if reason:
            self.skipTest(reason)
        self.manager = user_manager.UserManager()
        self.addCleanup(self.manager.stop)
        self.manager.start()
        self.manager.install_service()
        self.session = Session(self.manager)
        self.start(Keyring(self.session))
        self.desk = self.start(NotificationServer(self.session.address))
        self.server = self.start(Dovecot())

    def start(self, part):
        self.addCleanup(part.stop)
        return part.start()

    def test_the_program_is_none_of_the_daemons(self):
        home = self.manager.folder / "home"
        os.chmod(self.manager.folder.path, 0o777)  # there it notes, as that user, what it was given
        reader = MailProgram(self.manager.folder, {"XDG_DATA_HOME": f"{home}/.local/share",
                                                   "XDG_CONFIG_HOME": f"{home}/.config"},
                             "reader", "mid")
        self.manager.run("systemctl", "--user", "start", "posthorn.service")
        daemon = Posthornd(self.session)
        daemon.peer = Peer(self.session.address, NAME)
        self.addCleanup(daemon.peer.close)
        account = daemon.add_account(self.server)
        self.server.deliver(mail("One", number=2))
        daemon.synchronise(account)
        self.desk.act(self.desk.wait(), "default", "token-4")
        daemon.peer.wait_until(reader.opened, "the mail program", 20)
        opened, = reader.opened()
        self.assertEqual(opened, ("token-4", False, "mid:2@mail.example"))
        shown = self.manager.run("systemctl", "--user", "show", "posthorn.service",
                                 "--property=NoNewPrivileges")
        self.assertEqual(shown, "NoNewPrivileges=yes")


if __name__ == "__main__":
    tap.main()
