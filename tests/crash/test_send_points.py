#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 at each step of a dialogue with a real Postfix: a message has been delivered exactly once,
or is "unknown" and then at most once; nothing disappears.

Two messages are taken in by one daemon and sent by the next over one connection, which is killed
before a chosen system call: of those on the wire, and of those that write what is about to happen or
has happened. Of each kind of call all numbers from the end of a quiet start to the end of the
dialogue are points; CRASH_POINTS says how many of them are tried, spread evenly.
"""

import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import strace, tap  # noqa: E402
from support.sending_rig import BEN, SendingTest  # noqa: E402

POINTS = int(os.environ.get("CRASH_POINTS", "15"))
ENDED = ("sent", "unknown", "rejected", "cancelled")


class SendPoints(strace.TracedTest, SendingTest):
    def prepare(self):
        """The numbers of what the next daemon will send; the daemon is stopped."""
        self.daemon.start()
        self.daemon.set(self.account, "Account", "Push", "s", "off")
        numbers = [self.compose(to=[BEN], text="once", send_at=("x", int(time.time()) + 2))
                   for _ in range(2)]
        self.daemon.stop()
        return numbers

    def wait_ended(self, numbers):
        def ended():
            return not self.daemon.alive() or all(self.row(number)["state"] in ENDED
                                                  for number in numbers)
        self.daemon.peer.wait_until(ended, "the end of the message", 30)

    def quiet_start(self):
        self.daemon.start(calls=strace.DIALOGUE)
        self.outbox("List")
        self.assertEqual(self.daemon.stop(), 0)
        return self.daemon.counts()

    def rehearse(self):
        before = self.quiet_start()
        numbers = self.prepare()
        self.daemon.start(calls=strace.DIALOGUE)
        self.wait_ended(numbers)
        self.assertEqual(self.daemon.stop(), 0)
        return before, self.daemon.counts()

    def assert_once(self, number):
        """In the end; the server may have taken it a moment after the daemon was killed."""
        row = self.wait_state(number, *ENDED)
        name = row["message-id"]
        if row["state"] == "sent":
            self.daemon.peer.wait_until(lambda: self.deliveries()[name], "its delivery")
        taken = self.deliveries()[name]
        self.assertIn(row["state"], ("sent", "unknown"), row)
        if row["state"] == "sent":
            self.assertEqual(taken, 1, row)
        else:
            self.assertLessEqual(taken, 1, row)
        return row["state"]

    def test_killed_in_the_dialogue(self):
        points = strace.points_behind(*self.rehearse(), POINTS)
        killed, ends = 0, []
        for call, count in points:
            numbers = self.prepare()
            with self.subTest(before=f"{call} number {count}"):
                killed += self.live_until_killed(call, count, lambda: self.wait_ended(numbers))
                self.daemon.start()
                try:
                    ends += [self.assert_once(number) for number in numbers]
                finally:
                    self.daemon.stop()
        print(f"{killed} kills at {len(points)} points: {ends.count('sent')} sent, "
              f"{ends.count('unknown')} unknown")
        self.assertGreaterEqual(killed, len(points) // 2, f"kills at {points}")


if __name__ == "__main__":
    tap.main()
