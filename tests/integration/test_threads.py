#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Conversations: which messages belong together, on the bus, whatever the order they came in."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import rig, tap  # noqa: E402

INVALID = "org.freedesktop.DBus.Error.InvalidArgs"


def mail(name, subject, in_reply_to=None, references=(), day=1):
    fields = [b"From: Ada <ada@example.org>", b"Subject: " + subject.encode(),
              b"Message-ID: <%s@example.org>" % name.encode(),
              b"Date: %d Mar 2026 10:00:00 +0000" % day]
    if in_reply_to:
        fields.append(b"In-Reply-To: <%s@example.org>" % in_reply_to.encode())
    if references:
        fields.append(b"References: " + b"\r\n ".join(b"<%s@example.org>" % one.encode()
                                                      for one in references))
    return b"\r\n".join(fields) + b"\r\n\r\ntext\r\n"


class Threads(rig.RigTest):
    def setUp(self):
        super().setUp()
        self.server = self.dovecot()

    def threads(self, **options):
        """Message-ID without its host → thread."""
        rows = self.daemon.list(keys=["message-id", "thread"], **options)
        return {row["message-id"].split("@")[0]: row["thread"] for row in rows}

    def test_conversations(self):
        self.server.create("Sent")
        self.server.deliver(mail("a", "Offer"))
        self.server.deliver(mail("b", "Re: Offer", "a", ["a"]), "Sent")
        self.server.deliver(mail("c", "Something else", "b", ["a", "b"]))
        self.server.deliver(mail("d", "Offer"))
        self.server.deliver(mail("e", "AW: Minutes", day=3))
        self.server.deliver(mail("f", "Minutes", day=2))
        self.daemon.add_account(self.server)
        threads = self.threads()
        self.assertEqual(len(threads), 6)
        self.assertNotIn(0, threads.values())
        self.assertEqual({threads[name] for name in "abc"}, {threads["a"]})
        self.assertEqual(threads["e"], threads["f"])
        self.assertEqual(len(set(threads.values())), 3)
        self.assert_listed(threads["a"], ["a", "b", "c"])
        self.assert_listed(threads["e"], ["e", "f"])
        self.assert_listed(threads["d"], ["d"])
        self.assertEqual(self.threads(thread=threads["a"], text="offer").keys(), {"a", "b"})
        self.assertEqual(self.threads(thread=threads["d"], text="offer").keys(), {"d"})

    def assert_listed(self, thread, names):
        rows = self.daemon.list(thread=thread, keys=["message-id"])
        self.assertEqual(sorted(row["message-id"].split("@")[0] for row in rows), names)
        count = self.daemon.call("Messages", "Count", "(a{sv})",
                                 rig.variants({"thread": ("t", thread)}))
        self.assertEqual(count, len(names))

    def test_late_link(self):
        self.server.deliver(mail("a", "One"))
        self.server.deliver(mail("b", "Two"))
        account = self.daemon.add_account(self.server)
        apart = self.threads()
        self.assertNotEqual(apart["a"], apart["b"])
        self.server.deliver(mail("c", "Both", "a", ["b"]))
        self.daemon.synchronise(account)
        joined = self.threads()
        self.assertEqual(len(set(joined.values())), 1)
        self.assertIn(joined["a"], apart.values())
        self.assert_listed(joined["a"], ["a", "b", "c"])

    def test_kept_by_a_move(self):
        self.server.create("Archive")
        raws = [mail("a", "One"), mail("b", "Re: One", "a")]
        for raw in raws:
            self.server.deliver(raw)
        account = self.daemon.add_account(self.server)
        before = self.threads()
        self.server.doveadm("move", "-u", self.server.user, "Archive", "mailbox", "INBOX", "all")
        self.daemon.synchronise(account)
        self.assertEqual(self.threads(), before)

    def test_no_such_thread(self):
        self.server.deliver(mail("a", "One"))
        self.daemon.add_account(self.server)
        self.assert_listed(2 ** 40, [])
        self.assertIn("thread", self.assert_refused(INVALID, self.daemon.list, thread=0))


if __name__ == "__main__":
    tap.main()
