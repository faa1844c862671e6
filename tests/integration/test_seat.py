#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The local desktop as a session: using it is being at work, and no client has to say so."""

import getpass
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import tap  # noqa: E402
from support.daemon import ROOT  # noqa: E402
from support.desktop_mocks import IdleMonitor, LoginManager  # noqa: E402
from support.polling_rig import PollingTest  # noqa: E402


class Seat(PollingTest):
    system_bus = True
    interval, active, online = 1, 600, 1440

    def setUp(self):
        super().setUp()
        self.daemon.set(ROOT, "Presence", "SeatEmployee", "s", "anna")
        self.login = self.start(LoginManager(self.bus.system.address))

    def source(self):
        return self.daemon.get(ROOT, "Presence", "ActivitySource")

    def wait_source(self, source):
        self.daemon.peer.wait_until(lambda: self.source() == source, f"the source {source}")

    def mutter(self):
        mutter = self.start(IdleMonitor(self.bus.address))
        self.wait_source("mutter")
        return mutter

    def assert_checked(self, more=2):
        self.wait_visits(self.visits.count() + more)

    def assert_not_checked(self):
        """But for the check that was under way."""
        self.let_pass(0.5)
        before = self.visits.count()
        self.let_pass(2.5)
        self.assertEqual(self.visits.count(), before)

    def set_seat(self, word):
        self.daemon.set(ROOT, "Presence", "Seat", "s", word)


class Mutter(Seat):
    def test_lock_and_unlock(self):
        self.mutter()
        self.wait_rule("owner-active")
        self.assert_checked()
        self.login.lock()
        self.wait_rule("daily")
        self.assert_not_checked()
        self.login.unlock()
        self.wait_rule("owner-active", 1)
        self.assert_checked()

    def test_idle_and_back(self):
        mutter = self.mutter()
        self.wait_rule("owner-active")
        mutter.fire_idle()
        self.wait_rule("daily")
        self.assertEqual(self.daemon.get(ROOT, "Presence", "Active"), [])
        self.assert_not_checked()
        mutter.fire_active()
        self.wait_rule("owner-active", 1)
        self.assert_checked()

    def test_the_monitor_vanishes(self):
        """Unknown is active while the login session is in front and unlocked."""
        mutter = self.mutter()
        mutter.fire_idle()
        self.wait_rule("daily")
        mutter.vanish()
        self.wait_source("logind")
        self.wait_rule("owner-active")
        self.assert_checked()
        self.login.lock()
        self.wait_rule("daily")

    def test_push_goes_when_the_owner_does(self):
        self.daemon.set(self.account, "Account", "Push", "s", "when-active")
        mutter = self.mutter()
        self.daemon.peer.wait_until(lambda: self.get("PushState") == "notify", "push")
        mutter.fire_idle()
        self.daemon.peer.wait_until(lambda: self.get("PushState") == "none", "the end of push")


class WhatItCountsAs(Seat):
    def test_online_only(self):
        self.set_seat("online")
        self.wait_source("logind")
        self.wait_rule("daily")
        self.assertEqual(self.daemon.get(ROOT, "Presence", "Online"), ["anna"])

    def test_ignored(self):
        self.set_seat("ignore")
        self.wait_rule("nobody-online")
        self.assertEqual(self.source(), "none")
        self.set_seat("active")
        self.wait_rule("owner-active")

    def test_another_employee(self):
        self.wait_rule("owner-active")
        self.daemon.set(ROOT, "Presence", "SeatEmployee", "s", "ben")
        self.wait_rule("daily")
        self.assertEqual(self.daemon.get(ROOT, "Presence", "Active"), ["ben"])

    def test_an_account_without_an_owner_is_the_seats(self):
        self.set_seat("active")
        self.daemon.set(self.account, "Account", "Owner", "s", "")
        self.daemon.set(ROOT, "Presence", "SeatEmployee", "s", "ben")
        self.wait_rule("owner-active")


class AloneAtADesktop(PollingTest):
    """Nothing was set: who sits there gets mail."""

    system_bus = True

    def test_it_works_out_of_the_box(self):
        self.daemon.set(self.account, "Account", "Owner", "s", "")
        self.assert_rule("nobody-online", 0)
        login = self.start(LoginManager(self.bus.system.address))
        self.wait_rule("owner-active")
        self.assertEqual(self.daemon.get(ROOT, "Presence", "Active"), [getpass.getuser()])
        self.wait_visits(2)
        login.vanish()
        self.wait_rule("nobody-online")


class WindowsOfTheSeat(Seat):
    interval, active, online = 1, 2, 4

    def test_a_locked_desktop_is_not_online_for_ever(self):
        self.wait_rule("owner-active")
        self.login.lock()
        self.wait_rule("daily")
        self.wait_rule("nobody-online")
        self.assert_not_checked()


if __name__ == "__main__":
    tap.main()
