#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a person does to messages: here at once, at the server soon, whatever happens between."""

import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, tap  # noqa: E402
from support.daemon import INVALID_ARGS, ROOT  # noqa: E402
from support.peer import variants  # noqa: E402
from support.verb_rig import MESSAGES, VerbTest  # noqa: E402

NO_MOVE = ("IMAP4rev1 SASL-IR ID ENABLE IDLE UNSELECT NAMESPACE UIDPLUS LIST-EXTENDED CONDSTORE "
           "QRESYNC ESEARCH LIST-STATUS LITERAL+ SPECIAL-USE")
NO_UIDPLUS = NO_MOVE.replace("UIDPLUS ", "")
OFFLINE_CALLS = 2000


class Verbs(VerbTest):
    def test_read_and_unread(self):
        ids = self.ids()
        self.assertEqual(self.get("INBOX", "Unread"), MESSAGES)
        self.call("MarkRead", ids[:4])
        self.assertEqual(self.get("INBOX", "Unread"), 2, "at once")
        self.assertFalse(self.row(ids[0], "unread")["unread"])
        self.call("MarkUnread", ids[:1])
        self.assertEqual(self.get("INBOX", "Unread"), 3)
        self.assert_same()
        self.assertEqual(sum("\\Seen" in flags for flags in self.flags_there()), 3)

    def test_flags_and_keywords(self):
        ids = self.ids()
        self.call("Flag", ids[:2], ["\\Flagged", "Work"], [])
        self.call("Flag", ids[:1], ["\\Answered"], ["Work"])
        self.assertEqual(set(self.row(ids[0], "flags")["flags"]), {"\\Flagged", "\\Answered"})
        self.assert_same()

    def test_move(self):
        ids = self.ids()
        self.call("Move", ids[:2], self.folders["Projects"])
        self.assertEqual((self.get("INBOX", "Total"), self.get("Projects", "Total")),
                         (MESSAGES - 2, 2))
        self.assertEqual(sorted(self.ids("Projects")), sorted(ids[:2]), "ids stay")
        self.wait_there("Projects", 2)
        self.assert_same()
        self.assertEqual(sorted(self.ids("Projects")), sorted(ids[:2]), "ids stay")

    def test_move_there_and_back_at_once(self):
        ids = self.ids()
        for _ in range(3):
            self.call("Move", ids, self.folders["Projects"])
            self.call("Move", ids, self.folders["INBOX"])
        self.call("Move", ids[:1], self.folders["Projects"])
        self.call("MarkRead", ids[:1])
        self.assert_same()
        self.assertEqual(self.ids("Projects"), ids[:1])
        self.assertEqual((self.there("INBOX"), self.there("Projects")), (MESSAGES - 1, 1))

    def test_copy(self):
        ids = self.ids()
        self.call("Copy", ids[:3], self.folders["Projects"])
        copies = self.ids("Projects")
        self.assertEqual(len(copies), 3, "at once")
        self.assertFalse(set(copies) & set(ids))
        self.wait_there("Projects", 3)
        self.assertEqual(sorted(self.ids()), sorted(ids))
        self.assert_same()
        self.daemon.synchronise(self.account)
        self.assertEqual(sorted(self.ids("Projects")), sorted(copies), "their ids stay")

    def test_copy_refused(self):
        ids = self.ids()
        self.server.imap().delete("Projects")
        self.call("Copy", ids[:3], self.folders["Projects"])
        self.daemon.peer.wait_until(
            lambda: self.daemon.get(self.account, "Account", "LastError")[0] == "ServerRejected",
            "a reason", 20)
        self.wait_told()
        self.assertEqual(self.ids("Projects"), [])
        self.assert_same()

    def test_delete_and_delete_again(self):
        ids = self.ids()
        self.call("Delete", ids[:2], {})
        self.wait_there("Trash", 2)
        self.wait_told()
        self.assertEqual(sorted(self.ids("Trash")), sorted(ids[:2]))
        self.call("Delete", ids[:2], {})
        self.assertEqual(self.get("Trash", "Total"), 0)
        self.wait_there("Trash", 0)
        self.assert_same()

    def test_delete_for_good(self):
        ids = self.ids()
        self.call("Delete", ids[:2], variants({"permanently": True}))
        self.assertEqual(self.get("INBOX", "Total"), MESSAGES - 2)
        self.assert_refused("NotFound", self.row, ids[0], "id")
        self.wait_there("INBOX", MESSAGES - 2)
        self.assert_same()

    def test_spam_and_back(self):
        ids = self.ids()
        self.call("Spam", ids[:2], {})
        self.wait_there("Junk", 2)
        self.call("NotSpam", ids[:2])
        self.wait_there("Junk", 0)
        self.assert_same()
        self.assertEqual(sorted(self.ids()), sorted(ids))

    def test_archive(self):
        ids = self.ids()
        self.call("Archive", ids[:1])
        self.wait_there("Archive", 1)
        self.assert_same()

    def test_whole_folders(self):
        self.assertEqual(self.daemon.call("Folder", "MarkAllRead", path=self.folders["INBOX"]),
                         MESSAGES)
        self.assertEqual(self.daemon.call("Folder", "MarkAllRead", path=self.folders["INBOX"]), 0)
        self.call("Delete", self.ids()[:3], {})
        self.assertEqual(self.daemon.call("Folder", "Empty", path=self.folders["Trash"]), 3)
        self.wait_there("INBOX", MESSAGES - 3)
        self.assert_same()
        self.assert_refused("NotSupported", self.daemon.call, "Folder", "Empty",
                            path=self.folders["INBOX"])

    def test_refusals(self):
        ids = self.ids()
        message = self.assert_refused("NotFound", self.call, "MarkRead", [*ids, 424242, 424243])
        self.assertIn("424242", message)
        self.assertEqual(self.get("INBOX", "Unread"), MESSAGES, "nothing is done to the others")
        self.assert_refused("NotFound", self.call, "Move", ids, ROOT + "/accounts/work/folders/no")
        self.assert_refused(INVALID_ARGS, self.call, "Flag", ids, ["a b"], [])
        self.assert_refused(INVALID_ARGS, self.call, "Flag", ids, ["\\Deleted"], [])
        self.assert_refused(INVALID_ARGS, self.call, "Flag", ids, [], [])
        self.assert_refused(INVALID_ARGS, self.call, "Delete", ids, variants({"now": True}))
        self.assert_refused("TooLarge", self.call, "MarkRead", list(range(1, 100002)))
        self.daemon.set(self.folders["Archive"], "Folder", "Role", "s", "none")
        self.assertIn("archive", self.assert_refused("NoFolder", self.call, "Archive", ids))
        self.call("Move", ids, self.folders["INBOX"])
        self.call("MarkRead", [])
        self.assert_same()

    def test_changed_on_both_sides_while_offline(self):
        ids = self.ids()
        self.server.halt()
        self.call("MarkRead", ids[:3])
        self.call("Move", ids[:2], self.folders["Projects"])
        self.call("Delete", ids[5:], variants({"permanently": True}))
        self.assertEqual(self.row(ids[0], "pending")["pending"], ["flag", "move"])
        self.server.restart()
        other = self.server.imap()
        other.select("INBOX")
        _, (uids,) = other.uid("SEARCH", "ALL")
        first = uids.split()[0]
        other.uid("STORE", first.decode(), "+FLAGS", "(\\Flagged \\Deleted)")
        other.expunge()
        other.logout()
        self.daemon.synchronise(self.account)
        self.assert_same()

    def test_the_daemon_dies_behind_its_answer(self):
        ids = self.ids()
        self.call("MarkRead", ids[:2])
        self.call("Move", ids[:1], self.folders["Projects"])
        self.call("Delete", ids[2:3], variants({"permanently": True}))
        self.daemon.kill9()
        self.daemon.start()
        self.assertEqual(self.ids("Projects"), ids[:1])
        self.wait_there("Projects", 1)
        self.wait_there("INBOX", MESSAGES - 2)
        self.assert_same()
        self.assertEqual(self.ids("Projects"), ids[:1])

    def test_folder_deleted_elsewhere(self):
        ids = self.ids()
        self.server.imap().delete("Projects")
        self.call("Move", ids[:2], self.folders["Projects"])
        self.daemon.peer.wait_until(lambda: self.get("INBOX", "Total") == MESSAGES, "them back", 20)
        self.assertEqual(self.daemon.get(self.account, "Account", "LastError")[0], "ServerRejected")
        self.assert_same()

    def test_refused_together_told_one_by_one(self):
        ids = self.ids()
        self.server.halt()
        for number in ids[:3]:
            self.call("Move", [number], self.folders["Projects"])
        self.server.restart()
        self.server.imap().delete("Projects")
        self.daemon.call("Account", "Sync", "(a{sv})", {}, path=self.account)
        self.daemon.peer.wait_until(lambda: self.get("INBOX", "Total") == MESSAGES, "them back", 20)
        self.assert_same()

    def test_ten_thousand_read_at_once(self):
        made = generator.Generator(12)
        self.server.deliver_all([made.message(500) for _ in range(10000)])
        self.daemon.synchronise(self.account)
        ids = self.ids()
        began = time.monotonic()
        self.call("MarkRead", ids)
        taken = time.monotonic() - began
        self.assertEqual(self.get("INBOX", "Unread"), 0)
        self.wait_told(60)
        self.assertEqual(sum("\\Seen" not in flags for flags in self.flags_there()), 0)
        self.assertLess(taken, 5)


    def test_thousands_of_calls_while_offline(self):
        made = generator.Generator(13)
        self.server.deliver_all([made.message(500) for _ in range(OFFLINE_CALLS)])
        self.daemon.synchronise(self.account)
        self.server.record()
        self.server.halt()
        ids = self.ids()[:OFFLINE_CALLS]
        for number in ids:
            self.call("MarkRead", [number])
        for verb in ("MarkUnread", "MarkRead", "MarkUnread"):
            self.call(verb, ids[:1])
        for number in ids[1:200:2]:
            self.call("Move", [number], self.folders["Projects"])
        self.call("MarkUnread", ids[1:2])
        self.server.restart()
        began = time.monotonic()
        self.daemon.call("Account", "Sync", "(a{sv})", {}, path=self.account)
        self.wait_told(120)
        taken = time.monotonic() - began
        stores, moves = self.server.commands("UID STORE"), self.server.commands("UID MOVE")
        self.assertEqual(self.there("Projects"), 100)
        self.assert_same()
        self.assertFalse(self.row(ids[2], "unread")["unread"])
        self.assertTrue(self.row(ids[0], "unread")["unread"], "the last word counts")
        self.assertTrue(self.row(ids[1], "unread")["unread"], "also after a move")
        self.assertLessEqual(len(stores), OFFLINE_CALLS // 1000 + 6, stores[:20])
        self.assertEqual(len(moves), 1, moves)
        self.assertLess(taken, 60)

    def test_flags_here_and_there(self):
        """What one command cannot name is told in several, none of them too long for a server."""
        made = generator.Generator(14)
        self.server.deliver_all([made.message(500) for _ in range(2000)])
        self.daemon.synchronise(self.account)
        self.server.record()
        self.call("MarkRead", self.ids()[::2])
        self.wait_told(60)
        stores = self.server.commands("UID STORE")
        self.assertLess(max(map(len, stores)), 8000)
        self.assertLess(len(stores), 6)
        self.assert_same()


class WithoutMove(VerbTest):
    capability = NO_MOVE

    def test_copied_then_deleted(self):
        ids = self.ids()
        self.call("Move", ids[:2], self.folders["Projects"])
        self.wait_there("Projects", 2)
        self.wait_there("INBOX", MESSAGES - 2)
        self.assert_same()
        self.assertEqual(sorted(self.ids("Projects")), sorted(ids[:2]))


class WithoutUidplus(VerbTest):
    capability = NO_UIDPLUS

    def test_nothing_is_expunged(self):
        ids = self.ids()
        self.call("Move", ids[:2], self.folders["Projects"])
        self.wait_there("Projects", 2)
        self.wait_told()
        self.daemon.synchronise(self.account)
        self.assertEqual(self.there("INBOX"), MESSAGES)
        self.assertEqual(sum("\\Deleted" in flags for flags in self.flags_there()), 2)
        self.assertEqual(self.get("Projects", "Total"), 2)
        self.call("Delete", self.ids("Projects"), variants({"permanently": True}))
        self.daemon.peer.wait_until(lambda: self.get("Projects", "Total") == 2, "them back", 20)
        self.assertEqual(self.daemon.get(self.account, "Account", "LastError")[0], "ServerRejected")


if __name__ == "__main__":
    tap.main()
