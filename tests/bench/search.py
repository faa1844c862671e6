# SPDX-License-Identifier: GPL-3.0-or-later
"""The full text of 10,000 messages next to notmuch and mu, and of 100,000 alone."""

import contextlib
import time

from mbsync import Mbsync
from measure import median, percentile
from search_peers import Mu, Notmuch
from subject import Subject
from support import process
from support.daemon import NAME, ROOT
from support.peer import Gio, GLib, variants
from table import Row

MESSAGES = 10_000
MANY = 100_000
PEERS = {"notmuch": Notmuch, "mu": Mu}
CALLS = 40  # of each word
# Rare and common, with accents, inside a compound, in another script, in no message.
WORDS = ["ferry", "reception", "Schlüssel", "Spediteur", "Quadratmeter", "contract", "cm"]
# Numbers that one, some and many messages have, and words that all have.
MANY_WORDS = ["77777", "4321", "999", "meter 12", "reading", "bernd 5", "abcde", "ading 500"]


class Search:
    def __init__(self, server, rounds):
        self.server, self.rounds = server, rounds

    def measure(self):
        return self._beside_peers() + self._alone()

    def _beside_peers(self):
        user = self.server.realistic(MESSAGES)
        with Subject() as subject, contextlib.closing(Maildir(self.server, user)) as maildir:
            seconds = {"posthorn": _index(subject, self.server, user)}
            calls = {"posthorn": _calls(subject, WORDS)}
            counts = {"posthorn": [_count(subject, word) for word in WORDS]}
            for name, peer in maildir.peers():
                seconds[name] = peer.index()
                calls[name] = [peer.seconds(word) for _ in range(self.rounds) for word in WORDS]
                counts[name] = [peer.count(word) for word in WORDS]
        return self._rows(seconds, calls, counts)

    @staticmethod
    def _rows(seconds, calls, counts):
        missing = [name for name in PEERS if name not in seconds]
        note = f" ({', '.join(missing)} not installed)" if missing else ""
        own = seconds["posthorn"]
        rows = [Row(f"full text of {MESSAGES:,} messages indexed after{note}", "s", **seconds,
                    judged_by="Posthorn", value=own, value_unit="s", goal=("≤", 10)),
                Row("… 50 newest found, median", "ms", **_each(calls, median)),
                Row("… 95 % of them within", "ms", **_each(calls, _most))]
        for number, word in enumerate(WORDS):
            found = {name: values[number] for name, values in counts.items()}
            rows.append(Row(f"… messages with «{word}»", "", **found))
        return rows

    def _alone(self):
        user = self.server.small(MANY)
        with Subject() as subject:
            seconds = _index(subject, self.server, user)
            calls = _calls(subject, MANY_WORDS)
            words = [1000 * _most(_calls(subject, [word])) for word in MANY_WORDS]
        slowest = 1000 * _most(calls)
        return [Row(f"full text of {MANY:,} small messages indexed after", "s", seconds),
                Row("… 50 newest found, 95 % of them within", "ms", slowest, judged_by="Posthorn",
                    value=slowest, value_unit="ms", goal=("≤", 30)),
                Row("… the slowest word", "ms", max(words))]


class Maildir:
    """What mbsync has fetched from USER, and a peer for each that is installed."""

    def __init__(self, server, user):
        self.folder = process.Folder("ph-search-")
        Mbsync(self.folder, server, user, server.port).run()

    def peers(self):
        for name, peer in PEERS.items():
            if peer.installed():
                yield name, peer(self.folder, self.folder / "mail")

    def close(self):
        self.folder.remove()


def _most(values):
    return percentile(values, 0.95)


def _each(calls, function):
    return {name: 1000 * function(values) for name, values in calls.items()}


def _index(subject, server, user):
    """Seconds from the end of the first synchronisation to a complete index."""
    subject.first_sync(server, user, server.port)
    start = time.monotonic()
    subject.wait_indexed()
    return time.monotonic() - start


def _calls(subject, words):
    """Seconds of list calls; what Python takes to unpack the answers is not in them."""
    peer = subject.daemon.peer
    taken = []
    for word in words * CALLS:
        parameters = GLib.Variant("(a{sv})", (variants({"text": word, "limit": 50}),))
        start = time.monotonic()
        peer.connection.call_sync(peer.service, ROOT, NAME + ".Messages", "List", parameters, None,
                                  Gio.DBusCallFlags.NONE, 30000, None)
        taken.append(time.monotonic() - start)
    return taken


def _count(subject, word):
    """As whole words, which is what the peers count; they know endings, too, of one language."""
    return subject.count(text=f'"{word}"')
