# SPDX-License-Identifier: GPL-3.0-or-later
"""Memory of processes from /proc, and the arithmetic of repeated measurements."""

import contextlib
import math
import os
import statistics
import threading

median = statistics.median


def percentile(values, share):
    """The smallest value that SHARE of all VALUES do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def memory(pid):
    """{"VmHWM": most resident KiB so far, "VmRSS": now, "RssAnon": …} or {} when it is gone."""
    try:
        with open(f"/proc/{pid}/status", encoding="utf-8", errors="replace") as file:
            lines = [line.split() for line in file if line.startswith(("Vm", "Rss"))]
    except OSError:
        return {}
    return {words[0].rstrip(":"): int(words[1]) for words in lines}


def children(pid):
    """The processes that PID has started and that are still there."""
    found = []
    try:
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children", encoding="ascii") as file:
                found += [int(word) for word in file.read().split()]
    except OSError:
        pass
    return found


def processor_seconds(pid):
    """What PID and the processes it has started have computed so far."""
    ticks = 0
    for process in [pid, *children(pid)]:
        with contextlib.suppress(OSError), open(f"/proc/{process}/stat", encoding="utf-8") as file:
            # User and system, own and of children that have ended.
            ticks += sum(int(word) for word in file.read().rpartition(")")[2].split()[11:15])
    return ticks / os.sysconf("SC_CLK_TCK")


class MemoryWatch:
    """Looks every 20 ms, within a with statement, at a process and its children."""

    def __init__(self, pid):
        self.pid = pid
        self.own = self.anonymous = 0
        self.of_children = {}
        self.summed = 0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        self.thread.join()
        self._look()

    def _run(self):
        while not self.over.wait(0.02):
            self._look()

    def _look(self):
        own = memory(self.pid)
        self.own = max(self.own, own.get("VmHWM", 0))
        self.anonymous = max(self.anonymous, own.get("RssAnon", 0))
        now = own.get("VmRSS", 0)
        for child in children(self.pid):
            seen = memory(child)
            now += seen.get("RssAnon", 0)
            self.of_children[child] = max(self.of_children.get(child, 0), seen.get("VmHWM", 0))
        self.summed = max(self.summed, now)


def context_switches(pid):
    """How often the threads of PID have gone to sleep so far."""
    total = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/status", encoding="ascii") as file:
            total += next(int(line.split()[1]) for line in file
                          if line.startswith("voluntary_ctxt_switches"))
    return total


def machine():
    """One line on where this was measured."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        models = [line.partition(":")[2].strip() for line in file if line.startswith("model name")]
    with open("/proc/meminfo", encoding="ascii") as file:
        total = int(file.readline().split()[1]) / (1 << 20)
    load = os.getloadavg()[0]
    return (f"{len(models)} × {models[0] if models else 'unknown'}, {total:.0f} GiB, Linux "
            f"{os.uname().release}, load {load:.1f} at the start")
