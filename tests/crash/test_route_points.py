#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""kill -9 at each step from the arrival of customers' mail to its being sent on: it is saved once, in
the outbox once, and has been delivered to the responsible employee exactly once, or is "unknown" and
then at most once.

Two mails wait at the server for each life of the daemon, which is killed before a chosen system call:
of those on the wire, and of those that write what has come, what is to be sent on and what became of
it. CRASH_POINTS says how many points are tried, spread evenly over a whole life.
"""

import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import strace, tap  # noqa: E402
from support.routing_rig import ANNA, RoutingTest, mail  # noqa: E402

POINTS = int(os.environ.get("CRASH_POINTS", "15"))
ENDED = ("sent", "unknown")


class RoutePoints(strace.TracedTest, RoutingTest):
    def setUp(self):
        super().setUp()
        self.last = 0

    def prepare(self):
        """The numbers of two more mails; the daemon is stopped."""
        numbers = (self.last + 1, self.last + 2)
        self.last += 2
        self.server.deliver_all([mail(number) for number in numbers], user=ANNA)
        return numbers

    def ended(self, numbers):
        states = {row["subject"]: row["state"] for row in self.rows()}
        return all(states.get(f"Order {number}") in ENDED for number in numbers)

    def live(self, numbers):
        self.daemon.sync(self.account)
        self.daemon.peer.wait_until(lambda: not self.daemon.alive() or self.ended(numbers),
                                    "the end of both", 30)

    def quiet_start(self):
        self.daemon.start(calls=strace.DIALOGUE)
        self.outbox("List")
        self.assertEqual(self.daemon.stop(), 0)
        return self.daemon.counts()

    def rehearse(self):
        before = self.quiet_start()
        numbers = self.prepare()
        self.daemon.start(calls=strace.DIALOGUE)
        self.live(numbers)
        self.assertEqual(self.daemon.stop(), 0)
        return before, self.daemon.counts()

    def assert_once(self, number):
        """In the end; the server may have taken it a moment after the daemon was killed."""
        name = f"{number}@shop.example"
        rows = [row for row in self.rows() if row["message-id"] == name]
        self.assertEqual(len(rows), 1, rows)
        if rows[0]["state"] == "sent":
            self.daemon.peer.wait_until(lambda: self.deliveries()[name], "its delivery")
        taken = self.deliveries()[name]
        self.assertIn(taken, (1,) if rows[0]["state"] == "sent" else (0, 1), rows)
        ids = [row["id"] for row in self.daemon.list(keys=["id", "subject"])
               if row["subject"] == f"Order {number}"]
        self.assertEqual(len(ids), 1)
        records = self.crm("Records", "(t)", ids[0])
        self.assertEqual([record["responsible"] for record in records], ["bob"])
        return rows[0]["state"]

    def finish(self, numbers):
        """Whatever a killed daemon has left is done by the next."""
        self.daemon.start()
        try:
            self.daemon.synchronise(self.account)
            self.live(numbers)
            return [self.assert_once(number) for number in numbers]
        finally:
            self.daemon.stop()

    def test_killed_on_the_way(self):
        points = strace.points_behind(*self.rehearse(), POINTS)
        killed, ends = 0, []
        for call, count in points:
            numbers = self.prepare()
            with self.subTest(before=f"{call} number {count}"):
                killed += self.live_until_killed(call, count, lambda: self.live(numbers))
                ends += self.finish(numbers)
        print(f"{killed} kills at {len(points)} points: {ends.count('sent')} sent, "
              f"{ends.count('unknown')} unknown")
        self.assertGreaterEqual(killed, len(points) // 2, f"kills at {points}")


if __name__ == "__main__":
    tap.main()
