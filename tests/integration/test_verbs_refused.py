#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Verbs that cannot be done: refused by us before anything is done, or by the server and undone;
and a server that says nothing, which no answer on the bus waits for."""

import os
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import tap  # noqa: E402
from support.daemon import INVALID_ARGS  # noqa: E402
from support.peer import variants  # noqa: E402
from support.verb_rig import MESSAGES, VerbTest  # noqa: E402

MANY = 100_000
FOR_GOOD = variants({"permanently": True})
ACL = """
mail_plugins = acl
protocol imap {
  mail_plugins = acl imap_acl
}
plugin {
  acl = vfile
}
"""


class BadInput(VerbTest):
    def verbs(self):
        """Every verb on messages: its name and what goes with the ids."""
        return {"Flag": (["\\Flagged"], []), "MarkRead": (), "MarkUnread": (),
                "Move": (self.folders["Projects"],), "Copy": (self.folders["Projects"],),
                "Archive": (), "Spam": ({},), "NotSpam": (), "Delete": ({},)}

    def assert_untouched(self):
        self.assertEqual(self.ids(), self.before)
        rows = self.daemon.list(account=self.account, keys=["pending", "flags"])
        self.assertEqual([row["pending"] + row["flags"] for row in rows], [[]] * MESSAGES)

    def test_ids_that_do_not_exist(self):
        self.before = self.ids()
        for verb, more in [*self.verbs().items(), ("Delete", (FOR_GOOD,))]:
            for missing in (0, 424242, 2 ** 63, 2 ** 64 - 1):
                with self.subTest(verb=verb, missing=missing):
                    said = self.assert_refused("NotFound", self.call, verb,
                                               [*self.before, missing, 424243], *more)
                    self.assertIn(str(missing), said)
        self.assert_untouched()

    def test_a_hundred_thousand_of_which_most_do_not_exist(self):
        self.before = self.ids()
        numbers = self.before + list(range(10 ** 9, 10 ** 9 + MANY - MESSAGES))
        for verb, more in [*self.verbs().items(), ("Delete", (FOR_GOOD,))]:
            with self.subTest(verb=verb):
                began = time.monotonic()
                said = self.assert_refused("NotFound", self.call, verb, numbers, *more)
                self.assertIn(str(10 ** 9), said)
                self.assertLess(time.monotonic() - began, 5)
        self.assert_untouched()

    def test_a_hundred_thousand_times_the_same(self):
        numbers = (self.ids() * MANY)[:MANY]
        for verb, more in self.verbs().items():
            with self.subTest(verb=verb):
                began = time.monotonic()
                self.call(verb, numbers, *more)
                self.assertLess(time.monotonic() - began, 5)
        self.wait_there("Projects", MESSAGES)
        self.assert_same()
        copies = sum(self.there(name) for name in self.server.folder_names())
        self.assertEqual(copies, 2 * MESSAGES, "copied once each")

    def test_into_the_folder_it_is_in(self):
        self.before = self.ids()
        revision = self.daemon.call("Messages", "Changes", "(ta{sv})", 0, {})[0]
        for folder, verb, more in (("INBOX", "Move", (self.folders["INBOX"],)),
                                   ("INBOX", "NotSpam", ())):
            with self.subTest(folder=folder, verb=verb):
                self.call(verb, self.before, *more)
                self.assert_untouched()
        after = self.daemon.call("Messages", "Changes", "(ta{sv})", revision, {})
        self.assertEqual(after[1:4], ([], [], []), "nothing was done")

    def test_folders_without_mail(self):
        projects = self.folders["Projects"]
        self.assertEqual(self.daemon.call("Folder", "MarkAllRead", path=projects), 0)
        self.assertEqual(self.daemon.call("Folder", "Empty", path=self.folders["Trash"]), 0)
        for name in ("INBOX", "Projects", "Archive", "Sent", "Drafts"):
            said = self.assert_refused("NotSupported", self.daemon.call, "Folder", "Empty",
                                       path=self.folders[name])
            self.assertIn("trash", said)
        self.assert_same()

    def test_filters_that_find_nothing_or_are_wrong(self):
        self.assertEqual(self.daemon.list(keys=["id"], since=2 ** 40, before=1), [])
        self.assertEqual(self.daemon.list(keys=["id"], since=-2 ** 63, before=-2 ** 63), [])
        self.assertEqual(len(self.daemon.list(keys=["id"], since=-2 ** 63, before=2 ** 63 - 1)),
                         MESSAGES)
        for key in ("text", "from"):
            said = self.assert_refused(INVALID_ARGS, self.daemon.list, **{key: "a" * 2 ** 20})
            self.assertIn(key, said)
            self.assertIn(str(2 ** 20), said)
        for text in ("\"", "\"a", "a\"b\"c", "AND OR NOT NEAR", "a:b", "-a +b", "(", "*", "a*b**",
                     "'; DROP TABLE", "😀", "👩\u200d👩\u200d👧", "\u202e", "%_\\", "\x01\x7f",
                     "a\nb", "{subject}: x", "^a", "é" * 400):
            with self.subTest(text=text):
                for key in ("text", "from"):
                    self.assertIsInstance(self.daemon.list(keys=["id"], **{key: text}), list)
        self.assertEqual(len(self.daemon.list(keys=["id"])), MESSAGES)


class ReadOnly(VerbTest):
    """A folder that others own, so to say: the server's access control lets us read only."""

    def start_server(self):
        return self.dovecot(extra=ACL)

    def setUp(self):
        super().setUp()
        self.call("Move", self.ids()[:2], self.folders["Projects"])
        self.wait_there("Projects", 2)
        self.wait_told()

    def allow(self, *rights):
        self.server.doveadm("acl", "set", "-u", self.server.user, "Projects", "owner", *rights)

    def assert_undone(self, *words):
        def told():
            name, message = self.daemon.get(self.account, "Account", "LastError")
            return message if name == "ServerRejected" else None
        message = self.daemon.peer.wait_until(told, "the refusal", 20)
        for word in words:
            self.assertIn(word, message)
        self.assertEqual((self.get("INBOX", "Total"), self.get("Projects", "Total")),
                         (MESSAGES - 2, 2), "before the reason is told")
        self.wait_told()
        self.assert_same()

    def refuse(self, verb, *more, words):
        ids = self.ids("Projects")
        self.allow("lookup", "read")
        self.call(verb, ids, *more)
        self.assert_undone(*words)
        self.assertEqual(self.ids("Projects"), ids, "ids stay")

    def test_reading(self):
        self.refuse("MarkRead", words=["flag", "2 messages", "Projects", "read"])
        self.assertEqual(self.get("Projects", "Unread"), 2)

    def test_moving_out(self):
        self.refuse("Move", self.folders["INBOX"], words=["move", "2 messages", "Projects"])

    def test_deleting(self):
        self.refuse("Delete", FOR_GOOD, words=["delete", "2 messages", "Projects"])

    def test_copying_out_is_allowed(self):
        self.allow("lookup", "read")
        self.call("Copy", self.ids("Projects"), self.folders["Archive"])
        self.wait_there("Archive", 2)
        self.wait_told()
        self.assert_same()

    def test_moving_in(self):
        ids = self.ids()
        self.allow("lookup", "read")
        self.call("Move", ids[:1], self.folders["Projects"])
        self.assertEqual(self.get("Projects", "Total"), 3, "at once")
        self.assert_undone("move", "1 message ", "INBOX")
        self.assertEqual(self.ids(), ids, "ids stay")

    def test_marking_what_may_only_be_read_and_moved(self):
        self.allow("lookup", "read", "insert", "expunge", "write-deleted")
        self.call("MarkRead", self.ids("Projects"))
        self.daemon.peer.wait_until(lambda: self.get("Projects", "Unread") == 2, "undone", 20)
        self.wait_told()
        self.assert_same()


class Silent(VerbTest):
    def test_no_answer_waits_for_the_server(self):
        ids = self.ids()
        self.server.process.send_group(signal.SIGSTOP)
        try:
            for name, verb, more in (
                    (ids[:1], "MarkRead", ()), (ids[:1], "MarkUnread", ()),
                    (ids[:1], "Flag", (["\\Flagged"], [])), (ids[:2], "Archive", ()),
                    (ids[:1], "Copy", (self.folders["Projects"],)),
                    (ids[1:2], "Move", (self.folders["Projects"],)), (ids[2:3], "Spam", ({},)),
                    (ids[2:3], "NotSpam", ()), (ids[3:4], "Delete", ({},)),
                    (ids[4:5], "Delete", (FOR_GOOD,))):
                self.assert_quick(self.call, verb, name, *more)
            for name, folder in (("MarkAllRead", "INBOX"), ("Empty", "Trash")):
                self.assert_quick(self.daemon.call, "Folder", name, path=self.folders[folder])
            self.assert_quick(self.daemon.list, keys=["id", "snippet"])
            self.assertEqual((self.get("INBOX", "Total"), self.get("INBOX", "Unread"),
                              self.get("Trash", "Total")), (2, 0, 0))
        finally:
            self.server.process.send_group(signal.SIGCONT)
        self.wait_there("Projects", 2)
        self.wait_there("INBOX", 2)
        self.assert_same()

    def assert_quick(self, function, *arguments, **options):
        began = time.monotonic()
        function(*arguments, **options)
        self.assertLess(time.monotonic() - began, 2, arguments)


if __name__ == "__main__":
    tap.main()
