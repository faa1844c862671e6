#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A second opinion on IMAP: the same mail and the same changes with Cyrus instead of Dovecot."""

import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import cyrus, generator, rig, tap  # noqa: E402
from support.dovecot import quote  # noqa: E402

LISTS = "Lists/linux"


def some_mail():
    """A third of the sample account, in as many folders."""
    return list(generator.sample_account())[::3]


class CyrusTest(rig.RigTest):
    server = None

    def setUp(self):
        reason = cyrus.why_not()
        if reason:
            self.skipTest(reason)
        super().setUp()

    def cyrus(self, **options):
        self.server = self.start(cyrus.Cyrus(**options))
        return self.server

    def diagnostics(self):
        lines = []
        if self.server and self.server.folder:
            lines = ["cyrus: " + line[:200] for line in self.server.log().splitlines()[-60:]]
        return "\n".join([super().diagnostics(), *lines])


class FirstSync(CyrusTest):
    def test_everything_arrives(self):
        server = self.cyrus()
        rig.fill(server, generator.sample_account())
        account = self.daemon.add_account(server)
        self.assert_equal_to_server(account, server)
        self.assertEqual(self.daemon.get(account, "Account", "State"), "ok")
        self.assertEqual(self.daemon.get(account, "Account", "LastError"), ("", ""))
        before = self.daemon.list(keys=["id", "flags"])
        self.daemon.synchronise(account)
        self.assertEqual(self.daemon.list(keys=["id", "flags"]), before)
        self.assertNotIn("MessagesArrived", {one.member for one in self.daemon.peer.signals})

    def test_lower_case_special_use_gives_the_roles(self):
        special = {"Pigeons": "drafts", "Crows": "sent", "Gulls": "junk", "Rooks": "trash"}
        server = self.cyrus(special=special)
        account = self.daemon.add_account(server)
        _, listed = server.imap().list(pattern="Crows")
        self.assertIn(b"\\sent", listed[0], "Cyrus writes it in lower case")
        properties = self.daemon.objects("Folder")
        roles = {path: properties[folder]["Role"]
                 for path, folder in self.daemon.folders(account).items()}
        self.assertEqual(roles, {"INBOX": "inbox", **special})

    def test_starttls(self):
        """LOGINDISABLED stays in the list of capabilities, also after the login."""
        server = self.cyrus()
        rig.fill(server, some_mail())
        account = self.daemon.add_account(server, port=server.imap_port, tls="starttls")
        self.assertIn("LOGINDISABLED", server.imap().capability()[1][0].decode())
        self.assert_equal_to_server(account, server)


class ChangesElsewhere(CyrusTest):
    def setUp(self):
        super().setUp()
        rig.fill(self.cyrus(), some_mail())
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
        self.assertEqual(self.other.uid("EXPUNGE", uids)[0], "OK")

    def arrivals(self):
        return [one.arguments for one in self.daemon.peer.signals[self.since:]
                if one.member == "MessagesArrived"]

    def test_new_mail_is_announced_once(self):
        raw = generator.Generator(99).message(4000, subject="Fresh from the press")
        self.server.deliver(raw, date=int(time.time()))
        self.check()
        self.check()
        signal = self.daemon.peer.wait_signal("MessagesArrived", since=self.since)
        folder, rows = signal.arguments
        self.assertEqual(folder, self.inbox)
        self.assertEqual([row["subject"] for row in rows], ["Fresh from the press"])
        self.assertEqual(self.daemon.open(rows[0]["id"]), raw)
        self.assertEqual(len(self.arrivals()), 1)

    def test_flags_changed(self):
        self.store("INBOX", "1:*", "+FLAGS", "(\\Seen)")
        self.check()
        self.assertEqual(self.daemon.get(self.inbox, "Folder", "Unread"), 0)
        self.store("INBOX", "1:5", "-FLAGS", "(\\Seen \\Flagged)")
        self.store("INBOX", "6", "+FLAGS", "($Forwarded Wichtig)")
        self.check()

    def test_the_last_uid_expunged_and_forgotten(self):
        """Cyrus leaves it out of VANISHED when it is asked about 1:*, where * is what is left."""
        newest = self.server.deliver(generator.Generator(96).message(2000))
        self.check()
        self.expunge("INBOX", f"3:5,{newest}")
        self.server.forget_expunged()
        self.check()
        self.expunge(LISTS, "1:*")
        self.server.forget_expunged()
        self.check()

    def test_the_last_uid_expunged_and_another_there(self):
        """The number of messages is the same, so that counting proves nothing."""
        newest = self.server.deliver(generator.Generator(96).message(2000))
        self.check()
        self.expunge("INBOX", str(newest))
        self.server.deliver(generator.Generator(95).message(2000))
        self.check()

    def test_everything_at_once(self):
        self.store("INBOX", "10:20", "+FLAGS", "(\\Flagged)")
        self.expunge("INBOX", "1:3,22")
        self.assertEqual(self.other.uid("MOVE", "4:6", "Archive")[0], "OK")
        for raw in generator.messages(5, seed=95, mean_size=3000):
            self.server.deliver(raw)
        self.check()

    def test_folders_made_renamed_and_deleted(self):
        self.server.create("Neu/Ordner")
        self.server.deliver(generator.Generator(94).message(2000), "Neu/Ordner")
        self.assertEqual(self.other.rename(quote(LISTS), quote("Lists/kernel"))[0], "OK")
        self.assertEqual(self.other.delete(quote("仕事"))[0], "OK")
        self.check()
        folders = self.daemon.folders(self.account)
        self.assertLessEqual({"Neu/Ordner", "Lists/kernel"}, set(folders))
        self.assertFalse({LISTS, "仕事"} & set(folders))

    def test_folders_replaced_by_others(self):
        self.assertEqual(self.other.delete(quote(LISTS))[0], "OK")
        self.server.create(LISTS)
        for raw in generator.messages(6, seed=91, mean_size=2000):
            self.server.deliver(raw, LISTS)
        self.assertEqual(self.other.delete(quote("仕事"))[0], "OK")
        renamed = self.other.rename(quote("Projekte/Jäger & Söhne"), quote("仕事"))
        self.assertEqual(renamed[0], "OK")
        self.check()
        self.check()

    def test_changed_while_the_daemon_was_away(self):
        keys = ["id", "message-id", "size", "flags"]
        before = self.daemon.list(keys=keys)
        self.daemon.restart()
        self.assertEqual(self.daemon.list(keys=keys), before)
        self.daemon.stop()
        self.store("INBOX", "11", "+FLAGS", "(\\Answered)")
        self.expunge("INBOX", "12")
        self.server.deliver(generator.Generator(92).message(2000))
        self.daemon.start()
        self.check()


class Verbs(CyrusTest):
    """What is done to messages, checked with another client of the server."""

    def setUp(self):
        super().setUp()
        self.cyrus()
        self.server.create("Projects")
        made = generator.Generator(11)
        for _ in range(6):
            self.server.deliver(made.message(2000))
        self.account = self.daemon.add_account(self.server)
        self.folders = self.daemon.folders(self.account)
        self.ids = [row["id"] for row in self.daemon.list(folder=self.folders["INBOX"],
                                                          keys=["id"])]

    def verb(self, name, signature, *arguments):
        self.daemon.call("Messages", name, signature, *arguments)

    def assert_told(self):
        def told():
            rows = self.daemon.list(account=self.account, keys=["pending"])
            return not any(row["pending"] for row in rows)
        self.daemon.peer.wait_until(told, "the server's word", 20)
        self.daemon.synchronise(self.account)
        self.assert_equal_to_server(self.account, self.server)

    def in_folder(self, name):
        return sorted(row["id"] for row in self.daemon.list(folder=self.folders[name],
                                                            keys=["id"]))

    def test_flags(self):
        self.verb("MarkRead", "(at)", self.ids[:4])
        self.verb("MarkUnread", "(at)", self.ids[:1])
        self.verb("Flag", "(atasas)", self.ids[:2], ["\\Flagged", "Work"], [])
        self.assert_told()
        seen = sum("\\Seen" in flags for _, flags, _ in self.server.contents("INBOX"))
        self.assertEqual(seen, 3)

    def test_moved_copied_deleted(self):
        self.verb("Move", "(ato)", self.ids[:3], self.folders["Projects"])
        self.verb("Move", "(ato)", self.ids[:1], self.folders["INBOX"])
        self.verb("Copy", "(ato)", self.ids[3:4], self.folders["Projects"])
        self.verb("Delete", "(ata{sv})", self.ids[4:5], {})
        self.verb("Delete", "(ata{sv})", self.ids[5:], rig.variants({"permanently": True}))
        self.assert_told()
        self.assertEqual(self.in_folder("INBOX"), sorted([self.ids[0], self.ids[3]]))
        self.assertLessEqual(set(self.ids[1:3]), set(self.in_folder("Projects")))
        self.assertEqual(len(self.server.contents("Projects")), 3)
        self.assertEqual(self.in_folder("Trash"), self.ids[4:5])


if __name__ == "__main__":
    tap.main()
