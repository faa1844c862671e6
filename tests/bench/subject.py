# SPDX-License-Identifier: GPL-3.0-or-later
"""What is measured: a fresh posthornd on a bus of its own, and the clock around its jobs."""

import contextlib
import os
import sqlite3
import time

from support.bus import Bus
from support.daemon import NAME, ROOT, Posthornd, pipe_with
from support.keyring import Keyring
from support.peer import Gio, GLib, variants


class Subject:
    """Within a with statement: the daemon without an account; its mail is gone at the end."""

    def __init__(self):
        self.parts = contextlib.ExitStack()
        self.daemon = self.bus = None

    def __enter__(self):
        with contextlib.ExitStack() as parts:
            self.bus = parts.enter_context(Bus())
            self.bus.environment["G_SLICE"] = "always-malloc"  # as posthorn.service has it
            parts.enter_context(Keyring(self.bus))
            self.daemon = parts.enter_context(Posthornd(self.bus))
            self.parts = parts.pop_all()
        return self

    def __exit__(self, *_):
        self.parts.close()

    @property
    def pid(self):
        return self.daemon.process.pid

    def connect(self, server, user, port):
        """Adds the account and starts its first check. Returns (account, job)."""
        options = self.daemon.account_options(
            server, user, port=port, user=user, address=f"{user}@example.org", check=False)
        arguments = variants({**options, "password-fd": ("h", 0)})
        reader = pipe_with(server.password)
        try:
            account = self.daemon.call("Manager", "AddAccount", "(a{sv})", arguments, fds=[reader])
        finally:
            os.close(reader)
        return account, self.daemon.sync(account)

    def ended(self, job):
        """Whether JOB has ended, without waiting. Raises unless it ended well."""
        while self.daemon.peer.context.iteration(False):
            pass
        for signal in self.daemon.peer.signals:
            if signal.member == "JobFinished" and signal.arguments[0] == job:
                if signal.arguments[1] != "done":
                    raise RuntimeError(f"{signal.arguments[1:]}\n{self.daemon.log()[-4000:]}")
                return True
        return False

    def wait(self, job, timeout=300):
        self.daemon.peer.wait_until(lambda: self.ended(job), f"the end of {job}", timeout)

    def first_sync(self, server, user, port):
        """(seconds from the call that adds the account to the end of its check, account)"""
        start = time.monotonic()
        account, job = self.connect(server, user, port)
        self.wait(job)
        return time.monotonic() - start, account

    def check(self, account):
        """Seconds that the check of ACCOUNT takes."""
        start = time.monotonic()
        self.wait(self.daemon.sync(account))
        return time.monotonic() - start

    def wait_indexed(self, timeout=300):
        """Until the full text has every message."""
        end = time.monotonic() + timeout
        path = os.path.join(self.daemon.data, "mail.db")
        with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            while database.execute("SELECT EXISTS (SELECT 1 FROM unindexed)").fetchone()[0]:
                if time.monotonic() > end:
                    raise RuntimeError("the full text lacks mail\n" + self.daemon.log()[-4000:])
                time.sleep(0.05)

    def newest(self, account, keys=()):
        """The first page of a client's message list, and the seconds until it had come. What
        Python takes to turn the answer into objects is not in them."""
        peer = self.daemon.peer
        parameters = GLib.Variant("(a{sv})", (variants({
            "account": ("o", account), "role": "inbox", "limit": 50, "keys": ("as", list(keys))}),))
        start = time.monotonic()
        answer = peer.connection.call_sync(peer.service, ROOT, NAME + ".Messages", "List",
                                           parameters, None, Gio.DBusCallFlags.NONE, 30000, None)
        seconds = time.monotonic() - start
        return answer.unpack()[0], seconds

    def count(self, **filters):
        return self.daemon.call("Messages", "Count", "(a{sv})", variants(filters))
