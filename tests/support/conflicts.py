# SPDX-License-Identifier: GPL-3.0-or-later
"""The same message changed here and at the server: the server's truth in the end, each message
once, and no other message hit. Cases for a VerbTest, in two orders."""

import re
import signal

from . import generator
from .peer import variants
from .verb_rig import MESSAGES

FOR_GOOD = variants({"permanently": True})
UID = "1"  # at the server, of what self.mine is here


class Offline:
    """The server is off while something is done here, then the daemon ends, another client changes the
    server, and the daemon comes back."""

    def setUp(self):
        super().setUp()
        self.mine = self.ids()[-1]
        self.message_id = self.row(self.mine, "message-id")["message-id"]
        self.part()

    def part(self):
        self.server.halt()

    def join(self):
        self.server.restart()

    def do(self, verb, *arguments):
        if verb == "MarkAllRead":
            self.daemon.call("Folder", verb, path=self.folders[arguments[0]])
        else:
            self.call(verb, *arguments)

    def meet(self, *changes):
        """CHANGES at the server, as functions of a connection, then the daemon again."""
        self.daemon.stop()
        self.join()
        self.change(changes)
        self.daemon.start()
        self.assert_settled()

    def change(self, changes):
        other = self.server.imap()
        other.select("INBOX")
        for change in changes:
            self.assertEqual(change(other)[0], "OK")
        other.logout()

    def assert_settled(self):
        """A check that began before the server was told may have asked for what is gone now, and
        fail; those that begin from now on may not."""
        for _ in range(2):
            self.daemon.peer.wait_until(self.is_idle, "the end of the checks")
            self.daemon.synchronise(self.account)
        self.daemon.peer.wait_until(self.is_idle, "the end of the checks")
        self.assert_same()
        self.folders = self.daemon.folders(self.account)

    def is_idle(self):
        """A check that follows what the server was told is over, too."""
        return self.daemon.get(self.account, "Account", "State") != "syncing"

    def found(self):
        """{folder: sets of flags} of the one message at the server, wherever it lies."""
        wanted = re.compile(rb"(?im)^message-id:\s*<" + re.escape(self.message_id.encode()) + b">")
        found = {}
        for name in self.server.folder_names():
            flags = [set(flags) for _, flags, raw in self.server.contents(name)
                     if wanted.search(raw)]
            if flags:
                found[name] = flags
        return found

    def here(self):
        """Where it is shown here."""
        places = {path: name for name, path in self.folders.items()}
        return [places[row["folder"]] for row in self.daemon.list(keys=["folder", "message-id"])
                if row["message-id"] == self.message_id]

    def assert_at(self, folder, flags=()):
        self.assertEqual(self.found(), {folder: [set(flags)]})
        self.assertEqual(self.here(), [folder])
        total = sum(len(self.server.contents(name)) for name in self.server.folder_names())
        self.assertEqual(total, MESSAGES, "of the others each once")

    def assert_gone(self):
        self.assertEqual((self.found(), self.here()), ({}, []))
        self.assertEqual(self.there("INBOX"), MESSAGES - 1)

    @staticmethod
    def moves(folder):
        return lambda other: other.uid("MOVE", UID, folder)

    @staticmethod
    def stores(flags, action="+FLAGS"):
        return lambda other: other.uid("STORE", UID, action, f"({flags})")

    def expunges(self):
        def expunge(other):
            self.stores("\\Deleted")(other)
            return other.uid("EXPUNGE", UID)
        return expunge

    def test_flagged_here_moved_there(self):
        self.do("Flag", [self.mine], ["\\Flagged"], [])
        self.meet(self.moves("Projects"))
        (flags,) = self.found()["Projects"]
        self.assert_at("Projects", flags)

    def test_flagged_here_deleted_there(self):
        self.do("Flag", [self.mine], ["\\Flagged"], [])
        self.meet(self.expunges())
        self.assert_gone()

    def test_read_here_read_and_unread_again_there(self):
        self.do("MarkRead", [self.mine])
        self.meet(self.stores("\\Seen"), self.stores("\\Seen", "-FLAGS"))
        self.assert_at("INBOX", ["\\Seen"])

    def test_keywords_of_both(self):
        self.do("Flag", [self.mine], ["Ours"], [])
        self.meet(self.stores("Theirs \\Answered"))
        self.assert_at("INBOX", ["Ours", "Theirs", "\\Answered"])

    def test_moved_here_deleted_there(self):
        self.do("Move", [self.mine], self.folders["Projects"])
        self.meet(self.expunges())
        self.assert_gone()

    def test_moved_here_flagged_there(self):
        self.do("Move", [self.mine], self.folders["Projects"])
        self.meet(self.stores("\\Flagged"))
        self.assert_at("Projects", ["\\Flagged"])
        self.assertEqual(self.ids("Projects"), [self.mine], "ids stay")

    def test_moved_both_ways(self):
        self.do("Move", [self.mine], self.folders["Projects"])
        self.meet(self.moves("Archive"))
        self.assert_at("Archive")

    def test_moved_to_the_same_folder(self):
        self.do("Move", [self.mine], self.folders["Projects"])
        self.meet(self.moves("Projects"))
        self.assert_at("Projects")

    def test_moved_and_flagged_here_moved_there(self):
        self.do("Move", [self.mine], self.folders["Projects"])
        self.do("MarkRead", [self.mine])
        self.do("Move", [self.mine], self.folders["Trash"])
        self.meet(self.moves("Archive"))
        (flags,) = self.found()["Archive"]
        self.assert_at("Archive", flags)

    def test_deleted_here_flagged_there(self):
        self.do("Delete", [self.mine], {})
        self.meet(self.stores("\\Flagged"))
        self.assert_at("Trash", ["\\Flagged"])

    def test_deleted_for_good_here_flagged_there(self):
        self.do("Delete", [self.mine], FOR_GOOD)
        self.meet(self.stores("\\Flagged"))
        self.assert_gone()

    def test_deleted_for_good_here_moved_there(self):
        self.do("Delete", [self.mine], FOR_GOOD)
        self.meet(self.moves("Projects"))
        self.assert_at("Projects")

    def test_deleted_here_moved_there(self):
        self.do("Delete", [self.mine], {})
        self.meet(self.moves("Projects"))
        self.assert_at("Projects")

    def test_copied_here_deleted_there(self):
        self.do("Copy", [self.mine], self.folders["Projects"])
        self.meet(self.expunges())
        self.assert_gone()

    def test_copied_here_copied_there(self):
        self.do("Copy", [self.mine], self.folders["Projects"])
        self.meet(lambda other: other.uid("COPY", UID, "Projects"))
        self.assertEqual(self.there("Projects"), 2, "two copies were wanted")

    def test_the_target_is_renamed_there(self):
        self.do("Move", [self.mine], self.folders["Projects"])
        self.meet(lambda other: other.rename("Projects", "Works"))
        (where,) = self.found()
        self.assertIn(where, ("INBOX", "Works"))
        self.assert_at(where)
        if where == "INBOX":
            self.assert_told_why()

    def test_the_target_is_deleted_there(self):
        self.do("Move", [self.mine], self.folders["Projects"])
        self.meet(lambda other: other.delete("Projects"))
        self.assert_at("INBOX")
        self.assert_told_why()

    def assert_told_why(self):
        said = [one.arguments[1]["LastError"] for one in self.daemon.peer.signals
                if one.member == "PropertiesChanged" and "LastError" in one.arguments[1]]
        said.append(self.daemon.get(self.account, "Account", "LastError"))
        self.assertIn("ServerRejected", {name for name, _ in said})

    def test_the_folder_is_renamed_there(self):
        """What waits for it is told under its new name."""
        self.lay_in_projects()
        self.do("Flag", [self.mine], ["\\Flagged"], [])
        self.meet(lambda other: other.rename("Projects", "Works"))
        self.assert_at("Works", ["\\Flagged"])
        self.assertEqual(self.ids("Works"), [self.mine], "ids stay")

    def test_the_folder_is_replaced_there(self):
        """Another message that happens to have the UID is not hit."""
        self.lay_in_projects()
        self.do("Flag", [self.mine], ["\\Flagged"], [])
        raw = generator.Generator(7).message(900)
        self.meet(lambda other: other.delete("Projects"), lambda other: other.create("Projects"),
                  lambda other: other.append("Projects", None, None, raw))
        self.assertEqual(self.found(), {})
        self.assertEqual([flags for _, flags, _ in self.server.contents("Projects")], [set()])

    def lay_in_projects(self):
        """self.mine, before the server goes off again."""
        self.join()
        self.call("Move", [self.mine], self.folders["Projects"])
        self.daemon.call("Account", "Sync", "(a{sv})", {}, path=self.account)
        self.wait_there("Projects", 1)
        self.wait_told()
        self.part()

    def test_all_read_here_new_mail_there(self):
        self.do("MarkAllRead", "INBOX")
        self.meet(lambda other: other.append("INBOX", None, None, generator.Generator(5).message(900)))
        seen = ["\\Seen" in flags for _, flags, _ in self.server.contents("INBOX")]
        self.assertEqual(seen, [True] * MESSAGES + [False])


class ToldFirst(Offline):
    """The server is told before a check has seen what changed there: it is changed first, and
    stands still while something is done here."""

    def setUp(self):
        self.waiting = []
        super().setUp()
        self.daemon.set(self.account, "Account", "Push", "s", "off")

    def part(self):
        pass

    def join(self):
        pass

    def do(self, verb, *arguments):
        self.waiting.append((verb, *arguments))

    def meet(self, *changes):
        self.change(changes)
        self.server.process.send_group(signal.SIGSTOP)
        try:
            for verb in self.waiting:
                super().do(*verb)
        finally:
            self.server.process.send_group(signal.SIGCONT)
        self.wait_told()
        self.assert_settled()
