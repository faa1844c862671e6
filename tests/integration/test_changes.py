#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client that was away goes on from a revision, and one that is there is told what happens."""

import collections
import json
import os
import select
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, rig, tap  # noqa: E402
from support.daemon import program  # noqa: E402
from support.dovecot import quote  # noqa: E402

INVALID = "org.freedesktop.DBus.Error.InvalidArgs"
Changes = collections.namedtuple("Changes", "revision added changed removed complete")


class ChangesTest(rig.RigTest):
    def setUp(self):
        super().setUp()
        self.server = self.dovecot()
        rig.fill(self.server, generator.sample_account())
        self.account = self.daemon.add_account(self.server)
        self.other = self.server.imap()

    def changes(self, since, **options):
        return Changes(*self.daemon.call("Messages", "Changes", "(ta{sv})", since,
                                         rig.variants(options)))

    def revision(self):
        return self.changes(0).revision

    def rows(self):
        """What a client keeps of every message: {id: (folder, flags)}."""
        return {row["id"]: (row["folder"], tuple(sorted(row["flags"])))
                for row in self.daemon.list(keys=["id", "folder", "flags"])}

    def fetch(self, ids):
        rows = []
        for first in range(0, len(ids), 1000):
            rows += self.daemon.call("Messages", "Get", "(atas)", ids[first:first + 1000],
                                     ["id", "folder", "flags"])
        return {row["id"]: (row["folder"], tuple(sorted(row["flags"]))) for row in rows}

    def resume(self, rows, since, **options):
        """ROWS as of revision SINCE brought up to date: (rows, all changes, revision)."""
        rows, pages, complete = dict(rows), [], False
        while not complete:
            page = self.changes(since, **options)
            for gone in page.removed:
                rows.pop(gone, None)
            rows.update(self.fetch(page.added + page.changed))
            pages.append(page)
            since, complete = page.revision, page.complete
        return rows, pages, since

    def store(self, folder, uids, flags):
        self.other.select(quote(folder))
        self.assertEqual(self.other.uid("STORE", uids, "+FLAGS", flags)[0], "OK")


class Resuming(ChangesTest):
    def change_much(self):
        """What a second client does meanwhile."""
        self.store("INBOX", "1:3", "(\\Seen \\Flagged)")
        self.store("INBOX", "5", "(\\Deleted)")
        self.assertEqual(self.other.expunge()[0], "OK")
        self.assertEqual(self.other.uid("MOVE", "4", "Archive")[0], "OK")
        self.server.deliver(generator.Generator(77).message(3000), "Lists/linux")

    def test_away(self):
        revision = self.revision()
        before = self.rows()
        self.change_much()
        self.daemon.synchronise(self.account)
        changes = self.changes(revision)
        self.assertTrue(changes.complete)
        self.assertEqual(len(changes.added), 1)
        self.assertEqual(len(changes.removed), 1)
        moved = [one for one, (folder, _) in self.rows().items()
                 if one in before and folder != before[one][0]]
        self.assertEqual(len(moved), 1)
        self.assertIn(moved[0], changes.changed)
        after, _, now = self.resume(before, revision)
        self.assertEqual(after, self.rows())
        self.assertEqual(now, self.revision())
        self.assertEqual(self.changes(now)[1:], ([], [], [], True))

    def test_away_in_small_pages(self):
        revision = self.revision()
        before = self.rows()
        self.change_much()
        self.daemon.synchronise(self.account)
        after, pages, _ = self.resume(before, revision, limit=1)
        self.assertEqual(after, self.rows())
        self.assertGreater(len(pages), 5)
        for page in pages:
            self.assertLessEqual(len(page.added + page.changed + page.removed), 1)

    def test_came_and_went(self):
        revision = self.revision()
        self.server.deliver(generator.Generator(78).message(2000))
        self.daemon.synchronise(self.account)
        added = self.changes(revision).added
        self.assertEqual(len(added), 1)
        uid = self.server.contents("INBOX")[-1][0]
        self.store("INBOX", str(uid), "(\\Deleted)")
        self.other.expunge()
        self.daemon.synchronise(self.account)
        self.assertEqual(self.changes(revision)[1:], ([], [], [], True))

    def test_nothing_new_takes_no_revision(self):
        revision = self.revision()
        self.daemon.synchronise(self.account)
        self.assertEqual(self.revision(), revision)

    def test_daemon_killed(self):
        revision = self.revision()
        before = self.rows()
        self.change_much()
        self.daemon.synchronise(self.account)
        told = self.revision()
        self.daemon.kill9()
        self.daemon.start()
        self.assertGreaterEqual(self.revision(), told)
        after, _, _ = self.resume(before, revision)
        self.assertEqual(after, self.rows())
        self.store("INBOX", "1", "(Later)")
        self.daemon.synchronise(self.account)
        self.assertEqual(len(self.changes(told).changed), 1)

    def test_account_removed(self):
        revision = self.revision()
        before = self.rows()
        self.daemon.call("Account", "Remove", "(a{sv})", {}, path=self.account)
        after, _, _ = self.resume(before, revision)
        self.assertEqual(after, {})

    def test_old_revisions(self):
        now = self.revision()
        for since in (1, 12345, now + 1, 2 ** 64 - 1):
            self.assertIn("list again", self.assert_refused("TooOld", self.changes, since))
        self.daemon.stop()
        for file in os.listdir(self.daemon.data):
            if file.startswith("mail.db"):
                os.unlink(os.path.join(self.daemon.data, file))
        self.daemon.start()
        self.assert_refused("TooOld", self.changes, now)
        self.assertGreater(self.revision(), now)

    def test_bad_options(self):
        self.assertIn("limit", self.assert_refused(INVALID, self.changes, 0, limit=0))
        self.assertIn("limit", self.assert_refused(INVALID, self.changes, 0, limit=10001))
        self.assertIn("limit", self.assert_refused(INVALID, self.changes, 0, limit="many"))
        self.assertIn("offset", self.assert_refused(INVALID, self.changes, 0, offset=1))


class Telling(ChangesTest):
    def setUp(self):
        super().setUp()
        self.told = []
        self.daemon.peer.wait_signal("Changed", where=lambda news: news[0] == self.revision())
        self.daemon.peer.on_signal = self.note

    def note(self, signal):
        if signal.member == "Changed" and signal.interface.endswith(".Messages"):
            self.told.append((time.monotonic(), Changes(*signal.arguments, None)))

    def test_change_is_told_within_a_second(self):
        before, revision = self.rows(), self.revision()
        self.store("INBOX", "1", "(Later)")
        self.daemon.synchronise(self.account)
        ended = time.monotonic()
        self.daemon.peer.wait_until(lambda: self.told, "Changed")
        when, news = self.told[0]
        self.assertLess(when - ended, 1)
        self.assertEqual((news.added, len(news.changed), news.removed), ([], 1, []))
        self.assertGreater(news.revision, revision)
        self.assertEqual(self.fetch(news.changed).items() - before.items(),
                         self.rows().items() - before.items())

    def test_never_more_than_five_a_second(self):
        """While check follows check, each with news; whoever follows the signals knows it all."""
        rows, revision = self.rows(), self.revision()
        made = generator.Generator(79)
        for number in range(30):
            self.server.deliver(made.message(1500))
            self.store("INBOX", "1:2", f"(Round{number})")
            self.daemon.synchronise(self.account)
        last = self.revision()
        self.daemon.peer.wait_until(lambda: self.told and self.told[-1][1].revision == last,
                                    "the last Changed")
        times = [when for when, _ in self.told]
        for number in range(5, len(times)):
            self.assertGreater(times[number] - times[number - 5], 1.0)
        for _, news in self.told:
            if not (news.added or news.changed or news.removed):
                rows, _, _ = self.resume(rows, revision)
            for gone in news.removed:
                rows.pop(gone, None)
            rows.update(self.fetch(news.added + news.changed))
            revision = news.revision
        self.assertEqual(rows, self.rows())

    def test_watch(self):
        watch = subprocess.Popen([program("posthornctl"), "--json", "watch"], bufsize=0,
                                 stdout=subprocess.PIPE, env=self.bus.environment)
        self.addCleanup(watch.wait)
        self.addCleanup(watch.terminate)
        self.addCleanup(watch.stdout.close)
        self.assertEqual(json.loads(self.line(watch))["event"], "running")
        self.store("INBOX", "2", "(Later)")
        self.daemon.synchronise(self.account)
        event = {}
        while event.get("event") != "messages-changed":
            event = json.loads(self.line(watch))
        self.assertEqual(len(event["changes"]["changed"]), 1)
        self.assertEqual(event["changes"]["revision"], self.revision())

    def line(self, watch):
        """Unbuffered: a line that came with the one before it would not be seen by select."""
        ready, _, _ = select.select([watch.stdout], [], [], 20)
        self.assertTrue(ready, "posthornctl watch says nothing")
        return watch.stdout.readline()


if __name__ == "__main__":
    tap.main()
