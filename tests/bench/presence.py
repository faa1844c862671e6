# SPDX-License-Identifier: GPL-3.0-or-later
"""A thousand people who come, work and go: what finding out who is there costs each time."""

import time

from measure import median, percentile
from subject import Subject
from support.daemon import NAME, ROOT
from support.peer import Peer
from table import Row

PEOPLE = 1_000
CALLS = 500
INTERFACE = NAME + ".PresenceSession"


class Presence:
    """One signs in or out, or goes idle, while PEOPLE others are there; next to a bare call, which
    takes the same way over the bus and decides nothing."""

    def __init__(self, server, rounds):
        self.server, self.rounds = server, rounds
        self.user = server.small(10)

    def measure(self):
        with Subject() as subject:
            subject.first_sync(self.server, self.user, self.server.port)
            crowd = Peer(subject.bus.address, NAME)
            for number in range(PEOPLE):
                _open(crowd, f"employee{number:04}")
            bare, changed = [], []
            for _ in range(self.rounds):
                bare += self._calls(lambda: crowd.call(ROOT, "org.freedesktop.DBus.Peer", "Ping"))
                changed += self._changes(crowd)
            crowd.close()
        return [self._row("median", median(bare), median(changed)),
                self._row("99 %", percentile(bare, 0.99), percentile(changed, 0.99))]

    @staticmethod
    def _calls(call):
        taken = []
        for _ in range(CALLS):
            start = time.monotonic()
            call()
            taken.append(time.monotonic() - start)
        return taken

    def _changes(self, crowd):
        """Each one finds out anew who is there, and says what has changed."""
        path = _open(crowd, "zoe")
        visible = [True]

        def turn():
            visible[0] = not visible[0]
            crowd.set(path, INTERFACE, "Visible", "b", visible[0])
        taken = self._calls(turn)
        crowd.call(path, INTERFACE, "Close")
        return taken

    @staticmethod
    def _row(which, bare, changed):
        return Row(f"somebody comes or goes among {PEOPLE:,}, {which}", "ms", changed * 1000,
                   wire=bare * 1000, judged_by="Posthorn − bare call",
                   value=(changed - bare) * 1000, value_unit="ms", goal=("≤", 1))


def _open(peer, employee):
    return peer.call(ROOT, NAME + ".Presence", "OpenSession", "(ss)", employee, "webmail")
