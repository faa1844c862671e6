# SPDX-License-Identifier: GPL-3.0-or-later
"""When the daemon came to a Dovecot, by the server's own log."""

import os
import re
import threading
import time

from . import process

ID_SENT = re.compile(r"imap\((\w+)\)<.*ID sent: name=posthorn", re.IGNORECASE)
MARKER = "visitor"
LOG_IDS = "imap_id_log = *"  # for the `extra` of a Dovecot whose visits are followed


class Visits:
    """Reads the log as it grows, in a thread, so that each line has its moment."""

    def __init__(self, dovecot):
        self.dovecot = dovecot
        self.path = dovecot.folder / "dovecot.log"
        self.moments = []  # (time.monotonic(), user)
        self.ended = threading.Event()
        self.thread = threading.Thread(target=self._follow, daemon=True)

    def __enter__(self):
        self._pass_marker()
        self.thread.start()
        return self

    def _pass_marker(self):
        """What was before is in the log once a later login is: lines take their time to get there."""
        self.dovecot.imap(MARKER).logout()
        process.wait_for(lambda: f"user=<{MARKER}>" in self.dovecot.log(), "a line in the log")

    def __exit__(self, *_):
        self.ended.set()
        self.thread.join()

    def _follow(self):
        with open(self.path, encoding="utf-8", errors="replace") as file:
            file.seek(0, os.SEEK_END)
            rest = ""
            while not self.ended.is_set():
                rest += file.read()
                *lines, rest = rest.split("\n")
                now = time.monotonic()
                self.moments += [(now, found[1]) for found in map(ID_SENT.search, lines) if found]
                self.ended.wait(0.01)

    def times(self, user="anna"):
        return [moment for moment, name in list(self.moments) if name == user]

    def count(self, user="anna"):
        return len(self.times(user))
