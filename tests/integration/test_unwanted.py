#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""New mail of senders on the blacklist goes where unwanted mail goes, without a word."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import rig, tap  # noqa: E402
from support.daemon import ROOT  # noqa: E402
from support.peer import variants  # noqa: E402

ENTRIES_MOST = 10000


def mail(number, sender, reply_to=None):
    more = f"Reply-To: {reply_to}\r\n" if reply_to else ""
    return (f"From: Somebody <{sender}>\r\n{more}To: anna@example.org\r\nSubject: {number}\r\n"
            f"Message-ID: <{number}@mail.example>\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\n\r\n"
            f"Text {number}.\r\n").encode()


class Unwanted(rig.RigTest):
    special = None

    def setUp(self):
        super().setUp()
        self.server = self.dovecot(special=self.special)
        self.server.deliver(mail(1, "eve@spam.example"))
        self.account = self.daemon.add_account(self.server)
        self.daemon.call("Blacklist", "Add", "(as)", ["eve@spam.example", "@bulk.example"])
        self.since = len(self.daemon.peer.signals)

    def receive(self, *raws):
        for raw in raws:
            self.server.deliver(raw)
        self.daemon.synchronise(self.account)

    def subjects(self, role):
        return sorted(row["subject"] for row in self.daemon.list(role=role, keys=["subject"]))

    def announced(self):
        self.daemon.peer.settle()
        return sorted(row["subject"] for one in self.daemon.peer.signals[self.since:]
                      if one.member == "MessagesArrived" for row in one.arguments[1])

    def wait_there(self, folder, count):
        self.daemon.peer.wait_until(lambda: len(self.server.contents(folder)) == count,
                                    f"{count} in {folder}", 20)

    def entries(self):
        return self.daemon.get(ROOT, "Blacklist", "Entries")

    def spam(self, ids, block):
        self.daemon.call("Messages", "Spam", "(ata{sv})", ids, variants({"block": block}))

    def folder(self, role):
        return self.daemon.call("Manager", "FindFolder", "(s)", f"work/{role}")

    def ids(self, role):
        return [row["id"] for row in self.daemon.list(role=role, keys=["id"])]


class ToJunk(Unwanted):
    def test_new_mail_only(self):
        self.receive(mail(2, "EVE@Spam.Example"), mail(3, "bob@example.org"),
                     mail(4, "bob@example.org", "x@bulk.example"), mail(5, "a@sub.bulk.example"))
        self.assertEqual((self.subjects("inbox"), self.subjects("junk")), (["1", "3", "5"],
                                                                           ["2", "4"]))
        self.assertEqual(self.announced(), ["3", "5"])
        self.assertEqual(self.daemon.get(self.account, "Account", "Unread"), 3)
        self.wait_there("Junk", 2)
        self.wait_there("INBOX", 3)
        self.daemon.synchronise(self.account)
        self.assert_equal_to_server(self.account, self.server)
        self.assertEqual(self.announced(), ["3", "5"])

    def test_spam_blocks_its_sender(self):
        self.receive(mail(2, "mallory@example.net"), mail(3, "anna@example.org"))
        self.spam(self.ids("inbox"), False)
        self.assertEqual(self.entries(), ["@bulk.example", "eve@spam.example"])
        self.wait_there("Junk", 3)
        self.daemon.call("Messages", "NotSpam", "(at)", self.ids("junk"))
        self.assertEqual(self.entries(), ["@bulk.example"], "no spam after all")
        self.spam(self.ids("inbox"), True)
        self.assertEqual(self.entries(), ["@bulk.example", "eve@spam.example",
                                          "mallory@example.net"], "never one's own")
        self.receive(mail(4, "mallory@example.net"))
        self.assertIn("4", self.subjects("junk"))

    def test_unprocessed_is_what_counts(self):
        self.receive(mail(2, "eve@spam.example"), mail(3, "bob@example.org"))
        for filters, subjects in (({"unprocessed": True}, ["1", "3"]),
                                  ({"unprocessed": False}, ["2"]),
                                  ({"unprocessed": True, "text": "somebody"}, ["1", "3"]),
                                  ({"unprocessed": False, "text": "somebody"}, ["2"])):
            rows = self.daemon.list(keys=["subject", "unprocessed"], **filters)
            self.assertEqual(sorted(row["subject"] for row in rows), subjects)
            self.assertEqual({row["unprocessed"] for row in rows}, {filters["unprocessed"]})
            count = self.daemon.call("Messages", "Count", "(a{sv})", variants(filters))
            self.assertEqual(count, len(subjects))

    def test_no_spam_keeps_the_domain(self):
        self.receive(mail(2, "x@bulk.example"))
        self.daemon.call("Messages", "NotSpam", "(at)", self.ids("junk"))
        self.assertEqual(self.entries(), ["@bulk.example", "eve@spam.example"])
        self.assertEqual(self.subjects("inbox"), ["1", "2"])

    def test_moved_to_the_inbox_is_no_spam(self):
        self.receive(mail(2, "eve@spam.example"), mail(3, "x@bulk.example"))
        self.daemon.call("Messages", "Move", "(ato)", self.ids("junk"), self.folder("inbox"))
        self.assertEqual(self.entries(), ["@bulk.example"])
        self.assertEqual(self.subjects("inbox"), ["1", "2", "3"])
        self.receive(mail(4, "eve@spam.example"))
        self.assertIn("4", self.subjects("inbox"))

    def test_moved_elsewhere_changes_no_entry(self):
        self.receive(mail(2, "eve@spam.example"))
        for role in ("trash", "junk"):
            self.daemon.call("Messages", "Move", "(ato)", self.ids("inbox"), self.folder(role))
        self.assertEqual(self.entries(), ["@bulk.example", "eve@spam.example"])

    def test_a_full_blacklist_refuses_spam_as_a_whole(self):
        self.receive(mail(2, "mallory@example.net"))
        self.daemon.call("Blacklist", "Add", "(as)",
                         [f"{number}@full.example" for number in range(ENTRIES_MOST - 2)])
        self.assert_refused("TooLarge", self.spam, self.ids("inbox"), True)
        self.assertEqual((self.subjects("inbox"), self.subjects("junk")), (["1", "2"], []))
        self.spam(self.ids("inbox"), False)
        self.assertEqual(self.subjects("junk"), ["1", "2"])


class ToTrash(Unwanted):
    special = {"Trash": "Trash"}

    def test_without_junk(self):
        self.receive(mail(2, "eve@spam.example"))
        self.assertEqual((self.subjects("inbox"), self.subjects("trash")), (["1"], ["2"]))
        self.wait_there("Trash", 1)


class ToNowhere(Unwanted):
    special = {}

    def test_the_account_says_so(self):
        self.receive(mail(2, "eve@spam.example"))
        self.assertEqual((self.subjects("inbox"), self.announced()), (["1", "2"], ["2"]))
        name, message = self.daemon.get(self.account, "Account", "LastError")
        self.assertEqual(name, "NoFolder")
        self.assertIn("junk", message)
        self.receive(mail(3, "bob@example.org"))
        self.assertEqual(self.daemon.get(self.account, "Account", "LastError"), ("", ""))


if __name__ == "__main__":
    tap.main()
