#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The copy of what was sent, against a real Dovecot and a real Postfix: exactly one in the folder
with the role sent, byte for byte and with its Bcc; what stands in its way is told, and nothing is
lost by it."""

import email
import email.policy
import os
import sqlite3
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import dovecot, tap  # noqa: E402
from support.peer import variants  # noqa: E402
from support.sending_rig import BEN, SendingTest, pipe_of  # noqa: E402

RAW = (b"From: anna@example.org\r\nTo: ben@example.org\r\nBcc: secret@example.org\r\n"
       b"Subject: raw\r\nMessage-ID: <%d@example.org>\r\nDate: Mon, 2 Mar 2026 10:00:00 +0100\r\n"
       b"\r\n.one\r\n\r\nlast\r\n")


class SentCopiesTest(SendingTest):

    def sent(self, folder="Sent"):
        return self.server.contents(folder)

    def wait_filed(self, number, timeout=30):
        def filed():
            row = self.row(number)
            return row if row["copy"] == "filed" else None
        return self.daemon.peer.wait_until(filed, f"the copy of {number}", timeout)

    def wait_error(self, number, name):
        def told():
            row = self.row(number)
            return row if row["error"][0] == name else None
        return self.daemon.peer.wait_until(told, f"{name} of the copy of {number}", 30)

    def octets_kept(self):
        with sqlite3.connect(os.path.join(self.daemon.data, "state.db")) as database:
            return database.execute("SELECT count(*) FROM octets").fetchone()[0]

    def give_role(self, path, role):
        self.daemon.set(self.daemon.folders(self.account)[path], "Folder", "Role", "s", role)

    def wait_last_error(self, name):
        self.daemon.peer.wait_until(
            lambda: self.daemon.get(self.account, "Account", "LastError")[0] == name,
            f"LastError {name!r}", 30)


class Filed(SentCopiesTest):

    def test_byte_for_byte_with_bcc(self):
        number = self.send(RAW % 1)
        self.wait_state(number, "sent")
        self.wait_filed(number)
        ((_, flags, raw),) = self.sent()
        self.assertEqual(raw, RAW % 1)
        self.assertEqual(flags, {"\\Seen"})
        self.assertNotIn(b"Bcc", self.wait_mail(1, BEN)[0])
        self.assertEqual(self.octets_kept(), 0)

    def test_bare_line_feeds_become_lines(self):
        number = self.send((RAW % 2).replace(b"\r\n", b"\n"))
        self.wait_filed(number)
        self.assertEqual(self.sent()[0][2], RAW % 2)

    def test_composed_and_seen_here(self):
        number = self.compose(to=[BEN], bcc=["secret@example.org"], subject="copy", text="Hi\n")
        self.wait_filed(number)
        ((_, _, raw),) = self.sent()
        self.assertIn(b"Bcc: secret@example.org\r\n", raw)

        def here():
            return self.daemon.list(keys=["unread"], role="sent") or None
        (row,) = self.daemon.peer.wait_until(here, "the copy in the list", 30)
        self.assertFalse(row["unread"])
        self.assertEqual(self.daemon.get(self.account, "Account", "Unread"), 0)

    def test_several_leave_one_copy_each(self):
        numbers = [self.send(RAW % (10 + i)) for i in range(8)]
        for number in numbers:
            self.wait_filed(number)
        self.assertEqual(sorted(raw for _, _, raw in self.sent()),
                         sorted(RAW % (10 + i) for i in range(8)))


class Large(SentCopiesTest):

    def setUp(self):
        super().setUp()
        self.wait_filed(self.send(RAW % 1))
        self.before = self.daemon.memory()
        self.daemon.forget_peak()

    def assert_memory_stays(self, what):
        grown = self.daemon.memory("VmHWM") - self.before
        print(f"{what} and filed: grown by {grown / 1024:.1f} MB at most")
        if not os.environ.get("ASAN_OPTIONS"):
            self.assertLess(grown, 8192)

    def wait_here(self):
        """Until the check that follows has seen both copies."""
        self.daemon.peer.wait_until(
            lambda: len(self.daemon.list(keys=["id"], role="sent")) == 2, "the copy here", 60)

    def test_memory_stays(self):
        large = RAW % 2 + b"".join(b"%07d %s\r\n" % (i, b"x" * 60) for i in range(360000))
        self.wait_filed(self.send(large), timeout=120)
        self.assert_memory_stays(f"{len(large) >> 20} MB sent")
        self.assertEqual(self.sent()[1][2], large)

    def test_memory_stays_from_composing_on(self):
        content = os.urandom(25 << 20)
        number = self.compose(to=[BEN], subject="large", text="see", fds=[pipe_of(content)],
                              attach=("a(sh)", [("a.bin", 0)]))
        self.wait_filed(number, timeout=120)
        self.assert_memory_stays("25 MB attached, sent")
        self.wait_here()
        print(f"at most in all, with the check behind it: "
              f"{(self.daemon.memory('VmHWM') - self.before) / 1024:.1f} MB")
        message = email.message_from_bytes(self.sent()[1][2], policy=email.policy.default)
        self.assertEqual([part.get_content() for part in message.iter_attachments()], [content])


class FiledByTheServer(SentCopiesTest):

    def test_switched_off(self):
        self.daemon.call("Account", "Configure", "(a{sv})", variants({"save-sent": False}),
                         path=self.account)
        config = self.daemon.call("Account", "GetConfig", path=self.account)
        self.assertFalse(config["save-sent"])
        number = self.send(RAW % 1)
        self.wait_filed(number)
        self.assertEqual(self.sent(), [])
        self.assertEqual(self.octets_kept(), 0)

    def test_another_has_filed_it_first(self):
        """The copy waits for a folder, and somebody else puts one there in between."""
        self.give_role("Sent", "none")
        number = self.send(RAW % 1)
        self.wait_error(number, "NoFolder")
        self.server.deliver(b"X-Filed: by the server\r\n" + RAW % 1, "Sent")
        self.give_role("Sent", "sent")
        self.wait_filed(number)
        ((_, _, raw),) = self.sent()
        self.assertTrue(raw.startswith(b"X-Filed"), raw)


class NoFolder(SentCopiesTest):

    def test_sent_told_and_filed_later(self):
        self.give_role("Sent", "none")
        number = self.send(RAW % 1)
        self.wait_state(number, "sent")
        self.wait_mail(1, BEN)
        row = self.wait_error(number, "NoFolder")
        self.assertIn("role sent", row["error"][1])
        self.assertEqual(self.counts(), (0, 0))
        self.wait_last_error("NoFolder")
        self.give_role("Archive", "sent")
        row = self.wait_filed(number)
        self.assertEqual(row["error"], ("", ""))
        self.assertEqual([raw for _, _, raw in self.sent("Archive")], [RAW % 1])
        self.assertEqual(self.sent(), [])
        self.wait_last_error("")


class Refused(SentCopiesTest):
    server_extra = dovecot.quota("64K")

    def test_kept_and_tried_again(self):
        self.server.deliver(RAW % 9 + b"x" * 60000 + b"\r\n", "Archive")
        number = self.send(RAW % 1 + b"y" * 9000 + b"\r\n")
        self.wait_state(number, "sent")
        row = self.wait_error(number, "ServerRejected")
        self.assertIn("quota", row["error"][1].lower())
        self.assertGreater(self.octets_kept(), 0)
        connection = self.server.imap()
        connection.select("Archive")
        connection.store("1", "+FLAGS", "\\Deleted")
        connection.expunge()
        connection.logout()
        self.daemon.sync(self.account)
        self.wait_filed(number)
        self.assertEqual(len(self.sent()), 1)
        self.assertEqual(self.octets_kept(), 0)


if __name__ == "__main__":
    tap.main()
