# SPDX-License-Identifier: GPL-3.0-or-later
"""The peers of the full text: notmuch and mu over the same mail in a Maildir."""

import os
import shutil
import subprocess
import time


class _Peer:
    """MAILDIR holds the mail. A search is a process, as it is for whoever uses these programs."""

    program = None

    def __init__(self, folder, maildir):
        self.folder, self.maildir = folder, maildir
        self.environment = {**os.environ, "HOME": folder.path, "XDG_CACHE_HOME": folder.path}

    @classmethod
    def installed(cls):
        return shutil.which(cls.program) is not None

    def _run(self, *arguments, accepted=(0,)):
        done = subprocess.run([self.program, *arguments], env=self.environment, text=True,
                              capture_output=True, check=False)
        if done.returncode not in accepted:
            raise RuntimeError(f"{self.program} {arguments}: {done.stderr[-2000:]}")
        return done.stdout

    def seconds(self, word):
        """How long it takes to list the 50 newest messages that have WORD."""
        start = time.monotonic()
        self.find(word)
        return time.monotonic() - start


class Notmuch(_Peer):
    program = "notmuch"

    def index(self):
        """Seconds that it takes."""
        self.environment["NOTMUCH_CONFIG"] = self.folder.write(
            "notmuchrc", f"[database]\npath={self.maildir}\n"
                         "[user]\nname=Anna\nprimary_email=anna@example.org\n")
        start = time.monotonic()
        self._run("new", "--quiet")
        return time.monotonic() - start

    def find(self, word):
        self._run("search", "--output=summary", "--limit=50", "--", f'"{word}"')

    def count(self, word):
        return int(self._run("count", "--", f'"{word}"'))


class Mu(_Peer):
    program = "mu"
    nothing = 4  # the exit status when nothing is found

    def index(self):
        self._run("init", "--quiet", f"--maildir={self.maildir}")
        start = time.monotonic()
        self._run("index", "--quiet")
        return time.monotonic() - start

    def find(self, word):
        self._run("find", "--maxnum=50", "--sortfield=date", "--reverse", word,
                  accepted=(0, self.nothing))

    def count(self, word):
        lines = self._run("find", "--fields=i", word, accepted=(0, self.nothing)).splitlines()
        return len(lines)
