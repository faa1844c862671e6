# SPDX-License-Identifier: GPL-3.0-or-later
"""How soon a person is told of mail that has come."""

import time

from measure import median, percentile
from subject import Subject
from support import generator
from support.notification_server import NotificationServer
from table import Row

MESSAGES = 20
PAUSE = 0.3  # after which an update is not held back


class Notified:
    """From MessagesArrived, which is sent in the same turn of the main loop in which the store has
    the message, to the call of Notify, as a notification server sees it that does nothing. One mail
    at a time, and one right after the other, where updates are held back to follow each other."""

    def __init__(self, server, rounds):
        self.server, self.rounds = server, rounds
        self.user = server.small(10)
        self.made = generator.Generator(23)

    def measure(self):
        with Subject() as subject:
            desk = NotificationServer(subject.bus.address).start()
            _, account = subject.first_sync(self.server, self.user, self.server.port)
            alone = [self._told(subject, account, desk, PAUSE)
                     for _ in range(MESSAGES * self.rounds)]
            busy = [self._told(subject, account, desk, 0) for _ in range(MESSAGES * self.rounds)]
            desk.stop()
        return [_row("new mail is told of after, 95 %", alone),
                _row("… one right after the other, 95 %", busy),
                Row("… alone, median", "ms", 1000 * median(alone))]

    def _told(self, subject, account, desk, pause):
        peer = subject.daemon.peer
        time.sleep(pause)
        arrived = []
        peer.on_signal = lambda signal: arrived.append(time.monotonic()) \
            if signal.member == "MessagesArrived" else None
        self.server.deliver(self.made.message(2000), user=self.user)
        count = self._count(desk) + 1
        subject.check(account)
        desk.wait_until(lambda: self._count(desk) == count, "the notification")
        peer.wait_until(lambda: arrived, "MessagesArrived")
        return max(desk.notes[-1].at - arrived[0], 0)

    @staticmethod
    def _count(desk):
        """Of how many messages the notification that stands there tells."""
        notes = desk.of("email.arrived")
        if not notes:
            return 0
        word = notes[0].summary.partition(" ")[0].rstrip("+")
        return int(word) if word.isdigit() else 1


def _row(what, values):
    worst = 1000 * percentile(values, 0.95)
    return Row(what, "ms", worst, judged_by="Posthorn", value=worst, value_unit="ms",
               goal=("≤", 200))
