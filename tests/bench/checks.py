# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks of what is already here: nothing has changed, or one flag; and then doing nothing."""

import time

from corpus import Corpus
from delay_proxy import TLS_TURNS, DelayProxy
from mbsync import Mbsync
from measure import context_switches, median, memory
from subject import Subject
from support import process
from support.peer import variants
from table import Row

DELAY = 0.025  # each way
FOLDERS = 50
FEW, MANY = 1_000, 100_000
QUIET = 10  # seconds


class Peers:
    """Posthorn and mbsync with the same account behind the same proxy, both up to date."""

    def __init__(self, server, proxy, subject, user):
        self.server, self.proxy, self.user = server, proxy, user
        self.subject = subject
        self.account = subject.first_sync(server, user, proxy.port)[1]
        self.folder = process.Folder("ph-mbsync-")
        self.mbsync = Mbsync(self.folder, server, user, proxy.port, "FSync no")
        self.mbsync.run()

    def close(self):
        self.folder.remove()

    def once(self, name):
        """One check: (seconds, octets both ways, turns)"""
        octets, turns = self.proxy.octets(), self.proxy.turns()
        if name == "posthorn":
            seconds = self.subject.check(self.account)
        else:
            seconds = self.mbsync.run().seconds
        return seconds, self.proxy.octets() - octets, self.proxy.turns() - turns


class Unchanged:
    """FOLDERS folders in which nothing has happened."""

    def __init__(self, server, rounds):
        self.server, self.rounds = server, rounds
        self.user = server.many_folders(FOLDERS)

    def measure(self):
        with DelayProxy(self.server.port) as proxy, Subject() as subject:
            peers = Peers(self.server, proxy, subject, self.user)
            near = {name: [self._check(peers, name) for _ in range(self.rounds)]
                    for name in ("posthorn", "mbsync")}
            proxy.delay = DELAY
            far = {name: [self._check(peers, name) for _ in range(rounds)]
                   for name, rounds in (("posthorn", self.rounds), ("mbsync", 1))}
            peers.close()
        return self._rows(_medians(near), _medians(far), far) + self._compressed_rows()

    @staticmethod
    def _check(peers, name):
        """Of one check, what the lines of the table are made of."""
        peers.server.forget_records(peers.user)
        seconds, octets, turns = peers.once(name)
        end = time.time()
        records = peers.server.records(peers.user)
        arrived = peers.proxy.delay
        return {"seconds": seconds, "octets": octets, "turns": turns - TLS_TURNS,
                "plain": sum(record.octets for record in records),
                "after login": end - records[0].start - arrived if records else seconds,
                "commands": records[0].said()[:12] if records else []}

    def _compressed_rows(self):
        """Against a server that offers COMPRESS=DEFLATE; there the record is of what is packed."""
        with (Corpus(compress=True) as server, DelayProxy(server.port) as proxy,
              Subject() as subject):
            peers = Peers(server, proxy, subject, server.many_folders(FOLDERS))
            proxy.delay = DELAY
            runs = {name: [self._check(peers, name)] for name in ("posthorn", "mbsync")}
            peers.close()
        own, peer = runs["posthorn"][0], runs["mbsync"][0]
        return [Row("… octets a folder, the server compresses", "B", own["plain"] / FOLDERS,
                    peer["plain"] / FOLDERS, judged_by="Posthorn", value=own["plain"] / FOLDERS,
                    value_unit="B", goal=("≤", 100)),
                Row("… round trips, the server compresses", "", own["turns"], peer["turns"],
                    judged_by="Posthorn", value=own["turns"], value_unit="", goal=("≤", 4))]

    @staticmethod
    def _rows(near, far, runs):
        name = f"check of {FOLDERS} unchanged folders"
        own, peer = far["posthorn"], far["mbsync"]
        each = {key: value["plain"] / FOLDERS for key, value in near.items()}
        return [
            Row(name, "s", near["posthorn"]["seconds"], near["mbsync"]["seconds"]),
            Row("… round trips after the greeting", "", own["turns"], peer["turns"],
                judged_by="Posthorn", value=own["turns"], value_unit="", goal=("≤", 4),
                runs=runs),
            Row("… octets a folder, both ways, without TLS", "B", each["posthorn"],
                each["mbsync"], judged_by="Posthorn", value=each["posthorn"], value_unit="B",
                goal=("≤", 100)),
            Row("… octets in all, with TLS and login", "B", near["posthorn"]["octets"],
                near["mbsync"]["octets"]),
            Row("the same behind 50 ms, after the login", "s", own["after login"],
                peer["after login"], judged_by="Posthorn", value=own["after login"],
                value_unit="s", goal=("≤", 0.5)),
        ]


def _medians(runs):
    """{name: {key: median}} of what is a number."""
    return {name: {key: median([run[key] for run in of_one]) for key in of_one[0]
                   if key != "commands"} for name, of_one in runs.items()}


class OneFlag:
    """One changed flag, in a folder of many messages and in one of few."""

    def __init__(self, server, rounds):
        self.server, self.rounds = server, rounds
        self.users = {count: server.small(count) for count in (FEW, MANY)}

    def measure(self):
        runs, idle = {}, []
        with DelayProxy(self.server.port) as proxy, Subject() as subject:
            for count, user in self.users.items():
                peers = Peers(self.server, proxy, subject, user)
                subject.wait_indexed()
                runs[count] = self._both(peers, count)
                peers.close()
            idle = _idle_rows(subject)
        return self._rows({count: {name: _pairs(values) for name, values in of_one.items()}
                           for count, of_one in runs.items()}, runs) + idle

    def _both(self, peers, count):
        found = {"posthorn": [], "mbsync": []}
        for number in range(self.rounds):
            for name in found:
                uid = count // 2 + 10 * number
                self._flip(peers.user, uid, "+" if name == "posthorn" else "-")
                seconds, octets, _ = peers.once(name)
                found[name].append((seconds, octets))
                _prove(peers, name)
        return found

    def _flip(self, user, uid, sign):
        connection = self.server.imap(user)
        connection.select("INBOX")
        connection.uid("STORE", str(uid), sign + "FLAGS", "(\\Flagged)")
        connection.logout()

    @staticmethod
    def _rows(few_and_many, runs):
        few, many = few_and_many[FEW], few_and_many[MANY]
        own, peer = many["posthorn"], many["mbsync"]
        name = f"one changed flag among {MANY:,}"
        return [
            Row(name, "s", own[0], peer[0], judged_by=f"{MANY:,} ÷ {FEW:,}",
                value=own[0] / few["posthorn"][0], goal=("≤", 1.5),
                runs={str(count): of_one for count, of_one in runs.items()}),
            Row(f"… among {FEW:,}", "s", few["posthorn"][0], few["mbsync"][0]),
            Row("… octets both ways, with TLS and login", "B", own[1], peer[1],
                judged_by=f"{MANY:,} ÷ {FEW:,}", value=own[1] / few["posthorn"][1],
                goal=("≤", 1.2)),
        ]


def _pairs(values):
    return median([value[0] for value in values]), median([value[1] for value in values])


def _prove(peers, name):
    """Posthorn's run finds the flag set, mbsync's finds it taken away again."""
    if name == "posthorn":
        flagged = peers.subject.daemon.call("Messages", "Count", "(a{sv})", variants(
            {"account": ("o", peers.account), "flagged": True}))
    else:
        flagged = 1 + sum("F" in entry.rpartition(",")[2] for entry in peers.mbsync.names())
    if flagged != 1:
        raise RuntimeError(f"{name} has {flagged} flagged messages")


def _idle_rows(subject):
    """Memory of a daemon that has just been started, and how often it wakes up."""
    subject.daemon.restart()
    subject.check(next(iter(subject.daemon.objects("Account"))))
    before = context_switches(subject.pid)
    time.sleep(QUIET)
    switches = context_switches(subject.pid) - before
    seen = memory(subject.pid)
    resident = seen["VmRSS"] / 1024
    return [
        Row(f"idle, {MANY + FEW:,} messages stored", "MB", resident, judged_by="Posthorn",
            value=resident, value_unit="MB", goal=("≤", 20)),
        Row("… of that not files", "MB", seen["RssAnon"] / 1024),
        Row(f"… times a thread woke up in {QUIET} s", "", switches),
    ]
