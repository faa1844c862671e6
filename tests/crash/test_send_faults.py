#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A full disk while mail is handed over or sent: one clear error, nothing half, nothing sent twice,
and it goes on by itself."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import rig, strace, tap  # noqa: E402
from support.scripted_smtp import ScriptedSmtp  # noqa: E402
from support.sending_rig import BEN, OutboxCalls, pipe_of  # noqa: E402

RAW = b"From: anna@example.org\r\nTo: ben@example.org\r\nSubject: x\r\n\r\n" + 20_000 * b"x\r\n"


class SendFaults(strace.TracedTest, OutboxCalls, rig.RigTest):

    configuration = "[outbox]\nretry-initial=1\nretry-max=1\n"

    def setUp(self):
        super().setUp()
        self.daemon.start()
        self.submission = self.start(ScriptedSmtp(tls=None))
        self.account = self.daemon.add_account(
            self.dovecot(), smtp_host="localhost", smtp_port=self.submission.port,
            smtp_tls="none")
        self.daemon.set(self.account, "Account", "Push", "s", "off")

    def fill_disk(self):
        try:
            self.daemon.attach(["pwrite64:error=ENOSPC"])
        except PermissionError as error:
            self.skipTest(str(error))

    def assert_refused_and_well(self, function, **options):
        self.fill_disk()
        message = self.assert_refused("DiskFull", function, **options)
        self.assertIn("disk", message)
        self.assertEqual(self.outbox("List"), [])
        self.assertEqual(self.counts(), (0, 0))
        self.daemon.untrace()
        self.daemon.restart()
        self.assertEqual(self.outbox("List"), [])
        self.wait_state(self.compose(to=[BEN], text="after it"), "sent")
        self.assertEqual(len(self.submission.whole()), 1)

    def test_compose(self):
        self.assert_refused_and_well(self.compose, to=[BEN], text="x")

    def test_compose_with_attachment(self):
        self.assert_refused_and_well(
            lambda: self.compose(to=[BEN], attach=("a(sh)", [("large.bin", 0)]),
                                 fds=[pipe_of(bytes(3_000_000))]))

    def test_send(self):
        self.assert_refused_and_well(lambda: self.send(RAW))

    def test_before_it_is_sent(self):
        """It is not said to the server, waits, and goes when there is room."""
        number = self.compose(to=[BEN], text="x", undo_seconds=2)
        self.fill_disk()
        row = self.daemon.peer.wait_until(
            lambda: self.row(number)["error"][0] and self.row(number), "the reason")
        self.assertEqual((row["state"], row["error"][0]), ("deferred", "DiskFull"))
        self.assertEqual(self.submission.messages, [])
        self.daemon.untrace()
        self.wait_state(number, "sent")
        self.assertEqual(len(self.submission.whole()), 1)


if __name__ == "__main__":
    tap.main()
