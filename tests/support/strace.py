# SPDX-License-Identifier: GPL-3.0-or-later
"""The daemon under strace, which kills it or makes it fail at a chosen system call."""

import collections
import os
import re
import shutil
import signal
import subprocess

from . import process
from .daemon import NAME, Posthornd, program
from .peer import GLib, Peer

LINE = re.compile(r"(\d+) +(\w+)\(")

# Calls of a daemon that talks to a server and saves what came of it.
DIALOGUE = ("sendto", "sendmsg", "write", "pwrite64", "fdatasync")


def why_not():
    """Why nothing can be traced here, or None."""
    if not shutil.which("strace"):
        return "strace is not installed"
    done = subprocess.run(["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync",
                           "true"], capture_output=True, text=True, check=False)
    return None if done.returncode == 0 else f"strace may not trace: {done.stderr.strip()}"


def spread(highest, points):
    """Up to POINTS numbers from 1 to HIGHEST, evenly, both ends among them."""
    if points == 1:
        return [(highest + 1) // 2]
    step = (highest - 1) / (points - 1)
    return sorted({1 + round(index * step) for index in range(points)})


def points_behind(before, counts, points):
    """About POINTS pairs of call and number, evenly, of those in COUNTS; of the calls that a start
    makes, which are in BEFORE, only the second half."""
    every = [(call, number) for call, count in counts.items()
             for number in range(max(1, before.get(call, 0) // 2), count + 1)]
    return every[::max(1, len(every) // points)]


def kill_before(call, number):
    """The rule that kills a daemon before its call NUMBER."""
    return f"{call}:signal=KILL:when={number}"


def _arguments(calls, inject, output):
    trace = ",".join(sorted(set(calls) | {rule.partition(":")[0] for rule in inject}))
    rules = [word for rule in inject for word in ("-e", "inject=" + rule)]
    return ["strace", "-f", "-qq", "-o", output, "-e", "signal=none", "-e", "trace=" + trace,
            *rules]


class TracedPosthornd(Posthornd):
    """As Posthornd while no rule is given. strace counts calls for each thread by itself."""

    def __init__(self, bus):
        super().__init__(bus)
        self.tracer = None

    @property
    def trace_path(self):
        return self.bus.folder / "strace.log"

    def start(self, calls=(), inject=()):
        """CALLS are counted; INJECT are rules of strace like "pwrite64:signal=KILL:when=7"."""
        self._wait_for_free_name()
        if not calls and not inject:
            return super().start()
        output = self.trace_path if calls else "/dev/null"
        self.tracer = self.process = process.Process(
            [*_arguments(calls, inject, output), program()], self.log_path, self.bus.environment)
        self.peer = Peer(self.bus.address, NAME)
        process.wait_for(self.peer.owned, "posthornd", process=self.process)
        return self

    def _wait_for_free_name(self):
        """The bus may hear of the end of a daemon later than its parent does."""
        peer = Peer(self.bus.address, NAME)
        process.wait_for(lambda: not peer.owned(), "the end of the last posthornd", 5)
        peer.close()

    def attach(self, inject):
        """Traces the running daemon from now on; raises PermissionError where that is forbidden."""
        pid = self.process.pid
        self.tracer = process.Process(
            [*_arguments((), inject, "/dev/null"), "-p", str(pid)], self.log_path)
        process.wait_for(lambda: not self.tracer.running() or self._traced(pid), "strace")
        if not self.tracer.running():
            raise PermissionError("strace may not attach to a process that hides itself")

    @staticmethod
    def _traced(pid):
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/status", encoding="ascii") as file:
                if "TracerPid:\t0\n" in file.read():
                    return False
        return True

    def alive(self):
        return self.process is not None and self.process.running()

    def stop(self):
        """A tracer is never asked to end, the daemon itself is."""
        if self.tracer is not self.process or not self.alive() or not self.peer.owned():
            return self._end_tracer(super().stop())
        try:
            os.kill(self.peer.owner_pid(), signal.SIGTERM)
        except (GLib.Error, ProcessLookupError):  # killed since it was looked for
            pass
        return self.wait()

    def wait(self):
        """The exit status of a daemon that ends or was killed."""
        status = self.process.child.wait(30)
        self.peer.close()
        self.process.stop()
        self.process = None
        return self._end_tracer(status)

    def untrace(self):
        """Ends what attach() began; the daemon goes on."""
        self._end_tracer(None)

    def kill9(self):
        super().kill9()
        self._end_tracer(None)

    def _end_tracer(self, status):
        if self.tracer:
            self.tracer.stop()
            self.tracer = None
        return status

    def counts(self):
        """{call: how often the busiest thread made it} since start(calls)."""
        threads = collections.Counter()
        with open(self.trace_path, encoding="ascii", errors="replace") as file:
            for line in file:
                match = LINE.match(line)
                if match:
                    threads[match.groups()] += 1
        found = {}
        for (_, call), number in threads.items():
            found[call] = max(number, found.get(call, 0))
        return found


class TracedTest:
    """Mixed into a test of a rig: its daemon is one that can be traced, and has not been started."""

    def setUp(self):
        reason = why_not()
        if reason:
            self.skipTest(reason)
        super().setUp()
        self.daemon.stop()
        self.daemon = TracedPosthornd(self.bus)

    def live_until_killed(self, call, number, live):
        """Starts the daemon, calls LIVE and stops it; True when it was killed before that CALL."""
        try:
            self.daemon.start(inject=[kill_before(call, number)])
            live()
        except Exception:  # the bus answers for a daemon that has just died
            self.daemon.process.child.wait(10)
        alive = self.daemon.alive()
        self.daemon.stop() if alive else self.daemon.wait()
        return not alive
