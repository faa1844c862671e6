#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 before a chosen system call, spread over a whole life of the daemon: afterwards, and
after one more check, everything is as without it.

What is promised about the password of an AddAccount that was cut short: an account that is there
has exactly one, so that it can sign in. The keyring and the database cannot be written in one step,
and the keyring goes first: an account that is not there may have left one behind, never two, and
adding it again takes that one over.
"""

import os
import shutil
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, rig, strace, tap  # noqa: E402
from support.daemon import ROOT  # noqa: E402
from support.dovecot import quote  # noqa: E402
from support.peer import BusError  # noqa: E402

ACCOUNT = ROOT + "/accounts/work"
MAIL = {"INBOX": 30, "Sent": 12, "Lists/linux": 10, "仕事": 8}
POINTS = int(os.environ.get("CRASH_POINTS", "25"))

# How the points are shared out: over the calls of a life that begins with no store at all, whose
# main thread makes it, and of one that finds an empty store, where the writing thread comes first.
SHARES = {
    False: {"pwrite64": 4, "fdatasync": 3, "openat": 1, "unlink": 1, "ftruncate": 1},
    True: {"pwrite64": 6, "fdatasync": 4, "sendmsg": 3, "sendto": 2},
}
CALLS = sorted({call for shares in SHARES.values() for call in shares})


class Life:
    """What one life of the daemon has promised until it ended."""

    def __init__(self):
        self.answered = False
        self.given = {}  # id: Message-ID, as List gave them out


class KillPoints(strace.TracedTest, rig.RigTest):
    def setUp(self):
        super().setUp()
        self.server = self.dovecot(special={"Sent": "Sent"}, folders=("Lists/linux", "仕事"))
        self.fresh = generator.messages(10_000, seed=99, mean_size=3000)
        for number, (folder, count) in enumerate(MAIL.items()):
            self.server.deliver_all(generator.messages(count, number, 4000), folder)

    def begin_anew(self, has_store):
        """No account, no password; an empty store if HAS_STORE, else none."""
        self.daemon.stop()
        shutil.rmtree(self.daemon.data, ignore_errors=True)
        self.keyring.forget()
        if has_store:
            self.daemon.start()
            self.daemon.stop()

    def change_elsewhere(self):
        for folder in ("INBOX", "仕事"):
            self.server.deliver(next(self.fresh), folder)
        connection = self.server.imap(cached=True)
        connection.select(quote("INBOX"))
        connection.store("3", "FLAGS", "(\\Flagged)")
        connection.store("7", "-FLAGS", "(\\Flagged)")
        connection.store("2", "+FLAGS", "(\\Deleted)")
        connection.expunge()
        connection.unselect()

    def note_ids(self, life):
        rows = self.daemon.list(keys=["id", "message-id"])
        life.given.update({row["id"]: row["message-id"] for row in rows})

    def check(self, life):
        """One check, looking at the mail as it comes in."""
        peer = self.daemon.peer
        job, seen = self.daemon.sync(ACCOUNT), 0

        def ended():
            nonlocal seen
            if len(peer.signals) > seen:
                seen = len(peer.signals)
                self.note_ids(life)
            finished = [one.arguments for one in peer.signals if one.member == "JobFinished"]
            return (not self.daemon.alive()
                    or next((values for values in finished if values[0] == job), None))
        answer = peer.wait_until(ended, "the end of a check")
        if answer is not True:
            self.assertEqual(answer[1], "done", answer[2])

    def live(self, life):
        """Adds an account, checks, and once more after changes; ends by itself or by a kill."""
        try:
            self.daemon.add_account(self.server, wait=False)
            life.answered = True
            self.check(life)
            if self.daemon.alive():
                self.change_elsewhere()
                self.check(life)
        except BusError:
            self.daemon.process.child.wait(10)
        return self.daemon.stop() if self.daemon.alive() else self.daemon.wait()

    def start_and_live(self, life, **options):
        try:
            self.daemon.start(**options)
        except RuntimeError:
            return self.daemon.wait()
        return self.live(life)

    def rehearse(self, has_store):
        """How often a whole life makes each call."""
        self.begin_anew(has_store)
        self.assertEqual(self.start_and_live(Life(), calls=CALLS), 0)
        return self.daemon.counts()

    def resume(self, life):
        """An ordinary start after the kill, and a check."""
        self.daemon.start()
        accounts = list(self.daemon.objects("Account"))
        if life.answered:
            self.assertEqual(accounts, [ACCOUNT], "an account that was answered")
        if accounts:
            self.daemon.synchronise(ACCOUNT)
        else:
            self.assertEqual((self.daemon.list(), self.daemon.objects("Folder")), ([], {}))
            self.assertLessEqual(len(self.keyring.items()), 1)
            self.daemon.add_account(self.server)
        self.assertEqual(len(self.keyring.items()), 1, "passwords")

    def assert_ids_hold(self, life):
        rows = self.daemon.list(keys=["id", "message-id"])
        now = {row["id"]: row["message-id"] for row in rows}
        ids = {message_id: number for number, message_id in now.items()}
        self.assertEqual(len(now), len(rows), "an id was given twice")
        self.assertEqual(len(ids), len(rows), "a message is here twice")
        for number, message_id in life.given.items():
            self.assertEqual(now.get(number, message_id), message_id, "another message")
            self.assertEqual(ids.get(message_id, number), number, "another id")

    def files(self):
        names = sorted(os.listdir(self.daemon.data))
        found = {name: os.stat(os.path.join(self.daemon.data, name)) for name in names}
        return {name: (one.st_size, one.st_mtime_ns) for name, one in found.items()
                if name != "posthorn.lock" and not name.endswith("-shm")}

    def assert_whole(self, life):
        self.resume(life)
        self.assert_equal_to_server(ACCOUNT, self.server)
        self.assert_ids_hold(life)
        before = self.files()
        self.daemon.synchronise(ACCOUNT)
        self.assertEqual(self.files(), before, "a check without news has written")
        self.assertEqual(self.daemon.stop(), 0)

    def kill_at(self, has_store, call, number):
        """True when the kill came."""
        life = Life()
        self.begin_anew(has_store)
        status = self.start_and_live(life, inject=[strace.kill_before(call, number)])
        self.assertIn(status, (-9, 0))
        self.assert_whole(life)
        return status == -9

    def kill_over_a_life(self, has_store):
        counts = self.rehearse(has_store)
        share = POINTS / sum(sum(shares.values()) for shares in SHARES.values())
        points = [(call, number) for call, weight in SHARES[has_store].items()
                  for number in strace.spread(counts[call], max(1, round(weight * share)))]
        killed = 0
        for call, number in points:
            with self.subTest(before=f"{call} number {number}"):
                killed += self.kill_at(has_store, call, number)
        self.assertGreaterEqual(killed, len(points) * 0.7, f"kills at {points} of {counts}")

    def test_from_no_store_at_all(self):
        self.kill_over_a_life(has_store=False)

    def test_from_an_empty_store(self):
        self.kill_over_a_life(has_store=True)

    def test_while_the_account_is_saved(self):
        """Its few writes come before any thread has made as many as a start does."""
        for number in (1, 2, 3, 4, 5):
            life = Life()
            self.begin_anew(has_store=True)
            self.daemon.start()
            try:
                self.daemon.attach([strace.kill_before("pwrite64", number)])
            except PermissionError as error:
                raise unittest.SkipTest(str(error)) from None
            with self.subTest(before=f"pwrite64 number {number}"):
                self.assertEqual(self.live(life), -9)
                self.assert_whole(life)


if __name__ == "__main__":
    tap.main()
