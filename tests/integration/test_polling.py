#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""When mail is checked: every rule with intervals of seconds, proved by the server's own log."""

import os
import sqlite3
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, tap  # noqa: E402
from support.daemon import pipe_with  # noqa: E402
from support.polling_rig import JITTER, PollingTest  # noqa: E402


class OftenWhileSomebodyWorks(PollingTest):
    def test_r1_owner_active(self):
        self.person()
        self.wait_visits(3)
        self.assert_rule("owner-active", 2)
        self.assert_gaps(self.visits.times(), 2)
        start = self.get("LastStart")
        self.assertAlmostEqual(self.get("NextSync"), start + 2, delta=1)
        self.assertEqual(self.daemon.get("/org/posthorn/Posthorn1", "Manager", "NextSync"),
                         self.get("NextSync"))

    def test_r1_mail_arrives_by_polling_alone(self):
        self.person()
        self.server.deliver(generator.Generator(2).message(1000))
        self.daemon.peer.wait_signal("MessagesArrived", timeout=10)

    def test_r2_routing_and_anyone_online(self):
        self.person("ben", "mobile-app")
        self.assert_rule("daily", 3600)
        self.daemon.set(self.account, "Account", "Route", "s", "assign")
        self.assert_rule("routing", 2)
        self.wait_visits(3)
        self.assert_gaps(self.visits.times(), 2)

    def test_r4_webmail_opened(self):
        person = self.person("ben", "webmail")
        self.assert_rule("daily", 3600)
        for number in range(1, 4):
            person.open_webmail(self.account)
            self.wait_visits(number, timeout=1)
            self.daemon.peer.wait_until(lambda: self.get("State") == "ok", "the end of the check")

    def test_r4_joins_a_running_check(self):
        self.server.deliver_all([generator.Generator(3).message(2000) for _ in range(500)])
        person = self.person("ben", "webmail")
        person.open_webmail(self.account)
        person.open_webmail("/")
        person.open_webmail(self.account)
        self.daemon.synchronise(self.account)
        self.let_pass(0.5)
        self.assertEqual(self.visits.count(), 1)

    def test_r5_nobody_online(self):
        self.assert_rule("nobody-online", 0)
        self.daemon.set(self.account, "Account", "Route", "s", "assign")
        self.assert_rule("nobody-online", 0)
        self.assertEqual(self.get("NextSync"), 0)
        self.assertIn("nobody-online",
                      self.daemon.get("/org/posthorn/Posthorn1", "Manager", "BlockedBy"))
        self.let_pass(4)
        self.assertEqual(self.visits.count(), 0)

    def test_r5_the_last_one_leaves(self):
        person = self.person()
        self.wait_visits(2)
        person.vanish()
        self.wait_rule("nobody-online")
        before = self.visits.count()
        self.let_pass(4)
        self.assertLessEqual(self.visits.count(), before + 1)
        self.assertEqual(self.get("Interval"), 0)

    def test_r6_the_button(self):
        self.assert_rule("nobody-online", 0)
        self.daemon.synchronise(self.account)
        self.daemon.synchronise(self.account)
        self.wait_visits(2, timeout=1)

    def test_r6_the_next_one_counts_from_the_button(self):
        self.person()
        self.wait_visits(1)
        self.let_pass(1)
        self.daemon.synchronise(self.account)
        self.wait_visits(3)
        pressed, after = self.visits.times()[-2:]
        self.assert_gaps([pressed, after], 2)

    def test_r7_hidden_page(self):
        person = self.person()
        self.wait_rule("owner-active")
        person.show(False)
        self.wait_rule("daily")
        person.show(True)
        self.wait_rule("owner-active")

    def test_r7_apps_do_not_count(self):
        self.person("anna", "desktop-app")
        self.person("anna", "mobile-app")
        self.assert_rule("daily", 3600)
        self.let_pass(3)
        self.assertEqual(self.visits.count(), 0)

    def test_paused_and_disabled(self):
        self.person()
        self.daemon.set("/org/posthorn/Posthorn1", "Manager", "Paused", "b", True)
        self.assert_rule("paused", 0)
        self.assertEqual(self.get("BlockedBy"), ["paused"])
        self.let_pass(0.5)
        before = self.visits.count() + 1
        self.daemon.synchronise(self.account)
        self.wait_visits(before)
        self.let_pass(3)
        self.assertEqual(self.visits.count(), before, "a check while paused")
        self.daemon.set("/org/posthorn/Posthorn1", "Manager", "Paused", "b", False)
        self.wait_visits(before + 1)
        self.daemon.set(self.account, "Account", "Enabled", "b", False)
        self.assert_rule("disabled", 0)
        self.assertEqual(self.get("NextSync"), 0)
        self.daemon.set(self.account, "Account", "Enabled", "b", True)
        self.assert_rule("owner-active", 2)

    def test_changes_of_settings_do_not_check(self):
        self.daemon.set(self.account, "Account", "Name", "s", "Other")
        self.daemon.set(self.account, "Account", "Owner", "s", "ben")
        self.daemon.set(self.account, "Account", "Route", "s", "assign")
        self.let_pass(1)
        self.assertEqual(self.visits.count(), 0)
        self.person("ben")
        self.assert_rule("owner-active", 2)


class Windows(PollingTest):
    interval, daily, active, online = 1, 3600, 2, 4

    def test_r7_activity_ends_and_begins_again(self):
        opened = time.monotonic()
        person = self.person()
        self.assert_rule("owner-active", 1)
        self.wait_rule("daily")
        self.assertGreaterEqual(time.monotonic() - opened, 2)
        self.wait_rule("nobody-online")
        self.assertGreaterEqual(time.monotonic() - opened, 4)
        before = self.visits.count()
        self.let_pass(2)
        self.assertEqual(self.visits.count(), before)
        person.report()
        self.wait_visits(before + 1, timeout=1.2)
        self.assert_rule("owner-active", 1)


class Daily(PollingTest):
    interval, daily = 1, 3

    def test_r3_at_the_login_once_it_is_due(self):
        self.let_pass(3)
        self.assertEqual(self.visits.count(), 0)
        self.person("ben", "desktop-app")
        self.wait_visits(1, timeout=1)
        self.assert_rule("daily", 3)

    def test_r3_not_at_a_login_before(self):
        self.person("ben", "desktop-app").leave()
        self.person("carl", "webmail")
        self.let_pass(1)
        self.assertEqual(self.visits.count(), 0)

    def test_r3_once_a_day_for_who_stays(self):
        self.person("ben", "webmail")
        self.wait_visits(3)
        self.assert_gaps(self.visits.times(), 3)


class Seldom(PollingTest):
    interval = 600

    def test_restart_goes_on_counting(self):
        self.person()
        due = self.get("NextSync")
        self.daemon.restart()
        self.person()
        self.assert_rule("owner-active", 600)
        self.assertAlmostEqual(self.get("NextSync"), due, delta=1)
        self.let_pass(1)
        self.assertEqual(self.visits.count(), 0)

    def test_clock_that_was_set_back_a_year(self):
        """The last check is in the future then, and nobody waits for a year."""
        self.daemon.stop()
        mail = sqlite3.connect(os.path.join(self.daemon.data, "mail.db"))
        mail.execute("UPDATE account_sync SET last_start = last_start + 31536000")
        mail.commit()
        mail.close()
        self.daemon.start()
        self.person()
        self.wait_visits(1)
        self.assert_rule("owner-active", 600)
        self.assertAlmostEqual(self.get("NextSync"), time.time() + 600, delta=5)

    def test_failures_wait_longer_and_longer(self):
        self.person()
        self.server.halt()
        for failures, wait in ((1, 600), (2, 1200), (3, 3600), (4, 14400), (5, 14400)):
            job = self.daemon.sync(self.account)
            self.assertEqual(self.daemon.wait_job(job)[0], "failed")
            self.assertEqual((self.get("Failures"), self.get("Interval")), (failures, wait))
            self.assertAlmostEqual(self.get("NextSync"), self.get("LastStart") + wait, delta=1)
        self.server.restart()
        self.daemon.synchronise(self.account)
        self.assertEqual((self.get("Failures"), self.get("Interval")), (0, 600))

    def test_refused_sign_in_waits_for_a_person(self):
        self.person()
        self.set_password("wrong")
        self.daemon.peer.wait_until(lambda: self.get("State") == "auth-needed", "the refusal")
        self.assert_rule("owner-active", 0)
        self.assertEqual((self.get("NextSync"), self.get("BlockedBy")), (0, ["auth-needed"]))
        self.set_password("sesame")
        self.wait_visits(1)
        self.daemon.peer.wait_until(lambda: self.get("State") == "ok", "the end of the check")
        self.assert_rule("owner-active", 600)

    def set_password(self, password):
        self.daemon.call("Account", "SetSecret", "(sh)", "password", 0, path=self.account,
                         fds=[pipe_with(password)])


class ManyReasonsAtOnce(PollingTest):
    interval = 1

    def test_every_job_ends(self):
        """A check by the rules falls due while others run, wait, or are just over."""
        inbox = self.daemon.folders(self.account)["INBOX"]
        made = generator.Generator(6)
        mail = [made.message(10000) for _ in range(1500)]
        since = len(self.daemon.peer.signals)
        person = self.person()
        for _ in range(3):
            self.server.deliver_all(mail)
            job = self.daemon.call("Folder", "Sync", "(a{sv})", {}, path=inbox)
            self.daemon.wait_job(job)
        person.vanish()
        self.wait_rule("nobody-online")
        self.daemon.peer.wait_until(lambda: self.get("State") == "ok", "the end of the last check")
        self.assertEqual(self.unfinished(since), set())

    def unfinished(self, since):
        self.daemon.peer.settle()
        signals = self.daemon.peer.signals[since:]
        begun = {one.arguments[0] for one in signals if one.member == "InterfacesAdded"}
        ended = {one.arguments[0] for one in signals if one.member == "JobFinished"}
        return {path for path in begun if "/jobs/" in path} - ended


class ManyAtOnce(PollingTest):
    interval = 3

    def test_due_together_all_come(self):
        accounts = [self.account]
        for number in range(9):
            accounts.append(self.add(self.server, f"box{number}", user=f"user{number}",
                                     address=f"user{number}@example.org"))
        users = ["anna"] + [f"user{number}" for number in range(9)]
        jitter = 3 * JITTER  # the server signs in ten at a time
        self.let_pass(3)
        before = {user: self.visits.count(user) for user in users}
        opened = time.monotonic()
        self.person()
        self.daemon.peer.wait_until(
            lambda: all(self.visits.count(user) >= before[user] + 3 for user in users),
            "three visits to each of ten accounts", 20)
        for user in users:
            times = self.visits.times(user)[before[user]:][:3]
            self.assertLess(times[0] - opened, 1 + jitter, "overdue and not at once")
            self.assert_gaps(times, 3, jitter)


if __name__ == "__main__":
    tap.main()
