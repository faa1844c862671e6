# SPDX-License-Identifier: GPL-3.0-or-later
"""A new account with 10,000 messages: how long, how much memory, and what a person sees of it."""

import time

import bare_wire
from delay_proxy import DelayProxy
from mbsync import Mbsync
from measure import MemoryWatch, median, percentile, processor_seconds
from subject import Subject
from support import generator, process
from table import Row

MESSAGES = 10_000
DELAY = 0.025  # each way
PAGE = 50


class Runs:
    """Every contestant in turn, round after round, so that a busy minute hits them all."""

    def __init__(self, server, user, port):
        self.server, self.user, self.port = server, user, port
        self.seconds = {"posthorn": [], "mbsync": [], "wire": []}
        self.processor = {"posthorn": [], "mbsync": [], "wire": []}
        self.memory = {"posthorn": [], "anonymous": [], "parser": [], "summed": [], "mbsync": []}

    def wire(self):
        seconds, _, processor = bare_wire.run(self.port, self.server.ca_file, self.user,
                                              self.server.password)
        self.seconds["wire"].append(seconds)
        self.processor["wire"].append(processor)

    def mbsync(self, general=""):
        folder = process.Folder("ph-mbsync-")
        try:
            peer = Mbsync(folder, self.server, self.user, self.port, general)
            run = peer.run()
            if len(peer.names()) != MESSAGES:
                raise RuntimeError(f"mbsync has {len(peer.names())} messages, not {MESSAGES}")
        finally:
            folder.remove()
        self.seconds["mbsync"].append(run.seconds)
        self.processor["mbsync"].append(run.processor)
        self.memory["mbsync"].append(run.memory / 1024)

    def posthorn(self):
        with Subject() as subject:
            with MemoryWatch(subject.pid) as watch:
                seconds, account = subject.first_sync(self.server, self.user, self.port)
            self.processor["posthorn"].append(processor_seconds(subject.pid))
            _prove_all_are_here(subject)
            rest, _ = subject.newest(account, ["size"])
        if len(rest) != PAGE:
            raise RuntimeError(f"the list has {len(rest)} rows, not {PAGE}")
        self.seconds["posthorn"].append(seconds)
        self._remember_memory(watch)

    def _remember_memory(self, watch):
        self.memory["posthorn"].append(watch.own / 1024)
        self.memory["anonymous"].append(watch.anonymous / 1024)
        self.memory["parser"].append(max(watch.of_children.values(), default=0) / 1024)
        self.memory["summed"].append(watch.summed / 1024)

    def round(self):
        self.posthorn()
        self.mbsync()
        self.wire()

    def ratio(self, above, below):
        """The median of what each round says: a busy minute slows both sides of it."""
        pairs = zip(self.seconds[above], self.seconds[below])
        return median([one / other for one, other in pairs])


def _medians(runs):
    return {name: median(values) for name, values in runs.items()}


def _prove_all_are_here(subject):
    count = subject.count(role="inbox")
    if count != MESSAGES:
        raise RuntimeError(f"Posthorn has {count} messages, not {MESSAGES}")


class FirstSync:
    """On loopback and behind a slow line."""

    def __init__(self, server, rounds):
        self.server, self.rounds = server, rounds
        self.user = server.realistic(MESSAGES)

    def measure(self):
        with DelayProxy(self.server.port, DELAY) as proxy:
            near = Runs(self.server, self.user, self.server.port)
            far = Runs(self.server, self.user, proxy.port)
            near.wire()  # not counted: fills the caches of the server
            near.seconds["wire"].clear()
            for _ in range(self.rounds):
                near.round()
                far.round()
        return [*self._times(near), *self._memory(near), self._delayed(near, far)]

    @staticmethod
    def _times(near):
        name = f"first sync of {MESSAGES:,} messages"
        return [
            Row(name, "s", **_medians(near.seconds), judged_by="mbsync ÷ Posthorn",
                value=near.ratio("mbsync", "posthorn"), goal=("≥", 4), runs=near.seconds),
            Row(name, "s", **_medians(near.seconds), judged_by="Posthorn ÷ bare wire",
                value=near.ratio("posthorn", "wire"), goal=("≤", 4)),
            Row("… processor time, without the server's", "s", **_medians(near.processor),
                runs=near.processor),
        ]

    @staticmethod
    def _memory(near):
        most = {name: max(values) for name, values in near.memory.items()}
        return [
            Row("most memory in it: the daemon", "MB", most["posthorn"], most["mbsync"],
                judged_by="Posthorn", value=most["posthorn"], value_unit="MB", goal=("≤", 64),
                runs=near.memory),
            Row("… of that not files", "MB", most["anonymous"]),
            Row("… the larger parser process", "MB", most["parser"]),
            Row("… daemon and parsers at one time", "MB", most["summed"], judged_by="Posthorn",
                value=most["summed"], value_unit="MB", goal=("≤", 64)),
        ]

    @staticmethod
    def _delayed(near, far):
        pairs = zip(far.seconds["posthorn"], near.seconds["posthorn"])
        return Row("the same behind 50 ms", "s", **_medians(far.seconds),
                   judged_by="over 1.3 × loopback", value_unit="s", goal=("≤", 1),
                   value=median([slow - 1.3 * quick for slow, quick in pairs]), runs=far.seconds)


class Latency:
    """A client that opens the inbox while it fills."""

    def __init__(self, server, rounds):
        self.server, self.rounds = server, rounds
        self.user = server.realistic(MESSAGES)
        self.calls, self.page_after, self.newest_after = [], [], []

    def measure(self):
        for _ in range(self.rounds):
            with Subject() as subject:
                self._watch(subject)
        slowest = 1000 * percentile(self.calls, 0.99)
        return [
            Row("the 50 newest are listed after", "s", median(self.newest_after),
                judged_by="Posthorn", value=median(self.newest_after), value_unit="s",
                goal=("≤", 1), runs={"any 50": self.page_after, "newest": self.newest_after}),
            Row("a list call during the first sync, median", "ms", 1000 * median(self.calls)),
            Row("… 99 % of them within", "ms", slowest, judged_by="Posthorn", value=slowest,
                value_unit="ms", goal=("≤", 20), runs={"calls": [len(self.calls)]}),
            Row("… the slowest", "ms", 1000 * max(self.calls)),
        ]

    def _watch(self, subject):
        start = time.monotonic()
        account, job = subject.connect(self.server, self.user, self.server.port)
        found = []
        while not subject.ended(job):
            rows, seconds = subject.newest(
                account, ["id", "subject", "from", "date", "received", "unread"])
            self.calls.append(seconds)
            found.append((time.monotonic() - start, rows))
            time.sleep(0.005)
        _prove_all_are_here(subject)
        self.page_after.append(next(when for when, rows in found if len(rows) == PAGE))
        self.newest_after.append(next(when for when, rows in found if _is_newest(rows)))


def _is_newest(rows):
    """Whether these are the last messages that corpus.py has put there."""
    oldest = generator.NOW - MESSAGES * 600 + MESSAGES - PAGE
    return len(rows) == PAGE and all(row["received"] >= oldest for row in rows)
