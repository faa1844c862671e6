# SPDX-License-Identifier: GPL-3.0-or-later
"""The daemon's view of the desktop on its own: a program that says what it has learnt."""

import os
import subprocess
import threading

from . import process

PATIENCE = 20


def program():
    """The path of the built program: from the environment, as meson sets it, else from build/."""
    top = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    return os.environ.get("DESKTOP_MONITOR") or os.path.join(top, "build/tests/desktop-monitor")


class DesktopMonitor:
    """`values` are the properties as announced last, `said` all announcements in order. Somebody
    without input for IDLE_AFTER seconds is idle."""

    def __init__(self, bus, idle_after=600):
        self.bus, self.idle_after = bus, idle_after
        self.values, self.said = {}, []
        self.changed = threading.Condition()
        self.process = None

    def __enter__(self):
        self.process = process.Process(
            [program(), str(self.idle_after * 1000000)], self.bus.folder / "monitor.log",
            self.bus.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.end()

    def end(self):
        """Its exit status and what it and the sanitizers had to say."""
        child = self.process.child
        if not child.stdin.closed:
            child.stdin.close()
        status = child.wait(PATIENCE)
        self.thread.join()
        return status, self.process.log()

    def _read(self):
        for line in self.process.child.stdout:
            name, _, value = line.decode().rstrip("\n").partition("=")
            with self.changed:
                self.values[name] = value
                self.said.append((name, value))
                self.changed.notify_all()

    def tell(self, word):
        self.process.child.stdin.write(word.encode() + b"\n")
        self.process.child.stdin.flush()

    def wait_until(self, question, what):
        with self.changed:
            if not self.changed.wait_for(question, PATIENCE):
                raise TimeoutError(f"{what} did not come: {self.said}")
            return len(self.said)

    def wait(self, since=0, **wanted):
        """Until all properties have these values, with something announced after the first SINCE
        announcements. Returns how many there were."""
        wanted = {name.replace("_", "-"): value for name, value in wanted.items()}

        def reached():
            return len(self.said) > since and all(self.values.get(name) == value
                                                  for name, value in wanted.items())
        return self.wait_until(reached, f"{wanted} after {since} announcements")
