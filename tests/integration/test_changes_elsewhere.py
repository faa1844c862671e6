#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What another client does at the server is here after the next check, and nothing else is."""

import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, rig, tap  # noqa: E402
from support.dovecot import quote  # noqa: E402

LISTS = "Lists/linux"


class ChangesElsewhere(rig.RigTest):
    capability = None

    def setUp(self):
        super().setUp()
        self.server = self.dovecot(capability=self.capability)
        rig.fill(self.server, generator.sample_account())
        self.account = self.daemon.add_account(self.server)
        self.since = len(self.daemon.peer.signals)
        self.other = self.server.imap()
        self.inbox = self.daemon.folders(self.account)["INBOX"]

    def check(self):
        self.daemon.synchronise(self.account)
        self.assert_equal_to_server(self.account, self.server)

    def store(self, folder, uids, action, flags):
        self.other.select(quote(folder))
        self.assertEqual(self.other.uid("STORE", uids, action, flags)[0], "OK")

    def expunge(self, folder, uids):
        self.store(folder, uids, "+FLAGS", "(\\Deleted)")
        self.other.expunge()

    def arrivals(self):
        return [one.arguments for one in self.daemon.peer.signals[self.since:]
                if one.member == "MessagesArrived"]

    def ids_by_message(self):
        return {(row["message-id"], row["size"]): row["id"]
                for row in self.daemon.list(folder=self.inbox, keys=["id", "message-id", "size"])}

    def test_nothing_changed(self):
        before = self.ids_by_message()
        self.check()
        self.assertEqual(self.ids_by_message(), before)
        self.assertEqual(self.arrivals(), [])

    def test_new_mail(self):
        raw = generator.Generator(99).message(4000, subject="Fresh from the press")
        self.server.deliver(raw, date=int(time.time()))
        self.check()
        signal = self.daemon.peer.wait_signal("MessagesArrived", since=self.since)
        folder, rows = signal.arguments
        self.assertEqual(folder, self.inbox)
        self.assertEqual([row["subject"] for row in rows], ["Fresh from the press"])
        self.assertTrue(rows[0]["unread"])
        self.assertEqual(self.daemon.open(rows[0]["id"]), raw)

    def test_new_mail_is_announced_once(self):
        self.server.deliver(generator.Generator(98).message(2000))
        self.check()
        self.check()
        self.assertEqual(len(self.arrivals()), 1)

    def test_new_mail_in_many_folders(self):
        made = generator.Generator(97)
        for folder in ("INBOX", LISTS, "仕事", "Archive"):
            for _ in range(3):
                self.server.deliver(made.message(3000), folder)
        self.check()

    def test_flag_set(self):
        before = self.daemon.get(self.inbox, "Folder", "Unread")
        self.store("INBOX", "1:*", "+FLAGS", "(\\Seen)")
        self.check()
        self.assertGreater(before, 0)
        self.assertEqual(self.daemon.get(self.inbox, "Folder", "Unread"), 0)
        self.daemon.peer.wait_signal("PropertiesChanged", self.inbox, since=self.since,
                                     where=lambda values: values[1].get("Unread") == 0)

    def test_flag_removed_and_keyword_added(self):
        self.store("INBOX", "1:5", "-FLAGS", "(\\Seen \\Flagged)")
        self.store("INBOX", "6", "+FLAGS", "($Forwarded Wichtig)")
        self.check()

    def test_expunged(self):
        self.expunge("INBOX", "2,5:9")
        self.check()

    def test_the_last_and_the_newest_expunged(self):
        newest = self.server.deliver(generator.Generator(96).message(2000))
        self.check()
        self.expunge("INBOX", str(newest))
        self.check()

    def test_folder_emptied(self):
        self.expunge(LISTS, "1:*")
        self.check()

    def test_everything_at_once(self):
        self.store("INBOX", "10:20", "+FLAGS", "(\\Flagged)")
        self.expunge("INBOX", "1:3,30")
        for raw in generator.messages(5, seed=95, mean_size=3000):
            self.server.deliver(raw)
        self.check()

    def test_moved_to_another_folder(self):
        self.other.select("INBOX")
        self.other.uid("MOVE", "4:6", quote("Archive"))
        self.check()

    def test_folder_made(self):
        self.server.create("Neu/Ordner")
        self.server.deliver(generator.Generator(94).message(2000), "Neu/Ordner")
        self.check()
        self.assertIn("Neu/Ordner", self.daemon.folders(self.account))

    def test_folder_renamed(self):
        self.other.rename(quote(LISTS), quote("Lists/kernel"))
        self.check()
        self.assertNotIn(LISTS, self.daemon.folders(self.account))

    def test_folder_deleted(self):
        self.other.delete(quote("仕事"))
        self.check()
        self.assertNotIn("仕事", self.daemon.folders(self.account))

    def test_uidvalidity_changed(self):
        before = self.ids_by_message()
        self.server.doveadm("mailbox", "update", "-u", self.server.user, "--uid-validity",
                            "4711", "INBOX")
        self.check()
        self.assertEqual(self.ids_by_message(), before, "ids are stable through a refetch")
        self.assertEqual(self.arrivals(), [], "old mail is no new mail")

    def test_uidvalidity_changed_while_the_daemon_was_away(self):
        self.daemon.stop()
        self.server.doveadm("mailbox", "update", "-u", self.server.user, "--uid-validity",
                            "4712", "INBOX")
        self.expunge("INBOX", "7")
        self.server.deliver(generator.Generator(93).message(2000))
        self.daemon.start()
        self.check()

    def test_changed_while_the_daemon_was_away(self):
        self.daemon.stop()
        self.store("INBOX", "11", "+FLAGS", "(\\Answered)")
        self.expunge("INBOX", "12")
        self.server.deliver(generator.Generator(92).message(2000))
        self.daemon.start()
        self.check()


if __name__ == "__main__":
    tap.main()
