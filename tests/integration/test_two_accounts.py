#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Messages that go from one account to another: there once, then no longer here, whatever happens."""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import dovecot, generator, rig, tap  # noqa: E402
from support.peer import variants  # noqa: E402

MESSAGES = 4
NO_UIDPLUS = ("IMAP4rev1 SASL-IR ID ENABLE IDLE UNSELECT NAMESPACE LIST-EXTENDED CONDSTORE QRESYNC "
              "ESEARCH LIST-STATUS LITERAL+ SPECIAL-USE")

class TwoAccounts(rig.RigTest):
    capability = None
    extra = ""

    def setUp(self):
        super().setUp()
        self.server = self.dovecot()
        self.other = self.dovecot(user="bert", capability=self.capability, extra=self.extra)
        self.other.create("Projects")
        made = generator.Generator(21)
        for number in range(MESSAGES):
            self.server.deliver(made.message(2000), flags=["\\Flagged"] if number % 2 else [],
                                date=1_500_000_000 + number)
        self.account = self.daemon.add_account(self.server)
        self.there = self.daemon.add_account(self.other, "home")
        self.inbox = self.daemon.folders(self.account)["INBOX"]
        self.projects = self.daemon.folders(self.there)["Projects"]

    def ids(self, folder):
        return [row["id"] for row in self.daemon.list(folder=folder, keys=["id"])]

    def call(self, verb, ids, *more):
        signatures = {"Move": "(ato)", "Copy": "(ato)", "Delete": "(ata{sv})"}
        return self.daemon.call("Messages", verb, signatures.get(verb, "(at)"), ids, *more)

    def row(self, number, *keys):
        return self.daemon.call("Messages", "Get", "(atas)", [number], list(keys))[0]

    def total(self, folder):
        return self.daemon.get(folder, "Folder", "Total")

    def wait_for(self, condition, what):
        self.daemon.peer.wait_until(condition, what, 30)

    def wait_told(self):
        self.wait_for(lambda: not any(row["pending"] for row in self.daemon.list(keys=["pending"])),
                      "the servers' word")

    def counts(self):
        return len(self.server.contents("INBOX")), len(self.other.contents("Projects"))

    def wait_counts(self, *expected):
        self.wait_for(lambda: self.counts() == expected, f"{expected} at the servers")

    def assert_same(self):
        self.wait_told()
        self.daemon.synchronise(self.account)
        self.daemon.synchronise(self.there)
        self.assert_equal_to_server(self.account, self.server)
        self.assert_equal_to_server(self.there, self.other)


class Moves(TwoAccounts):
    def test_moved(self):
        before = {raw: flags for _, flags, raw in self.server.contents("INBOX")}
        ids = self.ids(self.inbox)
        self.call("MarkRead", ids[:1])
        octets = self.daemon.open(ids[0])
        received = self.row(ids[0], "received")["received"]
        self.call("Move", ids[:2], self.projects)
        self.assertEqual((self.total(self.inbox), self.total(self.projects)), (MESSAGES - 2, 2))
        self.assertEqual(self.row(ids[0], "folder", "account"),
                         {"folder": self.projects, "account": self.there})
        self.wait_counts(MESSAGES - 2, 2)
        self.assert_same()
        self.assertEqual(sorted(self.ids(self.projects)), sorted(ids[:2]), "ids stay")
        self.assertEqual(self.row(ids[0], "received")["received"], received)
        there = {raw: flags for _, flags, raw in self.other.contents("Projects")}
        self.assertEqual(there[octets], before[octets] | {"\\Seen"})
        self.assertLessEqual(set(there), set(before))

    def test_there_and_back_while_both_are_away(self):
        ids = self.ids(self.inbox)
        self.server.halt()
        self.other.halt()
        self.call("MarkRead", ids[:1])
        self.call("Move", ids[:3], self.projects)
        self.call("Move", ids[:1], self.inbox)
        self.call("Delete", ids[1:2], variants({"permanently": True}))
        self.assertEqual(self.row(ids[2], "pending")["pending"], ["move"])
        self.assertEqual((self.total(self.inbox), self.total(self.projects)), (2, 1))
        self.other.restart()
        self.daemon.call("Account", "Sync", "(a{sv})", {}, path=self.there)
        self.wait_for(lambda: len(self.other.contents("Projects")) >= 1, "the first of it")
        self.server.restart()
        self.daemon.synchronise(self.account)
        self.wait_counts(2, 1)
        self.assert_same()
        self.assertEqual(self.ids(self.projects), ids[2:3])
        self.assertIn(ids[0], self.ids(self.inbox))

    def test_flags_of_before_are_told_first(self):
        ids = self.ids(self.inbox)
        self.server.halt()
        self.call("Move", ids[:1], self.daemon.folders(self.account)["Archive"])
        self.call("Move", ids[:1], self.projects)
        self.daemon.synchronise(self.there)
        self.assertEqual(len(self.other.contents("Projects")), 0)
        self.server.restart()
        self.daemon.synchronise(self.account)
        self.wait_counts(MESSAGES - 1, 1)
        self.assert_same()
        self.assertEqual(self.ids(self.projects), ids[:1])

    def test_copied_before_it_left(self):
        """The copy is made where the message was when it was asked for."""
        archive = self.daemon.folders(self.account)["Archive"]
        (number, *_) = self.ids(self.inbox)
        raw = self.daemon.open(number)
        self.server.halt()
        self.call("Copy", [number], archive)
        self.call("Move", [number], self.projects)
        self.wait_for(lambda: self.other.contents("Projects"), "it there")
        self.server.restart()
        self.daemon.sync(self.account)
        self.wait_counts(MESSAGES - 1, 1)
        self.assert_same()
        self.assertEqual([one for _, _, one in self.server.contents("Archive")], [raw])

    def test_killed_behind_the_answer(self):
        ids = self.ids(self.inbox)
        self.call("Move", ids[:1], self.projects)
        self.call("Copy", ids[1:2], self.projects)
        self.daemon.kill9()
        self.daemon.start()
        self.assertEqual(len(self.ids(self.projects)), 2)
        self.wait_counts(MESSAGES - 1, 2)
        self.assert_same()
        self.assertEqual(self.counts(), (MESSAGES - 1, 2))

    def test_folder_deleted_meanwhile(self):
        ids = self.ids(self.inbox)
        self.other.imap().delete("Projects")
        self.call("Move", ids[:1], self.projects)
        self.call("Copy", ids[1:2], self.projects)
        self.wait_for(lambda: self.total(self.inbox) == MESSAGES, "it back")
        self.wait_for(lambda: self.daemon.get(self.there, "Account", "LastError")[0], "a reason")
        self.assertEqual(self.daemon.get(self.there, "Account", "LastError")[0], "ServerRejected")
        self.wait_told()
        self.assertEqual(sorted(self.ids(self.inbox)), sorted(ids))
        self.assertEqual(len(self.server.contents("INBOX")), MESSAGES)

    def test_uidvalidity_of_both_changes(self):
        ids = self.ids(self.inbox)
        self.other.halt()
        self.call("Move", ids[:2], self.projects)
        self.server.doveadm("mailbox", "update", "-u", self.server.user, "--uid-validity",
                            "1234567", "INBOX")
        self.daemon.synchronise(self.account)
        self.other.restart()
        self.other.doveadm("mailbox", "update", "-u", self.other.user, "--uid-validity",
                           "7654321", "Projects")
        self.daemon.synchronise(self.there)
        self.wait_counts(MESSAGES - 2, 2)
        self.assert_same()
        self.assertEqual(sorted(self.ids(self.projects)), sorted(ids[:2]))

    def test_large(self):
        raw = b"Subject: large\r\nMessage-ID: <large@example.org>\r\n\r\n" + b"x" * 70 + b"\r\n"
        raw += (b"0123456789" * 7 + b"\r\n") * 150_000
        self.server.deliver(raw)
        self.daemon.synchronise(self.account)
        number = next(row["id"] for row in self.daemon.list(folder=self.inbox, keys=["id", "subject"])
                      if row["subject"] == "large")
        self.call("Move", [number], self.projects)
        self.wait_counts(MESSAGES, 1)
        self.assertEqual(self.other.contents("Projects")[0][2], raw)
        self.assert_same()


class Copies(TwoAccounts):
    def test_copied(self):
        ids = self.ids(self.inbox)
        self.call("Copy", ids[:2], self.projects)
        copies = self.ids(self.projects)
        self.assertEqual(len(copies), 2, "at once")
        self.assertFalse(set(copies) & set(ids))
        self.wait_counts(MESSAGES, 2)
        self.assert_same()
        self.assertEqual(sorted(self.ids(self.projects)), sorted(copies))

    def test_done_to_a_copy_at_once(self):
        ids = self.ids(self.inbox)
        self.other.halt()
        self.call("Copy", ids[:2], self.projects)
        copies = self.ids(self.projects)
        self.assertEqual(self.row(copies[0], "pending")["pending"], ["copy"])
        self.call("MarkRead", copies)
        self.call("Delete", copies[:1], variants({"permanently": True}))
        self.other.restart()
        self.daemon.synchronise(self.there)
        self.wait_counts(MESSAGES, 1)
        self.assert_same()
        self.assertEqual(self.ids(self.projects), copies[1:])
        self.assertFalse(self.row(copies[1], "unread")["unread"])
        self.assertTrue(self.row(ids[1], "unread")["unread"])


    def test_copy_of_a_copy(self):
        """Its octets are here, whether or not the server has them where it was copied from."""
        ids = self.ids(self.inbox)
        raw = self.daemon.open(ids[0])
        self.other.halt()
        self.call("Copy", ids[:1], self.projects)
        self.call("Copy", self.ids(self.projects), self.inbox)
        self.wait_counted(self.server, raw, 2)
        self.other.restart()
        self.daemon.sync(self.there)
        self.wait_counts(MESSAGES + 1, 1)
        self.assert_same()

    def wait_counted(self, server, raw, count):
        self.wait_for(lambda: [one for _, _, one in server.contents("INBOX")].count(raw) == count,
                      f"{count} of it")


class WithoutUidplus(TwoAccounts):
    capability = NO_UIDPLUS

    def test_found_instead(self):
        ids = self.ids(self.inbox)
        self.call("Move", ids[:2], self.projects)
        self.wait_counts(MESSAGES - 2, 2)
        self.assert_same()
        self.assertEqual(sorted(self.ids(self.projects)), sorted(ids[:2]), "ids stay")


class Full(TwoAccounts):
    extra = dovecot.quota("20K")

    def test_no_room_there(self):
        self.server.deliver(generator.Generator(22).message(40_000))
        self.daemon.synchronise(self.account)
        ids = self.ids(self.inbox)
        sizes = {row["id"]: row["size"] for row in self.daemon.list(keys=["id", "size"])}
        large = max(ids, key=sizes.get)
        self.assertGreater(sizes[large], 20_480)
        self.call("Move", [large], self.projects)
        self.call("Copy", [large], self.projects)
        self.wait_for(lambda: self.total(self.inbox) == MESSAGES + 1, "it back")
        self.wait_for(lambda: self.total(self.projects) == 0, "the copy gone")
        name, message = self.daemon.get(self.there, "Account", "LastError")
        self.assertEqual(name, "ServerRejected")
        self.assertIn("uota", message)
        self.assert_same()
        self.assertIn(large, self.ids(self.inbox))


if __name__ == "__main__":
    tap.main()
