#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 while the server is being told what was done to messages: afterwards it has been done, once.

Everything is done while the server is away and told by the next daemon, which is killed before a
chosen system call: of those on the wire, and of those that save what the server has confirmed.
"""

import collections
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, rig, strace, tap  # noqa: E402
from support.peer import variants  # noqa: E402

NO_MOVE = ("IMAP4rev1 SASL-IR ID ENABLE IDLE UNSELECT NAMESPACE UIDPLUS LIST-EXTENDED CONDSTORE "
           "QRESYNC ESEARCH LIST-STATUS LITERAL+ SPECIAL-USE")
MESSAGES = 6
POINTS = int(os.environ.get("CRASH_POINTS", "12"))


class PushPoints(strace.TracedTest, rig.RigTest):
    capability = None
    calls = strace.DIALOGUE

    def setUp(self):
        super().setUp()
        self.server = self.dovecot(capability=self.capability)
        self.number = 0

    def prepare(self):
        """An account of its own with things to be told; the daemon is stopped."""
        self.number += 1
        self.user = f"user{self.number}"
        self.server.create("Projects", user=self.user)
        made = generator.Generator(self.number)
        self.server.deliver_all([made.message(1500) for _ in range(MESSAGES)], user=self.user)
        self.daemon.start()
        account = self.daemon.add_account(self.server, self.user, user=self.user,
                                          address=f"{self.user}@example.org")
        self.daemon.set(account, "Account", "Push", "s", "off")
        folders = self.daemon.folders(account)
        ids = [row["id"] for row in self.daemon.list(folder=folders["INBOX"], keys=["id"])]
        self.server.halt()
        for verb, signature, *arguments in (
                ("MarkRead", "(at)", ids[:3]),
                ("Move", "(ato)", ids[:2], folders["Projects"]),
                ("Copy", "(ato)", ids[2:3], folders["Projects"]),
                ("Delete", "(ata{sv})", ids[5:], variants({"permanently": True})),
                ("Flag", "(atasas)", ids[:1], ["\\Flagged"], [])):
            self.daemon.call("Messages", verb, signature, *arguments)
        self.daemon.stop()
        self.server.restart()
        self.moved = sorted(ids[:2])
        return account

    def pending(self, account):
        rows = self.daemon.list(account=account, keys=["pending"])
        return any(row["pending"] for row in rows)

    def wait_told(self, account):
        self.daemon.peer.wait_until(
            lambda: not self.daemon.alive() or not self.pending(account), "the server's word", 30)

    def assert_done_once(self, account):
        self.daemon.start()
        self.wait_told(account)
        self.daemon.synchronise(account)
        self.wait_told(account)
        self.daemon.synchronise(account)
        inbox, projects = (self.server.contents(name, user=self.user)
                           for name in ("INBOX", "Projects"))
        self.assertEqual((len(inbox), len(projects)), (MESSAGES - 3, 3))
        copies = collections.Counter(raw for _, _, raw in inbox + projects)
        self.assertEqual(sorted(copies.values()), [1] * 4 + [2], "each once, the copied one twice")
        self.assertEqual(sum("\\Flagged" in flags for _, flags, _ in projects), 1)
        self.assertEqual(sum("\\Seen" in flags for _, flags, _ in inbox + projects), 4)
        rows = self.daemon.list(folder=self.daemon.folders(account)["Projects"], keys=["id"])
        self.assertLessEqual(set(self.moved), {row["id"] for row in rows}, "ids stay")
        self.daemon.call("Account", "Remove", "(a{sv})", {}, path=account)
        self.assertEqual(self.daemon.stop(), 0)

    def rehearse(self):
        account = self.prepare()
        self.daemon.start(calls=self.calls)
        self.wait_told(account)
        self.assertEqual(self.daemon.stop(), 0)
        counts = self.daemon.counts()
        self.assert_done_once(account)
        return counts

    def points(self, counts):
        """Late calls more than early ones, which belong to the start."""
        share = max(1, POINTS // len(counts))
        for call, count in counts.items():
            for number in sorted({count - step * count // (share + 1) for step in range(share)}):
                yield call, max(number, 1)

    def test_killed_while_telling(self):
        killed = 0
        points = list(self.points(self.rehearse()))
        for call, number in points:
            account = self.prepare()
            with self.subTest(before=f"{call} number {number}"):
                killed += self.live_until_killed(call, number, lambda: self.wait_told(account))
                self.assert_done_once(account)
        self.assertGreaterEqual(killed, len(points) // 2, f"kills at {points}")


class PushPointsWithoutMove(PushPoints):
    capability = NO_MOVE


class PushPointsAbroad(PushPoints):
    """Moved and copied into another account of the same server."""

    def prepare(self):
        self.number += 1
        self.user, self.other = f"user{self.number}", f"other{self.number}"
        self.server.create("Projects", user=self.other)
        made = generator.Generator(self.number)
        self.server.deliver_all([made.message(1500) for _ in range(MESSAGES)], user=self.user)
        self.daemon.start()
        account, there = (
            self.daemon.add_account(self.server, name, user=name, address=f"{name}@example.org")
            for name in (self.user, self.other))
        for path in (account, there):
            self.daemon.set(path, "Account", "Push", "s", "off")
        inbox = self.daemon.folders(account)["INBOX"]
        projects = self.daemon.folders(there)["Projects"]
        ids = [row["id"] for row in self.daemon.list(folder=inbox, keys=["id"])]
        self.server.halt()
        self.daemon.call("Messages", "MarkRead", "(at)", ids[:1])
        self.daemon.call("Messages", "Move", "(ato)", ids[:2], projects)
        self.daemon.call("Messages", "Copy", "(ato)", ids[2:3], projects)
        self.daemon.call("Messages", "Flag", "(atasas)", ids[:1], ["\\Flagged"], [])
        self.daemon.stop()
        self.server.restart()
        self.moved = sorted(ids[:2])
        self.accounts = (account, there)
        return None

    def wait_told(self, _):
        def told():
            rows = self.daemon.list(keys=["pending"])
            return (not any(row["pending"] for row in rows)
                    and len(self.server.contents("INBOX", user=self.user)) == MESSAGES - 2)
        self.daemon.peer.wait_until(lambda: not self.daemon.alive() or told(), "the server's word", 30)

    def assert_done_once(self, _):
        self.daemon.start()
        self.wait_told(None)
        for account in self.accounts * 2:
            self.daemon.synchronise(account)
        inbox = self.server.contents("INBOX", user=self.user)
        projects = self.server.contents("Projects", user=self.other)
        self.assertEqual((len(inbox), len(projects)), (MESSAGES - 2, 3))
        copies = collections.Counter(raw for _, _, raw in inbox + projects)
        self.assertEqual(sorted(copies.values()), [1] * 5 + [2], "each once, the copied one twice")
        self.assertEqual(sum({"\\Flagged", "\\Seen"} <= flags for _, flags, _ in projects), 1)
        rows = self.daemon.list(folder=self.daemon.folders(self.accounts[1])["Projects"], keys=["id"])
        self.assertEqual(len(rows), 3)
        self.assertLessEqual(set(self.moved), {row["id"] for row in rows}, "ids stay")
        for account in self.accounts:
            self.daemon.call("Account", "Remove", "(a{sv})", {}, path=account)
        self.assertEqual(self.daemon.stop(), 0)


class PushPointsBehindACheck(PushPoints):
    """A check finds what was copied before the push is back; the copy has been moved on meanwhile."""

    calls = ("fdatasync",)

    def setUp(self):
        super().setUp()
        self.bus.environment["G_MESSAGES_DEBUG"] = "posthorn"

    def prepare(self):
        self.number += 1
        self.user = f"user{self.number}"
        for name in ("Projects", "Later"):
            self.server.create(name, user=self.user)
        self.server.deliver(generator.Generator(self.number).message(1500), user=self.user)
        self.daemon.start()
        account = self.daemon.add_account(self.server, self.user, user=self.user,
                                          address=f"{self.user}@example.org")
        self.daemon.set(account, "Account", "Push", "s", "off")
        folders = self.daemon.folders(account)
        self.server.halt()
        for source, target in (("INBOX", "Projects"), ("Projects", "Later")):
            ids = [row["id"] for row in self.daemon.list(folder=folders[source], keys=["id"])]
            self.daemon.call("Messages", "Copy" if source == "INBOX" else "Move", "(ato)", ids,
                             folders[target])
        self.daemon.stop()
        self.server.restart()
        return account

    def copies_wait(self, account):
        return any("copy" in row["pending"]
                   for row in self.daemon.list(account=account, keys=["pending"]))

    def start_with_check(self, account):
        """What is pending waits a few seconds for a server that is away; a check does not."""
        self.server.halt()
        before = self.daemon.log().count("they wait")
        self.daemon.start()
        self.daemon.peer.wait_until(
            lambda: self.daemon.log().count("they wait") > before or not self.pending(account),
            "a push without a server")
        self.server.restart()
        self.daemon.synchronise(account)

    def assert_done_once(self, account):
        self.start_with_check(account)
        self.daemon.peer.wait_until(lambda: not self.copies_wait(account), "the server's word", 30)
        self.daemon.synchronise(account)
        there = [len(self.server.contents(name, user=self.user))
                 for name in ("INBOX", "Projects", "Later")]
        self.assertIn(there, ([1, 1, 0], [1, 0, 1]), "one copy")
        self.daemon.call("Account", "Remove", "(a{sv})", {}, path=account)
        self.assertEqual(self.daemon.stop(), 0)


if __name__ == "__main__":
    tap.main()
