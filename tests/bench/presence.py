# SPDX-License-Identifier: GPL-3.0-or-later
"""A thousand people who come, work and go: what finding out who is there costs each time."""

import itertools

from measure import median, processor_seconds
from subject import Subject
from support.daemon import NAME, ROOT
from support.peer import Peer
from table import Row

PEOPLE = 1_000
CALLS = 500
INTERFACE = NAME + ".PresenceSession"


class Presence:
    """Processor time of the daemon for each call while PEOPLE are there, less what a bare call takes
    that goes the same way over the bus and decides nothing. A sign of life finds out anew who is
    there; hiding and showing a page also makes it tell a thousand names."""

    def __init__(self, server, rounds):
        self.server, self.rounds = server, rounds
        self.user = server.small(10)

    def measure(self):
        with Subject() as subject:
            subject.first_sync(self.server, self.user, self.server.port)
            crowd = Peer(subject.bus.address, NAME)
            for number in range(PEOPLE):
                _open(crowd, f"employee{number:04}")
            calls = _calls(crowd, _open(crowd, "zoe"))
            taken = {name: [] for name in calls}
            for _ in range(self.rounds):
                for name, call in calls.items():
                    taken[name].append(_cost(subject.pid, call))
            crowd.close()
        bare, sign, turn = (median(taken[name]) for name in ("bare", "sign", "turn"))
        return [_row(f"a sign of life among {PEOPLE:,} people", sign, bare, ("≤", 1)),
                _row("… somebody comes or goes, and all names are told", turn, bare, None)]


def _calls(peer, path):
    visible = itertools.cycle((False, True))
    return {
        "bare": lambda: peer.call(ROOT, "org.freedesktop.DBus.Peer", "Ping"),
        "sign": lambda: peer.call(path, INTERFACE, "ReportActivity"),
        "turn": lambda: peer.set(path, INTERFACE, "Visible", "b", next(visible)),
    }


def _cost(pid, call):
    before = processor_seconds(pid)
    for _ in range(CALLS):
        call()
    return (processor_seconds(pid) - before) / CALLS


def _row(what, own, bare, goal):
    return Row(what, "ms", own * 1000, wire=bare * 1000, judged_by="Posthorn − bare call",
               value=(own - bare) * 1000, value_unit="ms", goal=goal)


def _open(peer, employee):
    return peer.call(ROOT, NAME + ".Presence", "OpenSession", "(ss)", employee, "webmail")
