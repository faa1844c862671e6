# SPDX-License-Identifier: GPL-3.0-or-later
"""A folder of a million messages next to one of a thousand: lists of both, and the start with it."""

import contextlib
import os
import sqlite3
import time

from measure import median, percentile
from subject import Subject
from support.daemon import NAME, ROOT
from support.peer import Gio, GLib, variants
from table import Row

FEW, MANY = 1_000, 1_000_000
CALLS = 200
PAGE = 50
LATE = 9_000_000  # ids and times of the copies begin there

# Every message of the inbox again and again, in the archive, with all that belongs to a row; what
# is copied needs no index of its text. Of a hundred one is unprocessed, evenly through all of them.
COPY = f"""
CREATE TEMP TABLE source AS
  SELECT row_number() OVER (ORDER BY message.id) - 1 AS place, message.*
  FROM message JOIN folder ON folder.id = message.folder WHERE role = 'inbox';
CREATE UNIQUE INDEX temp.source_place ON source (place);
CREATE TEMP TABLE number (n INTEGER PRIMARY KEY);
INSERT INTO number WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up LIMIT {MANY})
  SELECT n FROM up;
INSERT INTO message (id, folder, uid, received, date, size, flags, has_attachments, body, subject,
                     from_name, from_address, message_id, list_id, snippet, in_reply_to,
                     reference_ids, warnings, reply_to, to_addresses, cc_addresses, attachments,
                     links)
  SELECT {LATE} + n, (SELECT id FROM main.folder WHERE role = 'archive'), n, received + n, date,
         size, flags, has_attachments, 0, subject, from_name, from_address, message_id, list_id,
         snippet, in_reply_to, reference_ids, warnings, reply_to, to_addresses, cc_addresses,
         attachments, n % 100 <> 0
  FROM number JOIN source ON place = n % {FEW};
INSERT INTO thread (id) SELECT {LATE} + n FROM number;
INSERT INTO message_thread (message, thread, received, date, subject, waiting)
  SELECT id, id, received, date, 0, 0 FROM message WHERE id > {LATE};
DELETE FROM unindexed;
"""


class Million:
    """Within a with statement: a daemon whose archive has MANY messages and whose inbox has FEW."""

    def __init__(self, server):
        self.server = server
        self.user = server.small(FEW)
        self.subject = Subject()

    def __enter__(self):
        daemon = self.subject.__enter__().daemon
        self.subject.first_sync(self.server, self.user, self.server.port)
        self.subject.wait_indexed()
        daemon.stop()
        path = os.path.join(daemon.data, "mail.db")
        with contextlib.closing(sqlite3.connect(path)) as database:
            database.executescript(COPY)
            database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        daemon.start()
        return self.subject

    def __exit__(self, *arguments):
        self.subject.__exit__(*arguments)


class Listing:
    def __init__(self, server, rounds):
        self.server, self.rounds = server, rounds

    def measure(self):
        taken = {FEW: [], MANY: []}
        with Million(self.server) as subject:
            _prove_all_are_here(subject)
            for _ in range(self.rounds):
                taken[FEW] += [_list(subject, role="inbox") for _ in range(CALLS)]
                taken[MANY] += [_list(subject, role="archive") for _ in range(CALLS)]
            open_ones = [_list(subject, role="archive", unprocessed=True) for _ in range(CALLS)]
            deep = [_list(subject, role="archive", unread=False) for _ in range(CALLS)]
        most = {count: 1000 * percentile(calls, 0.95) for count, calls in taken.items()}
        return [
            Row(f"{PAGE} rows from a folder of {MANY:,}, 95 % within", "ms", most[MANY],
                judged_by="Posthorn", value=most[MANY], value_unit="ms", goal=("≤", 5)),
            Row("… median", "ms", 1000 * median(taken[MANY]), judged_by=f"{MANY:,} ÷ {FEW:,}",
                value=median(taken[MANY]) / median(taken[FEW]), goal=("≤", 1.2)),
            Row(f"… from one of {FEW:,}, 95 % within", "ms", most[FEW]),
            Row("… of those read, 95 % within", "ms", 1000 * percentile(deep, 0.95)),
            Row("… of the hundredth that is unprocessed, median", "ms", 1000 * median(open_ones),
                judged_by="÷ any", value=median(open_ones) / median(taken[MANY]),
                goal=("≤", 1.2)),
        ]


class Start:
    def __init__(self, server, rounds):
        self.server, self.rounds = server, rounds

    def measure(self):
        with Million(self.server) as subject:
            _prove_all_are_here(subject)
            taken = [1000 * _start(subject) for _ in range(2 + self.rounds)]
        return [Row(f"start with {MANY:,} messages: on the bus after", "ms", median(taken),
                    judged_by="Posthorn", value=median(taken), value_unit="ms",
                    goal=("≤", 100), runs={"posthorn": taken})]


def _prove_all_are_here(subject):
    count = subject.count(role="archive")
    if count != MANY:
        raise RuntimeError(f"the archive has {count} messages, not {MANY}")


def _list(subject, **filters):
    """Seconds of one call; what Python takes to unpack the answer is not in them."""
    peer = subject.daemon.peer
    parameters = GLib.Variant("(a{sv})", (variants({**filters, "limit": PAGE}),))
    start = time.monotonic()
    answer = peer.connection.call_sync(peer.service, ROOT, NAME + ".Messages", "List", parameters,
                                       None, Gio.DBusCallFlags.NONE, 30000, None)
    seconds = time.monotonic() - start
    if answer.get_child_value(0).n_children() != PAGE:
        raise RuntimeError(f"the list has not {PAGE} rows")
    return seconds


def _start(subject):
    """Seconds from the start of the process until its name is seen, looked for every 10 ms."""
    subject.daemon.stop()
    start = time.monotonic()
    subject.daemon.start()
    return time.monotonic() - start
