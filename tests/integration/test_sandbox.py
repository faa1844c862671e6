#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The confinement of the systemd unit, seen from inside: what it denies, and that mail works in it."""

import json
import os
import re
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, tap, user_manager  # noqa: E402
from support.service_rig import UNIT, ServiceTest  # noqa: E402

PROBE = os.path.join(user_manager.SOURCE, "tests", "support", "sandbox_probe.py")
DENIED = {
    "writable-and-executable", "packet-socket", "bluetooth-socket", "vsock-socket",
    "user-namespace", "personality", "realtime", "setuid-file", "ptrace", "bpf", "io-uring",
    "keyctl", "mount", "chroot", "change-owner",
}
DENIED_BY_NAMESPACES = {"write-home", "read-home", "shared-temporary", "write-system", "device"}
NEEDED = {
    "inet-socket", "inet6-socket", "unix-socket", "netlink-socket", "memory-file", "priority",
    "start-a-program", "write-data",
}


class SandboxTest(ServiceTest):
    def harden(self):
        """As posthornd(8) says."""
        self.manager.install("systemd/hardening.conf.in", "share/hardening.conf")
        folder = os.path.join(user_manager.HOME, f".config/systemd/user/{UNIT}.d")
        self.manager.run("mkdir", "-p", folder)
        self.manager.run("ln", "-s", os.path.join(user_manager.HOME, "share/hardening.conf"), folder)
        self.manager.reload()

    def probe(self):
        """What came of each attempt in a process that stands in for the daemon."""
        self.manager.write("diary", "dear diary")
        self.manager.write(".local/share/posthorn/kept", "")
        with open(PROBE, encoding="utf-8") as file:
            program = self.manager.write("probe.py", file.read())
        found = self.manager.write("found.json", "")
        self.manager.drop_in("probe", f"""[Service]
Type=oneshot
Restart=no
ExecStart=
ExecStart=/usr/bin/python3 - {os.path.basename(self.manager.folder.path)}
StandardInput=file:{program}
StandardOutput=truncate:{found}
""")
        self.start()
        return json.loads(self.manager.read("found.json"))

    def assert_outcomes(self, denied, allowed):
        found = self.probe()
        self.assertEqual(set(found), denied | allowed)
        self.assertEqual({name for name in allowed if found[name] != "ok"}, set(), found)
        self.assertEqual({name for name in denied if found[name] == "ok"}, set(), found)
        return found

    def assert_mail_works(self):
        """Keyring, names, TLS, parser, databases, and a message out of a sealed file."""
        server = self.dovecot()
        for number in range(5):
            server.deliver(generator.Generator(number).message(3000))
        self.manager.start_keyring()
        self.start()
        self.add(server)
        rows = json.loads(self.manager.ctl("--json", "list", "work/inbox"))
        self.assertEqual(len(rows), 5)
        self.assertTrue(all(row["subject"] for row in rows))
        self.assertTrue(self.manager.ctl("show", str(rows[0]["id"])))
        self.assertTrue(self.manager.ctl("show", "--raw", str(rows[0]["id"])))
        self.assertEqual(self.get("State"), 's "ready"')
        self.systemctl("restart", UNIT)
        self.manager.ctl("sync", "work")
        self.assertEqual(self.logged(GLIB_DOMAIN="posthorn"), [])
        self.systemctl("stop", UNIT)
        self.assertEqual(self.shown("Result"), "success")

    def exposure(self):
        """As systemd-analyze judges it, in tenths."""
        said = self.manager.run("systemd-analyze", "--user", "--no-pager", "security",
                                "--offline=yes", UNIT)
        return round(10 * float(re.search(r"exposure level for \S+ ([\d.]+)", said).group(1)))


class Plain(SandboxTest):
    def test_denies(self):
        found = self.assert_outcomes(DENIED, NEEDED | DENIED_BY_NAMESPACES)
        for name in ("writable-and-executable", "user-namespace", "personality", "ptrace", "bpf",
                     "io-uring", "keyctl", "mount"):
            self.assertEqual(found[name], "EPERM", name)
        for name in ("packet-socket", "bluetooth-socket", "vsock-socket"):
            self.assertEqual(found[name], "EAFNOSUPPORT", name)

    def test_mail_works(self):
        self.assert_mail_works()

    def test_exposure(self):
        self.assertLessEqual(self.exposure(), 65)


class Hardened(SandboxTest):
    def setUp(self):
        super().setUp()
        self.harden()

    def test_denies(self):
        self.assert_outcomes(DENIED | DENIED_BY_NAMESPACES, NEEDED)

    def test_mail_works(self):
        self.assert_mail_works()

    def test_first_start(self):
        """With nothing in the home that it could be given."""
        self.start()
        self.assertEqual(self.get("State"), 's "ready"')
        self.assertEqual(os.stat(self.data("")).st_mode & 0o777, 0o700)
        self.assertTrue(os.path.exists(self.data("state.db")))

    def test_exposure(self):
        self.assertLess(self.exposure(), 20)


class WithoutNamespaces(SandboxTest):
    """Where users may not make any, the unit is confined as well, and only the drop-in is too much."""

    namespaces = False

    def test_denies(self):
        self.assert_outcomes(DENIED, NEEDED | DENIED_BY_NAMESPACES)

    def test_mail_works(self):
        self.assert_mail_works()

    def test_says_why_it_does_not_start(self):
        self.harden()
        self.manager.drop_in("once", "[Service]\nRestart=no\n")
        self.systemctl("start", UNIT, check=False)
        self.assertEqual(self.shown("ExecMainStatus"), "217")


if __name__ == "__main__":
    tap.main()
