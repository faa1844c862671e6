#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the daemon learns of the desktop around it, from each source and in their order."""

import contextlib
import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import tap  # noqa: E402
from support.bus import Bus  # noqa: E402
from support.desktop_mocks import (  # noqa: E402
    IdleMonitor, LoginManager, NetworkManager, PowerProfiles, ScreenSaver)
from support.desktop_monitor import DesktopMonitor  # noqa: E402
from support.rig import SANITIZER  # noqa: E402

SECOND = 1000000
USED, UNUSED = "TRUE", "FALSE"


class Desktop(unittest.TestCase):
    """Nothing is there but two buses; tests add what they are about."""

    idle_after = 30  # a machine that has just been started cannot have been idle for long

    def setUp(self):
        self.parts = contextlib.ExitStack()
        self.addCleanup(self.parts.close)
        self.bus = self.start(Bus(system_bus=True))

    def start(self, part):
        return self.parts.enter_context(part)

    def watch(self):
        self.monitor = self.start(DesktopMonitor(self.bus, self.idle_after))
        self.addCleanup(self.check_end)
        return self.monitor

    def check_end(self):
        status, log = self.monitor.end()
        self.assertEqual((status, SANITIZER.findall(log)), (0, []), log)

    def logind(self, **options):
        return self.start(LoginManager(self.bus.system.address, **options))

    def mutter(self, **options):
        return self.start(IdleMonitor(self.bus.address, **options))

    def screensaver(self, **options):
        return self.start(ScreenSaver(self.bus.address, **options))

    def wait(self, source=None, in_use=None, since=0, **more):
        if source:
            more["activity_source"] = source
        if in_use:
            more["in_use"] = in_use
        return self.monitor.wait(since, **more)

    def assert_idle(self, seconds):
        """For SECONDS without input, and what the mocks have needed since."""
        self.monitor.wait_until(
            lambda: 0 <= int(self.monitor.values["idle"]) / SECOND - seconds < 5,
            f"idle for {seconds} s")


class Mutter(Desktop):
    def setUp(self):
        super().setUp()
        self.login = self.logind()

    def test_idle_and_back(self):
        mutter = self.mutter()
        self.watch()
        self.wait("mutter", USED)
        mutter.fire_idle()
        self.wait("mutter", UNUSED)
        self.assert_idle(30)
        mutter.fire_active()
        self.wait("mutter", USED)
        mutter.fire_idle()
        self.wait("mutter", UNUSED)

    def test_it_is_asked_to_tell_after_the_window(self):
        mutter = self.mutter()
        self.watch()
        self.wait("mutter", USED)
        self.assertEqual([interval for _, interval in mutter.idle_watches.values()], [30000])

    def test_idle_already_at_the_start(self):
        self.mutter(idle_time=40000)
        since = self.watch().wait(ready="")
        self.wait("mutter", since=since)
        self.assertEqual(self.monitor.values["in-use"], UNUSED)
        self.assertNotIn(("in-use", USED), self.monitor.said)

    def test_it_knows_better_than_the_hint_of_logind(self):
        self.mutter()
        self.watch()
        self.wait("mutter", USED)
        self.login.set_idle(True, 60)
        self.login.lock()
        self.wait("mutter", UNUSED)
        self.login.unlock()
        self.wait("mutter", USED)

    def test_locked_and_switched_away(self):
        self.mutter()
        self.watch()
        self.wait("mutter", USED)
        self.login.lock()
        self.wait("mutter", UNUSED)
        self.login.unlock()
        self.wait("mutter", USED)
        self.login.switch(False)
        self.wait("mutter", UNUSED)
        self.login.switch(True)
        self.wait("mutter", USED)

    def test_cinnamon(self):
        muffin = self.mutter(muffin=True)
        self.watch()
        self.wait("mutter", USED)
        muffin.fire_idle()
        self.wait("mutter", UNUSED)

    def test_the_shell_starts_again(self):
        mutter = self.mutter()
        self.watch()
        self.wait("mutter", USED)
        mutter.fire_idle()
        since = self.wait("mutter", UNUSED)
        mutter.vanish()
        since = self.wait("logind", USED, since)
        mutter.start()
        self.wait("mutter", USED, since)
        mutter.fire_idle()
        self.wait("mutter", UNUSED)

    def test_it_comes_later(self):
        self.watch()
        since = self.wait("logind", USED)
        self.mutter(idle_time=50000)
        self.wait("mutter", UNUSED, since)
        self.assert_idle(50)

    def assert_not_believed(self, **options):
        self.mutter(**options)
        self.watch()
        self.wait("logind", USED)
        self.assertNotIn("mutter", [value for _, value in self.monitor.said])

    def test_rubbish(self):
        self.assert_not_believed(id_type="s")

    def test_rubbish_for_a_time(self):
        self.assert_not_believed(time_type="s")

    def test_no_watch(self):
        self.assert_not_believed(failing=["AddIdleWatch"])

    def test_no_time(self):
        self.assert_not_believed(failing=["GetIdletime"])

    def test_without_word_of_who_comes_back_it_is_of_no_use(self):
        mutter = self.mutter(failing=["AddUserActiveWatch"])
        self.watch()
        since = self.wait("mutter", USED)
        mutter.fire_idle()
        self.wait("logind", USED, since)

    def test_impossible_idle_time(self):
        self.mutter(idle_time=2 ** 63)
        self.watch()
        self.wait("mutter", USED)

    def test_signals_of_no_meaning(self):
        mutter = self.mutter()
        self.watch()
        self.wait("mutter", USED)
        for signature, value in (("(u)", 77), ("(s)", "1"), ("(u)", 0), ("(t)", 1)):
            for _, (sender, _interval) in list(mutter.idle_watches.items()):
                mutter.fire(value, sender, signature)
        since = len(self.monitor.said)
        self.login.lock()
        self.wait("mutter", UNUSED, since)
        self.assertEqual(len([name for name, _ in self.monitor.said if name == "in-use"]), 3)


class Silent(Desktop):
    def test_a_shell_that_never_answers_does_not_count(self):
        self.logind()
        mutter = self.mutter(silent=["AddIdleWatch"])
        self.watch()
        mutter.wait_call("AddIdleWatch")
        self.wait("logind", USED)
        self.assertNotIn("mutter", [value for _, value in self.monitor.said])


class Screen(Desktop):
    def setUp(self):
        super().setUp()
        self.login = self.logind()

    def test_it_covers_the_screen(self):
        screensaver = self.screensaver(idle_time=20000)
        self.watch()
        self.wait("screensaver", USED)
        screensaver.set_active(True)
        self.wait("screensaver", UNUSED)
        self.assert_idle(20)
        screensaver.set_active(False)
        self.wait("screensaver", USED)

    def test_it_cannot_tell_since_when(self):
        screensaver = self.screensaver(active=True)
        self.watch()
        self.wait("screensaver")
        self.assertEqual(self.monitor.values["in-use"], UNUSED)
        screensaver.set_active(False)
        self.wait("screensaver", USED)

    def test_the_hint_of_logind_is_believed_as_well(self):
        self.screensaver()
        self.watch()
        self.wait("screensaver", USED)
        self.login.set_idle(True, 60)
        self.wait("screensaver", UNUSED)
        self.assert_idle(60)
        self.login.set_idle(False)
        self.wait("screensaver", USED)

    def test_mutter_comes_first(self):
        self.screensaver(active=True)
        self.mutter()
        self.watch()
        self.wait("mutter", USED)

    def test_rubbish(self):
        self.screensaver(active_type="s")
        self.watch()
        self.wait("logind", USED)

    def test_it_comes_and_goes(self):
        screensaver = self.screensaver(active=True)
        self.watch()
        since = self.wait("screensaver", UNUSED)
        screensaver.vanish()
        since = self.wait("logind", USED, since)
        screensaver.start()
        self.wait("screensaver", UNUSED, since)


class Logind(Desktop):
    def test_the_hint(self):
        login = self.logind()
        self.watch()
        self.wait("logind", USED)
        login.set_idle(True, 60)
        self.wait("logind", UNUSED)
        self.assert_idle(60)
        login.set_idle(False)
        self.wait("logind", USED)

    def test_no_hint_while_unlocked_and_in_front_is_in_use(self):
        login = self.logind()
        self.watch()
        self.wait("logind", USED)
        login.lock()
        self.wait("logind", UNUSED)
        login.unlock()
        self.wait("logind", USED)
        login.switch(False)
        self.wait("logind", UNUSED)

    def test_locked_already_at_the_start(self):
        login = self.logind()
        login.sessions["1"]["LockedHint"] = True
        self.watch()
        self.wait("logind")
        self.assertEqual(self.monitor.values["in-use"], UNUSED)
        self.assertNotIn(("in-use", USED), self.monitor.said)

    def test_sessions_come_and_go(self):
        login = self.logind(sessions=())
        self.watch().wait(ready="")
        login.wait_call("GetSessionByPID")
        self.assertEqual(self.monitor.values["activity-source"], "none")
        login.add_session("7")
        since = self.wait("logind", USED)
        login.remove_session("7")
        since = self.wait("none", UNUSED, since)
        login.add_session("8")
        self.wait("logind", USED, since)
        login.lock()
        self.wait("logind", UNUSED)

    def test_without_a_display_the_session_of_the_daemon_counts(self):
        login = self.logind(sessions=("4",))
        login.display, login.by_pid = None, "4"
        self.watch()
        self.wait("logind", USED)
        login.change("4", Active=False)
        self.wait("logind", UNUSED)

    def test_logind_starts_again(self):
        login = self.logind()
        self.watch()
        since = self.wait("logind", USED)
        login.vanish()
        since = self.wait("none", UNUSED, since)
        login.start()
        self.wait("logind", USED, since)

    def test_rubbish(self):
        login = self.logind()
        login.active_type = "s"
        login.restart()
        self.watch().wait(ready="")
        login.wait_call("GetUser")
        self.login_answers(login)
        self.assertEqual(self.monitor.values["activity-source"], "none")

    def login_answers(self, login):
        """Until the answer to a question that was asked later has come, too."""
        login.wait_inhibitors(1)
        login.prepare_for_sleep(True)
        self.monitor.wait(sleeping="TRUE")

    def test_nothing_at_all(self):
        self.watch().wait(ready="")
        self.start(PowerProfiles(self.bus.system.address, profile="power-saver"))
        self.monitor.wait(power_saver="TRUE")
        self.assertEqual((self.monitor.values["activity-source"], self.monitor.values["in-use"]),
                         ("none", UNUSED))


class NoSystemBus(unittest.TestCase):
    def test_the_shell_alone(self):
        with Bus() as bus, IdleMonitor(bus.address) as mutter, DesktopMonitor(bus) as monitor:
            monitor.wait(activity_source="mutter", in_use=USED)
            mutter.fire_idle()
            monitor.wait(in_use=UNUSED)


class Sleep(Desktop):
    def setUp(self):
        super().setUp()
        self.login = self.logind()
        self.watch()
        self.login.wait_inhibitors(1)

    def test_it_is_delayed_until_it_is_allowed(self):
        self.assertEqual(self.login.inhibited[0], "sleep")
        self.assertEqual(self.login.inhibited[3], "delay")
        self.login.prepare_for_sleep(True)
        self.monitor.wait(sleeping="TRUE")
        self.assertEqual(self.login.inhibitors, 1)
        self.monitor.tell("allow-sleep")
        self.login.wait_inhibitors(0)
        self.login.prepare_for_sleep(False)
        self.monitor.wait(sleeping="FALSE")
        self.login.wait_inhibitors(1)

    def test_again_and_again(self):
        for _ in range(5):
            self.login.prepare_for_sleep(True)
            self.monitor.wait(sleeping="TRUE")
            self.monitor.tell("allow-sleep")
            self.login.wait_inhibitors(0)
            self.login.prepare_for_sleep(False)
            self.login.wait_inhibitors(1)

    def test_it_is_called_off(self):
        self.login.prepare_for_sleep(True)
        self.monitor.wait(sleeping="TRUE")
        self.login.prepare_for_sleep(False)
        self.monitor.wait(sleeping="FALSE")
        self.assertEqual(self.login.inhibitors, 1)

    def test_logind_is_gone_in_the_middle(self):
        self.login.prepare_for_sleep(True)
        since = self.monitor.wait(sleeping="TRUE")
        self.login.vanish()
        self.monitor.wait(since, sleeping="FALSE")
        self.login.start()
        self.login.wait_inhibitors(1)

    def test_freed_without_leaving_anything_behind(self):
        since = len(self.monitor.said)
        self.monitor.tell("renew")
        self.monitor.wait(since, ready="")
        self.login.wait_call("Inhibit", 2)
        self.login.wait_inhibitors(1)


class Network(Desktop):
    def setUp(self):
        super().setUp()
        self.network = self.start(NetworkManager(self.bus.system.address))
        self.watch().wait(ready="")

    def test_it_goes_and_comes(self):
        self.network.set(connected=False)
        self.monitor.wait(offline="TRUE", no_route="FALSE")
        self.network.set(connected=True)
        self.monitor.wait(offline="FALSE", no_route="FALSE")

    def test_it_is_metered(self):
        self.network.set(metered=True)
        self.monitor.wait(metered="TRUE")
        self.network.set()
        self.monitor.wait(metered="FALSE")


class Power(Desktop):
    def test_power_saver(self):
        power = self.start(PowerProfiles(self.bus.system.address))
        self.watch().wait(ready="")
        power.set("power-saver")
        self.monitor.wait(power_saver="TRUE")
        power.set("balanced")
        self.monitor.wait(power_saver="FALSE")

    def test_saving_already_at_the_start(self):
        self.start(PowerProfiles(self.bus.system.address, profile="power-saver"))
        self.watch()
        self.monitor.wait(power_saver="TRUE")


if __name__ == "__main__":
    tap.main()
