#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What keeps an account from being checked although somebody works: sleep, network, power."""

import os
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, rig, tap  # noqa: E402
from support.daemon import ROOT  # noqa: E402
from support.dead_line import DeadLine  # noqa: E402
from support.desktop_mocks import LoginManager, NetworkManager, PowerProfiles  # noqa: E402
from support.polling_rig import PollingTest  # noqa: E402

MANY = 2000  # messages, of which the line lets only some through


class Conditions(PollingTest):
    system_bus = True
    interval = 1
    service = None  # of the mocks, started before the daemon

    def setUp(self):
        super().setUp()
        self.mock = self.start(self.service(self.bus.system.address))
        self.daemon.restart()
        self.someone = self.person()
        self.wait_rule("owner-active")

    def blocked_by(self):
        return self.daemon.get(ROOT, "Manager", "BlockedBy")

    def wait_blocked(self, *words):
        self.daemon.peer.wait_until(lambda: self.blocked_by() == list(words), f"blocked by {words}")
        self.assertEqual(self.get("BlockedBy"), list(words))

    def assert_blocked(self, word):
        """No check by itself, the button works, and all properties say so."""
        self.wait_blocked(word)
        self.assertEqual((self.get("Interval"), self.get("NextSync"), self.get("Rule")),
                         (0, 0, "owner-active"))
        self.assert_announced()
        self.let_pass(0.5)
        before = self.visits.count()
        self.let_pass(2.5)
        self.assertEqual(self.visits.count(), before, f"checked while {word}")

    def assert_goes_on(self):
        self.wait_blocked()
        self.wait_visits(self.visits.count() + 2)


class Network(Conditions):
    service = NetworkManager
    more = "on-metered=false\n"

    def test_it_goes_and_comes(self):
        self.mock.set(connected=False)
        self.assert_blocked("offline")
        self.assertEqual(self.daemon.get(ROOT, "Manager", "State"), "offline")
        self.mock.set(connected=True)
        self.assert_goes_on()

    def test_it_is_metered(self):
        self.mock.set(metered=True)
        self.assert_blocked("metered")
        before = self.visits.count()
        self.daemon.synchronise(self.account)
        self.wait_visits(before + 1)
        self.mock.set()
        self.assert_goes_on()

    def test_it_comes_back_and_ends_the_wait_after_failures(self):
        self.server.halt()
        self.assertEqual(self.daemon.wait_job(self.daemon.sync(self.account))[0], "failed")
        self.assertGreaterEqual(self.get("Interval"), 600)
        self.mock.set(connected=False)
        self.wait_blocked("offline")
        self.server.restart()
        before = self.visits.count()
        self.mock.set(connected=True)
        self.wait_visits(before + 1, timeout=5)
        self.daemon.peer.wait_until(lambda: self.get("Failures") == 0, "the end of the failures")


class MeteredIsFine(Conditions):
    service = NetworkManager

    def test_unless_told_otherwise(self):
        self.mock.set(metered=True)
        self.assert_goes_on()


class Power(Conditions):
    service = PowerProfiles
    more = "on-power-saver=false\n"

    def test_it_is_saved(self):
        self.mock.set("power-saver")
        self.assert_blocked("power-saver")
        self.mock.set("balanced")
        self.assert_goes_on()


class Sleep(Conditions):
    service = LoginManager

    def setUp(self):
        super().setUp()
        self.mock.wait_inhibitors(1)

    def test_suspend_and_resume(self):
        self.mock.prepare_for_sleep(True)
        self.mock.wait_inhibitors(0)
        self.assert_blocked("sleeping")
        self.mock.prepare_for_sleep(False)
        self.wait_visits(self.visits.count() + 1, timeout=2)
        self.assert_goes_on()
        self.mock.wait_inhibitors(1)

    def test_push_is_hung_up(self):
        self.daemon.set(self.account, "Account", "Push", "s", "always")
        self.daemon.peer.wait_until(lambda: self.get("PushState") == "notify", "push")
        self.mock.prepare_for_sleep(True)
        self.mock.wait_inhibitors(0)
        self.assertEqual(self.get("PushState"), "none")
        self.mock.prepare_for_sleep(False)
        self.daemon.peer.wait_until(lambda: self.get("PushState") == "notify", "push")


class SleepDuringACheck(PollingTest):
    """A first check of much mail is broken off, what has come is kept, and the rest comes later."""

    system_bus = True
    interval = 600

    def setUp(self):
        super().setUp()
        self.mock = self.start(LoginManager(self.bus.system.address))
        self.mock.wait_inhibitors(1)
        made = generator.Generator(7)
        self.server.deliver_all([made.message(4000) for _ in range(MANY)])

    def add(self, server, slug="work", **options):
        self.line = self.start(DeadLine(server.port))
        return super().add(server, slug, port=self.line.port, **options)

    def total(self):
        return self.daemon.call("Messages", "Count", "(a{sv})", {})

    def test_it_is_broken_off_and_goes_on(self):
        self.person("ben", "desktop-app")
        self.line.budget = 2000000
        job = self.daemon.sync(self.account)
        self.daemon.peer.wait_until(lambda: self.total() > 1, "some mail")
        began = time.monotonic()
        self.mock.prepare_for_sleep(True)
        self.mock.wait_inhibitors(0)
        self.assertLess(time.monotonic() - began, 2)
        self.assertEqual(self.daemon.wait_job(job)[0], "cancelled")
        kept = self.total()
        self.line.budget = None
        self.assertLess(kept, MANY + 1)
        self.mock.prepare_for_sleep(False)
        self.daemon.peer.wait_until(lambda: self.total() == MANY + 1, "all mail")
        self.daemon.peer.wait_until(lambda: self.get("State") == "ok", "the end of the check")
        self.assert_rule("daily", self.daily)
        self.assert_equal_to_server(self.account, self.server)


class SleepDuringADeadCheck(rig.RigTest):
    """The line is dead already: nothing is waited for."""

    system_bus = True

    def test_the_machine_may_sleep(self):
        mock = self.start(LoginManager(self.bus.system.address))
        mock.wait_inhibitors(1)
        server = self.dovecot()
        line = self.start(DeadLine(server.port))
        account = self.daemon.add_account(server, port=line.port)
        line.cut(True)
        job = self.daemon.sync(account)
        self.daemon.peer.wait_until(
            lambda: self.daemon.get(account, "Account", "State") == "syncing", "the check")
        began = time.monotonic()
        mock.prepare_for_sleep(True)
        mock.wait_inhibitors(0)
        self.assertLess(time.monotonic() - began, 2)
        self.assertEqual(self.daemon.wait_job(job)[0], "cancelled")


if __name__ == "__main__":
    tap.main()
