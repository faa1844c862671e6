#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""posthornctl doctor: what is well, what is not, and what to do about it."""

import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
from support import generator, rig, tap  # noqa: E402
from support.daemon import NAME, program  # noqa: E402
from support.posthornctl import FAILED, PosthornctlTest  # noqa: E402

ROLES = ("Sent", "Drafts", "Trash", "Junk", "Archive")


class Doctor(PosthornctlTest):
    def setUp(self):
        super().setUp()
        self.bus.offer(NAME, program())
        self.server = self.dovecot()
        rig.fill(self.server, list(generator.sample_account())[:20])
        self.account = self.daemon.add_account(self.server)

    def give_roles(self):
        for path in set(ROLES) - set(self.server.folder_names()):
            self.server.create(path)
        self.daemon.synchronise(self.account)

    def look(self, status, environment=None):
        """{(topic, level): [text → advice]} of what it finds."""
        done = subprocess.run([program("posthornctl"), "doctor", "--json"], text=True, check=False,
                              env={**self.bus.environment, **(environment or {})}, timeout=60,
                              capture_output=True)
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        document = json.loads(done.stdout)
        self.assertEqual(document["well"], status == 0)
        found = {}
        for row in document["findings"]:
            found.setdefault((row["topic"], row["level"]), []).append(
                row["text"] + (" → " + row["advice"] if row["advice"] else ""))
        troubles = sum(len(texts) for (_, level), texts in found.items() if level == "trouble")
        self.assertEqual(f"{troubles} thing" in done.stderr, troubles > 0, done.stderr)
        return found

    def troubles(self, **options):
        """{topic: texts}"""
        return {topic: texts for (topic, level), texts in self.look(FAILED, **options).items()
                if level == "trouble"}

    def test_all_is_well(self):
        self.give_roles()
        found = self.look(0)
        topics = {topic for topic, _ in found}
        self.assertEqual(topics, {
            "bus", "daemon", "keyring", "settings", "clock", "network", "checks", "outbox", "crm",
            "data", "state.db", "mail.db", "text.db", "disk", "account work"})
        self.assertIn("sound", found["mail.db", "well"][0])
        self.assertTrue(any("QRESYNC" in text for text in found["account work", "well"]), found)
        said = self.run_client("doctor")
        self.assertIn("✓ mail.db", said)
        self.assertNotIn("\033", said)
        self.assertNotIn("\n! ", said)

    def test_what_is_wrong_with_an_account(self):
        self.give_roles()
        self.run_client("folder", "role", "work/trash", "none")
        found = self.troubles()
        self.assertEqual(list(found), ["account work"])
        self.assertTrue(found["account work"][0].endswith(
            "name one with: posthornctl folder role work/FOLDER trash"), found)
        self.run_client("folder", "role", "work/Trash", "trash")
        self.run_client("folder", "role", "work/archive", "none")
        self.assertIn("there is no archive", str(self.look(0)["account work", "note"]))
        self.run_client("secret", "work", said="wrong\n")
        self.daemon.wait_job(self.daemon.sync(self.account))
        (text,) = self.troubles()["account work"]
        self.assertIn("posthornctl secret work", text)
        self.daemon.set(self.account, "Account", "Enabled", "b", False)
        self.assertIn("posthornctl enable work", self.look(0)["account work", "note"][0])

    def test_files_that_others_may_read(self):
        self.give_roles()
        os.chmod(self.daemon.data, 0o755)
        os.chmod(os.path.join(self.daemon.data, "state.db"), 0o644)
        found = self.troubles()
        self.assertIn(f"chmod 700 '{self.daemon.data}'", found["data"][0])
        self.assertIn("chmod 600", found["state.db"][0])

    def test_a_damaged_database(self):
        self.give_roles()
        self.daemon.restart()
        path = os.path.join(self.daemon.data, "mail.db")
        with open(path, "r+b") as file:
            file.seek(3 * 8192)
            file.write(b"x" * 65536)
        (text,) = self.troubles()["mail.db"]
        self.assertIn("start Posthorn again", text)
        self.daemon.restart()
        self.daemon.synchronise(self.account)
        self.look(0)

    def test_a_locked_keyring(self):
        self.give_roles()
        self.keyring.lock()
        self.assertIn("unlock", self.troubles()["keyring"][0])
        self.keyring.stop()
        self.assertIn("gnome-keyring", self.troubles()["keyring"][0])

    def test_paused(self):
        self.give_roles()
        self.run_client("pause")
        self.assertIn("posthornctl resume", str(self.look(0)["checks", "note"]))

    def test_without_a_daemon(self):
        self.give_roles()
        self.daemon.stop()
        self.assertIn("it was started just now", self.look(0)["daemon", "well"][0])
        nowhere = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nonexistent/bus"}
        found = self.look(FAILED, environment=nowhere)
        self.assertIn("There is no session bus", found["bus", "trouble"][0])
        self.assertIn("not looked into", found["mail.db", "note"][0])

    def test_without_a_way_to_start_one(self):
        self.give_roles()
        self.daemon.stop()
        self.bus.offer(NAME, "/nonexistent/posthornd")
        found = self.look(FAILED)
        self.assertIn("could not be started", found["daemon", "trouble"][0])
        self.assertIn("not looked into", found["mail.db", "note"][0])
        self.assertIn("unlocked", found["keyring", "well"][0])


if __name__ == "__main__":
    tap.main()
