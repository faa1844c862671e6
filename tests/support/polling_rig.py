# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests of the polling rules start from: one account, times of seconds, the server's log."""

import time

from . import generator, rig
from .daemon import NAME, ROOT
from .person import Person
from .visits import LOG_IDS, Visits

JITTER = 0.3  # between the start of a check and its line in the server's log


class PollingTest(rig.RigTest):
    """self.account is Anna's, at self.server, and self.visits tells when the daemon came there."""

    interval, daily, active, online = 2, 3600, 600, 1440
    more = ""  # for posthorn.conf
    extra = LOG_IDS  # for Dovecot

    @property
    def configuration(self):
        return (f"[polling]\ninterval={self.interval}\ndaily-interval={self.daily}\n"
                f"active-window={self.active}\nonline-window={self.online}\n{self.more}")

    def setUp(self):
        super().setUp()
        self.server = self.dovecot(extra=self.extra)
        self.server.deliver(generator.Generator(1).message(1000))
        self.account = self.add(self.server)
        self.visits = self.start(Visits(self.server))

    def add(self, server, slug="work", **options):
        account = self.daemon.add_account(server, slug, owner="anna", **options)
        self.daemon.set(account, "Account", "Push", "s", "off")
        return account

    def person(self, employee="anna", client="webmail"):
        return self.start(Person(self.bus, employee, client))

    def get(self, name, account=None):
        return self.daemon.get(account or self.account, "Account", name)

    def wait_visits(self, count, timeout=60):
        self.daemon.peer.wait_until(lambda: self.visits.count() >= count,
                                    f"visit {count} of the daemon", timeout)

    def wait_rule(self, rule, timeout=60):
        self.daemon.peer.wait_until(lambda: self.get("Rule") == rule, f"the rule {rule}", timeout)

    def let_pass(self, seconds):
        """That nothing happens shows only in time."""
        end = time.monotonic() + seconds
        self.daemon.peer.wait_until(lambda: time.monotonic() > end, "the time", seconds + 5)

    def assert_gaps(self, times, interval, jitter=JITTER):
        for before, after in zip(times, times[1:]):
            self.assertGreater(after - before, interval - jitter, "too early")
            self.assertLess(after - before, interval + 1 + jitter, "too late")

    def assert_rule(self, rule, interval, account=None):
        self.assertEqual((self.get("Rule", account), self.get("Interval", account)),
                         (rule, interval))
        self.assert_announced(account)

    def assert_announced(self, account=None):
        """What is read is what PropertiesChanged said last."""
        self._assert_announced(account or self.account, "Account",
                               ("Rule", "Interval", "NextSync", "BlockedBy"))
        self._assert_announced(ROOT, "Manager", ("NextSync", "BlockedBy", "State"))

    def _assert_announced(self, path, interface, names):
        peer, full = self.daemon.peer, f"{NAME}.{interface}"
        told = {}

        def agree():
            for one in peer.signals:
                if (one.path, one.member) == (path, "PropertiesChanged") \
                        and one.arguments[0] == full:
                    told.update(one.arguments[1])
            values = peer.get_all(path, full)
            return all(values[name] == told.get(name, values[name]) for name in names)
        peer.wait_until(agree, f"the same of {names} announced and read", 5)
