#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measures posthornd against mbsync and the bare wire in one run, with a real Dovecot."""

import argparse
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
import mbsync  # noqa: E402
import table  # noqa: E402
from checks import OneFlag, Unchanged  # noqa: E402
from corpus import Corpus  # noqa: E402
from first_sync import FirstSync, Latency  # noqa: E402
from measure import machine  # noqa: E402
from million import Listing, Start  # noqa: E402
from notify import Notified  # noqa: E402
from presence import Presence  # noqa: E402
from search import Search  # noqa: E402
from sending import Send  # noqa: E402
from verbs import Changed, Mark  # noqa: E402

MEASUREMENTS = {
    "first-sync": (FirstSync, "10,000 messages, on loopback and behind 50 ms; memory in it"),
    "latency": (Latency, "what a client sees while the first sync runs"),
    "unchanged": (Unchanged, "50 folders in which nothing has happened"),
    "flag": (OneFlag, "one changed flag among 100,000 messages; then doing nothing"),
    "presence": (Presence, "a thousand people who come and go"),
    "list": (Listing, "a page of a folder of 1,000,000 messages and of one of 1,000"),
    "start": (Start, "start and stop with 1,000,000 messages"),
    "mark": (Mark, "10,000 messages marked in one call"),
    "changed": (Changed, "how soon the signal of a change comes"),
    "notify": (Notified, "how soon a person is told of mail that has come"),
    "send": (Send, "mail on its way out: how soon, a large attachment, a long queue"),
    "search": (Search, "full text of 10,000 messages, next to notmuch and mu; of 100,000"),
}

HOW_IT_COULD_BE_WRONG = """\
Server, contestants and proxy share the processors: with fewer of them everybody is slower, and
whoever uses several processes gains less; on two, Posthorn's first sync waits for nothing but
them. Server and client lie on one disk. Medians of a few runs, ratios between what ran in the
same round; memory is the most of all runs. On a busy machine look at processor time. «At one
time» adds to the daemon what is not files of its parser processes, and is looked at every 20 ms.
notmuch and mu are processes that are started for each search, and open their index each time;
Posthorn is asked over the bus. They know endings of English words, Posthorn knows none.
The million messages are copies put in with SQL, without bodies and text; a start is looked for
every 10 ms. Marking goes both ways in turn, so that the second way has warm caches.
Mail leaves to a Postfix on the same machine, which writes each to disk before it answers. What is
timed ends with the signal that says «sent», which follows the server's answer and one more write
to disk. The bare wire is Python's smtplib on an open connection, which keeps no outbox; msmtp is a
process for each mail and reads its password from its configuration.
The delay proxy adds 25 ms each way and no limit of bandwidth, so that TCP's slow start is not
seen; it takes processor time of its own. mbsync writes one file a message and calls fsync for
each in the first sync (its default), but not in the checks. The server offers no compression but
where the table says so. An octet count without TLS counts all that is said after the login."""


def _arguments():
    parser = argparse.ArgumentParser(description=__doc__, epilog="\n".join(
        f"{name}: {what}" for name, (_, what) in MEASUREMENTS.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="which measurements; else all")
    parser.add_argument("--runs", type=int, default=3, help="of each, at least (default 3)")
    parser.add_argument("--json", metavar="FILE", help="write the numbers there too, - is stdout")
    parser.add_argument("--strict", action="store_true", help="fail when a goal is missed")
    options = parser.parse_args()
    unknown = set(options.names) - set(MEASUREMENTS)
    if unknown:
        parser.error(f"no such measurement: {', '.join(sorted(unknown))}")
    return options


def _measure(options):
    rows = []
    with Corpus() as server:
        for name in options.names or MEASUREMENTS:
            start = time.monotonic()
            rows += MEASUREMENTS[name][0](server, options.runs).measure()
            print(f"{name}: took {time.monotonic() - start:.0f} s", file=sys.stderr, flush=True)
    return rows


def _write_json(path, text):
    if path == "-":
        print(text)
    elif path:
        with open(path, "w", encoding="utf-8") as file:
            file.write(text + "\n")


def main():
    options = _arguments()
    if not mbsync.installed():
        sys.exit("mbsync is missing: apt-get install isync")
    where = f"{machine()}; {mbsync.version()}"
    rows = _measure(options)
    if options.json != "-":
        print(table.text(rows), "", where, HOW_IT_COULD_BE_WRONG, sep="\n")
    _write_json(options.json, table.as_json(rows, f"{where}\n{HOW_IT_COULD_BE_WRONG}"))
    missed = sum(row.met is False for row in rows)
    sys.exit(1 if options.strict and missed else 0)


if __name__ == "__main__":
    main()
