#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Debian package: built, checked, installed on a clean Debian, used there, and gone again."""

import glob
import os
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import process, tap  # noqa: E402
from support.clean_root import CleanRoot, why_not  # noqa: E402
from support.dovecot import Dovecot  # noqa: E402

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
CACHE = os.path.join(SOURCE, "build", "debootstrap")
# As somebody who has just logged in: a bus and an unlocked keyring.
SESSION = """
export XDG_RUNTIME_DIR=$(mktemp -d)
printf keyring | gnome-keyring-daemon --unlock --components=secrets >/dev/null
read -r password
printf '%s' "$password" | posthornctl add anna@example.org --id work --user anna --host localhost \\
  --port PORT --ca-file /tmp/authorities.pem --password-file -
posthornctl list work/inbox
posthornctl status
"""


def run(*arguments, folder=None):
    done = subprocess.run(arguments, cwd=folder, capture_output=True, text=True, timeout=1200,
                          check=False)
    if done.returncode:
        raise AssertionError(f"{arguments}: {(done.stdout + done.stderr)[-5000:]}")
    return done.stdout


class Package(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if why_not():
            raise unittest.SkipTest(why_not())
        cls.folder = process.Folder("ph-package-")
        run(os.path.join(SOURCE, "data", "debian", "build"), cls.folder.path)
        cls.package, = glob.glob(cls.folder / "posthorn_*.deb")

    @classmethod
    def tearDownClass(cls):
        cls.folder.remove()

    def test_lintian_finds_no_fault(self):
        changes, = glob.glob(self.folder / "*.changes")
        said = run("lintian", "--allow-root", "--fail-on", "error,warning", changes)
        self.assertNotIn("E: ", said)

    def test_serves_mail_on_a_clean_debian_and_goes_without_a_trace(self):
        root = CleanRoot(CACHE)
        self.addCleanup(root.stop)
        root.start()
        before = root.contents()
        shutil.copy(self.package, root.folder / "tmp/posthorn.deb")
        root.install("/tmp/posthorn.deb")
        self.assertIn("usr/bin/posthornctl", root.contents())
        self.use(root)
        root.purge("posthorn")
        self.assertEqual(root.contents() ^ before, set())

    def use(self, root):
        with Dovecot() as server:
            server.deliver(b"Subject: Lunch?\r\n\r\nDear Anna\r\n")
            shutil.copy(server.ca_file, root.folder / "tmp/authorities.pem")
            os.chmod(root.folder / "tmp/authorities.pem", 0o644)
            script = SESSION.replace("PORT", str(server.port))
            said = root.run("dbus-run-session", "--", "sh", "-ec", script, user="anna",
                            said=server.password + "\n")
        self.assertIn("Lunch?", said)
        self.assertIn("work", said)
        data = root.folder / "home/anna/.local/share/posthorn"
        self.assertTrue(os.path.exists(os.path.join(data, "mail.db")))


if __name__ == "__main__":
    tap.main()
