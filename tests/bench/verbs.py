# SPDX-License-Identifier: GPL-3.0-or-later
"""Verbs: ten thousand messages marked in one call, and how soon a client is told of a change."""

import itertools
import time

from measure import median, percentile
from subject import Subject
from support import process
from support.peer import variants
from table import Row

MESSAGES = 10_000
CHANGES = 20
PAUSE = 0.6  # so that the signal of the server's own word has gone, too
PAGE = 1_000


class Mark:
    """Both ways in turn; the commands are those that the server has seen."""

    def __init__(self, server, rounds):
        self.server, self.rounds = server, rounds
        self.user = server.small(MESSAGES)

    def measure(self):
        with Subject() as subject:
            self.server.record(self.user)
            subject.first_sync(self.server, self.user, self.server.port)
            subject.wait_indexed()
            ids = _ids(subject)
            replies, pushed, stores = [], [], []
            for verb in ["MarkUnread", "MarkRead"] * self.rounds:
                self.server.forget_records(self.user)
                reply, whole = _mark(subject, verb, ids)
                replies.append(reply)
                pushed.append(whole)
                stores.append(self._stores())
        return [
            Row(f"mark {MESSAGES:,} read or unread: reply after", "ms", 1000 * median(replies),
                judged_by="Posthorn", value=1000 * median(replies), value_unit="ms",
                goal=("≤", 300), runs={"posthorn": replies}),
            Row("… the server knows after", "s", median(pushed)),
            Row("… STORE commands", "", max(stores), judged_by="Posthorn", value=max(stores),
                value_unit="", goal=("≤", 8)),
        ]

    def _stores(self):
        said = [line.upper() for record in self.server.records(self.user)
                for line in record.said()]
        return sum(" STORE " in line for line in said)


class Changed:
    """From the call of a verb to the signal that tells of it."""

    def __init__(self, server, rounds):
        self.server, self.rounds = server, rounds
        self.user = server.small(MESSAGES)

    def measure(self):
        with Subject() as subject:
            subject.first_sync(self.server, self.user, self.server.port)
            subject.wait_indexed()
            ids = itertools.cycle(_ids(subject, CHANGES))
            alone = [_told(subject, next(ids), PAUSE) for _ in range(CHANGES * self.rounds)]
            busy = [_told(subject, next(ids), 0) for _ in range(CHANGES)]
        most = 1000 * max(alone)
        return [
            Row("a change is told of after, at most", "ms", most, judged_by="Posthorn", value=most,
                value_unit="ms", goal=("≤", 100)),
            Row("… median", "ms", 1000 * median(alone)),
            Row("… one after the other, five being told of a second, 95 %", "ms",
                1000 * percentile(busy, 0.95)),
        ]


def _ids(subject, count=MESSAGES):
    rows = []
    while len(rows) < count:
        rows += subject.daemon.call("Messages", "List", "(a{sv})", variants(
            {"role": "inbox", "limit": min(PAGE, count), "offset": len(rows),
             "keys": ("as", ["id"])}))
    return [row["id"] for row in rows]


def _mark(subject, verb, ids):
    """(seconds until the reply, until the server has confirmed all)"""
    start = time.monotonic()
    subject.daemon.call("Messages", verb, "(at)", ids)
    reply = time.monotonic() - start
    process.wait_for(lambda: not _is_pending(subject, ids), "the server's word", 120)
    return reply, time.monotonic() - start


def _is_pending(subject, ids):
    rows = subject.daemon.call("Messages", "Get", "(atas)", [ids[0], ids[-1]], ["pending"])
    return any(row.get("pending") for row in rows)


def _told(subject, identity, pause):
    """Seconds from a call to its signal, after a PAUSE."""
    peer = subject.daemon.peer
    time.sleep(pause)
    peer.settle()
    since = len(peer.signals)
    start = time.monotonic()
    verb = "MarkRead" if identity in _told.unread else "MarkUnread"
    _told.unread ^= {identity}
    subject.daemon.call("Messages", verb, "(at)", [identity])
    peer.wait_signal("Changed", where=lambda news: identity in news[2], since=since)
    return time.monotonic() - start


_told.unread = set()
