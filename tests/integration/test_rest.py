#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""With everybody gone the daemon sleeps: not one of its threads wakes, and no connection stays."""

import glob
import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, rig, strace, tap  # noqa: E402
from support.daemon import ROOT, pipe_with  # noqa: E402
from support.person import Person  # noqa: E402
from support.radicale import PASSWORD, USER, Radicale  # noqa: E402
from support.visits import LOG_IDS, Visits  # noqa: E402

REST = 60  # seconds without a wake-up
SETTLE = 130  # ended jobs are shown for a minute, parsers wait a minute for more mail


class Rest(rig.RigTest):
    configuration = "[polling]\ninterval=2\nactive-window=3\nonline-window=5\n"

    def wake_ups(self):
        """How often all threads together have given up or got the processor."""
        count = 0
        for path in glob.glob(f"/proc/{self.daemon.process.pid}/task/*/status"):
            with open(path, encoding="ascii") as file:
                count += sum(int(line.split()[1]) for line in file if "ctxt_switches" in line)
        return count

    def test_nobody_online(self):
        server = self.dovecot(extra=LOG_IDS)
        for number in range(20):
            server.deliver(generator.Generator(number).message(2000))
        account = self.daemon.add_account(server, owner="anna")
        visits = self.start(Visits(server))
        person = self.start(Person(self.bus, "anna"))
        self.daemon.peer.wait_until(lambda: visits.count() >= 1, "a check")
        person.show(False)
        person.peer.wait_until(lambda: self.rule(account) == "nobody-online", "nobody online")
        self.assertEqual(self.daemon.get(account, "Account", "PushState"), "none")
        self.assertEqual(self.connections(), [])
        before = visits.count()
        self.assert_rests()
        self.assertEqual(visits.count(), before, "checks with nobody online")

    def connections(self):
        """The daemon's TCP sockets, as /proc/net/tcp has them."""
        descriptors = glob.glob(f"/proc/{self.daemon.process.pid}/fd/*")
        inodes = {os.readlink(path)[len("socket:["):-1] for path in descriptors}
        rows = []
        for table in ("/proc/net/tcp", "/proc/net/tcp6"):
            with open(table, encoding="ascii") as file:
                rows += [line for line in file if line.split()[9] in inodes]
        return rows

    def rule(self, account):
        return self.daemon.get(account, "Account", "Rule")

    def assert_rests(self):
        """The daemon itself is not asked anything meanwhile: that would wake it."""
        state = {"count": self.wake_ups(), "since": time.monotonic()}

        def rested():
            count = self.wake_ups()
            if count != state["count"]:
                state.update(count=count, since=time.monotonic())
            return time.monotonic() - state["since"] > REST

        self.daemon.peer.wait_until(rested, f"{REST} s without a wake-up", SETTLE + REST)


class MailForTomorrow(Rest):
    """What waits to be sent needs a timer, and no wake-up."""

    def test_nobody_online(self):
        server = self.dovecot()
        account = self.daemon.add_account(server, owner="anna", smtp_host="localhost", check=False)
        for _ in range(3):
            self.daemon.call("Outbox", "Compose", "(oa{sv})", account, rig.variants(
                {"to": ["ben@example.org"], "send-at": ("x", int(time.time()) + 86400)}))
        self.assertEqual(self.daemon.get(ROOT, "Outbox", "Pending"), 3)
        self.assert_rests()
        self.assertEqual(self.connections(), [])


class Authorities(rig.RigTest):
    """Those of the system take megabytes, which stay for good once they have been read."""

    def test_own_authority(self):
        reason = strace.why_not()
        if reason:
            self.skipTest(reason)
        self.daemon.stop()
        self.daemon = strace.TracedPosthornd(self.bus)
        self.daemon.start(calls=["openat"])
        server = self.dovecot()
        self.daemon.add_account(server)
        self.connect_crm(self.start(Radicale()))
        self.daemon.stop()
        with open(self.daemon.trace_path, encoding="utf-8", errors="replace") as file:
            opened = file.read()
        self.assertIn(server.ca_file, opened)
        self.assertNotIn("/etc/ssl/certs/", opened)

    def connect_crm(self, radicale):
        """Over the library for web servers."""
        self.daemon.set(ROOT, "Crm", "Backend", "s", "dav")
        self.daemon.call("Crm", "Configure", "(a{sv})", rig.variants({
            "url": radicale.url, "user": USER, "ca-file": radicale.ca_file}))
        self.daemon.call("Crm", "SetSecret", "(sh)", "password", 0, fds=[pipe_with(PASSWORD)])
        self.daemon.peer.wait_until(
            lambda: f"REPORT response status for '{radicale.list}'" in radicale.log(), "a pull")


if __name__ == "__main__":
    tap.main()
