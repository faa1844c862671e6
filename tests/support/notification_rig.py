# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests of notifications start from: an account with old mail, and a server of notifications."""

import time

from . import rig
from .notification_server import NotificationServer

PAUSE = 0.2  # more than the time between two updates


def mail(subject, sender="Ben Example <ben@example.org>", number=0, text="At noon.", more=""):
    """A message as octets; SUBJECT goes into the header as it is."""
    return (f"From: {sender}\r\nTo: anna@example.org\r\nSubject: {subject}\r\n{more}"
            f"Message-ID: <{number or abs(hash(subject))}@mail.example>\r\n"
            f"Date: Mon, 2 Nov 2026 10:00:00 +0000\r\n"
            f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n").encode()


class NotificationTest(rig.RigTest):
    """self.server is the Dovecot of self.account, self.desk the notification server, if any."""

    capabilities = None  # other ones than everything
    has_desk = True
    notify = None

    def setUp(self):
        super().setUp()
        if self.has_desk:
            options = {"capabilities": self.capabilities} if self.capabilities is not None else {}
            self.desk = self.start(NotificationServer(self.bus.address, **options))
        self.server = self.dovecot()
        self.server.create("Lists")
        self.server.deliver(mail("Old", number=1))
        self.account = self.daemon.add_account(self.server, notify=self.notify)

    def receive(self, *raws, folder="INBOX", **options):
        for raw in raws:
            self.server.deliver(raw, folder, **options)
        self.daemon.synchronise(self.account)

    def ids(self, **filters):
        return [row["id"] for row in self.daemon.list(keys=["id"], **filters)]

    def there(self, folder):
        return len(self.server.contents(folder))

    def store_there(self, command, *arguments, folder="INBOX"):
        """What another program does to mail of FOLDER."""
        connection = self.server.imap()
        connection.select(folder)
        connection.uid(command, *arguments)
        connection.logout()

    def wait_pause(self, note):
        """Until an update of NOTE is not held back any more."""
        self.wait_here(lambda: time.monotonic() - note.at > PAUSE, "the end of the pause")

    def wait_here(self, question, what):
        return self.daemon.peer.wait_until(question, what, 20)
