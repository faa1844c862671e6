#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The systemd user unit under a real user manager: started, watched, told anew, stopped, restarted."""

import os
import signal
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, process, tap  # noqa: E402
from support.daemon import NAME, ROOT  # noqa: E402
from support.service_rig import UNIT, ServiceTest  # noqa: E402
from support.user_manager import HOME, LIBEXEC, SOURCE  # noqa: E402

STOP = 5  # seconds that a stop may take
MANY = 3000  # messages of which a first synchronisation is still at work after the first ones


class Life(ServiceTest):
    def test_a_call_starts_the_unit(self):
        self.assertEqual(self.get("State"), 's "ready"')
        shown = self.manager.show("ActiveState", "Type", "StatusText", "BusName")
        self.assertEqual(shown, {
            "ActiveState": "active", "Type": "notify", "BusName": NAME,
            "StatusText": "no account yet; «posthornctl add» connects one"})

    def test_the_session_starts_it(self):
        self.systemctl("enable", UNIT)
        self.systemctl("start", "default.target")
        self.assertEqual(self.shown("ActiveState"), "active")

    def test_starts_without_user_namespaces(self):
        self.manager.stop()
        self.manager.namespaces = False
        self.manager.start()
        self.manager.install_service()
        self.start()
        self.assertEqual(self.get("State"), 's "ready"')

    def test_stops_cleanly(self):
        self.start()
        self.systemctl("stop", UNIT)
        self.assertEqual(self.manager.show("ActiveState", "Result", "ExecMainStatus"),
                         {"ActiveState": "inactive", "Result": "success", "ExecMainStatus": "0"})

    def test_killed(self):
        self.manager.drop_in("soon", "[Service]\nRestartSec=0\n")
        self.start()
        first = self.pid()
        self.manager.run("kill", "-9", str(first))
        self.wait_shown("NRestarts", lambda count: count == "1")
        self.assertEqual(self.get("State"), 's "ready"')
        self.assertNotEqual(self.pid(), first)

    def test_a_second_one(self):
        self.start()
        before = sorted(os.listdir(self.data("")))
        done = self.manager.run("sh", "-c", f"{LIBEXEC}/posthornd 2>&1; echo $?")
        self.assertEqual(done.splitlines(), [
            "posthornd: Another posthornd already runs on this session bus", "1"])
        self.assertEqual(sorted(os.listdir(self.data(""))), before)
        self.assertEqual(self.get("State"), 's "ready"')

    def test_the_unit_is_sound(self):
        said = self.manager.run("systemd-analyze", "--user", "verify", "--man=no",
                                os.path.join(HOME, ".config/systemd/user", UNIT))
        self.assertEqual(said, "")


class Work(ServiceTest):
    """In the middle of a first synchronisation."""

    def setUp(self):
        super().setUp()
        self.server = self.dovecot()
        self.server.deliver_all([generator.Generator(1).message(4000)] * MANY)
        self.manager.start_keyring()

    def count(self):
        """Messages that are here."""
        return int(self.manager.run("busctl", "--user", "call", NAME, ROOT, f"{NAME}.Messages",
                                    "Count", "a{sv}", "0").split()[1])

    def begin(self):
        self.start()
        self.add(self.server, wait=False)
        process.wait_for(lambda: self.count() > 0, "the first messages")

    def assert_unfinished(self):
        """What it had is kept; the rest is yet to come."""
        self.assertLess(self.count(), MANY)
        self.manager.ctl("sync", "work")
        self.assertEqual(self.count(), MANY)

    def test_stops_in_time(self):
        self.begin()
        self.assertEqual(self.shown("StatusText"), "1 account, checking")
        start = time.monotonic()
        self.systemctl("stop", UNIT)
        self.assertLess(time.monotonic() - start, STOP)
        self.assertEqual(self.manager.show("Result", "ExecMainStatus"),
                         {"Result": "success", "ExecMainStatus": "0"})
        self.assert_unfinished()

    def test_one_that_hangs_is_restarted(self):
        self.manager.drop_in("soon", "[Service]\nRestartSec=0\nWatchdogSec=2\n")
        self.begin()
        first = self.pid()
        os.kill(first, signal.SIGSTOP)
        self.wait_shown("NRestarts", lambda count: count == "1")
        self.assertNotEqual(self.pid(), first)
        self.assertTrue(self.logged(MESSAGE="posthorn.service: Watchdog timeout (limit 2s)!"))
        self.assert_unfinished()
        self.assertEqual(self.shown("NRestarts"), "1", "one that works is not disturbed")

    def test_at_rest_nobody_watches(self):
        self.manager.drop_in("soon", "[Service]\nWatchdogSec=2\n")
        self.start()
        self.wait_shown("WatchdogUSec", lambda patience: patience in ("0", "infinity"))
        self.assertEqual(self.get("State"), 's "ready"')
        self.assertEqual(self.shown("WatchdogUSec"), "2s")


class Settings(ServiceTest):
    def reload(self):
        """Returns when the daemon has read the file: it says so behind what it found there."""
        since = self.shown("StateChangeTimestampMonotonic")
        self.systemctl("reload", UNIT)
        self.wait_shown("StateChangeTimestampMonotonic", lambda then: then != since)
        self.wait_shown("ActiveState", lambda state: state == "active")

    def mistakes(self):
        return self.get("ConfigurationMistakes")

    def test_in_force_without_a_restart(self):
        server = self.dovecot()
        self.manager.start_keyring()
        self.start()
        self.add(server)
        account = f"{ROOT}/accounts/work"
        self.manager.ctl("here")
        self.assertEqual(self.get("Interval", "Account", account), "u 600")
        first = self.pid()
        self.configure("[polling]\ninterval=300\n")
        self.reload()
        self.assertEqual(self.get("Interval", "Account", account), "u 300")
        self.assertEqual(self.pid(), first)
        self.assertTrue(self.logged(
            MESSAGE="[polling] interval is 300 from now on; it was 600", PRIORITY="5",
            POSTHORN_OPERATION="configuration"))
        self.assertRegex(self.shown("StatusText"),
                         r"^1 account, 0 unread, next check (\w+ )?\d\d:\d\d$")

    def test_misspelt(self):
        self.configure("[polling]\ninterval=300\nintervall=5\n")
        self.start()
        self.assertRegex(self.mistakes(), r'^as 1 "/.*/posthorn.conf: line 3: \[polling\] intervall '
                                          r'is unknown and changes nothing"$')
        self.assertTrue(self.shown("StatusText").endswith(
            "; 1 mistake in posthorn.conf, see the journal"))
        self.configure("[polling]\ninterval=soon\nnonsense\n")
        self.reload()
        self.assertIn("line 3: neither a section", self.mistakes())
        self.configure("[polling]\n")
        self.reload()
        self.assertEqual(self.mistakes(), "as 0")
        self.assertNotIn("mistake", self.shown("StatusText"))

    def test_unreadable(self):
        self.configure("[polling]\ninterval=300\n")
        os.chmod(self.manager.folder / "home/.config/posthorn/posthorn.conf", 0)
        self.start()
        self.assertRegex(self.mistakes(), r"posthorn.conf cannot be read \(.*Permission denied\)")
        self.assertEqual(self.get("State"), 's "ready"')


class Log(ServiceTest):
    def test_level_and_target(self):
        self.start()
        self.assertEqual(self.systemctl("service-log-level", UNIT), "notice")
        self.systemctl("service-log-level", UNIT, "debug")
        self.assertEqual(self.systemctl("service-log-level", UNIT), "debug")
        self.assertEqual(self.systemctl("service-log-target", UNIT), "auto")
        self.systemctl("service-log-target", UNIT, "null")
        self.assertEqual(self.systemctl("service-log-target", UNIT), "null")

    def test_what_is_no_level(self):
        self.start()
        for name, word in (("LogLevel", "loud"), ("LogTarget", "kmsg")):
            said = self.manager.run(
                "sh", "-c", f"busctl --user set-property {NAME} "
                f"/org/freedesktop/LogControl1 org.freedesktop.LogControl1 {name} s {word} 2>&1",
                check=False)
            self.assertIn(f'{name}: "{word}" is none of', said)
        self.assertEqual(self.systemctl("service-log-level", UNIT), "notice")

    def test_more_is_logged_when_wanted(self):
        server = self.dovecot()
        self.manager.start_keyring()
        self.start()
        self.add(server)
        self.assertEqual(self.logged(POSTHORN_OPERATION="imap"), [])
        self.systemctl("service-log-level", UNIT, "debug")
        self.manager.ctl("sync", "work")
        self.assertTrue(self.logged(POSTHORN_OPERATION="imap", PRIORITY="7"))

    def test_a_refused_login_is_explained(self):
        server = self.dovecot()
        self.manager.start_keyring()
        self.start()
        self.add(server, "--no-check", password="wrong", check=False)
        lines = self.logged(POSTHORN_ACCOUNT="work", POSTHORN_OPERATION="check", PRIORITY="4")
        self.assertTrue(lines)
        status = self.shown("StatusText")
        self.assertEqual(lines[0]["MESSAGE"], status)
        catalog = self.manager.folder.make("catalog/usr/lib/systemd/catalog")
        self.manager.folder.make("catalog/var/lib/systemd/catalog")
        os.symlink(os.path.join(SOURCE, "data", "posthorn.catalog"),
                   os.path.join(catalog, "posthorn.catalog"))
        root = f"--root={self.manager.folder / 'catalog'}"
        self.manager.run("journalctl", root, "--update-catalog", user=0)
        explained = self.manager.run("journalctl", root, "--dump-catalog", lines[0]["MESSAGE_ID"],
                                     user=0)
        self.assertIn("Subject: ", explained)
        self.assertIn("posthornctl secret", explained)


if __name__ == "__main__":
    tap.main()
