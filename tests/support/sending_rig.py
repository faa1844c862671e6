# SPDX-License-Identifier: GPL-3.0-or-later
"""An account that can send: the daemon, a Dovecot, and a Postfix that hands its mail to it."""

import collections
import os
import unittest

from . import postfix, process
from .daemon import NAME
from .peer import variants
from .rig import RigTest

BEN = "ben@example.org"


class OutboxCalls:
    """What a test asks of the outbox; self.account sends."""

    def outbox(self, method, signature="()", *arguments, **options):
        return self.daemon.call("Outbox", method, signature, *arguments, **options)

    def compose(self, account=None, fds=(), timeout=60, **keys):
        options = variants({key.replace("_", "-"): value for key, value in keys.items()})
        return self.outbox("Compose", "(oa{sv})", account or self.account, options, fds=fds,
                           timeout=timeout)

    def send(self, raw, account=None, **keys):
        options = variants({key.replace("_", "-"): value for key, value in keys.items()})
        return self.outbox("Send", "(oha{sv})", account or self.account, 0, options,
                           fds=[pipe_of(raw)])

    def row(self, number):
        return next(row for row in self.outbox("List") if row["id"] == number)

    def wait_state(self, number, *states, timeout=60):
        """The row of message NUMBER once it is in one of STATES."""
        def found():
            row = self.row(number)
            return row if row["state"] in states else None
        try:
            return self.daemon.peer.wait_until(found, f"{states} of {number}", timeout)
        except TimeoutError as error:
            raise AssertionError(f"{error}: {self.row(number)}") from None

    def counts(self):
        get = self.daemon.peer.get
        path = "/org/posthorn/Posthorn1"
        return tuple(get(path, f"{NAME}.Outbox", name) for name in ("Pending", "Failed"))


@unittest.skipUnless(postfix.usable(), "Postfix can be started by root only")
class SendingTest(OutboxCalls, RigTest):
    """self.server is the Dovecot, self.submission the Postfix, self.account the path of "work"."""

    configuration = "[outbox]\nretry-initial=1\nretry-max=2\nuncertain-wait=1\n"
    submission_options = {}
    server_extra = ""
    capability = None  # of the Dovecot; None = all it can

    def setUp(self):
        super().setUp()
        self.server = self.dovecot(extra=postfix.AUTH + self.server_extra,
                                   capability=self.capability)
        self.submission = self.start(postfix.Postfix(self.server, **self.submission_options))
        self.account = self.add_sender()

    def diagnostics(self):
        text = super().diagnostics()
        return text + "\n" + self.submission.log()[-3000:] if self.submission.folder else text

    def ca_file(self, submission=None):
        """The authorities of both servers in one file."""
        path = self.server.folder / "both.pem"
        with open(path, "w", encoding="ascii") as both:
            for one in (self.server.ca_file, (submission or self.submission).ca_file):
                with open(one, encoding="ascii") as file:
                    both.write(file.read())
        return path

    def add_sender(self, slug="work", **changes):
        options = {"smtp_host": "localhost", "smtp_port": self.submission.port,
                   "ca_file": self.ca_file()}
        options.update(changes)
        return self.daemon.add_account(self.server, slug, **options)

    def wait_mail(self, count, user="anna@example.org", timeout=60):
        """The raw octets of all COUNT messages that have arrived for USER.

        Nobody looks before: Dovecot 2.3.19 can panic when a mailbox is opened for the first time
        while it is made for the first mail to come.
        """
        process.wait_for(lambda: self.submission.delivered(user) >= count, f"mail for {user}",
                         timeout=timeout)
        found = [raw for _, _, raw in self.server.contents("INBOX", user)]
        self.assertEqual(len(found), count)
        return found

    def deliveries(self):
        """How often the server has taken each Message-ID."""
        return collections.Counter(name.strip("<>") for name in self.submission.taken())


def pipe_of(raw):
    reader, writer = os.pipe()
    if len(raw) <= 60000:
        with os.fdopen(writer, "wb") as file:
            file.write(raw)
        return reader
    os.close(writer)
    os.close(reader)
    folder = process.Folder("ph-raw-")
    folder.write("raw", "")
    with open(folder / "raw", "wb") as file:
        file.write(raw)
    descriptor = os.open(folder / "raw", os.O_RDONLY)
    folder.remove()
    return descriptor
