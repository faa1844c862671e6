#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The systemd user unit under a real user manager: started by the bus, ready, stopped, restarted."""

import os
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import tap, user_manager  # noqa: E402
from support.daemon import NAME, ROOT, program  # noqa: E402

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))


class Service(unittest.TestCase):
    def setUp(self):
        reason = user_manager.why_not()
        if reason:
            self.skipTest(reason)
        self.manager = user_manager.UserManager()
        self.addCleanup(self.manager.stop)
        self.manager.start()
        values = {"libexecdir": os.path.dirname(program())}
        self.manager.install(os.path.join(SOURCE, "systemd", "posthorn.service.in"),
                             ".config/systemd/user/posthorn.service", values)
        self.manager.install(os.path.join(SOURCE, "data", f"{NAME}.service.in"),
                             f".local/share/dbus-1/services/{NAME}.service", values)
        self.manager.run("systemctl", "--user", "daemon-reload")
        self.manager.run("busctl", "--user", "call", "org.freedesktop.DBus",
                         "/org/freedesktop/DBus", "org.freedesktop.DBus", "ReloadConfig")

    def state(self):
        return self.manager.run("busctl", "--user", "get-property", NAME, ROOT, NAME + ".Manager",
                                "State")

    def show(self, *names):
        text = self.manager.run("systemctl", "--user", "show", "posthorn.service",
                                *[f"--property={name}" for name in names])
        return dict(line.split("=", 1) for line in text.splitlines())

    def test_a_call_starts_the_unit(self):
        self.assertEqual(self.state(), 's "ready"')
        shown = self.show("ActiveState", "Type", "StatusText", "BusName")
        self.assertEqual(shown, {"ActiveState": "active", "Type": "notify", "StatusText": "ready",
                                 "BusName": NAME})

    def test_stops_cleanly(self):
        self.manager.run("systemctl", "--user", "start", "posthorn.service")
        self.manager.run("systemctl", "--user", "stop", "posthorn.service")
        self.assertEqual(self.show("ActiveState", "Result", "ExecMainStatus"),
                         {"ActiveState": "inactive", "Result": "success", "ExecMainStatus": "0"})

    def test_is_wanted_by_the_session(self):
        self.manager.run("systemctl", "--user", "enable", "posthorn.service")
        wanted = self.manager.run("systemctl", "--user", "show", "default.target",
                                  "--property=Wants")
        self.assertIn("posthorn.service", wanted)

    def test_the_unit_is_sound(self):
        path = os.path.join(self.manager.environment["XDG_CONFIG_HOME"],
                            "systemd/user/posthorn.service")
        said = self.manager.run("systemd-analyze", "--user", "verify", "--man=no", path)
        self.assertEqual(said, "")


if __name__ == "__main__":
    tap.main()
