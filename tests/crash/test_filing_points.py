#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 at each step of filing the copy of what was sent, with a real Dovecot: in the end the
folder has it once. So it is with a draft that is put in place of its last version.

Each time another daemon is given leave to talk to the server, and killed before a chosen system
call; CRASH_POINTS says how many of them are tried, spread evenly.
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import strace, tap  # noqa: E402
from support.peer import variants  # noqa: E402
from support.sending_rig import SendingTest  # noqa: E402

POINTS = int(os.environ.get("CRASH_POINTS", "15"))
RAW = (b"From: anna@example.org\r\nTo: ben@example.org\r\nSubject: once\r\n"
       b"Message-ID: <%d@example.org>\r\nDate: Mon, 2 Mar 2026 10:00:00 +0100\r\n\r\nx\r\n")


class FilingPoints(strace.TracedTest, SendingTest):

    def setUp(self):
        super().setUp()
        self.serial = 0

    def enable(self, enabled):
        self.daemon.set(self.account, "Account", "Enabled", "b", enabled)

    def give_sent_role(self, role):
        path = self.daemon.folders(self.account)["Sent"]
        self.daemon.set(path, "Folder", "Role", "s", role)

    def wait(self, question, what):
        self.daemon.peer.wait_until(lambda: not self.daemon.alive() or question(), what, 30)

    def prepare_copy(self):
        self.serial += 1
        self.give_sent_role("none")
        number = self.send(RAW % self.serial)
        self.wait(lambda: self.row(number)["error"][0] == "NoFolder", "the message sent")
        self.enable(False)
        self.give_sent_role("sent")
        return number

    def copy_is_there(self, number):
        return self.row(number)["copy"] == "filed"

    def copies(self, number):
        name = self.row(number)["message-id"].encode()
        return sum(name in raw for _, _, raw in self.server.contents("Sent"))

    def draft(self, number):
        rows = self.daemon.call("Drafts", "List")
        return next(row for row in rows if row["id"] == number)

    def prepare_draft(self):
        number = self.daemon.call("Drafts", "Save", "(oa{sv})", self.account,
                                  variants({"text": "old"}))
        self.wait(lambda: self.draft(number)["at-server"], "the first version")
        self.enable(False)
        self.daemon.call("Drafts", "Update", "(ta{sv})", number, variants({"text": "new"}))
        return number

    def draft_is_there(self, number):
        return self.draft(number)["at-server"]

    def drafts(self, number):
        """One for the new version; the old one counts, too."""
        found = len(self.server.contents("Drafts"))
        self.daemon.call("Drafts", "Discard", "(t)", number)
        self.daemon.peer.wait_until(lambda: not self.server.contents("Drafts"), "no draft", 30)
        return found

    def go(self, number, is_there):
        self.enable(True)
        self.wait(lambda: is_there(number), "the end")

    def begin(self, prepare):
        self.daemon.start()
        self.daemon.set(self.account, "Account", "Push", "s", "off")
        self.enable(True)
        number = prepare()
        self.daemon.stop()
        return number

    def quiet(self):
        self.daemon.start(calls=strace.DIALOGUE)
        self.outbox("List")
        self.daemon.stop()
        return self.daemon.counts()

    def points(self, prepare, is_there, count):
        number = self.begin(prepare)
        before = self.quiet()
        self.daemon.start(calls=strace.DIALOGUE)
        self.go(number, is_there)
        self.daemon.stop()
        after = self.daemon.counts()
        self.daemon.start()
        self.assertEqual(count(number), 1)
        self.daemon.stop()
        return strace.points_behind(before, after, POINTS)

    def kill_everywhere(self, prepare, is_there, count):
        points = self.points(prepare, is_there, count)
        killed = 0
        for call, at in points:
            number = self.begin(prepare)
            with self.subTest(before=f"{call} number {at}"):
                killed += self.live_until_killed(call, at, lambda: self.go(number, is_there))
                self.daemon.start()
                self.go(number, is_there)
                self.assertEqual(count(number), 1)
                self.daemon.stop()
        print(f"{killed} kills at {len(points)} points")
        self.assertGreaterEqual(killed, len(points) // 2, f"kills at {points}")

    def test_copy_of_what_was_sent(self):
        self.kill_everywhere(self.prepare_copy, self.copy_is_there, self.copies)

    def test_draft(self):
        self.kill_everywhere(self.prepare_draft, self.draft_is_there, self.drafts)


if __name__ == "__main__":
    tap.main()
